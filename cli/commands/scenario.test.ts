/** `scenario` writes a dump as a text that `replay` takes, and says what was assumed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { realEngine } from "../real-engine.js";
import { run } from "../run.js";
import { fakeIo } from "../testing/fake-io.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-scenario-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const LSPCI = fileURLToPath(new URL("../../docs/example/lspci.txt", import.meta.url));
const GROUPS = fileURLToPath(new URL("../../docs/example/groups.txt", import.meta.url));

async function command(...argv: readonly string[]) {
  const io = fakeIo();
  const code = await run(argv, io, () => Promise.resolve(realEngine));
  return { code, out: io.stdout(), err: io.stderr() };
}

function addressesIn(text: string): readonly string[] {
  return [...text.matchAll(/^([0-9a-f:]+\.[0-7]) /gm)].map(([, address = ""]) => address);
}

test("the text is on stdout, what is assumed in it and on stderr", async () => {
  // As `lspci -vv` prints it, without the bytes of -x.
  const dump = at("lspci.txt");
  writeFileSync(dump, readFileSync(LSPCI, "utf8").replaceAll(/^[0-3]0: .*\n/gm, ""));
  const { code, out, err } = await command("scenario", "--from-lspci", dump);
  expect(code).toBe(0);
  expect(readScenario(out).ok).toBe(true);
  expect(err).toMatch(
    /lspci\.txt: 3 things that it does not say; the text lists what is assumed\n$/,
  );
  expect(out).toContain("# - 01:00.0, 05:00.0: whether it is marked multifunction is not printed");
  expect(addressesIn(out)).toHaveLength(15);
});

test("--out FILE, with groups beside the functions; replay takes it", async () => {
  const file = at("machine.txt");
  const argv = ["--from-lspci", LSPCI, "--groups", GROUPS, "--out", file];
  expect(await command("scenario", ...argv)).toMatchObject({ code: 0, out: "" });
  expect(readFileSync(file, "utf8")).toMatch(/^01:00\.0 .*# group 1, Ethernet controller: /m);
  const { code, out } = await command("replay", "--design", "spec-device-xarray", file);
  expect({ code, out }).toMatchObject({ code: 0 });
});

test("--only keeps what is above, and what is below a bridge", async () => {
  const { out } = await command("scenario", "--from-lspci", LSPCI, "--only", "05:00.0");
  expect(addressesIn(out)).toEqual(["00:02.0", "02:00.0", "03:01.0", "05:00.0"]);
  expect(out).toContain("--only 05:00.0");
  expect(out).not.toContain("00:1f.0");
  const bridge = await command("scenario", "--from-lspci", LSPCI, "--only", "06:00.0,01:00.0");
  expect(addressesIn(bridge.out)).toEqual([
    "00:01.0",
    "00:1c.0",
    "01:00.0",
    "06:00.0",
    "07:00.0",
    "07:01.0",
  ]);
  const zero = await command("scenario", "--from-lspci", LSPCI, "--only", "00:1f.3");
  expect(addressesIn(zero.out)).toEqual(["00:1f.0", "00:1f.3"]);
});

describe("a machine that is too large", () => {
  const large = at("large.txt");
  const lines = Array.from({ length: 4097 }, (_, i) => {
    const hex = (n: number): string => n.toString(16).padStart(2, "0");
    return `0000:${hex(i >> 5)}:${hex(i & 31)}.0 Ethernet controller: X\n`;
  });
  writeFileSync(large, lines.join(""));

  test("is refused with the limit, and --only is offered", async () => {
    const { code, err } = await command("scenario", "--from-lspci", large);
    expect(code).toBe(2);
    expect(err).toContain("4097 functions, and a scenario has at most 4096");
    expect(err).toContain("name those that matter with --only");
  });

  test("is written in part", async () => {
    const argv = ["--from-lspci", large, "--only", "80:00.0"];
    const { code, out } = await command("scenario", ...argv);
    expect({ code, addresses: addressesIn(out) }).toEqual({ code: 0, addresses: ["80:00.0"] });
  });
});

test.each([
  [[], /name a machine: --from-lspci FILE or --sysfs; see pasidcheck scenario --help/],
  [["--from-lspci", LSPCI, "--sysfs"], /name --from-lspci or --sysfs, not both/],
  [["--from-lspci", at("none")], /no such file/],
  [["--from-lspci", LSPCI, "--only", "nothing"], /--only nothing: expected addresses/],
  [["--from-lspci", LSPCI, "--only", "00:05.0"], /00:05\.0 is not a function of this machine/],
  [["--sysfs", "--groups", GROUPS], /--groups is for --from-lspci/],
])("wrong usage %j", async (argv, message) => {
  const { code, out, err } = await command("scenario", ...argv);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(message);
  expect(err.trimEnd()).not.toContain("\n");
});
