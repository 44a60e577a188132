/** What the readings of a machine agree on, and texts of functions with some of their facts. */
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { audit } from "../findings/audit.js";
import { linuxGrouped } from "../findings/boot-groups.js";
import { readMachine, type RealMachine } from "../machine/machine.js";

export function read(text: string): RealMachine {
  const machine = readMachine(text);
  if (!machine.ok) throw new Error(problemText(machine.problem));
  return machine.value;
}

export function at(machine: RealMachine, address: string): number {
  return machine.functions.findIndex((f) => f.address === address);
}

export function unseenAt(machine: RealMachine, address: string): readonly string[] {
  return [...(machine.unseen[at(machine, address)] ?? [])].sort();
}

/** What all readings say of two functions. */
export function pair(machine: RealMachine, a: string, b: string): "together" | "apart" | "unknown" {
  const said = [machine.topology, ...machine.readings].map((t) => {
    const { groupOf } = linuxGrouped(t);
    return groupOf[at(machine, a)] === groupOf[at(machine, b)];
  });
  if (said.every((same) => same)) return "together";
  return said.some((same) => same) ? "unknown" : "apart";
}

export function pasid(machine: RealMachine, address: string): "yes" | "no" | "unknown" {
  const said = [machine.topology, ...machine.readings].map(
    (topology) => audit({ topology }).pasid[at(machine, address)]?.enableable,
  );
  if (said.every((yes) => yes === true)) return "yes";
  return said.some((yes) => yes === true) ? "unknown" : "no";
}

export const DENIED = "\tCapabilities: <access denied>\n";
export const BUS = (secondary: string, subordinate = secondary): string =>
  `\tBus: primary=00, secondary=${secondary}, subordinate=${subordinate}, sec-latency=0\n`;
export const GROUP = (group: number): string => `\tFlags: fast devsel, IOMMU group ${group}\n`;
export const EXPRESS = (type: string): string =>
  `\tCapabilities: [40] Express (v2) ${type}, MSI 00\n\t\tDevCap2: EETLPPrefix+\n`;
export const ACS = (on: string): string =>
  "\tCapabilities: [100 v1] Access Control Services\n" +
  "\t\tACSCap:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-\n" +
  `\t\tACSCtl:\tSrcValid${on} TransBlk- ReqRedir${on} CmpltRedir${on} UpstreamFwd${on} ` +
  "EgressCtrl- DirectTrans-\n";
export const PASID = (enabled = "-"): string =>
  "\tCapabilities: [180 v1] Process Address Space ID (PASID)\n" +
  `\t\tPASIDCap: Exec- Priv-, Max PASID Width: 14\n\t\tPASIDCtl: Enable${enabled} Exec- Priv-\n`;
export const ROOT_PORT =
  `00:01.0 PCI bridge: Acme\n${BUS("01", "05")}` + EXPRESS("Root Port") + ACS("+");
