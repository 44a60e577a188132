/**
 * INV-38: switching on SV, RR, CR or UF at one element never puts functions together that were
 * apart (CLAIM-13).
 */
import { ACS } from "../../../model/vocabulary/topology/acs.js";
import {
  acsOf,
  functionNumber,
  type PciFunction,
  type Topology,
} from "../../../model/vocabulary/topology/topology.js";
import { soundBut } from "../seeded-fault.js";
import { apart, found } from "../finding.js";
import type { BootInvariant } from "../invariant.js";
import { bridgesManaged, chosen } from "./probe-orders.js";

const BITS = [ACS.SV, ACS.RR, ACS.CR, ACS.UF] as const;

export const acsBitNeverMergesGroups: BootInvariant = {
  name: "acs-bit-never-merges-groups",
  sentence: "Switching on SV, RR, CR or UF at one element never merges two groups.",
  ids: ["INV-38", "CLAIM-13"],
  severity: "bookkeeping",
  seededFault: soundBut({ grouping: "isolated-splits-inverted" }),
  on: "boot",
  variants: (t, choice) => (orderly(t) ? chosen(withOneBitOn(t), choice) : []),
  applies: (m) => m.variants.length > 0,
  broken: (m) => {
    const findings = m.variants.flatMap((variant) =>
      apart(m.after, (device, other) =>
        variant.after.group(device) === variant.after.group(other)
          ? found("merged", { device, other, seen: "one group", wanted: "two groups" })
          : null,
      ),
    );
    return findings.slice(0, 1);
  },
};

/**
 * Children before parents, bridges without IOMMU, and a hot scan with inconsistent header bits, are
 * another matter (semantics 4.2).
 */
function orderly(t: Topology): boolean {
  if (t.probe.order !== null) return false;
  if (!bridgesManaged(t)) return false;
  return t.probe.scan === "boot" || t.functions.every((f) => headerConsistent(f));
}

function headerConsistent(f: PciFunction): boolean {
  return f.kind === "vf" || f.multifunction || functionNumber(f) === 0;
}

function withOneBitOn(t: Topology): readonly (() => Topology)[] {
  return t.functions.flatMap((f, i) => {
    const acs = acsOf(f);
    if (acs === null) return [];
    const off = BITS.filter((bit) => (acs.cap & ~acs.ctrl & bit) !== 0);
    return off.map((bit) => () => {
      const changed = { ...f, acs: { ...acs, ctrl: acs.ctrl | bit } } as PciFunction;
      return { ...t, functions: t.functions.map((g, j) => (j === i ? changed : g)) };
    });
  });
}
