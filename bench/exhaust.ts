/**
 * The figures of the exhaustive search, on one core, beside Spin on the same questions: a PASID
 * table a device with every attach, replace and detach, and two-phase commit; what symmetry is
 * worth; and the same table in a real design, with the invariants.
 */
import { DEVICE_XARRAY } from "../impl/designs/contracts.js";
import { deviceXArray } from "../impl/designs/device-xarray.js";
import { topology } from "../model/vocabulary/topology/validate.js";
import { withPolicies } from "../model/vocabulary/design/contract.js";
import { domainId } from "../model/vocabulary/operation/domain.js";
import type { Operation } from "../model/vocabulary/operation/operation.js";
import { functionOf, PLAIN } from "../model/vocabulary/topology/make-function.js";
import { DEFAULT_IOMMU } from "../model/vocabulary/scenario/scenario.js";
import { Explorer } from "../search/exhaustive/states/state-space.js";
import { reach, type Model } from "../search/exhaustive/states/breadth-first.js";
import { tableOfCells } from "../search/exhaustive/testing/table-of-cells.js";
import { twoPhaseCommit } from "../search/exhaustive/testing/two-phase-commit.js";
import { invariantSet } from "../properties/run/invariant-set.js";
import { prepare } from "../properties/run/instance.js";
import { invariants } from "../properties/invariants/all.js";
import { spin, tableModel, twoPhaseModel, type SpinRun } from "./peers/spin.js";

const ROUNDS = 3;
const DEVICES = 4;
const PASIDS = 3;
const DOMAINS = ["D1", "D2"] as const;
const MANAGERS = 7;

/** Lines of figures. */
export function benchExhaust(): string[] {
  const cells = DEVICES * PASIDS;
  const table = best(() => tableOfCells(DEVICES, PASIDS, DOMAINS.length, false));
  const folded = best(() => tableOfCells(DEVICES, PASIDS, DOMAINS.length, true));
  const commit = best(() => twoPhaseCommit(MANAGERS, false));
  const alike = best(() => twoPhaseCommit(MANAGERS, true));
  return [
    `a table a device, ${DEVICES} devices, ${PASIDS} PASIDs, 2 domains: ${told(table)}`,
    ...beside(table, spin(tableModel(cells, DOMAINS.length), ROUNDS)),
    `  with symmetry: ${told(folded)}, ${ratio(table, folded)} times faster`,
    `two-phase commit, ${MANAGERS} managers: ${told(commit)}`,
    ...beside(commit, spin(twoPhaseModel(MANAGERS), ROUNDS)),
    `  with symmetry: ${told(alike)}, ${ratio(commit, alike)} times faster`,
    ...designLines(),
  ];
}

interface Ours {
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
}

function best(make: () => Model, rounds = ROUNDS): Ours {
  let found: Ours | null = null;
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const { states, transitions } = reach(make(), { states_max: 10_000_000 }, () => {});
    const seconds = (performance.now() - started) / 1000;
    if (found === null || seconds < found.seconds) found = { states, transitions, seconds };
  }
  return found ?? { states: 0, transitions: 0, seconds: 1 };
}

function told({ states, transitions, seconds }: Ours): string {
  const rate = (transitions / seconds / 1e6).toFixed(2);
  return `${states} states in ${seconds.toFixed(3)} s (${rate} M transitions/s)`;
}

function ratio(slow: { seconds: number }, fast: { seconds: number }): string {
  return (slow.seconds / fast.seconds).toFixed(1);
}

function beside(ours: Ours, theirs: SpinRun | null): readonly string[] {
  if (theirs === null) return ["  Spin: not installed, not compared"];
  const same = theirs.states === ours.states ? "" : ", WHICH IS ANOTHER NUMBER";
  const seconds = theirs.seconds.toFixed(3);
  const speed = `ours takes ${(ours.seconds / theirs.seconds).toFixed(2)} times as long`;
  return [`  Spin: ${theirs.states} states${same} in ${seconds} s; ${speed}`];
}

/** The same table in the real design; handles are left out, or replace would need one. */
function designLines(): readonly string[] {
  const contract = withPolicies(DEVICE_XARRAY, { handle: "absent" });
  const subject = { design: deviceXArray("table", "A table a device.", contract), plain: false };
  const of = (asked: typeof invariants, plain: boolean, symmetric: boolean): Ours =>
    best(() => {
      const p = prepare({ topology: machine(), iommu: DEFAULT_IOMMU, operations: letters() }, null);
      const functions = Array.from({ length: DEVICES }, (_, dev) => dev);
      const like = { functions, pasids: true, domains: DOMAINS.map((name) => domainId(name)) };
      const heard = { applied: () => {}, broken: () => {} };
      const set = invariantSet(asked);
      const held = { ...subject, plain };
      return new Explorer(p, held, set, 0, symmetric ? like : null, heard, false);
    }, 1);
  const bare = of([], true, false);
  const folded = of([], true, true);
  const judged = of(invariants, false, true);
  return [
    `the same table in device-xarray itself: ${told(bare)}`,
    `  with symmetry: ${told(folded)}, ${ratio(bare, folded)} times faster`,
    `  with symmetry, the reference and ${invariants.length} invariants: ${told(judged)}`,
  ];
}

function machine(): ReturnType<typeof topology> {
  const pasid = { width: 8, exec: false, priv: false };
  const parts = { ...PLAIN, bus: 0, prefix: true, pasid, secondary: 0, pf: 0 };
  return topology(
    Array.from({ length: DEVICES }, (_, i) =>
      functionOf("rciep", { ...parts, devfn: (i + 1) << 3 }),
    ),
  );
}

function letters(): readonly Operation[] {
  const ops: Operation[] = [];
  for (let dev = 0; dev < DEVICES; dev++)
    for (let pasid = 1; pasid <= PASIDS; pasid++) {
      ops.push({ op: "pasid-detach", dev, pasid });
      for (const domain of DOMAINS) {
        ops.push({ op: "pasid-attach", dev, pasid, domain });
        ops.push({ op: "pasid-replace", dev, pasid, domain });
      }
    }
  return ops;
}
