// Islands of equal behaviour cannot be told apart: random operations on two topologies that have
// nothing in common but an island are answered alike, and leave the island's functions alike.
import { expect, test } from "vitest";
import { catalog } from "../../../impl/designs/catalog.js";
import type { Operation } from "../../../model/vocabulary/operation/operation.js";
import { DEFAULT_IOMMU } from "../../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../../model/vocabulary/topology/topology.js";
import { prepare, instanceOf, type Instance } from "../../../properties/run/instance.js";
import { alphabet } from "../states/alphabet.js";
import { behaviourOf, islandsOf, type Behaviour } from "./behaviour.js";
import { topologiesOf, shapesOf } from "./survey.js";

interface Spot {
  readonly topology: Topology;
  readonly members: readonly number[];
}

/** The behaviour of an island with its functions numbered from 0, in the order of their numbers. */
function textOf(b: Behaviour, members: readonly number[]): string {
  const at = (dev: number): number => members.indexOf(dev);
  const inside = (dev: number): boolean => members.includes(dev);
  const groups = b.groups.filter((group) => group.some((dev) => inside(dev)));
  const sharing = b.sharing.filter(([x, y]) => inside(x) && inside(y));
  return JSON.stringify([
    members.map((dev) => b.traits[dev]),
    groups.map((group) => group.map((dev) => at(dev))),
    sharing.map((pair) => pair.map((dev) => at(dev))),
  ]);
}

const CAST = { pasids: 2, domains: ["D1", "D2", "B"] as const, handles: 1, plain: false };
const OPERATIONS = 25;

let seed = 1;
function below(n: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
  return (seed >> 8) % n;
}

function instanceOn(at: number, topology: Topology, operations: readonly Operation[]): Instance {
  return instanceOf(prepare({ topology, iommu: DEFAULT_IOMMU, operations }, null), catalog[at]!);
}

function seen(instance: Instance, members: readonly number[]): readonly number[] {
  return members.flatMap((dev) =>
    [0, 1, 2].flatMap((column) => [
      instance.after.hardware(dev, column),
      instance.after.recorded(dev, column),
      instance.after.handle(dev, column),
      Number(instance.after.enabled(dev)),
    ]),
  );
}

function compare(at: number, one: Spot, other: Spot): void {
  const opsOf = (spot: Spot) => alphabet({ ...CAST, acting: spot.members });
  const [ops, others] = [opsOf(one), opsOf(other)];
  const a = instanceOn(at, one.topology, ops);
  const b = instanceOn(at, other.topology, others);
  for (let i = 0; i < OPERATIONS; i++) {
    const n = below(ops.length);
    const fail = below(4);
    const failing = (op: Operation): Operation =>
      fail === 0 ? op : ({ ...op, fail: { call: fail, errno: "ENOMEM" } } as Operation);
    a.step(failing(ops[n]!), ops[n]!.dev);
    b.step(failing(others[n]!), others[n]!.dev);
    expect([a.outcome, a.calls.length]).toEqual([b.outcome, b.calls.length]);
    expect(seen(a, one.members)).toEqual(seen(b, other.members));
  }
}

test.each(catalog.map((design, at) => [design.name, at] as const))("%s", (_, at) => {
  const first = new Map<string, Spot>();
  let pairs = 0;
  for (const functions of [1, 2, 3]) {
    const request = {
      functions,
      scan: "boot",
      from: 0,
      to: shapesOf(functions, "boot"),
    } as const;
    for (const topology of topologiesOf(request)) {
      if (functions === 3 && below(20) !== 0) continue;
      const p = prepare({ topology, iommu: DEFAULT_IOMMU, operations: [] }, null);
      const b = behaviourOf(instanceOf(p, catalog[at]!), p.facts);
      for (const members of islandsOf(b)) {
        const text = textOf(b, members);
        const known = first.get(text);
        if (known === undefined) {
          first.set(text, { topology, members });
          continue;
        }
        pairs++;
        compare(at, known, { topology, members });
      }
    }
  }
  expect(pairs).toBeGreaterThan(150);
});
