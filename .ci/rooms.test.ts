// The rooms of a project are listed from the ground up: a file imports from its own room and from
// those above it in the list, types included. And no file imports itself, on whatever way round.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** By project; the empty name is what stands in the project's own folder, a file may be a room. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  "model/vocabulary": ["reading", "topology", "operation", "scenario", "design"],
  model: [
    "fabric",
    "reference/grouping",
    "reference/state",
    "reference/pci",
    "reference/core",
    "reference/users",
    "reference/lifecycle",
    "reference",
  ],
  "impl/remote": ["protocol", "process", "channel", ""],
  "impl/linux": ["build", ""],
  impl: [
    "xarray",
    "fabric",
    "grouping",
    "state",
    "pci",
    "core",
    "users",
    "lifecycle",
    "",
    "designs",
  ],
  audit: ["read", "quirks", "lines", "findings", "machine"],
  properties: [
    "invariants",
    "bugs",
    "conjectures",
    "caller",
    "shrink",
    "explain",
    "generators",
    "run",
    "results",
    "expectations",
  ],
  search: [
    "pool",
    "designs",
    "contracts",
    "campaign",
    "random",
    "exhaustive",
    "interleaving",
    "check",
    "kernel",
    "gate",
    "",
  ],
  reports: ["text", "drawing", "story", "kernel", "terminal", "ci", "audit", "html", "docs"],
  cli: ["engine", "process", "input", "output", "commands", ""],
};

const repository = fileURLToPath(new URL("..", import.meta.url));

interface Place {
  readonly project: string;
  readonly room: string;
}

function placeOf(file: string): Place | null {
  for (const [project, rooms] of Object.entries(ROOMS)) {
    if (!file.startsWith(`${project}/`)) continue;
    const path = file.slice(project.length + 1).replace(/\.ts$/, "");
    const inside = rooms.filter((room) => `${path}/`.startsWith(`${room}/`) || room === "");
    const room = inside.toSorted((a, b) => b.length - a.length)[0];
    return room === undefined ? null : { project, room };
  }
  return null;
}

function importsOf(file: string, text: string): readonly string[] {
  return [...text.matchAll(/from\s+"(\.[^"]+)\.js"/g)].map(([, path = ""]) =>
    normalize(`${join(dirname(file), path)}.ts`),
  );
}

const files = Object.keys(ROOMS)
  .map((project) => project.split("/")[0] ?? "")
  .filter((top, i, all) => all.indexOf(top) === i)
  .flatMap((top) =>
    readdirSync(`${repository}${top}`, { recursive: true, encoding: "utf8" }).map(
      (path) => `${top}/${path.replaceAll("\\", "/")}`,
    ),
  )
  .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|\/testing\/|\/browser\//.test(file));
const graph = new Map(
  files.map((file) => [file, importsOf(file, readFileSync(`${repository}${file}`, "utf8"))]),
);

function runsUp(from: string, to: string): boolean {
  const [a, b] = [placeOf(from), placeOf(to)];
  if (a === null || b === null || a.project !== b.project) return false;
  const rooms = ROOMS[a.project] ?? [];
  return rooms.indexOf(b.room) > rooms.indexOf(a.room);
}

/** A way from a file back to itself; null: there is none. */
function circleFrom(start: string): readonly string[] | null {
  const seen = new Set<string>();
  const ways = [[start]];
  for (let way = ways.pop(); way !== undefined; way = ways.pop())
    for (const next of graph.get(way.at(-1) ?? "") ?? []) {
      if (next === start) return [...way, next];
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  return null;
}

test("every file is in a room of the table", () => {
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((file) => placeOf(file) === null)).toEqual([]);
});

test("no import runs back up", () => {
  const against = files.flatMap((from) =>
    (graph.get(from) ?? []).filter((to) => runsUp(from, to)).map((to) => `${from} -> ${to}`),
  );
  expect(against).toEqual([]);
});

test("no file imports itself, types included", () => {
  expect(files.map((file) => circleFrom(file)).filter((circle) => circle !== null)).toEqual([]);
});

test("these rules can fail", () => {
  expect(runsUp("model/reference/core/pasid.ts", "model/reference/users/vfio.ts")).toBe(true);
  expect(runsUp("model/reference/users/vfio.ts", "model/reference/core/pasid.ts")).toBe(false);
  graph.set("a.ts", ["b.ts"]).set("b.ts", ["a.ts"]);
  expect(circleFrom("a.ts")).toEqual(["a.ts", "b.ts", "a.ts"]);
  expect(importsOf("a/b.ts", 'import type { X } from "../c/d.js";')).toEqual(["c/d.ts"]);
});
