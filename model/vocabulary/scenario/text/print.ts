/**
 * The text form of a scenario as it is written: fixed words in a fixed order, nothing that is the
 * default, columns aligned. Operations name functions by address, so what is printed is resolved.
 */
import { acsBitsText } from "../../topology/acs.js";
import { addressText, devfnText } from "../../topology/address.js";
import { PASID_EXEC, PASID_PRIV, type Operation } from "../../operation/operation.js";
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
import { SEPARATOR, TITLE, VERSION } from "./words.js";

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
    acs !== null && `acs ${acsBitsText(acs.ctrl)} of ${acsBitsText(acs.cap)}`,
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
  if ("pasid" in op) words.push(`pasid ${op.pasid}`);
  if ("domain" in op) words.push(`domain ${op.domain}`);
  if ("handle" in op && op.handle !== undefined) words.push(`handle h${op.handle}`);
  if (op.op === "pasid-enable" && op.features !== undefined) {
    if ((op.features & PASID_EXEC) !== 0) words.push("exec");
    if ((op.features & PASID_PRIV) !== 0) words.push("priv");
  }
  if ("ctrl" in op) words.push(`acs ${acsBitsText(op.ctrl)}`);
  words.push(...upperWords(op));
  if ("fail" in op && op.fail !== undefined) words.push(`fail ${op.fail.call} ${op.fail.errno}`);
  return words.join(" ");
}

/** What the operations above the core name. */
function upperWords(op: Operation): string[] {
  const words: string[] = [];
  if ("owner" in op) words.push(`owner O${op.owner}`);
  if ("context" in op) words.push(`context C${op.context}`);
  if ("ioas" in op) words.push(`ioas ${op.ioas}`);
  if ("region" in op) words.push(`region ${op.region}`);
  if ("hwpt" in op) words.push(`hwpt ${op.hwpt} of ${op.of}`);
  if ("object" in op) words.push(`object ${op.object}`);
  if ("target" in op) words.push(`to ${op.target}`);
  if ("forPasids" in op) words.push("for-pasids");
  if ("nestParent" in op) words.push("nest-parent");
  if ("copyFault" in op) words.push("copy-fault");
  if ("driver" in op) words.push(`driver R${op.driver}`);
  if ("mm" in op) words.push(`mm M${op.mm}`);
  return words;
}

function nameOf(functions: readonly PciFunction[], dev: number): string {
  const f = functions[dev];
  return f === undefined ? `functions[${dev}]` : addressText(f);
}
