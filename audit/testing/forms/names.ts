/**
 * One line a function: what `lspci` prints without -v, and the header of what it prints with it
 * (pciutils lspci.c show_terse, lib/names.c pci_lookup_name).
 */
import { devfnText } from "../../../model/vocabulary/topology/address.js";
import type { ShownFunction } from "./shown.js";

/** `names`: lspci; `numbers`: -n; `both`: -nn. */
export type Naming = "names" | "numbers" | "both";

export interface Titles {
  readonly naming: Naming;
  /** -D: the segment is printed in any case. */
  readonly segments: boolean;
  /** -v: with the programming interface. */
  readonly verbose: boolean;
}

export const PLAIN_TITLES: Titles = { naming: "names", segments: false, verbose: false };

export function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

/** `01:00.0`; with its segment where any function of the machine is outside segment 0. */
export function slotText(f: ShownFunction, segments: boolean): string {
  const bdf = `${hex(f.bus, 2)}:${devfnText(f.devfn)}`;
  return segments ? `${hex(f.segment, 4)}:${bdf}` : bdf;
}

function classText(f: ShownFunction, naming: Naming): string {
  if (naming === "numbers") return hex(f.classCode, 4);
  return naming === "both" ? `${f.className} [${hex(f.classCode, 4)}]` : f.className;
}

export function deviceText(f: ShownFunction, naming: Naming): string {
  const ids = `${hex(f.vendor, 4)}:${hex(f.device, 4)}`;
  if (naming === "numbers") return ids;
  const name = `${f.vendorName} ${f.deviceName}`;
  return naming === "both" ? `${name} [${ids}]` : name;
}

/** Without the address. */
export function titleText(f: ShownFunction, { naming, verbose }: Titles): string {
  const named = naming !== "numbers" && f.progIfName !== null;
  const interfaceName = named ? ` [${f.progIfName}]` : "";
  const progIf =
    verbose && (f.progIf !== 0 || named) ? ` (prog-if ${hex(f.progIf, 2)}${interfaceName})` : "";
  return `${classText(f, naming)}: ${deviceText(f, naming)}${progIf}`;
}

export function plainLspci(all: readonly ShownFunction[], titles: Titles = PLAIN_TITLES): string {
  const segments = titles.segments || all.some(({ segment }) => segment !== 0);
  return all.map((f) => `${slotText(f, segments)} ${titleText(f, titles)}\n`).join("");
}
