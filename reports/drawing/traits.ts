/**
 * The words beside a function in a drawing: its ACS bits as texts write them, its abilities, and
 * where a path on which Linux insists ends.
 */
import { match } from "ts-pattern";
import type { Unseen } from "../../audit/read/unseen.js";
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

/** What a source does not show of a function. */
export type UnseenFacts = ReadonlySet<Unseen>;
const ALL_SEEN: UnseenFacts = new Set();

/** `acs RR UF of SV RR UF, prefix, bus 01`, one by one. */
export function traits(t: Topology, f: PciFunction, unseen = ALL_SEEN): readonly string[] {
  const place = unseen.has("place") ? ["place ?"] : [];
  const said = [acsText(f, unseen), ...otherTraits(t, f, unseen)];
  return [...place, ...said].filter((text) => text !== "");
}

/** All but the ACS bits. */
export function otherTraits(t: Topology, f: PciFunction, unseen = ALL_SEEN): readonly string[] {
  if (unseen.has("function")) return [];
  const egress = unseen.has("egress") ? "egress ?" : egressText(f, unseen);
  return [egress, ...abilities(t, f, unseen), ...oddities(t, f)].filter((text) => text !== "");
}

/** Facts that stand together where none of the capabilities is shown. */
const CAPABILITIES = ["acs", "pasid", "prefix"] as const satisfies readonly Unseen[];

function hasNoneShown(unseen: UnseenFacts): boolean {
  return CAPABILITIES.every((fact) => unseen.has(fact));
}

/** `acs RR UF of SV RR UF`; empty where the function is of a kind that has none. */
export function acsText(f: PciFunction, unseen = ALL_SEEN): string {
  if (unseen.has("function")) return "";
  if (f.acsRule !== undefined)
    return f.acsRule.claims === 0 ? "ACS denied by rule" : `ACS by rule ${claimed(f.acsRule)}`;
  if (hasNoneShown(unseen)) return "capabilities ?";
  if (unseen.has("acs")) return "ACS ?";
  if (unseen.has("acs-bits")) return "ACS bits ?";
  if (!isExpress(f)) return "";
  if (f.acs === null) return "no ACS";
  return f.acs.cap === 0 ? "ACS with no bit implemented" : acsOfText(f.acs);
}

/** The capability where bits of it are to be shown; null where words say all of it. */
export function shownAcs(f: PciFunction, unseen = ALL_SEEN): Acs | null {
  const acs = acsOf(f);
  if (ACS_FACTS.some((fact) => unseen.has(fact))) return null;
  return f.acsRule !== undefined || acs === null || acs.cap === 0 ? null : acs;
}

const ACS_FACTS = ["function", "acs", "acs-bits"] as const satisfies readonly Unseen[];

/** `egress 01.0`, where the control of egress is implemented and names anybody. */
function egressText(f: PciFunction, unseen: UnseenFacts): string {
  const { egress = [] } = shownAcs(f, unseen) ?? {};
  return egress.length === 0 ? "" : `egress ${egress.map(devfnText).join(",")}`;
}

/** Of what the rule claims, what groups and PASID ask for. */
function claimed({ claims }: AcsRule): string {
  return acsBitsText(claims & ACS_ISOLATED);
}

function abilities(t: Topology, f: PciFunction, unseen: UnseenFacts): readonly string[] {
  return [
    ...pasidTraits(f, unseen),
    prefixText(f, unseen),
    isEndpoint(f) && f.pasidNoTlp ? "PASID without prefixes" : "",
    isEndpoint(f) && f.ari ? "ARI" : "",
    hasAts(f) ? "ATS" : "",
    f.multifunction ? "multifunction" : "",
    f.kind === "vf" ? `VF of ${nameOf(t, f.pf)}` : "",
  ];
}

function pasidTraits(f: PciFunction, unseen: UnseenFacts): readonly string[] {
  if (hasNoneShown(unseen) && f.acsRule === undefined) return [];
  // A VF has what its PF has.
  if (unseen.has("pasid") && f.kind !== "vf") return ["PASID ?"];
  const pasid = pasidOf(f);
  if (pasid === null) return [];
  if (unseen.has("pasid-fields")) return ["PASID width ?"];
  const { width, exec, priv } = pasid;
  return [`PASID ${width} bits`, exec ? "exec" : "", priv ? "priv" : ""];
}

function prefixText(f: PciFunction, unseen: UnseenFacts): string {
  if (hasNoneShown(unseen) && f.acsRule === undefined) return "";
  if (unseen.has("prefix") && f.kind !== "vf") return "prefix ?";
  return isExpress(f) && f.prefix ? "prefix" : "";
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
