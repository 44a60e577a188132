// The rooms may import one way only, and the compiler says so: the project references are copied
// around a stub of each room, every room tries to import every other, and `tsc -b` must refuse
// exactly the imports that are not in the table.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const PURE_HALF = ["model/vocabulary", "model", "impl", "audit", "properties"] as const;
const BELOW_SEARCH = ["model/vocabulary", "model", "impl", "properties"] as const;
const PROCESSES = ["impl/remote", "impl/linux"] as const;

const allowed = {
  "model/vocabulary": [],
  model: ["model/vocabulary"],
  impl: ["model/vocabulary"],
  "impl/remote": ["model/vocabulary", "impl"],
  "impl/linux": ["model/vocabulary", "impl", "impl/remote"],
  audit: ["model/vocabulary", "model", "impl"],
  properties: ["model/vocabulary", "model", "impl"],
  search: [...BELOW_SEARCH, ...PROCESSES],
  reports: [...PURE_HALF, ...PROCESSES],
  cli: [...PURE_HALF, ...PROCESSES, "search", "reports"],
  bench: [...PURE_HALF, ...PROCESSES, "search", "reports", "cli"],
} as const satisfies Record<string, readonly string[]>;

/** Data and pure functions: compiled without Node's types, so that `node:` does not resolve. */
const PURE: ReadonlySet<string> = new Set([...PURE_HALF, "reports"]);

type Room = keyof typeof allowed;
const rooms = Object.keys(allowed) as Room[];

// The script of a page is a project of its own, because it sees a browser; nobody imports it.
const script = "reports/html/browser";

const repository = fileURLToPath(new URL("..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "pasidcheck-layers-"));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const mayImport = (from: Room, to: Room) => (allowed[from] as readonly Room[]).includes(to);
const probe = (from: Room, to: string) => `${from}/imports-${to.replace("/", "-")}.ts`;
const nodeProbe = (from: Room) => `${from}/imports-node.ts`;

function writeStub(file: string, text: string): void {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), text);
}

function writeImport(file: string, target: string): void {
  const path = relative(dirname(file), target);
  const specifier = path.startsWith(".") ? path : `./${path}`;
  writeStub(file, `import { stub } from "${specifier}";\nexport const imported = stub;\n`);
}

function writeProjects(): void {
  const configs = ["tsconfig.json", "tsconfig.index.json", "tsconfig.tests.json"];
  for (const config of [...configs, ...[...rooms, script].map((room) => `${room}/tsconfig.json`)]) {
    mkdirSync(dirname(join(copy, config)), { recursive: true });
    cpSync(join(repository, config), join(copy, config));
  }
  cpSync(join(repository, "tsconfig.base.json"), join(copy, "tsconfig.base.json"));
  mkdirSync(join(copy, "node_modules"));
  symlinkSync(join(repository, "node_modules/@types"), join(copy, "node_modules/@types"));
  symlinkSync(
    join(repository, "node_modules/undici-types"),
    join(copy, "node_modules/undici-types"),
  );
  writeStub("package.json", `{"type":"module"}`);
}

function writeRooms(): void {
  writeStub(`${script}/page.ts`, "");
  writeStub("index.ts", `export { stub } from "./cli/stub.js";\n`);
  for (const from of rooms) {
    writeStub(`${from}/stub.ts`, `export const stub = "${from}";\n`);
    writeImport(probe(from, "index"), "index.js");
    writeStub(nodeProbe(from), 'export { readFileSync as imported } from "node:fs";\n');
    for (const to of rooms) if (from !== to) writeImport(probe(from, to), `${to}/stub.js`);
  }
}

function compiled(): string {
  writeProjects();
  writeRooms();
  const tsc = join(repository, "node_modules/typescript/bin/tsc");
  const run = spawnSync(process.execPath, [tsc, "-b", "--pretty", "false"], {
    cwd: copy,
    encoding: "utf8",
  });
  return run.stdout;
}

const output = compiled();

function filesWith(code: string): Set<string> {
  const errors = output.matchAll(/^(\S+)\(\d+,\d+\): error (TS\d+):/gm);
  return new Set([...errors].flatMap(([, file = "", found]) => (found === code ? [file] : [])));
}

const NOT_IN_PROJECT = "TS6307";
const NO_TYPES_OF_NODE = "TS2591";

test("the compiler refuses every import against the layers, and no other", () => {
  const expected = rooms.flatMap((from) => [
    probe(from, "index"),
    ...rooms.filter((to) => to !== from && !mayImport(from, to)).map((to) => probe(from, to)),
  ]);
  expect(filesWith(NOT_IN_PROJECT)).toEqual(new Set(expected));
});

test("the compiler refuses node: in the pure half, and nowhere else", () => {
  const expected = rooms.filter((room) => PURE.has(room)).map(nodeProbe);
  expect(filesWith(NO_TYPES_OF_NODE)).toEqual(new Set(expected));
});

test("nothing else is wrong with the stubs", () => {
  const errors = output.split("\n").filter((line) => line.includes("error TS"));
  const known = [NOT_IN_PROJECT, NO_TYPES_OF_NODE];
  expect(errors.filter((line) => !known.some((code) => line.includes(`${code}:`)))).toEqual([]);
});
