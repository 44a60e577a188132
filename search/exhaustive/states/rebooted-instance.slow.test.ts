// A design that cannot be put back is searched along its shortest paths: the same states, the same
// transitions and the same breaks as the design itself, one state at a time.
import { expect, test } from "vitest";
import { topology } from "../../../model/vocabulary/topology/validate.js";
import type { Design, Machine } from "../../../model/vocabulary/design/design.js";
import { functionOf, PLAIN } from "../../../model/vocabulary/topology/make-function.js";
import { invariants } from "../../../properties/invariants/all.js";
import { subjectNamed } from "../../designs/named.js";
import { explore, type ExplorationResult } from "./explore.js";
import { VIEWS } from "../views.js";

const pasid = { width: 8, exec: false, priv: false };
const parts = { ...PLAIN, bus: 0, prefix: true, pasid, secondary: 0, pf: 0 };
const MACHINE = {
  topology: topology([functionOf("rciep", { ...parts, devfn: 8 })]),
  acting: [0],
  alike: false,
};
const SIZES = { functions: 1, pasids: 1, domains: 2, handles: 1 };

/** The same design, without a way back. */
function oneWay(design: Design): Design {
  const boot = (input: Parameters<Design["boot"]>[0]): Machine => {
    const machine = design.boot(input);
    return {
      step: (op, dev) => machine.step(op, dev),
      observe: (into) => machine.observe(into),
      lookup: (dev, number) => machine.lookup(dev, number),
    };
  };
  return { ...design, boot };
}

function explored(design: Design, view: string, symmetry: boolean): ExplorationResult {
  const bounds = { sizes: SIZES, symmetry, states_max: 10_000 };
  const stepInvariants = invariants.filter((invariant) => invariant.on !== "boot");
  const of = VIEWS.find(({ name }) => name === view)!;
  return explore(of, [MACHINE], { design, plain: false }, stepInvariants, bounds, () => {});
}

test.each(["linux-7.3", "device-xarray", "spec-device-xarray"])("%s", (name) => {
  const { design } = subjectNamed(name)!;
  for (const view of ["one-pasid", "rids"]) {
    const itself = explored(design, view, false);
    expect(itself.crash).toBeNull();
    expect(explored(oneWay(design), view, false)).toEqual(itself);
    // Without a way back there are no states that stand for others.
    expect(explored(oneWay(design), view, true).states).toBe(itself.states);
  }
});
