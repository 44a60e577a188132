/**
 * A scenario, put to a driver as a request (impl/remote/protocol.md, "A request"). The text leaves
 * out the first and the last line, which carry the id: equal scenarios have equal texts.
 */
import type { Acs } from "../../../model/vocabulary/topology/acs.js";
import type { BootInput } from "../../../model/vocabulary/design/design.js";
import { ERRNO } from "../../../model/vocabulary/operation/outcome.js";
import {
  operandKind,
  type OperandName,
  type OperandValue,
} from "../../../model/vocabulary/operation/operands.js";
import {
  operandsNamed,
  PASID_EXEC,
  PASID_PRIV,
  type Operation,
} from "../../../model/vocabulary/operation/operation.js";
import { probeOrder } from "../../../model/vocabulary/topology/probe-order.js";
import type { Iommu } from "../../../model/vocabulary/scenario/scenario.js";
import {
  hasAts,
  isBridge,
  isEndpoint,
  isExpress,
  type Pasid,
  type PciFunction,
} from "../../../model/vocabulary/topology/topology.js";

/** A scenario to be asked, with the sizes that its answer must have. */
export interface Request {
  readonly text: string;
  readonly functions: number;
  /** The PASIDs of the columns; column 0 is the RID. */
  readonly columns: readonly number[];
  readonly operations: number;
}

type Asked = Omit<BootInput, "hardware">;

/** The last request with these operations: a scenario is announced first, and then asked. */
const known = new WeakMap<
  readonly Operation[],
  { readonly asked: Asked; readonly request: Request }
>();

export function requestOf(asked: Asked): Request {
  const before = known.get(asked.operations);
  if (before !== undefined && isSame(before.asked, asked)) return before.request;
  const request = write(asked);
  known.set(asked.operations, { asked, request });
  return request;
}

function isSame(a: Asked, b: Asked): boolean {
  if (a.topology !== b.topology || a.iommu !== b.iommu) return false;
  return a.columns.length === b.columns.length && a.columns.every((p, i) => p === b.columns[i]);
}

function write(given: Asked): Request {
  const { topology, iommu, operations, columns } = given;
  const functions = topology.functions.length;
  let text = `scan ${topology.probe.scan}\n${iommuLine(iommu)}\n`;
  for (const f of topology.functions) text += `${functionLine(f)}\n`;
  text += `order ${probeOrder(topology).join(" ")}\npasids ${columns.join(" ")}\n`;
  for (const op of operations) text += `${operationLine(op, functions)}\n`;
  return { text, functions, columns, operations: operations.length };
}

function iommuLine({ blocking, strict, pasidBits }: Iommu): string {
  const pasids = pasidBits === null ? 0 : 2 ** pasidBits;
  return `iommu blocking=${blocking} strict=${strict ? 1 : 0} pasids=${pasids}`;
}

function functionLine(f: PciFunction): string {
  let line = `function kind=${f.kind} segment=${f.segment} bus=${f.bus} devfn=${f.devfn}`;
  if (f.parent !== null) line += ` parent=${f.parent}`;
  line += flag("multifunction", f.multifunction);
  if (f.aliases.length > 0) line += ` aliases=${f.aliases.join(",")}`;
  if (f.realDma !== null) line += ` real-dma=${f.realDma}`;
  if (!f.iommu) line += " iommu=0";
  line += flag("direct-map", f.directMap) + flag("absent", f.absent === true);
  if (f.reserved !== undefined) line += ` reserved=${f.reserved.join(",")}`;
  if (f.acsRule !== undefined) line += ` acs-rule=${hex(f.acsRule.claims)}:${hex(f.acsRule.mask)}`;
  if (isExpress(f)) {
    if (f.acs !== null) line += ` acs=${acsText(f.acs)}`;
    line += flag("prefix", f.prefix);
  }
  if (isBridge(f)) line += ` secondary=${f.secondary}${flag("xlate-root", f.xlateRoot)}`;
  if (isEndpoint(f)) {
    if (f.pasid !== null) line += ` pasid=${pasidText(f.pasid)}`;
    line += flag("pasid-no-tlp", f.pasidNoTlp) + flag("ari", f.ari);
    line += flag("ats", hasAts(f));
  }
  if (f.kind === "pcie-to-pci-bridge") line += flag("no-alias", f.noAlias);
  if (f.kind === "pci-bridge") line += flag("pcie-alias", f.pcieAlias);
  return f.kind === "vf" ? `${line} pf=${f.pf}` : line;
}

function operationLine(op: Operation, functions: number): string {
  let line = `op ${op.op} dev=${op.dev % functions}`;
  for (const [name, value] of operandsNamed(op)) line += operandText(name, value);
  return line;
}

function operandText(name: OperandName, value: OperandValue): string {
  const kind = operandKind(name);
  if (kind.form === "flag") return ` ${kind.word}=1`;
  if (typeof value === "object") return ` ${name}=${value.call}:${ERRNO[value.errno]}`;
  return ` ${name}=${kind.form === "acs" ? hex(Number(value)) : value}`;
}

function flag(name: string, on: boolean): string {
  return on ? ` ${name}=1` : "";
}

function hex(bits: number): string {
  return bits.toString(16);
}

function acsText({ cap, ctrl, egress }: Acs): string {
  const bits = `${hex(cap)}:${hex(ctrl)}`;
  return egress.length === 0 ? bits : `${bits}:${egress.join(",")}`;
}

function pasidText({ width, exec, priv }: Pasid): string {
  return `${width}:${(exec ? PASID_EXEC : 0) | (priv ? PASID_PRIV : 0)}`;
}
