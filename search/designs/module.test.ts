/**
 * What is promised to whoever brings a design as a module: it runs like any other, and whatever is
 * wrong with it is one line that names the member of the interface.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { catalog } from "../../impl/designs/catalog.js";
import type { Design, Machine } from "../../model/vocabulary/design/design.js";
import { invariants } from "../../properties/invariants/all.js";
import { check } from "../check/check.js";
import { heldAgainst } from "../check/in-process.js";
import { checked, moduleDesign, namesModule } from "./module.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-module-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const base = catalog.find(({ name }) => name === "device-xarray")!;
const catalogUrl = new URL("../../dist/impl/designs/catalog.js", import.meta.url).href;

/** Writes a module; `base` in it is the catalog's device-xarray. */
function written(name: string, text: string): string {
  const path = join(folder, name);
  const imports = `import { catalog } from ${JSON.stringify(catalogUrl)};\n`;
  const found = `const base = catalog.find(({ name }) => name === "device-xarray");\n`;
  writeFileSync(path, imports + found + text);
  return path;
}

test("only paths name modules", () => {
  expect(["./a.js", "../a.js", "/a.js"].every((name) => namesModule(name))).toBe(true);
  expect(
    ["linux-7.3", "bug:BUG-1", "exec:./a", "linux:/x", "a/b.js"].some((n) => namesModule(n)),
  ).toBe(false);
});

describe("a module", () => {
  test.each(["default", "const design ="])("may export its design: %s", (how) => {
    const path = written(`good-${how.length}.mjs`, `export ${how} { ...base, name: "mine" };\n`);
    expect(moduleDesign(path).name).toBe("mine");
  });
  test.each([
    ["export const x = 1;", "exports no Design: neither a default export nor `design`"],
    ["throw new Error('boom\\nmore');", "throws while it is loaded: boom"],
    ["await 1;", "awaits at its top level"],
    ["import './not-there.mjs';", "no such module"],
    ["export default { ...base, name: 'Mine!' };", "Design.name is wrong"],
    ["export default { ...base, boot: 1 };", "Design.boot is wrong: expected a function; got 1"],
  ])("%s is refused", (text, message) => {
    expect(() => moduleDesign(written(`bad-${message.length}.mjs`, text))).toThrow(message);
  });
  test("that is not there is refused", () => {
    expect(() => moduleDesign(join(folder, "none.mjs"))).toThrow("no such module");
  });
});

const machine: Machine = {
  step: () => ({ ok: true }),
  observe: () => {},
  lookup: () => 0,
};

function booted(changed: object): Machine {
  const design = checked({ ...base, boot: () => ({ ...machine, ...changed }) });
  return design.boot({} as never);
}

describe("a member that is wrong is named", () => {
  test.each([
    [{ sentence: "" }, "Design.sentence"],
    [{ contract: null }, "Design.contract is wrong"],
    [{ contract: { ...base.contract, enableCheck: "open" } }, "Design.contract.enableCheck"],
    [{ precision: { outcome: "errno" } }, "Design.precision.calls"],
    [{ fit: 1 }, "Design.fit"],
  ])("%j", (changed, message) => {
    expect(() => checked({ ...base, ...changed })).toThrow(message);
  });
  test.each([
    [{ step: 1 }, "Machine.step is wrong: expected a function"],
    [{ observe: undefined }, "Machine.observe"],
    [{ save: true }, "Machine.save"],
  ])("of a machine: %j", (changed, message) => {
    expect(() => booted(changed)).toThrow(message);
  });
  test.each([undefined, true, {}, { ok: false }, { ok: false, errno: "EWHAT" }, Promise.resolve()])(
    "an answer that is no outcome: %j",
    (answer) => {
      const asked = booted({ step: () => answer });
      expect(() => asked.step({ op: "pasid-enable", dev: 0 }, 0)).toThrow("Machine.step is wrong");
    },
  );
  test("a lookup that is no domain", () => {
    expect(() => booted({ lookup: () => "D1" }).lookup(0, 1)).toThrow("Machine.lookup is wrong");
  });
});

const OPTIONS = {
  invariants: ["pasid-stays-local", "members-programmed-alike"],
  seed: 1,
  runs: 250,
  seconds: null,
  workers: 1,
  machines: [],
  saveTo: "counterexamples",
  onProgress: () => {},
  signal: new AbortController().signal,
};

describe("in a search", () => {
  test("it is judged as the design that it wraps, and inherits its breaks", async () => {
    const mine = written("mine.mjs", "export default { ...base, name: 'mine' };");
    const { report } = await check({ ...OPTIONS, designs: [mine, "device-xarray"] });
    const of = (design: string) => report.verdicts.filter((v) => v.design === design);
    expect(of(mine).map(({ tag }) => tag)).toEqual(of("device-xarray").map(({ tag }) => tag));
    expect(of(mine).map(({ expected }) => expected)).toEqual(["holds", "fails"]);
    expect(of(mine)[1]?.reason).toMatch(/^its policies break it: /);
  });
  test("one that answers with no outcome is not searched any further", async () => {
    const text = `export default { ...base, boot: (given) => {
      const machine = base.boot(given);
      const observe = (into) => machine.observe(into);
      return { step: () => "done", observe, lookup: () => 0 };
    } };`;
    const bad = written("no-outcome.mjs", text);
    const { crashes, stats } = await check({ ...OPTIONS, designs: [bad] });
    expect(crashes[0]?.message).toMatch(/^NotADesign: Machine\.step is wrong/);
    expect(stats.scenarios).toBe(0);
  });
});

test("a design at hand is judged in the same thread", () => {
  const some = invariants.filter(({ name }) =>
    ["members-programmed-alike", "pasid-stays-local"].includes(name),
  );
  const design: Design = { ...base, name: "mine" };
  const options = { invariants: some, corpus: [], seed: 1, runs: 500 };
  const { applied, counterexamples, crash } = heldAgainst(design, options);
  expect(crash).toBeNull();
  expect(applied.every((n) => n > 0)).toBe(true);
  expect(new Set(counterexamples.map(({ invariant }) => invariant))).toEqual(
    new Set(["members-programmed-alike"]),
  );
});
