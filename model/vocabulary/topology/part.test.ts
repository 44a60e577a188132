// A part holds what its functions need, and nothing in it has changed but the indices.
import { expect, test } from "vitest";
import { functionOf, PLAIN } from "./make-function.js";
import { partOf, withNeeded } from "./part.js";
import { impossible, topology } from "./validate.js";

const PLACE = { ...PLAIN, pf: 0, secondary: 0 };
const MACHINE = topology(
  [
    functionOf("rciep", { ...PLACE, bus: 0, devfn: 0 }),
    functionOf("root-port", { ...PLACE, bus: 0, devfn: 8, secondary: 1 }),
    functionOf("endpoint", { ...PLACE, bus: 1, devfn: 0, parent: 1, multifunction: true }),
    functionOf("endpoint", { ...PLACE, bus: 1, devfn: 1, parent: 1, multifunction: true }),
    functionOf("endpoint", { ...PLACE, bus: 1, devfn: 2, parent: 1, multifunction: true }),
    functionOf("vf", { ...PLACE, bus: 1, devfn: 16, parent: 1, pf: 4 }),
  ],
  { scan: "hot", order: [1, 0, 2, 4, 3, 5] },
);

test("a function needs what is above it, its PF, and function 0 of its device", () => {
  expect(withNeeded(MACHINE.functions, [0])).toEqual([0]);
  expect(withNeeded(MACHINE.functions, [3])).toEqual([1, 2, 3]);
  expect(withNeeded(MACHINE.functions, [5])).toEqual([1, 2, 4, 5]);
});

test("relatives and the order of probing go by the new indices", () => {
  const part = partOf(MACHINE, withNeeded(MACHINE.functions, [5]));
  expect(impossible(part)).toBeNull();
  expect(part.functions.map(({ parent }) => parent)).toEqual([null, 0, 0, 0]);
  expect(part.functions.at(-1)).toMatchObject({ kind: "vf", pf: 2, devfn: 16 });
  expect(part.probe).toEqual({ scan: "hot", order: [0, 1, 2, 3] });
});
