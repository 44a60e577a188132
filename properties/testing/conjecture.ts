/**
 * The consequences of a topology as tests say them: Linux' groups, the ideal groups, who can enable
 * PASID, how operations end.
 */
import { Facts } from "../../model/fabric/facts.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { domainText } from "../../model/vocabulary/operation/domain.js";
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import { catalog } from "../../impl/designs/catalog.js";
import { ask } from "../conjectures/conjecture.js";
import { traced } from "../run/trace.js";

export function scenario(functions: string, operations = ""): Scenario {
  return ask("a test's scenario", functions, operations).scenario;
}

export function trace(s: Scenario, name = "linux-7.3"): Trace {
  const design = catalog.find((one) => one.name === name) ?? missing();
  const made = traced(name, design, s);
  if (made.crash !== null) throw new Error(`no trace of ${name}: ${made.crash.message}`);
  return made;
}

/** `a b | c`: groups by first address, members by index. */
function partition(s: Scenario, label: (dev: number) => number | string): string {
  const blocks = new Map<number | string, string[]>();
  s.topology.functions.forEach((f, dev) => {
    const key = label(dev);
    if (key === "none") return;
    blocks.set(key, [...(blocks.get(key) ?? []), addressText(f)]);
  });
  return [...blocks.values()].map((block) => block.join(" ")).join(" | ");
}

export function linuxGroups(s: Scenario, design = "linux-7.3"): string {
  const { booted } = trace(s, design);
  return partition(s, (dev) => (booted.group(dev) === NO_GROUP ? "none" : booted.group(dev)));
}

export function idealGroups(s: Scenario): string {
  const facts = new Facts(s.topology, s.iommu);
  return partition(s, (dev) => facts.idealGroup(dev));
}

/** Which functions can enable PASID, by themselves and in index order of the operations. */
export function enabled(s: Scenario, design = "linux-7.3"): string {
  const operations = s.topology.functions.map((_, dev) => ({ op: "pasid-enable", dev }) as const);
  const { steps } = trace({ ...s, operations }, design);
  const on = steps.filter((step) => step.outcome.ok);
  return on.map((step) => addressText(s.topology.functions[step.dev] ?? missing())).join(" ");
}

export function missing(): never {
  throw new Error("no such function or design");
}

export function outcomes(s: Scenario, design = "linux-7.3"): string {
  return trace(s, design)
    .steps.map((step) => outcomeText(step.outcome))
    .join(" ");
}

/** The domain in hardware for (address, pasid) at the end. */
export function programmed(
  s: Scenario,
  address: string,
  pasid: number,
  design = "linux-7.3",
): string {
  const made = trace(s, design);
  const dev = s.topology.functions.findIndex((f) => addressText(f) === address);
  const last = made.steps.at(-1)?.after ?? made.booted;
  return domainText(last.hardware(dev, made.columns.indexOf(pasid)));
}
