/**
 * What `lspci -v`, `-vv` and more print of a function, byte for byte (pciutils 3.9 lspci.c,
 * ls-caps.c): as root, or without the right to read beyond the first 64 bytes of its configuration
 * space.
 */
import { expressText } from "./express.js";
import { extendedText } from "./extended.js";
import { hexOf } from "./bytes.js";
import { hex, PLAIN_TITLES, slotText, titleText, type Titles } from "./names.js";
import type { ShownFunction } from "./shown.js";

export interface Verbosity {
  /** How many v. */
  readonly level: 1 | 2 | 3;
  readonly root: boolean;
  readonly titles?: Partial<Titles>;
  /** How many bytes follow, as one x, three and four print them. */
  readonly bytes?: 0 | 64 | 256 | 4096;
}

export function verboseLspci(all: readonly ShownFunction[], verbosity: Verbosity): string {
  const titles = { ...PLAIN_TITLES, ...verbosity.titles, verbose: true };
  const segments = titles.segments || all.some(({ segment }) => segment !== 0);
  const parts = all.map(
    (f) => `${slotText(f, segments)} ${titleText(f, titles)}\n${bodyText(f, verbosity)}\n`,
  );
  return parts.join("");
}

/** What -x prints and more without -v: titles and bytes. */
export function hexLspci(all: readonly ShownFunction[], bytes: 64 | 256 | 4096): string {
  const segments = all.some(({ segment }) => segment !== 0);
  const parts = all.map(
    (f) => `${slotText(f, segments)} ${titleText(f, PLAIN_TITLES)}\n${hexOf(f, bytes)}\n`,
  );
  return parts.join("");
}

function bodyText(f: ShownFunction, { level, root, bytes = 0 }: Verbosity): string {
  const group = level === 1 ? "" : f.group === null ? "" : `\tIOMMU group: ${f.group}\n`;
  const driver = f.driver === null ? "" : `\tKernel driver in use: ${f.driver}\n`;
  return [
    level === 1 ? flagsText(f) : registersText(f),
    group,
    f.buses === null ? "" : busesText(f.buses, level),
    capabilitiesText(f, level, root),
    driver,
    bytes === 0 ? "" : hexOf(f, root ? bytes : 64),
  ].join("");
}

function flagsText({ group }: ShownFunction): string {
  return `\tFlags: fast devsel${group === null ? "" : `, IOMMU group ${group}`}\n`;
}

const OFF = (names: string): string => names.replaceAll(" ", "- ").concat("-");

function registersText({ expressType }: ShownFunction): string {
  const control = OFF(
    "I/O Mem BusMaster SpecCycle MemWINV VGASnoop ParErr Stepping SERR FastB2B DisINTx",
  );
  const list = expressType === null ? "-" : "+";
  const status =
    `Cap${list} 66MHz- UDF- FastB2B- ParErr- DEVSEL=fast ` +
    ">TAbort- <TAbort- <MAbort- >SERR- <PERR- INTx-";
  return `\tControl: ${control}\n\tStatus: ${status}\n`;
}

function busesText(buses: NonNullable<ShownFunction["buses"]>, level: 1 | 2 | 3): string {
  const { primary, secondary, subordinate } = buses;
  const numbers = `primary=${hex(primary, 2)}, secondary=${hex(secondary, 2)}`;
  const windows =
    "\tI/O behind bridge: 0000-0fff [size=4K] [16-bit]\n" +
    "\tMemory behind bridge: 00000000-000fffff [size=1M] [32-bit]\n" +
    "\tPrefetchable memory behind bridge: 00000000-000fffff [size=1M] [32-bit]\n";
  const status =
    "\tSecondary status: 66MHz- FastB2B- ParErr- DEVSEL=fast " +
    ">TAbort- <TAbort- <MAbort- <SERR- <PERR-\n" +
    "\tBridgeCtl: Parity- SERR- NoISA- VGA- VGA16- MAbort- >Reset- FastB2B-\n" +
    "\t\tPriDiscTmr- SecDiscTmr- DiscTmrStat- DiscTmrSERREn-\n";
  return (
    `\tBus: ${numbers}, subordinate=${hex(subordinate, 2)}, sec-latency=0\n${windows}` +
    (level === 1 ? "" : status)
  );
}

function capabilitiesText(f: ShownFunction, level: 1 | 2 | 3, root: boolean): string {
  if (f.expressType === null) return "";
  if (!root) return "\tCapabilities: <access denied>\n";
  return expressText(f, level > 1) + extendedText(f, level > 1);
}
