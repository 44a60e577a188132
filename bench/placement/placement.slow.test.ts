/**
 * The two placements shown in docs/answers/placement.md are what the reference does: over random
 * lives of a user on two machines they answer, program and record the same.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { SOUND, DEVICE_XARRAY } from "../../impl/designs/contracts.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { NO_DOMAIN, hwptDomain } from "../../model/vocabulary/operation/domain.js";
import { OK, outcomeText, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import { Facts } from "../../model/fabric/facts.js";
import { plain } from "../../search/designs/named.js";
import { traced } from "../../properties/run/trace.js";
import { scenario } from "../../properties/testing/conjecture.js";
import type { Core, PageTable, Placement } from "./core.js";
import { PerDevice } from "./per-device.js";
import { PerGroup } from "./per-group.js";

const ACS = "acs SV TB RR CR UF of SV TB RR CR UF";

/** Three functions in a group: one has no PASIDs, another comes later, and their widths differ. */
const MACHINE = `
00:01.0  root-port  bus 01  ${ACS}  prefix
01:00.0  endpoint  multifunction  pasid 8  prefix  acs RR of RR CR
01:00.1  endpoint  multifunction  pasid 2  prefix  acs RR of RR CR
01:00.2  endpoint  multifunction  acs RR of RR CR
01:00.3  endpoint  multifunction  pasid 8  prefix  acs RR of RR CR  absent
`;
const SET_UP = `
fd-bind 01:00.0 context C1
fd-bind 01:00.1 context C1
fd-bind 01:00.2 context C1
ioas-alloc 01:00.0 ioas A1
hwpt-alloc 01:00.0 hwpt H1 of A1 for-pasids
hwpt-alloc 01:00.0 hwpt H2 of A1 for-pasids
hwpt-alloc 01:00.0 hwpt H3 of A1
`;
const LATE = 4;
const TABLES: readonly PageTable[] = [1, 2, 3].map((n) => ({ number: n, forPasids: n !== 3 }));

const dev = fc.constantFrom(1, 2, 3, LATE);
const pasid = fc.constantFrom(1, 3, 5);
const target = fc.constantFrom("H1", "H2", "H3");

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ op: fc.constant("fd-attach"), dev, pasid, target }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("fd-replace"), dev, pasid, target }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("fd-detach"), dev, pasid }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("plug"), dev: fc.constant(LATE) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant("fd-bind"),
      dev: fc.constant(LATE),
      context: fc.constant(1),
    }),
  },
);

/** Carries the trace's operations out on a placement, and compares step by step. */
function compare(trace: Trace, made: (core: Core) => Placement): void {
  const hardware = new Map<string, number>();
  const { topology, iommu } = trace.scenario;
  const facts = new Facts(topology, iommu);
  let now = trace.booted;
  const core: Core = {
    members: (of) =>
      topology.functions.flatMap((_, d) => (now.group(d) === now.group(of) ? [d] : [])),
    maxPasids: (of) => facts.maxPasids(of),
    ridIsInTheWay: () => false,
    program: (of, p, table) => hardware.set(`${of} ${p}`, table?.number ?? 0),
  };
  const placement = made(core);
  for (const { op, dev: of, outcome, before, after } of trace.steps) {
    now = after;
    const bound = before.users?.context(of) === 1;
    const said = answer(placement, op, of, bound, outcome);
    expect(outcomeText(said)).toBe(outcomeText(outcome));
    for (let d = 1; d <= LATE; d++)
      trace.columns.forEach((p, c) => {
        if (c === 0) return;
        const number = hardware.get(`${d} ${p}`) ?? 0;
        expect(after.hardware(d, c)).toBe(number === 0 ? NO_DOMAIN : hwptDomain(number));
        expect(after.users?.attached(d, c)).toBe(placement.attached(d, p)?.number ?? 0);
      });
  }
}

/** What is not the placement's answers as the reference does. */
function answer(
  placement: Placement,
  op: Operation,
  of: number,
  bound: boolean,
  outcome: Outcome,
): Outcome {
  if (op.op === "plug" && outcome.ok) placement.joins(of);
  if (!bound) return outcome;
  const table = "target" in op ? TABLES[Number(op.target.slice(1)) - 1] : undefined;
  if (op.op === "fd-attach" && table !== undefined) return placement.attach(of, op.pasid, table);
  if (op.op === "fd-replace" && table !== undefined) return placement.replace(of, op.pasid, table);
  if (op.op !== "fd-detach") return outcome;
  placement.detach(of, op.pasid);
  return OK;
}

test.each<[string, Contract, (core: Core) => Placement]>([
  ["per group", SOUND, (core) => new PerGroup(core)],
  ["per device", DEVICE_XARRAY, (core) => new PerDevice(core)],
])("%s: as the reference", (_, contract, made) => {
  const { topology, iommu, operations } = scenario(MACHINE, SET_UP);
  const { design } = plain("placement", "A contract.", contract);
  let answered = 0;
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 30, size: "max" }), (random) => {
      const all = { topology, iommu, operations: [...operations, ...random] };
      const trace = traced("placement", design, all);
      compare(trace, made);
      answered += trace.steps.filter(
        ({ op, outcome }) => op.op === "fd-attach" && outcome.ok,
      ).length;
    }),
    { numRuns: 400, seed: 1 },
  );
  expect(answered).toBeGreaterThan(300);
});
