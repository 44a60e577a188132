// What an audit finds in a text is true of the machine of which the text was printed: groups that
// differ from the kernel's, functions that are not isolated though in different groups. What a
// text does not show takes part in no finding.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { audit, type Audit } from "../findings/audit.js";
import { linuxGrouped } from "../findings/boot-groups.js";
import { readMachine, type RealMachine } from "../machine/machine.js";
import { readGroups } from "../read/groups.js";
import { Facts } from "../../model/fabric/facts.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { DUMP_FORMS } from "../testing/forms/dumps.js";
import { groupsText } from "../testing/forms/groups.js";
import { shownMachine, type ShownFunction } from "../testing/forms/shown.js";
import { looksUntranslated, printable } from "../testing/forms/topologies.js";

const RUNS = { numRuns: cases({ all: 300, quick: 3 }), seed: 17 };

/** With the kernel's groups beside the text, as most who ask have them. */
function machineIn(text: string, all: readonly ShownFunction[]): RealMachine | null {
  const list = readGroups(groupsText(all, "pairs"));
  const machine = readMachine(text, list.ok ? list.value : null);
  return machine.ok ? machine.value : null;
}

/** The truth about each function of a machine that was read, by its address. */
class Truth {
  private readonly facts: Facts;
  private readonly groupOf: readonly (number | null)[];
  private readonly index: ReadonlyMap<string, number>;
  private readonly machine: RealMachine;

  constructor(t: Topology, machine: RealMachine) {
    this.facts = new Facts(t, DEFAULT_IOMMU);
    this.groupOf = linuxGrouped(t).groupOf;
    this.index = new Map(t.functions.map((f, dev) => [addressText(f), dev]));
    this.machine = machine;
  }

  /** Its index in the true topology. Throws where nothing of that address is there. */
  at(dev: number): number {
    const f = this.machine.functions[dev];
    const there = f?.shown === true ? this.index.get(f.address) : undefined;
    if (there === undefined) throw new Error(`${f?.address} is no function of the text`);
    return there;
  }

  reaches(a: number, b: number): boolean {
    const [from, to] = [this.at(a), this.at(b)];
    return this.groupOf[from] !== this.groupOf[to] && this.facts.reaches(from, to);
  }

  shareId(a: number, b: number): boolean {
    return this.facts.sharedId(this.at(a), this.at(b)) !== null;
  }
}

function holdsTrue({ notIsolated }: Audit, truth: Truth): void {
  for (const one of notIsolated) {
    if (one.how === "shared-id") {
      for (const a of one.functions)
        expect(one.functions.some((b) => a !== b && truth.shareId(a, b))).toBe(true);
      continue;
    }
    for (const a of one.from) expect(one.to.some((b) => truth.reaches(a, b))).toBe(true);
    for (const b of one.to) expect(one.from.some((a) => truth.reaches(a, b))).toBe(true);
  }
}

describe.each([
  ["as Linux boots it", printable({ control: "linux" })],
  ["with any bits on", printable({ control: "any" })],
  ["with what no text shows", printable({ control: "any", silent: true })],
])("of a machine %s", (_, machines) => {
  test.each(DUMP_FORMS)("$name: groups do not differ, what is not isolated is not", (form) => {
    const { print, groups } = form;
    // A text without groups that looks like a boot without an IOMMU is laid beside the groups of
    // another boot: these may differ.
    const judged = groups ? machines : machines.filter((t) => !looksUntranslated(t));
    fc.assert(
      fc.property(judged, (t) => {
        const all = shownMachine(t);
        const machine = machineIn(print(all), all);
        if (machine === null) return;
        const answer = audit(machine, machine.groups);
        expect(answer.agreement?.differences ?? []).toEqual([]);
        holdsTrue(answer, new Truth(t, machine));
      }),
      RUNS,
    );
  });
});
