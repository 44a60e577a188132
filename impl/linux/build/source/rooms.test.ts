/**
 * The rooms of the driver import one way: each file includes the header of its own room, each
 * header that of the room below (impl/linux/driver/protocol/protocol.h).
 */
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { inputsFolder, readInputs } from "./inputs.js";

const DRIVER = readInputs(inputsFolder(), false).driver;
const ROOMS = ["protocol", "machine", "operations", "answer"];

/** What a file on top may include; what stands in a room follows from its name. */
const ON_TOP: ReadonlyMap<string, readonly string[]> = new Map([
  ["hierarchy.h", ["machine/machine.h"]],
  ["hierarchy.c", ["hierarchy.h"]],
  ["operate.h", ["operations/operations.h", "hierarchy.h"]],
  ["operate.c", ["operate.h"]],
  ["main.c", ["answer/answer.h", "hierarchy.h", "operate.h"]],
]);

const headerOf = (room: string): string => `${room}/${room}.h`;

function allowed(name: string): readonly string[] {
  const room = dirname(name);
  if (room === ".") return ON_TOP.get(name) ?? [];
  if (name !== headerOf(room)) return [headerOf(room)];
  return ROOMS.slice(0, ROOMS.indexOf(room)).slice(-1).map(headerOf);
}

const HEADERS = DRIVER.map(({ name }) => name).filter((name) => name.endsWith(".h"));
const CODE = DRIVER.filter(({ name }) => /\.[ch]$/.test(name));

test("every folder of the driver is a room, with one header", () => {
  const rooms = CODE.map(({ name }) => dirname(name)).filter((room) => room !== ".");
  expect([...new Set(rooms)].toSorted()).toEqual(ROOMS.toSorted());
  const tops = ["hierarchy.h", "operate.h"];
  expect(HEADERS.toSorted()).toEqual([...tops, ...ROOMS.map(headerOf)].toSorted());
});

test.each(CODE)("$name includes what it may, and no other header of ours", ({ name, text }) => {
  const included = [...text.matchAll(/^#include "(.+)"$/gm)].map(([, path]) => path ?? "");
  expect(included.filter((path) => HEADERS.includes(path))).toEqual(allowed(name));
  expect(included.filter((path) => path.startsWith("."))).toEqual([]);
});

test("the Makefile names every file that is compiled", () => {
  const makefile = DRIVER.find(({ name }) => name === "Makefile")?.text ?? "";
  const objects = [...makefile.matchAll(/[\w/-]+(?=\.o\b)/g)].map(([object]) => `${object}.c`);
  const compiled = CODE.map(({ name }) => name).filter((name) => name.endsWith(".c"));
  expect(objects.filter((name) => name !== "pasidcheck.c").toSorted()).toEqual(compiled);
});
