/**
 * Functions known by name, where a source shows names only, as lspci without -nn does: the names of
 * vendors in pci.ids, now and formerly, and what is left of a title after them.
 */
import { VENDOR, type Row } from "./row.js";

/** Only vendors that have a rule. Two of them share a name: their device ids tell them apart. */
const VENDOR_NAMES: ReadonlyMap<number, RegExp> = new Map([
  [VENDOR.LOONGSON, /^Loongson Technology LLC/],
  [
    VENDOR.ATI,
    /^(?:ATI Technologies Inc|AMD nee ATI|Advanced Micro Devices.{0,12}(?:\[AMD\/ATI\]|nee ATI))/,
  ],
  [VENDOR.AMD, /^Advanced Micro Devices,? (?:Inc\. )?\[AMD\](?! nee ATI)/],
  [VENDOR.EFAR, /^Microchip Technology \/ SMSC|^Efar Microsystems/],
  [VENDOR.PLX, /^PLX Technology, Inc\./],
  [VENDOR.EMULEX, /^Emulex Corporation/],
  [VENDOR.TUNDRA, /^Tundra Semiconductor Corp\./],
  [VENDOR.AMCC, /^Applied Micro Circuits Corp\./],
  [VENDOR.TTI, /^(?:HighPoint|Triones) Technologies, Inc\./],
  [VENDOR.IDT, /^(?:Microsemi \/ PMC \/ IDT|Integrated Device Technology, Inc\.(?: \[IDT\])?)/],
  [VENDOR.RICOH, /^Ricoh Co Ltd/],
  [VENDOR.MICROSEMI, /^PMC-Sierra Inc\.|^Microsemi /],
  [VENDOR.ITE, /^Integrated Technology Express, Inc\./],
  [VENDOR.BROADCOM, /^Broadcom (?:Inc\. and subsidiaries|Corporation|Limited)/],
  [VENDOR.CAVIUM, /^Cavium(?:, Inc\.| Networks)/],
  [VENDOR.QCOM, /^Qualcomm(?: Technologies, Inc)?/],
  [VENDOR.SOLARFLARE, /^Solarflare Communications|^AMD Solarflare/],
  [VENDOR.NXP, /^(?:Freescale Semiconductor Inc|NXP Semiconductors)/],
  [VENDOR.JMICRON, /^JMicron Technology Corp\./],
  [VENDOR.SERVERENGINES, /^(?:Emulex Corporation|ServerEngines Corp\.?)/],
  [VENDOR.HUAWEI, /^Huawei Technologies Co\., Ltd\./],
  [VENDOR.ASPEED, /^ASPEED Technology, Inc\./],
  [VENDOR.ASMEDIA, /^ASMedia Technology Inc\./],
  [VENDOR.MARVELL_EXT, /^Marvell Technology Group Ltd\./],
  [VENDOR.LITE_ON, /^Lite-On IT Corp\. \/ Plextor/],
  [VENDOR.AMAZON_ANNAPURNA_LABS, /^(?:Amazon\.com, Inc\. )?Annapurna Labs (?:Ltd|Inc)\./],
  [VENDOR.ZHAOXIN, /^Zhaoxin/],
  [VENDOR.HXT, /^Guizhou Huaxintong Semiconductor Technology Co\., Ltd/],
  [VENDOR.AMPERE, /^Ampere Computing, LLC/],
  [VENDOR.GLENFLY, /^Glenfly Tech Co\., Ltd\./],
  [VENDOR.INTEL, /^Intel Corporation/],
  [VENDOR.WANGXUN, /^Beijing Wangxun Technology Co\., Ltd\./],
  [VENDOR.ADAPTEC2, /^Adaptec/],
]);

/** What is known of a function: ids, or what a title says instead. */
export interface Identity {
  readonly vendor: number | null;
  readonly device: number | null;
  readonly title: string;
}

/** How a row was found to be for a function. */
export type Found = "by-id" | "by-name";

/** Whether a row is for a function, its conditions left aside. */
export function identified(row: Row, { vendor, device, title }: Identity): Found | null {
  if (vendor !== null && device !== null)
    return vendor === row.vendor && hasDevice(row, device) ? "by-id" : null;
  const name = deviceName(row.vendor, title);
  if (name === null) return null;
  const id = /^Device ([0-9a-f]{4})\b/i.exec(name)?.[1];
  if (id !== undefined) return hasDevice(row, parseInt(id, 16)) ? "by-name" : null;
  return hasEveryDevice(row) || row.named?.test(name) === true ? "by-name" : null;
}

/** Whether a function is of a vendor, as far as the source shows. */
export function isOfVendor(vendor: number, known: Identity): boolean {
  return identified({ name: "", vendor, source: "" }, known) !== null;
}

/** `PCI bridge [0604]: Intel Corporation Device 7a3c (rev 11)`: what follows the vendor. */
function deviceName(vendor: number, title: string): string | null {
  const name = title.replace(/^[^:]*: /, "");
  const maker = VENDOR_NAMES.get(vendor)?.exec(name)?.[0];
  return maker === undefined ? null : name.slice(maker.length).trim();
}

function hasEveryDevice(row: Row): boolean {
  return row.devices === undefined && row.ranges === undefined;
}

function hasDevice(row: Row, device: number): boolean {
  if (hasEveryDevice(row) || row.devices?.includes(device) === true) return true;
  return row.ranges?.some(([first, last]) => first <= device && device <= last) === true;
}
