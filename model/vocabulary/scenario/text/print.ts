/**
 * The text form of a scenario as it is written: fixed words in a fixed order, nothing that is the
 * default, columns aligned. Operations name functions by address, so what is printed is resolved.
 */
import { acsBitsText, acsOfText } from "../../topology/acs.js";
import { addressText, devfnText } from "../../topology/address.js";
import { operandKind, type OperandName, type OperandValue } from "../../operation/operands.js";
import { operandsNamed, type Operation } from "../../operation/operation.js";
import { DEFAULT_IOMMU, type Iommu, type Scenario } from "../scenario.js";
import {
  acsOf,
  hasAts,
  isBridge,
  isEndpoint,
  isExpress,
  pasidOf,
  type PciFunction,
  type Topology,
} from "../../topology/topology.js";
import { FEATURE_WORDS, operandWord, SEPARATOR, TITLE, VERSION } from "./words.js";

/** The whole text, ending in a newline. */
export function printScenario(scenario: Scenario): string {
  const { topology, operations } = scenario;
  const lines = [
    `${TITLE} ${VERSION}`,
    ...settings(scenario),
    ...functionLines(topology.functions),
    SEPARATOR,
    ...operations.map((op) => operationText(op, topology.functions)),
  ];
  return `${lines.join("\n")}\n`;
}

function settings(scenario: Scenario): string[] {
  const iommu = iommuWords(scenario.iommu);
  const probe = probeWords(scenario.topology);
  return [
    ...(iommu.length === 0 ? [] : [`iommu  ${iommu.join("  ")}`]),
    ...(probe.length === 0 ? [] : [`probe  ${probe}`]),
  ];
}

function iommuWords(iommu: Iommu): string[] {
  const words: string[] = [];
  if (iommu.blocking !== DEFAULT_IOMMU.blocking) words.push(`blocking ${iommu.blocking}`);
  if (iommu.strict) words.push("strict");
  if (iommu.pasidBits !== DEFAULT_IOMMU.pasidBits)
    words.push(`pasids ${iommu.pasidBits ?? "none"}`);
  return words;
}

function probeWords(topology: Topology): string {
  const { scan, order } = topology.probe;
  if (order === null) return scan === "boot" ? "" : scan;
  return `${scan}  ${order.map((dev) => nameOf(topology.functions, dev)).join(" ")}`;
}

function functionLines(functions: readonly PciFunction[]): string[] {
  const addresses = functions.map((f) => addressText(f));
  const addressWidth = Math.max(...addresses.map((text) => text.length));
  const kindWidth = Math.max(...functions.map((f) => f.kind.length));
  return functions.map((f, i) => {
    const columns = [(addresses[i] ?? "").padEnd(addressWidth), f.kind.padEnd(kindWidth)];
    return [...columns, ...functionWords(f, functions)].join("  ").trimEnd();
  });
}

/** What follows the kind, as words of words.ts. */
function functionWords(f: PciFunction, all: readonly PciFunction[]): string[] {
  const pasid = pasidOf(f);
  const acs = acsOf(f);
  const words = [
    isBridge(f) && `bus ${f.secondary.toString(16).padStart(2, "0")}`,
    f.kind === "vf" && `of-pf ${nameOf(all, f.pf)}`,
    f.multifunction && "multifunction",
    pasid !== null &&
      `pasid ${pasid.width}${pasid.exec ? " exec" : ""}${pasid.priv ? " priv" : ""}`,
    isEndpoint(f) && f.pasidNoTlp && "pasid-no-tlp",
    acs !== null && acsOfText(acs),
    acs !== null &&
      acs.egress.length > 0 &&
      `egress ${acs.egress.map((d) => devfnText(d)).join(",")}`,
    isExpress(f) && f.prefix && "prefix",
    isEndpoint(f) && f.ari && "ari",
    hasAts(f) && "ats",
    f.aliases.length > 0 && `alias ${f.aliases.map((d) => devfnText(d)).join(" ")}`,
    f.realDma !== null && `dma-as ${nameOf(all, f.realDma)}`,
    !f.iommu && "no-iommu",
    f.directMap && "direct-map",
    f.reserved !== undefined && `reserved ${f.reserved.join(",")}`,
    f.acsRule !== undefined &&
      `acs-rule ${acsBitsText(f.acsRule.claims)} of ${acsBitsText(f.acsRule.mask)}`,
    isBridge(f) && f.xlateRoot && "xlate-root",
    f.kind === "pcie-to-pci-bridge" && f.noAlias && "no-alias",
    f.kind === "pci-bridge" && f.pcieAlias && "pcie-bridge-alias",
    f.absent === true && "absent",
  ];
  return words.filter((word) => word !== false);
}

/** One operation: `pasid-attach 01:00.0 pasid 5 domain D1`. */
export function operationText(op: Operation, functions: readonly PciFunction[]): string {
  const words = [op.op, nameOf(functions, op.dev % functions.length)];
  for (const [name, value] of operandsNamed(op)) words.push(...operandWords(name, value));
  return words.join(" ");
}

function operandWords(name: OperandName, value: OperandValue): readonly string[] {
  const word = operandWord(name);
  if (value === true) return [word];
  if (typeof value === "object") return [word, `${value.call}`, value.errno];
  if (typeof value === "string") return [word, value];
  const kind = operandKind(name);
  if (kind.form === "numbered") return [word, `${kind.letter}${value}`];
  if (kind.form === "acs") return [word, acsBitsText(value)];
  if (kind.form !== "features") return [word, `${value}`];
  return FEATURE_WORDS.filter(([, bit]) => (value & bit) !== 0).map(([said]) => said);
}

function nameOf(functions: readonly PciFunction[], dev: number): string {
  const f = functions[dev];
  return f === undefined ? `functions[${dev}]` : addressText(f);
}
