/** What docs/use/counterexamples.md shows is what the commands print on 96 columns. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { realEngine } from "../real-engine.js";
import { run } from "../run.js";
import { fakeIo } from "../testing/fake-io.js";

const COLUMNS = 96;
/** Ends a block of which the rest is not shown. */
const CUT = "...";
const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/use/counterexamples.md", root), "utf8");
const folder = mkdtempSync(join(tmpdir(), "pasidcheck-page-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function blocks(kind: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    (m) => m[1] ?? "",
  );
}

const [mine = ""] = blocks("text");
writeFileSync(join(folder, "mine.txt"), mine);
writeFileSync(
  join(folder, "wrong.txt"),
  "pasidcheck scenario 1\n01:00.0 rciep pasid 8\n----\npasid-attach 01:00.0 pasid 1\n",
);

/** Standard output and errors of a command, with the page's names of files. */
async function printed(words: readonly string[]): Promise<string> {
  const io = fakeIo();
  const argv = words.map((word) =>
    /^(?:mine|wrong)\.txt$/.test(word) ? join(folder, word) : word,
  );
  const out = { ...io.out, columns: COLUMNS };
  await run(argv, { ...io, out }, () => Promise.resolve(realEngine));
  return `${io.stdout()}${io.stderr()}`.replaceAll(`${folder}/`, "");
}

test("the scenario of the page breaks what the page says", () => {
  expect(mine).toMatch(/^pasidcheck scenario 1\n/);
  expect(blocks("console").length).toBeGreaterThan(3);
});

/** The block as its command prints it today, cut where the page cuts it. */
async function remade(block: string): Promise<string> {
  const [command = "", ...lines] = block.split("\n");
  const words = /^\$ npx pasidcheck (.*)$/.exec(command)?.[1]?.split(" ") ?? [];
  const text = await printed(words);
  const cut = lines.indexOf(CUT);
  if (cut < 0) return `${command}\n${text}`;
  return [command, ...text.split("\n").slice(0, cut), CUT, ""].join("\n");
}

// After a change: `npx vitest run cli/end-to-end/counterexamples.test.ts -u`.
test("each command prints what stands below it", async () => {
  let today = page;
  for (const block of blocks("console")) today = today.replace(block, await remade(block));
  await expect(today).toMatchFileSnapshot("../../docs/use/counterexamples.md");
});
