/** Machines read from texts for the tests of kinds of input, and texts to read. */
import { audit } from "../findings/audit.js";
import { readMachine, type RealMachine } from "../machine/machine.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";
import { at } from "./machines.js";

export function readOf(text: string): RealMachine {
  const read = readMachine(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

export function problemOf(text: string): string {
  const read = readMachine(text);
  return read.ok ? "read" : problemText(read.problem);
}

export function functionAt(machine: RealMachine, address: string): PciFunction {
  const f = machine.topology.functions[at(machine.topology, address)];
  if (f === undefined) throw new Error(`no ${address}`);
  return f;
}

/** The address of the bridge above a function; null: it is on a root bus. */
export function bridgeAbove(machine: RealMachine, address: string): string | null {
  const { parent } = functionAt(machine, address);
  const bridge = parent === null ? undefined : machine.topology.functions[parent];
  return bridge === undefined ? null : addressText(bridge);
}

export function shownOf(machine: RealMachine): readonly string[] {
  return machine.functions.flatMap((f) => (f.shown ? [f.address] : []));
}

/** The groups of the functions that are shown, in the reading that is told. */
export function groupsOf(machine: RealMachine): readonly string[] {
  const all = audit(machine).formed.groups.map((members) =>
    members.flatMap((dev) => {
      const f = machine.functions[dev];
      return f?.shown === true ? [f.address] : [];
    }),
  );
  return all
    .flatMap((names) => (names.length === 0 ? [] : [names.toSorted().join(" ")]))
    .toSorted();
}

export const PORT = "Express (v2) Root Port (Slot+), MSI 00";
export const ENDPOINT = "\tCapabilities: [40] Express (v2) Endpoint, MSI 00\n";
const ACS_ALL = "SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans+";
export const ACS_ON =
  "SrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-";
export const ACS_OFF =
  "SrcValid- TransBlk- ReqRedir- CmpltRedir- UpstreamFwd- EgressCtrl- DirectTrans-";

export function busLine(secondary: string): string {
  return `\tBus: primary=00, secondary=${secondary}, subordinate=${secondary}, sec-latency=0\n`;
}

export function acsLines(control: string): string {
  const title = "\tCapabilities: [100 v1] Access Control Services\n";
  return `${title}\t\tACSCap:\t${ACS_ALL}\n\t\tACSCtl:\t${control}\n`;
}

export function rootPort(address: string, secondary: string, control: string): string {
  const title = `${address} PCI bridge: Acme PCIe Root Port\n`;
  return `${title}${busLine(secondary)}\tCapabilities: [40] ${PORT}\n${acsLines(control)}\n`;
}
