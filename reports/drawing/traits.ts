/**
 * The words beside a function in a drawing: its ACS bits as texts write them, its abilities, and
 * where a path on which Linux insists ends.
 */
import { match } from "ts-pattern";
import { acsEnabled } from "../../model/fabric/acs.js";
import {
  ACS_ISOLATED,
  ACS_PASID,
  acsBitsText,
  acsOfText,
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
  "acs RR of RR CR: RR is on; CR is implemented and off; [n]: IOMMU group n";

/** The same in the words of a page. */
export const ACS_LEGEND = "acs RR of RR CR: RR is on, CR is implemented and off.";

/** `acs RR UF of SV RR UF, prefix, bus 01`. */
export function traits(t: Topology, f: PciFunction): string {
  return [acsText(f), ...otherTraits(t, f)].filter((text) => text !== "").join(", ");
}

/** All but the ACS bits. */
export function otherTraits(t: Topology, f: PciFunction): readonly string[] {
  return [egressText(f), ...abilities(t, f), ...oddities(t, f)].filter((text) => text !== "");
}

/** `acs RR UF of SV RR UF`; empty where the function is of a kind that has none. */
export function acsText(f: PciFunction): string {
  if (f.acsRule !== undefined)
    return f.acsRule.claims === 0 ? "ACS denied by rule" : `ACS by rule ${claimed(f.acsRule)}`;
  if (!isExpress(f)) return "";
  if (f.acs === null) return "no ACS";
  return f.acs.cap === 0 ? "ACS with no bit implemented" : acsOfText(f.acs);
}

/** The capability where bits of it are to be shown; null where words say all of it. */
export function shownAcs(f: PciFunction): Acs | null {
  const acs = acsOf(f);
  return f.acsRule !== undefined || acs === null || acs.cap === 0 ? null : acs;
}

/** `egress 01.0`, where the control of egress is implemented and names anybody. */
function egressText(f: PciFunction): string {
  const { egress = [] } = shownAcs(f) ?? {};
  return egress.length === 0 ? "" : `egress ${egress.map(devfnText).join(",")}`;
}

/** Of what the rule claims, what groups and PASID ask for. */
function claimed({ claims }: AcsRule): string {
  return acsBitsText(claims & ACS_ISOLATED);
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
