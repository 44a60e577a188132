/**
 * INV-40: adding a device by hot-plug splits no group and merges no two (so a later linker cannot
 * repair them: CLAIM-11).
 */
import { impossible } from "../../../model/vocabulary/topology/validate.js";
import { probeOrder } from "../../../model/vocabulary/topology/probe-order.js";
import type { PciFunction, Topology } from "../../../model/vocabulary/topology/topology.js";
import { soundBut } from "../seeded-fault.js";
import { addNew, found } from "../finding.js";
import type { BootInvariant, BootVariant, Finding, BootedInput } from "../invariant.js";

export const hotplugKeepsOtherGroups: BootInvariant = {
  name: "hotplug-keeps-other-groups",
  sentence: "A function that is added later changes the grouping of nobody else.",
  ids: ["INV-40", "CLAIM-11"],
  severity: "bookkeeping",
  seededFault: soundBut({ grouping: "fabric" }),
  on: "boot",
  variants: (t) => {
    const smaller = withoutLast(t);
    return smaller === null ? [] : [smaller];
  },
  applies: (m) => m.variants.length > 0,
  broken: (m) => m.variants.flatMap((variant) => compare(m, variant)),
};

/** The hot-scanned topology before its last function came; null if that one cannot be taken out. */
function withoutLast(t: Topology): Topology | null {
  if (t.probe.scan !== "hot" || t.functions.length < 2) return null;
  const order = probeOrder(t);
  const last = order.at(-1);
  if (last === undefined) return null;
  const names = (f: PciFunction): boolean =>
    f.parent === last || f.realDma === last || (f.kind === "vf" && f.pf === last);
  if (t.functions.some(names)) return null;
  const shifted = (i: number): number => (i > last ? i - 1 : i);
  const functions = t.functions.flatMap((f, i) => (i === last ? [] : [shift(f, shifted)]));
  const smaller: Topology = {
    functions,
    probe: { scan: "hot", order: order.slice(0, -1).map(shifted) },
  };
  return impossible(smaller) === null ? smaller : null;
}

function shift(f: PciFunction, shifted: (i: number) => number): PciFunction {
  const parent = f.parent === null ? null : shifted(f.parent);
  const realDma = f.realDma === null ? null : shifted(f.realDma);
  return f.kind === "vf" ? { ...f, parent, realDma, pf: shifted(f.pf) } : { ...f, parent, realDma };
}

function compare(m: BootedInput, variant: BootVariant): readonly Finding[] {
  const order = probeOrder(m.scenario.topology);
  const added = order.at(-1) ?? 0;
  const earlier = order.filter((dev) => dev !== added);
  const at = (i: number): number => (i > added ? i - 1 : i);
  const findings: Finding[] = [];
  for (const a of earlier)
    for (const b of earlier) {
      const before = variant.after.group(at(a)) === variant.after.group(at(b));
      if (a >= b || before === (m.after.group(a) === m.after.group(b))) continue;
      const failureMode = before ? "split" : "merged";
      const rest = { device: a, other: b, wanted: before ? "one group" : "two groups" };
      addNew(findings, found(failureMode, { ...rest, seen: before ? "two groups" : "one group" }));
    }
  return findings;
}
