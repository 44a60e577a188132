/**
 * A module that cannot be loaded is one line, which says what to rename, to install or to mend, and
 * where.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportsOf } from "./load-module.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-load-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ESM = 'import fs from "node:fs";\nexport default { fs };\n';
const COMMONJS = "module.exports = { design: {} };\n";
const FILES: Readonly<Record<string, string>> = {
  "commonjs/package.json": '{"type":"commonjs"}',
  "commonjs/esm.js": ESM,
  "commonjs/exported.js": "export default {};\n",
  "esm.cjs": ESM,
  "good.cjs": COMMONJS,
  "good.mjs": ESM,
  "common.mjs": COMMONJS,
  "requires.mjs": 'const fs = require("node:fs");\nexport default { fs };\n',
  "package.mjs": 'import { invariants } from "pasidcheck";\nexport default { invariants };\n',
  "other-package.mjs": 'import x from "left-padded";\nexport default { x };\n',
  "package.cjs": 'module.exports = require("pasidcheck");\n',
  "helper.mjs": "export default 1;\n",
  "relative.mjs": 'import x from "./helpr.mjs";\nexport default { x };\n',
  "syntax.mjs": 'export default {\n  name: "x",\n  boot( {\n};\n',
  "syntax.cjs": "module.exports = {\n  boot( {\n};\n",
  "throws.mjs": "const a = null;\nexport default a.b;\n",
  "awaits.mjs": "await 1;\nexport default {};\n",
  "types.ts": "enum Kind { a }\nexport default { kind: Kind.a };\n",
  "data.json": '{"name": "x"}',
  "broken.json": '{"name": ',
  "driver.py": "#!/usr/bin/env python3\n",
  plain: "text",
};

beforeAll(() => {
  mkdirSync(join(folder, "commonjs"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
});

function said(name: string): string {
  try {
    exportsOf(join(folder, name), `./${name}`);
    return "loaded";
  } catch (error) {
    const text = String(error).replaceAll(`${folder}/`, "");
    expect(text).toMatch(/^NotADesign: [^\n]+$/);
    return text.slice("NotADesign: ".length);
  }
}

test.each(["good.mjs", "good.cjs", "helper.mjs"])("%s is loaded", (name) => {
  expect(said(name)).toBe("loaded");
});

describe("a module of one system, named as one of the other", () => {
  test.each(["commonjs/esm.js", "commonjs/exported.js"])("%s", (name) => {
    expect(said(name)).toMatch(
      /^it is an ES module; rename it to \.mjs, or put "type": "module" into its package\.json/,
    );
    expect(said(name)).toContain(`at ${name}:1`);
  });
  test("a .cjs has no package.json to blame", () => {
    expect(said("esm.cjs")).toMatch(/^it is an ES module; rename it to \.mjs \(/);
  });
  test.each(["common.mjs", "requires.mjs"])("%s", (name) => {
    expect(said(name)).toMatch(/^it is a CommonJS module; rename it to \.cjs, or use import/);
    expect(said(name)).toContain(`at ${name}:1`);
  });
});

describe("what is missing", () => {
  test.each(["package.mjs", "package.cjs"])("the package of this tool: %s", (name) => {
    expect(said(name)).toMatch(/^there is no package 'pasidcheck'/);
    expect(said(name)).toContain("npm install --save-dev pasidcheck (or npm link pasidcheck");
  });
  test("another package", () => {
    expect(said("other-package.mjs")).toMatch(/'left-padded', imported from other-package\.mjs/);
    expect(said("other-package.mjs")).toMatch(/npm install left-padded$/);
  });
  test("the module itself, and the nearest", () => {
    expect(said("god.mjs")).toBe("no such module: god.mjs; did you mean 'good.mjs'?");
    expect(said("nowhere/x.mjs")).toBe("no such module: nowhere/x.mjs");
  });
  test("a module that it imports, and the nearest", () => {
    expect(said("relative.mjs")).toBe(
      "no such module helpr.mjs, imported from relative.mjs; did you mean 'helper.mjs'?",
    );
  });
});

describe("what is wrong is told with file and line", () => {
  test.each([
    ["syntax.mjs", "syntax error: Unexpected token ';' at syntax.mjs:4"],
    ["syntax.cjs", "syntax error: Unexpected token ';' at syntax.cjs:3"],
    ["throws.mjs", "it throws while it is loaded: Cannot read properties of null"],
  ])("%s", (name, message) => {
    expect(said(name)).toContain(message);
  });
  test("where it throws", () => {
    expect(said("throws.mjs")).toMatch(/ at throws\.mjs:2$/);
  });
});

test.each([
  ["awaits.mjs", "it awaits at its top level"],
  ["types.ts", /compile it to JavaScript/],
  ["data.json", "it is JSON, and a design is a program"],
  ["broken.json", "it is JSON, and a design is a program"],
  ["driver.py", "is named exec:./driver.py"],
  ["plain", "it is no module of JavaScript"],
  ["commonjs", "it is a folder; name the module in it, e.g. ./commonjs/design.mjs"],
])("%s is no module that can be used", (name, message) => {
  expect(said(name)).toMatch(message);
});
