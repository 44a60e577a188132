// The rooms may import one way only, and the compiler says so: the project references are copied
// around a stub of each room, every room tries to import every other, and `tsc -b` must refuse
// exactly the imports that are not in the table.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const allowed = {
  "model/vocabulary": [],
  model: ["model/vocabulary"],
  impl: ["model/vocabulary"],
  properties: ["model/vocabulary", "model", "impl"],
  reports: ["model/vocabulary", "model", "impl", "properties"],
  cli: ["model/vocabulary", "model", "impl", "properties", "reports"],
  bench: ["model/vocabulary", "model", "impl", "properties", "reports", "cli"],
} as const satisfies Record<string, readonly string[]>;

type Room = keyof typeof allowed;
const rooms = Object.keys(allowed) as Room[];

// The script of a page is a project of its own, because it sees a browser; nobody imports it.
const script = "reports/html/browser";

const repository = fileURLToPath(new URL("..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "pasidcheck-layers-"));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const mayImport = (from: Room, to: Room) => (allowed[from] as readonly Room[]).includes(to);
const probe = (from: Room, to: string) => `${from}/imports-${to.replace("/", "-")}.ts`;

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
  const base = JSON.parse(readFileSync(join(repository, "tsconfig.base.json"), "utf8")) as {
    compilerOptions: { types: string[] };
  };
  base.compilerOptions.types = [];
  writeStub("tsconfig.base.json", JSON.stringify(base));
  writeStub("package.json", `{"type":"module"}`);
}

function writeRooms(): void {
  writeStub(`${script}/page.ts`, "");
  writeStub("index.ts", `export { stub } from "./cli/stub.js";\n`);
  for (const from of rooms) {
    writeStub(`${from}/stub.ts`, `export const stub = "${from}";\n`);
    writeImport(probe(from, "index"), "index.js");
    for (const to of rooms) if (from !== to) writeImport(probe(from, to), `${to}/stub.js`);
  }
}

test("the compiler refuses every import against the layers, and no other", () => {
  writeProjects();
  writeRooms();
  const tsc = join(repository, "node_modules/typescript/bin/tsc");
  const run = spawnSync(process.execPath, [tsc, "-b", "--pretty", "false"], {
    cwd: copy,
    encoding: "utf8",
  });

  const errors = run.stdout.split("\n").filter((line) => line.includes("error TS"));
  expect(errors.filter((line) => !line.includes("error TS6307:"))).toEqual([]);

  const refused = [...run.stdout.matchAll(/^(\S+)\(\d+,\d+\): error TS6307:/gm)].map((m) => m[1]);
  const expected = rooms.flatMap((from) => [
    probe(from, "index"),
    ...rooms.filter((to) => to !== from && !mayImport(from, to)).map((to) => probe(from, to)),
  ]);
  expect(new Set(refused)).toEqual(new Set(expected));
});
