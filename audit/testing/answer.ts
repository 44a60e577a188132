/** A text as a user gives it to `pasidcheck audit`, and what comes back. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { run } from "../../cli/run.js";
import { fakeIo } from "../../cli/testing/fake-io.js";

interface Answered {
  readonly code: number;
  /** What is printed, its lines joined: no test depends on where they are broken. */
  readonly out: string;
  readonly err: string;
  /** The JSON; null where nothing was answered. */
  readonly json: AnsweredJson | null;
}

/** What the tests look at. */
const ANSWERED = z.object({
  groups: z.array(z.array(z.string())),
  agrees: z.boolean().nullable(),
  differences: z.array(z.unknown()),
  devices: z.array(z.object({ bdf: z.string(), kind: z.string().nullable() })),
});
type AnsweredJson = z.infer<typeof ANSWERED>;

/** `dump`: given to --lspci; `groups`: to --groups. Bytes are written as they are. */
export async function answerTo(
  dump: string | Uint8Array,
  groups: string | Uint8Array | null = null,
  ...more: readonly string[]
): Promise<Answered> {
  const folder = mkdtempSync(join(tmpdir(), "pasidcheck-answer-"));
  try {
    const at = (name: string): string => join(folder, name);
    writeFileSync(at("lspci.txt"), dump);
    if (groups !== null) writeFileSync(at("groups.txt"), groups);
    const list = groups === null ? [] : ["--groups", at("groups.txt")];
    const io = fakeIo();
    const argv = ["audit", "--lspci", at("lspci.txt"), ...list, "--json", at("a.json"), ...more];
    const code = await run(argv, io, () => Promise.reject(new Error("not needed")));
    const json = code === 2 ? null : jsonIn(at("a.json"));
    return { code, out: oneLine(io.stdout()), err: oneLine(io.stderr()), json };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function jsonIn(path: string): AnsweredJson {
  return ANSWERED.parse(JSON.parse(readFileSync(path, "utf8")));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
