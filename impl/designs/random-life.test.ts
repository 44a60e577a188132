// Whatever the topology, the contract and the operations above and below: no step throws, and what
// iommufd writes down adds up (INV-46 in docs/reference/semantics.md 12).
import fc from "fast-check";
import { expect, test } from "vitest";
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import { autoDomain, hwptDomain } from "../../model/vocabulary/operation/domain.js";
import { OPERATION_NAMES } from "../../model/vocabulary/operation/operation.js";
import { HWPTS_MAX } from "../../model/vocabulary/operation/iommufd.js";
import { pasidColumns, type Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { NO_TABLE, TABLES_MAX, isAuto } from "../../model/vocabulary/design/user-observation.js";
import { catalog } from "./catalog.js";
import { deviceXArray } from "./device-xarray.js";
import { groupTable } from "./group-table.js";
import { anyOperation } from "../../properties/testing/hostile.js";
import { groupTableContracts, userScenarios } from "../testing/arbitraries.js";
import { Bench } from "../testing/bench.js";
import { neighbours, said, usersOf } from "../testing/story.js";

/** Half of the time the neighbours: groups with several users are rare among random functions. */
const somewhere = fc
  .tuple(userScenarios, fc.boolean(), fc.array(anyOperation(), { minLength: 30, maxLength: 30 }))
  .map(([s, near, more]): Scenario => {
    const operations = [...s.operations, ...more];
    return near ? { ...s, topology: neighbours, operations } : { ...s, operations };
  });

function ownTable(contract: Contract): Contract {
  return withPolicies(contract, { table: "device", programs: "own-device", zero: "refused" });
}

/** Every entry of a device is a user of its table, and so is every table that is nested on it. */
function addsUp(machine: Bench): boolean {
  const seen = usersOf(machine);
  const { functions, columns } = machine.observed;
  const users = Array.from({ length: TABLES_MAX + 1 }, () => 0);
  for (let dev = 0; dev < functions; dev++)
    for (let column = 0; column < columns; column++) {
      const table = seen.attached(dev, column);
      if (table === NO_TABLE) continue;
      users[table]!++;
      const { ioas } = seen.table(table);
      if (ioas === 0 || seen.context(dev) !== seen.ioasContext(ioas)) return false;
    }
  const tables = Array.from({ length: TABLES_MAX }, (_, i) => i + 1);
  for (const table of tables) users[seen.table(table).parent]!++;
  return tables.every((table) => {
    const { ioas, users: counted } = seen.table(table);
    const leftOver = isAuto(table) && ioas > 0 && counted === 0;
    return counted === users[table] && !leftOver;
  });
}

/** The core has recorded what iommufd says is attached. */
function isRecorded(machine: Bench, named: boolean): boolean {
  const seen = usersOf(machine);
  const { functions, columns } = machine.observed;
  for (let dev = 0; dev < functions; dev++)
    for (let column = 0; column < columns; column++) {
      const table = seen.attached(dev, column);
      if (table === NO_TABLE) continue;
      const domain = isAuto(table) ? autoDomain(table - HWPTS_MAX) : hwptDomain(table);
      if (machine.observed.recorded(dev, column) !== domain) return false;
      if (named && seen.handleNames(dev, column) === 0) return false;
    }
  return true;
}

/** Without them hardly anybody would have anything to attach, or to give back. */
const USERS = [1, 2, 5].map((dev) => said(`fd-bind ${dev} context C1`));
const OBJECTS = [
  "ioas-alloc 1 ioas A1",
  "hwpt-alloc 1 hwpt H1 of A1 for-pasids",
  "hwpt-alloc 1 hwpt H2 of A1 for-pasids",
  "fd-attach 1 pasid 0 to H1",
].map(said);

const KERNELS = ["allocate-pasid 1 driver R1 domain D1", "sva-bind 5 mm M1"].map(said);

const beginnings = fc.constantFrom([], [...USERS, ...OBJECTS], KERNELS);

test("no life of any attachment under any contract throws", () => {
  const outcomes = new Map<string, Set<string>>();
  const property = fc.property(somewhere, beginnings, groupTableContracts, (s, first, contract) => {
    const random = [
      groupTable("random", "under test", contract),
      deviceXArray("random-device", "under test", ownTable(contract)),
    ];
    const functions = s.topology.functions.length;
    const operations = [...first, ...s.operations];
    const options = { iommu: s.iommu, pasids: pasidColumns(operations), withUsers: true };
    for (const design of [...catalog, ...random]) {
      const machine = new Bench(design, s.topology, options);
      for (const op of operations) {
        const outcome = machine.step({ ...op, dev: op.dev % functions });
        outcomes.set(op.op, (outcomes.get(op.op) ?? new Set()).add(outcome));
        const where = `${design.name}, ${JSON.stringify(op)}`;
        if (!addsUp(machine)) throw new Error(`users do not add up: ${where}`);
        if (!random.includes(design) && !isRecorded(machine, design.contract.handle !== "absent"))
          throw new Error(`not recorded: ${where}`);
      }
    }
  });
  fc.assert(property, { seed: 6971, numRuns: 300 });
  // So that the test is about something: all of them have been seen, and to succeed.
  expect([...outcomes.keys()].sort()).toEqual([...OPERATION_NAMES].sort());
  const never = [...outcomes].filter(([, seen]) => !seen.has("0")).map(([op]) => op);
  expect(never).toEqual([]);
});
