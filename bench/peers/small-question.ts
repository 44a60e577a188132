/**
 * The small question that peers can answer as well: a fixed machine of 4 devices, 3 PASIDs and 2
 * domains, attach, replace and detach, 20 operations a sequence; after each the answer and the
 * whole table of `device-xarray` are compared with a plain map. Beside it, where Debian's
 * python3-hypothesis is installed, Hypothesis' rule-based state machine (small_question.py).
 */
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { catalog } from "../../impl/designs/catalog.js";
import { deviceXArray } from "../../impl/designs/device-xarray.js";
import { withPolicies } from "../../model/vocabulary/design/contract.js";
import {
  domainId,
  NO_DOMAIN,
  type DomainId,
  type DomainName,
} from "../../model/vocabulary/operation/domain.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { functionOf, PLAIN } from "../../model/vocabulary/topology/make-function.js";
import { DEFAULT_IOMMU, type Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Draw } from "../../properties/generators/draw.js";
import { GeneratedArbitrary } from "../../properties/generators/arbitrary.js";
import { prepare, instanceOf, type Instance } from "../../properties/run/instance.js";
import { median } from "../../search/gate/median.js";

const DEVICES = 4;
const PASIDS = [1, 2, 3];
const DOMAINS: readonly DomainName[] = ["D1", "D2"];
const KINDS = ["pasid-attach", "pasid-replace", "pasid-detach"] as const;
const OPERATIONS = 20;
const SEQUENCES = 20_000;
const PEER_SEQUENCES = 300;
const ROUNDS = 5;
const PYTHON = "/usr/bin/python3";
const PEER = new URL("../../bench/peers/small_question.py", import.meta.url);

const MACHINE: Topology = {
  functions: Array.from({ length: DEVICES }, (_, dev) =>
    functionOf("rciep", {
      ...PLAIN,
      bus: 0,
      devfn: 8 * (dev + 1),
      pasid: { width: 8, exec: false, priv: false },
      secondary: 0,
      pf: 0,
    }),
  ),
  probe: { scan: "boot", order: null },
};

/** Lines of figures. */
export function benchSmallQuestion(): string[] {
  const ours: number[] = [];
  const theirs: number[] = [];
  oursOnce(0);
  for (let round = 1; round <= ROUNDS; round++) {
    ours.push(oursOnce(round));
    const peer = hypothesisOnce(round);
    if (peer !== null) theirs.push(peer);
  }
  const lines = [`device-xarray beside a Map: ${rangeText(ours)} steps/s of processor time`];
  if (theirs.length < ROUNDS) return [...lines, `Hypothesis: not measured, ${PYTHON} has none`];
  const ratio = median(ours) / median(theirs);
  const ratios = ours.map((n, i) => Math.round(n / theirs[i]!));
  return [
    ...lines,
    `Hypothesis' rule-based state machine: ${rangeText(theirs)} steps/s`,
    `ratio: ${Math.round(ratio)} (rounds ${ratios.join(" ")})`,
  ];
}

function drawSequence(d: Draw): readonly Operation[] {
  const operations: Operation[] = [];
  while (operations.length < OPERATIONS) {
    const op = d.pick(KINDS);
    const dev = d.below(DEVICES);
    const pasid = d.pick(PASIDS);
    if (op === "pasid-detach") operations.push({ op, dev, pasid });
    else operations.push({ op, dev, pasid, domain: d.pick(DOMAINS) });
  }
  return operations;
}

/** Steps a second. */
function oursOnce(seed: number): number {
  // The question has no handles, of which each could be installed once only.
  const known = catalog.find(({ name }) => name === "device-xarray");
  if (known === undefined) throw new Error("there is no device-xarray");
  const contract = withPolicies(known.contract, { handle: "absent" });
  const design = deviceXArray(known.name, known.sentence, contract);
  const named = PASIDS.map((pasid): Operation => ({ op: "pasid-detach", dev: 0, pasid }));
  const scenario: Scenario = { topology: MACHINE, iommu: DEFAULT_IOMMU, operations: named };
  const p = prepare(scenario, null);
  const arbitrary = new GeneratedArbitrary(drawSequence, () => [].values());
  const property = fc.property(arbitrary, (operations) => {
    const instance = instanceOf(p, design);
    const expected = new Map<number, DomainId>();
    for (const op of operations) {
      instance.hardware.begin(undefined);
      const { ok } = instance.machine.step(op, op.dev);
      if (ok !== expect(op, expected) || !same(instance, expected)) throw new Error("they differ");
    }
    instance.retire();
  });
  const started = process.cpuUsage();
  fc.assert(property, { seed, numRuns: SEQUENCES });
  const { user, system } = process.cpuUsage(started);
  return (SEQUENCES * OPERATIONS) / ((user + system) / 1e6);
}

function keyOf(dev: number, pasid: number): number {
  return dev * (PASIDS.length + 1) + pasid;
}

/** What a plain map makes of an operation: whether it goes. */
function expect(op: Operation, map: Map<number, DomainId>): boolean {
  const key = "pasid" in op ? keyOf(op.dev, op.pasid) : 0;
  if (op.op === "pasid-detach") return map.delete(key);
  if (!("domain" in op) || map.has(key) === (op.op === "pasid-attach")) return false;
  map.set(key, domainId(op.domain));
  return true;
}

function same({ machine }: Instance, expected: ReadonlyMap<number, DomainId>): boolean {
  for (let dev = 0; dev < DEVICES; dev++)
    for (const pasid of PASIDS)
      if (machine.lookup(dev, pasid) !== (expected.get(keyOf(dev, pasid)) ?? NO_DOMAIN))
        return false;
  return true;
}

/** Steps a second; null where it is not installed. */
function hypothesisOnce(seed: number): number | null {
  try {
    const argv = [PEER.pathname, String(seed), String(PEER_SEQUENCES)];
    const text = execFileSync(PYTHON, argv, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [steps = 0, seconds = 1] = text.split(" ").map(Number);
    return steps / seconds;
  } catch {
    return null;
  }
}

function rangeText(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${thousands(median(values))} (${thousands(least)} to ${thousands(most)})`;
}

function thousands(n: number): string {
  return `${(n / 1000).toFixed(n < 100_000 ? 1 : 0)} k`;
}
