/**
 * The words beside a function in a drawing: its ACS bits as lspci writes them, its abilities, and
 * where a path on which Linux insists ends.
 */
import { match } from "ts-pattern";
import { acsEnabled } from "../../model/fabric/acs.js";
import {
  ACS,
  ACS_BITS,
  ACS_ISOLATED,
  ACS_PASID,
  acsBitsText,
} from "../../model/vocabulary/topology/acs.js";
import type { Acs, AcsRule } from "../../model/vocabulary/topology/acs.js";
import { devfnText } from "../../model/vocabulary/topology/address.js";
import {
  acsOf,
  hasAts,
  isBridge,
  isEndpoint,
  isExpress,
  isPort,
  multifunctionAfterScan,
  pasidOf,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import { nameOf } from "../text/finding.js";
import { endsPasidPath } from "./pasid-paths.js";

/** What the signs of `traits` mean. */
export const TRAITS_LEGEND =
  "ACS: RR+ on, RR- implemented and off, absent: not implemented; [n]: IOMMU group n";

/** `ACS SV- RR+ UF+, prefix, bus 01`. */
export function traits(t: Topology, f: PciFunction): string {
  return [acsText(f), ...otherTraits(t, f)].filter((text) => text !== "").join(", ");
}

/** All but the ACS bits. */
export function otherTraits(t: Topology, f: PciFunction): readonly string[] {
  return [...abilities(t, f), ...oddities(t, f)].filter((text) => text !== "");
}

/** `ACS SV- RR+ UF+`; empty where the function is of a kind that has none. */
export function acsText(f: PciFunction): string {
  if (f.acsRule !== undefined)
    return f.acsRule.claims === 0 ? "ACS denied by rule" : `ACS by rule ${claimed(f.acsRule)}`;
  if (!isExpress(f)) return "";
  if (f.acs === null) return "no ACS";
  const bits = ACS_BITS.filter((bit) => hasBit(f.acs, bit)).map((bit) => {
    const on = ((f.acs?.ctrl ?? 0) & ACS[bit]) !== 0 ? "+" : "-";
    return bit === "EC" ? `EC${on}{${(f.acs?.egress ?? []).map(devfnText).join(" ")}}` : bit + on;
  });
  return bits.length === 0 ? "ACS with no bit implemented" : `ACS ${bits.join(" ")}`;
}

/** Of what the rule claims, what groups and PASID ask for. */
function claimed({ claims }: AcsRule): string {
  return acsBitsText(claims & ACS_ISOLATED);
}

function hasBit(acs: Acs | null, bit: keyof typeof ACS): boolean {
  return acs !== null && (acs.cap & ACS[bit]) !== 0;
}

function abilities(t: Topology, f: PciFunction): readonly string[] {
  const pasid = pasidOf(f);
  return [
    pasid === null ? "" : `PASID ${pasid.width} bits`,
    pasid?.exec === true ? "exec" : "",
    pasid?.priv === true ? "priv" : "",
    isExpress(f) && f.prefix ? "prefix" : "",
    isEndpoint(f) && f.pasidNoTlp ? "PASID without prefixes" : "",
    isEndpoint(f) && f.ari ? "ARI" : "",
    hasAts(f) ? "ATS" : "",
    f.multifunction ? "multifunction" : "",
    f.kind === "vf" ? `VF of ${nameOf(t, f.pf)}` : "",
  ];
}

function oddities(t: Topology, f: PciFunction): readonly string[] {
  return [
    f.aliases.length === 0 ? "" : `also emits ${f.aliases.map(devfnText).join(" ")}`,
    f.realDma === null ? "" : `emits as ${nameOf(t, f.realDma)}`,
    f.absent === true ? "absent at boot" : "",
    f.iommu ? "" : "no IOMMU",
    f.directMap ? "direct map" : "",
    f.reserved === undefined ? "" : `reserves region ${f.reserved.join(", ")}`,
    isBridge(f) && f.xlateRoot ? "IOMMU sits here" : "",
    f.kind === "pcie-to-pci-bridge" && f.noAlias ? "keeps requester IDs" : "",
    f.kind === "pci-bridge" && f.pcieAlias ? "hides a PCIe capability" : "",
  ];
}

/** `<- no PASID from here on up: RR off`; null where Linux finds nothing wrong. */
export function pathMark(f: PciFunction, forPasid: boolean): string | null {
  const multifunction = multifunctionAfterScan(f);
  if (forPasid && endsPasidPath(f)) return `<- PASID path not complete: ${lacks(f, ACS_PASID)}`;
  if (!acsEnabled(f, ACS_ISOLATED, multifunction))
    return `<- not isolated: ${lacks(f, ACS_ISOLATED)}`;
  return null;
}

function lacks(f: PciFunction, want: number): string {
  return match(f)
    .with({ kind: "rcec" }, () => "Linux trusts no RCEC")
    .with({ kind: "pci-bridge" }, { kind: "pci-device" }, () => "conventional PCI")
    .with({ kind: "pcie-to-pci-bridge" }, { kind: "pci-to-pcie-bridge" }, () => "a bridge to PCI")
    .with({ kind: "vf" }, () => "a VF")
    .otherwise(() => {
      const acs = acsOf(f);
      if (acs === null) return isPort(f) ? "no ACS" : "a multifunction device without ACS";
      return `${acsBitsText(want & acs.cap & ~acs.ctrl)} off`;
    });
}
