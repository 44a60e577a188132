/**
 * The legend of a drawing: what each of its marks means, of those that occur in it.
 */
import { ACS_BITS, type AcsBit } from "../../model/vocabulary/topology/acs.js";

/** A mark as it is written, what it means, and how it is found among the words of a function. */
interface Mark {
  readonly is: RegExp;
  readonly text: string;
}

/** In the order in which a line has them. */
const MARKS: readonly Mark[] = [
  { is: /^\[\d+\]/, text: "[n]: IOMMU group n" },
  {
    is: /^\[\d+\?\]/,
    text: "[n?]: IOMMU group n, if the bridges that are not in the dump isolate",
  },
  { is: /^\[-\]/, text: "[-]: no IOMMU group" },
  { is: /^\[\?\]/, text: "[?]: its IOMMU group cannot be said" },
  { is: /^kind \?$/, text: "endpoint?: its kind is not shown; it is told as if it were this" },
  { is: /^acs .* of /, text: "acs RR of RR CR: RR is on; CR is implemented and off" },
  { is: /^no ACS$/, text: "no ACS: no ACS capability" },
  { is: /^ACS with no bit/, text: "ACS with no bit implemented: Linux counts all bits as on" },
  {
    is: /^ACS by rule/,
    text:
      "ACS by rule RR: a rule of Linux for this device answers in place of a capability, and " +
      "claims RR",
  },
  {
    is: /^ACS denied by rule/,
    text: "ACS denied by rule: a rule of Linux for this device says that it does not isolate",
  },
  {
    is: /^acs (?:[A-Z]{2} )*EC (?:[A-Z]{2} )*of /,
    text: "EC on: requests to peers that its vector does not name go straight to them, RR or not",
  },
  { is: /^egress \d/, text: "egress 01.0: the peers that its Egress Control Vector names" },
  { is: /^PASID \d+ bits?$/, text: "PASID n bits: it has PASIDs of n bits" },
  { is: /^(?:exec|priv)$/, text: "exec, priv: its PASIDs may execute, be privileged" },
  {
    is: /^prefix$/,
    text: "prefix: it passes end-end TLP prefixes, without which no PASID travels",
  },
  {
    is: /^PASID without prefixes$/,
    text: "PASID without prefixes: its PASIDs travel without end-end TLP prefixes",
  },
  { is: /^ATS$/, text: "ATS: it has Address Translation Services" },
  { is: /^ARI$/, text: "ARI: its functions are found by ARI" },
  { is: /^multifunction$/, text: "multifunction: one of several functions of a device" },
  { is: /^VF of /, text: "VF of X: a virtual function of X" },
  { is: /^also emits /, text: "also emits X: it sends requests as X as well" },
  { is: /^emits as /, text: "emits as X: its requests carry the requester ID of X" },
  { is: /^no IOMMU$/, text: "no IOMMU: no IOMMU translates it" },
  { is: /^keeps requester IDs$/, text: "keeps requester IDs: it passes them on from below" },
  {
    is: /^hides a PCIe capability$/,
    text: "hides a PCIe capability: an Express bridge that Linux takes for a conventional one",
  },
  { is: /^absent at boot$/, text: "absent at boot: it is plugged later" },
  { is: /^direct map$/, text: "direct map: firmware demands a direct mapping" },
  {
    is: /^reserves region /,
    text: "reserves region n: nobody may map region n while it is in use",
  },
  { is: /^IOMMU sits here$/, text: "IOMMU sits here: requests from below are translated here" },
  { is: / \?$/, text: "?: it is not shown" },
];

const BITS: Readonly<Record<AcsBit, string>> = {
  SV: "source validation",
  TB: "translation blocking",
  RR: "request redirect",
  CR: "completion redirect",
  UF: "upstream forwarding",
  EC: "egress control",
  DT: "direct translated",
};

/** `SV source validation, RR request redirect`: the bits that occur. */
function bitsText(marks: readonly string[]): readonly string[] {
  const bits = marks.filter((mark) => /^(?:acs|ACS by rule) /.test(mark)).join(" ");
  const said = ACS_BITS.filter((bit) => new RegExp(`\\b${bit}\\b`).test(bits));
  return said.length === 0 ? [] : [said.map((bit) => `${bit} ${BITS[bit]}`).join(", ")];
}

/** `marks`: the words that stand beside the functions, group tags among them. */
export function legend(marks: Iterable<string>): readonly string[] {
  const all = [...new Set(marks)];
  const said = MARKS.flatMap(({ is, text }) => (all.some((mark) => is.test(mark)) ? [text] : []));
  return [...said, ...bitsText(all)];
}
