/** The extended capabilities as lspci prints them (pciutils 3.9 ls-ecaps.c show_ext_caps). */
import { ACS, ACS_BITS } from "../../../model/vocabulary/topology/acs.js";
import { LSPCI_ACS_NAMES } from "../../../model/vocabulary/topology/acs-notation.js";
import { EXTENDED_BYTES, FIRST_EXTENDED } from "../config-space.js";
import { hex } from "./names.js";
import type { ShownFunction } from "./shown.js";

/** `full`: with their registers, as -vv has them. They stand where bytes.ts puts them. */
export function extendedText(f: ShownFunction, full: boolean): string {
  const texts = [acsText(f), pasidText(f), ariText(f), sriovText(f)].filter((text) => text !== "");
  return texts
    .map((text, n) => {
      const at = `[${hex(FIRST_EXTENDED + n * EXTENDED_BYTES, 3)}${full ? " v1" : ""}]`;
      const all = `\tCapabilities: ${at} ${text}`;
      return full ? all : all.slice(0, all.indexOf("\n") + 1);
    })
    .join("");
}

function acsText({ acs }: ShownFunction): string {
  if (acs === null) return "";
  return `Access Control Services\n\t\tACSCap:\t${bits(acs.cap)}\n\t\tACSCtl:\t${bits(acs.ctrl)}\n`;
}

function bits(value: number): string {
  return ACS_BITS.map((name) => LSPCI_ACS_NAMES[name] + sign((value & ACS[name]) !== 0)).join(" ");
}

function sign(on: boolean): string {
  return on ? "+" : "-";
}

function pasidText({ pasid }: ShownFunction): string {
  if (pasid === null) return "";
  const { exec, priv, width } = pasid;
  return (
    "Process Address Space ID (PASID)\n" +
    `\t\tPASIDCap: Exec${sign(exec)} Priv${sign(priv)}, Max PASID Width: ${hex(width, 2)}\n` +
    "\t\tPASIDCtl: Enable- Exec- Priv-\n"
  );
}

function ariText({ ari }: ShownFunction): string {
  if (!ari) return "";
  return (
    "Alternative Routing-ID Interpretation (ARI)\n" +
    "\t\tARICap:\tMFVC- ACS-, Next Function: 0\n" +
    "\t\tARICtl:\tMFVC- ACS-, Function Group: 0\n"
  );
}

function sriovText({ sriov }: ShownFunction): string {
  if (sriov === null) return "";
  const { vfs, offset, stride } = sriov;
  return (
    "Single Root I/O Virtualization (SR-IOV)\n" +
    "\t\tIOVCap:\tMigration- 10BitTagReq- Interrupt Message Number: 000\n" +
    "\t\tIOVCtl:\tEnable+ Migration- Interrupt- MSE- ARIHierarchy- 10BitTagReq-\n" +
    "\t\tIOVSta:\tMigration-\n" +
    `\t\tInitial VFs: ${vfs}, Total VFs: ${vfs}, Number of VFs: ${vfs}, ` +
    "Function Dependency Link: 00\n" +
    `\t\tVF offset: ${offset}, stride: ${stride}, Device ID: 0000\n` +
    "\t\tSupported Page Size: 00000000, System Page Size: 00000000\n" +
    "\t\tVF Migration: offset: 00000000, BIR: 0\n"
  );
}
