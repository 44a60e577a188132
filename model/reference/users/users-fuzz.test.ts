/**
 * Nothing that users of the core do makes the reference throw, whatever is asked in whatever order;
 * and what users have adds up.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEVICE_XARRAY, LINUX_6_2, LINUX_7_3, SOUND } from "../../../impl/designs/contracts.js";
import { prepare, referenceInstance, type Instance } from "../../../properties/run/instance.js";
import {
  anyContract,
  anyOperation,
  hostileScenarios,
  USER_PROFILES,
} from "../../../properties/testing/hostile.js";
import { run } from "../../../properties/testing/rows.js";
import type { Contract } from "../../vocabulary/design/contract.js";
import { autoDomain, hwptDomain } from "../../vocabulary/operation/domain.js";
import { HWPTS_MAX, IOASES_MAX } from "../../vocabulary/operation/iommufd.js";
import { hasUserOperations, type Scenario } from "../../vocabulary/scenario/scenario.js";
import {
  TABLES_MAX,
  isAuto,
  type UserObservation,
} from "../../vocabulary/design/user-observation.js";

const SEED = 42;

const hostile = hostileScenarios({ profiles: USER_PROFILES }, anyOperation()).filter((s) =>
  hasUserOperations(s.operations),
);

/** Any values of all policies, but for the grouping, which others test. */
const contract = anyContract({ grouping: [] });

function play(s: Scenario, under: Contract, look: (instance: Instance) => void): void {
  const instance = referenceInstance(prepare(s, null), under);
  for (const op of s.operations) {
    instance.step(op, op.dev % s.topology.functions.length);
    look(instance);
  }
  instance.retire();
}

const tables = Array.from({ length: TABLES_MAX }, (_, i) => i + 1);

function usersOf(instance: Instance): UserObservation {
  const { users } = instance.after;
  if (users === null) throw new Error("nothing is done by users of the core here");
  return users;
}

/** As `expect`, which is too slow to be asked a million times. */
function same(a: unknown, b: unknown): void {
  if (a !== b) expect(a).toBe(b);
}

/** INV-46: who uses each page table, by the cells in which it is attached and the nested ones. */
function expectConserved(instance: Instance): void {
  const t = usersOf(instance);
  const { functions, columns } = instance.after;
  const counted = tables.map(() => 0);
  const count = (id: number): void => {
    if (id !== 0) counted[id - 1] = (counted[id - 1] ?? 0) + 1;
  };
  for (let dev = 0; dev < functions; dev++)
    for (let column = 0; column < columns; column++) count(t.attached(dev, column));
  for (const id of tables) count(t.table(id).parent);
  for (const id of tables) same(t.table(id).users, counted[id - 1]);
  // iommufd's own go with their last user; what is used, and its IOAS, are there.
  for (const id of tables) {
    const { ioas, users } = t.table(id);
    if (users > 0 || isAuto(id)) same(ioas !== 0, users > 0);
    if (ioas !== 0) same(t.ioasContext(ioas) === 0, false);
  }
}

/** INV-14: the regions of who is attached, and no others. */
function expectReserved(instance: Instance, s: Scenario): void {
  const t = usersOf(instance);
  const reserved = Array.from({ length: IOASES_MAX + 1 }, () => 0);
  s.topology.functions.forEach((f, dev) => {
    const table = t.attached(dev, 0);
    if (table === 0) return;
    const { ioas } = t.table(table);
    for (const region of f.reserved ?? [])
      reserved[ioas] = (reserved[ioas] ?? 0) | (1 << (region - 1));
  });
  for (let ioas = 1; ioas <= IOASES_MAX; ioas++) {
    same(t.reserved(ioas), reserved[ioas]);
    same(t.reserved(ioas) & t.mapped(ioas), 0);
  }
}

/** INV-46: what iommufd says is attached is what the core has recorded. */
function expectRecorded(instance: Instance): void {
  const { after } = instance;
  const t = usersOf(instance);
  for (let dev = 0; dev < after.functions; dev++)
    for (let column = 0; column < after.columns; column++) {
      const table = t.attached(dev, column);
      if (table === 0) continue;
      const domain = isAuto(table) ? autoDomain(table - HWPTS_MAX) : hwptDomain(table);
      same(after.recorded(dev, column), domain);
      same(t.context(dev) === 0, false);
    }
}

describe("2,000 random scenarios of all operations", () => {
  test("any contract: nothing throws, and users are conserved", () => {
    fc.assert(
      fc.property(hostile, contract, (s, under) => play(s, under, expectConserved)),
      { seed: SEED, numRuns: 1000 },
    );
  });
  test("the named contracts: the same, and what is attached is recorded", () => {
    const named = fc.constantFrom(LINUX_6_2, LINUX_7_3, SOUND, DEVICE_XARRAY);
    fc.assert(
      fc.property(hostile, named, (s, under) =>
        play(s, under, (instance) => {
          expectConserved(instance);
          expectRecorded(instance);
        }),
      ),
      { seed: SEED, numRuns: 500 },
    );
  });
  test("a sound contract: reserved is what attached functions need", () => {
    const sound = fc.constantFrom(SOUND, DEVICE_XARRAY);
    fc.assert(
      fc.property(hostile, sound, (s, under) =>
        play(s, under, (instance) => expectReserved(instance, s)),
      ),
      { seed: SEED, numRuns: 500 },
    );
  });
});

describe("hostile use", () => {
  const MACHINE = `
00:01.0 rciep pasid 8
00:02.0 rciep pasid 8 absent
00:03.0 rciep no-iommu`;
  /** Each of them, with names that stand for nothing. */
  const all = (address: string): string =>
    [
      `claim ${address} owner O1`,
      `release ${address}`,
      `driver-bind ${address}`,
      `driver-unbind ${address}`,
      `fd-bind ${address} context C1`,
      `ioas-map ${address} ioas A1 region 1`,
      `ioas-unmap ${address} ioas A1 region 1`,
      `hwpt-alloc ${address} hwpt H1 of H1`,
      `fd-destroy ${address} object H4`,
      `fd-attach ${address} pasid 0x100000 to H1`,
      `fd-replace ${address} pasid 0 to A4`,
      `fd-detach ${address} pasid 0x100000`,
      `vfio-attach ${address} to H1`,
      `vfio-attach-pasid ${address} pasid 1 to A1`,
      `vfio-detach ${address}`,
      `vfio-detach-pasid ${address} pasid 1`,
      `fd-unbind ${address}`,
      `allocate-pasid ${address} driver R1 domain F1`,
      `free-pasid ${address} driver R1`,
      `sva-bind ${address} mm M1`,
      `sva-unbind ${address} mm M1`,
    ].join("\n");

  test("an absent function: -ENODEV for everything", () => {
    const { outcomes } = run(MACHINE, all("00:02.0"));
    expect(new Set(outcomes.split(" "))).toEqual(new Set(["-ENODEV"]));
  });
  test("a function without group: no exception, -ENODEV or nothing to let go of", () => {
    const { outcomes } = run(MACHINE, all("00:03.0"));
    const bound = `-EINVAL ${"-ENODEV ".repeat(11)}-ENOENT`;
    expect(outcomes).toBe(`-ENODEV -ENOENT 0 0 ${bound} -ENODEV -ENOENT -ENODEV -ENOENT`);
  });
  test("objects that were never made: -ENOENT, -EINVAL", () => {
    const ops = all("00:01.0")
      .replace(/claim.*\n/u, "")
      .replace("driver-unbind", "driver-unbind");
    const { outcomes } = run(MACHINE, ops);
    expect(outcomes).toBe(
      "-ENOENT 0 0 0 -ENOENT -ENOENT -EINVAL -ENOENT -ENOENT -ENOENT 0 -ENOENT -ENOENT 0 0 0" +
        " -EINVAL -ENOENT 0 0",
    );
  });
  test("objects that are no more: -ENOENT", () => {
    const made = `fd-bind 00:01.0 context C1
ioas-alloc 00:01.0 ioas A1
hwpt-alloc 00:01.0 hwpt H1 of A1
fd-destroy 00:01.0 object H1
fd-attach 00:01.0 pasid 0 to H1
fd-destroy 00:01.0 object H1
fd-destroy 00:01.0 object A1
ioas-map 00:01.0 ioas A1 region 1
vfio-attach 00:01.0 to A1`;
    expect(run(MACHINE, made).outcomes).toBe("0 0 0 0 -ENOENT -ENOENT 0 -ENOENT -ENOENT");
  });
  test("a function that has gone: -ENODEV, and it comes back with nothing", () => {
    const gone = `plug 00:02.0
fd-bind 00:02.0 context C1
ioas-alloc 00:02.0 ioas A1
vfio-attach 00:02.0 to A1
unplug 00:02.0
vfio-detach 00:02.0
fd-unbind 00:02.0
unplug 00:02.0
vfio-attach 00:02.0 to A1
plug 00:02.0
vfio-attach 00:02.0 to A1
fd-bind 00:02.0 context C1
vfio-attach 00:02.0 to A1`;
    expect(run(MACHINE, gone).outcomes).toBe("0 0 0 0 -EBUSY 0 0 0 -ENODEV 0 -ENODEV 0 0");
  });
});
