// Facts of random machines, hidden at random: each function is printed in a form of its own, lines
// are lost, functions are left out. Whatever is hidden, the truth lies between the readings.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { Facts } from "../../model/fabric/facts.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import type { PciFunction, Topology } from "../../model/vocabulary/topology/topology.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { audit, type Audit } from "../findings/audit.js";
import { DUMP_FORMS } from "../testing/forms/dumps.js";
import { shownMachine, type ShownFunction } from "../testing/forms/shown.js";
import { printable } from "../testing/forms/topologies.js";
import { readMachine, type RealMachine } from "./machine.js";

const NUM_RUNS = cases({ all: 3000, quick: 150 });

/** A run that prints groups prints those of all functions. */
const FORMS = ["vv", "vvx", "vvxxxx", "v", "vv-user", "v-user"];
/** Lines of which nobody notices that they are missing. */
const LOSABLE = [/\bACSCap:/, /\bACSCtl:/, /\bDevCap2:/, /\bPASIDCap:/];

/** What is hidden of one function; `out`: all of it. */
interface Hidden {
  readonly out: boolean;
  readonly form: number;
  readonly lost: readonly number[];
}

const HIDDEN: fc.Arbitrary<Hidden> = fc.record({
  out: fc.nat(9).map((n) => n === 9),
  form: fc.nat(FORMS.length - 1),
  lost: fc.uniqueArray(fc.nat(LOSABLE.length - 1), { maxLength: 2 }),
});

function printed(f: ShownFunction, { form, lost }: Hidden): string {
  const print = DUMP_FORMS.find(({ name }) => name === FORMS[form])?.print;
  const lines = print === undefined ? [] : print([f]).split("\n");
  return lines.filter((line) => !lost.some((n) => LOSABLE[n]?.test(line))).join("\n");
}

function textOf(t: Topology, grouped: boolean, hidden: readonly Hidden[]): string {
  const all = shownMachine(t);
  const parts = all.flatMap((f, dev) => {
    const some = hidden[dev % hidden.length] ?? NOTHING_HIDDEN;
    return some.out ? [] : [printed(grouped ? f : { ...f, group: null }, some)];
  });
  return parts.join("\n");
}

const NOTHING_HIDDEN: Hidden = { out: false, form: 0, lost: [] };

/** Beside each function of the machine its index in the topology that was printed, or -1. */
function indicesIn(machine: RealMachine, t: Topology): readonly number[] {
  const index = new Map(t.functions.map((f, dev) => [addressText(f), dev]));
  return machine.functions.map((f) => (f.shown ? (index.get(f.address) ?? -1) : -1));
}

/** Whether its place, or that of what is above it, is not known. */
function floats({ topology, unseen }: RealMachine, dev: number): boolean {
  for (let i: number | null = dev; i !== null; i = topology.functions[i]?.parent ?? null)
    if (unseen[i]?.has("place") === true) return true;
  return false;
}

function isBetween(machine: RealMachine, t: Topology): void {
  const truth = audit({ topology: t });
  const readings = [machine.topology, ...machine.readings];
  const [least = machine.topology, most = machine.topology] = machine.readings;
  const index = indicesIn(machine, t);
  const shown = index.flatMap((at, dev) => (at < 0 || floats(machine, dev) ? [] : [dev]));
  for (const reading of readings) {
    expect(impossible(reading)).toBeNull();
    expect(reading.functions.map((f) => place(f))).toEqual(
      machine.topology.functions.map((f) => place(f)),
    );
  }
  const [low, high] = [audit({ topology: least }), audit({ topology: most })];
  const [real, few, many] = [t, most, least].map((one) => new Facts(one, DEFAULT_IOMMU));
  for (const a of shown)
    for (const b of shown) {
      if (a >= b) continue;
      const one = together(truth, index[a] ?? -1, index[b] ?? -1);
      const pair = `${machine.functions[a]?.address} ${machine.functions[b]?.address}`;
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        const meets = real?.reaches(index[from] ?? -1, index[to] ?? -1);
        if (few?.reaches(from, to) === true) expect([pair, meets]).toEqual([pair, true]);
        if (many?.reaches(from, to) === false) expect([pair, meets]).toEqual([pair, false]);
      }
      if (!together(low, a, b)) expect([pair, one]).toEqual([pair, false]);
      if (together(high, a, b)) expect([pair, one]).toEqual([pair, true]);
    }
  for (const dev of shown) {
    const granted = truth.pasid[index[dev] ?? -1]?.enableable;
    const name = machine.functions[dev]?.address;
    if (low.pasid[dev]?.enableable === true) expect([name, granted]).toEqual([name, true]);
    if (high.pasid[dev]?.enableable === false) expect([name, granted]).toEqual([name, false]);
  }
}

function place({ segment, bus, devfn, parent }: PciFunction): unknown {
  return { segment, bus, devfn, parent };
}

function together({ groupOf }: Audit, a: number, b: number): boolean {
  const group = groupOf[a] ?? null;
  return group !== null && group === groupOf[b];
}

function machineOf(text: string): RealMachine {
  const read = readMachine(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

/** With an IOMMU Linux itself has set the control registers; else they may be anything. */
const machines = (grouped: boolean): fc.Arbitrary<Topology> =>
  printable({ control: grouped ? "linux" : "any", silent: true }).filter((t) =>
    t.functions.every((f) => f.absent !== true && !isLost(f)),
  );

/** An endpoint on a root bus other than 0 looks as if the port above it were not in the dump. */
function isLost({ kind, parent, bus }: PciFunction): boolean {
  return (kind === "endpoint" || kind === "legacy-endpoint") && parent === null && bus > 0;
}

describe.each([
  ["with groups", true],
  ["without groups", false],
])("of a dump %s", (_, grouped) => {
  test("whose functions hide this and that, the truth is between the readings", () => {
    const hidden = fc.array(HIDDEN, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(machines(grouped), hidden, (t, some) => {
        const text = textOf(t, grouped, some);
        fc.pre(text !== "");
        const machine = machineOf(text);
        // Of a boot without an IOMMU the groups of one with it are formed (boot.test.ts).
        if (machine.boot !== "off") isBetween(machine, t);
      }),
      { numRuns: NUM_RUNS, seed: 14 },
    );
  });
});
