/**
 * The changes that an administrator may try: ACS bits of one function switched on or off, as
 * `00:1c.0:+CR`, `00:1c.0:-RR+UF`, `00:1c.0=SV,RR`, or in a notation of scenario texts
 * (acs-notation.ts); or what would be pasted, a kernel command line or a command of setpci
 * (audit/lines/). Only what is implemented can be on.
 */
import { ACS_BITS, ACS, acsBitsText, type Acs } from "../../model/vocabulary/topology/acs.js";
import { LSPCI_ACS_NAMES, readAcsWords } from "../../model/vocabulary/topology/acs-notation.js";
import { addressText, parseAddress } from "../../model/vocabulary/topology/address.js";
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import { isKernelLine, readKernelLine, type KernelLine } from "../lines/kernel-line.js";
import { isSetpci, readSetpci, type SetpciWrite } from "../lines/setpci.js";
import {
  acsOf,
  isExpress,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";

export type Change =
  /** These bits of one function, however it comes about. */
  | BitsChange
  /** The next boot, with this command line. */
  | { readonly how: "kernel-line"; readonly line: KernelLine }
  /** The machine as it runs. */
  | { readonly how: "setpci"; readonly writes: readonly SetpciWrite[] };

export interface BitsChange {
  readonly how: "bits";
  /** As addressText writes it. */
  readonly address: string;
  readonly on: number;
  readonly off: number;
  /** What the change says that the function implements; null: it does not say. */
  readonly implemented: number | null;
}

/** All bits that a change can name. */
const ALL = 0x7f;
/** A colon, an equals sign before a sign, both, or a blank before lspci's words. */
const ADDRESSED = /^\s*(\S+?\.[0-7])(?::\s*|(?==)|\s+)(.*)$/s;
const SHORT =
  /^(?:[+-][a-z]+(?:(?:,\s*|\s+)?[+-][a-z]+)*|=\s*(?:-|[a-z]+(?:(?:,\s*|\s+)[a-z]+)*)?)$/i;
const FORMS =
  "expected a change as 00:1c.0:+CR, 00:1c.0:-RR+UF, 00:1c.0:=SV,RR, " +
  "pci=config_acs=xx111x1@00:1c.0 or 'setpci -s 00:1c.0 ECAP_ACS+6.w=1d'";

export function readChange(pasted: string): Reading<Change> {
  // What is pasted may be wrapped.
  const text = pasted.replaceAll(/\s+/g, " ");
  if (isSetpci(text)) {
    const writes = readSetpci(text);
    return writes.ok ? readable({ how: "setpci", writes: writes.value }) : writes;
  }
  if (isKernelLine(text)) {
    const line = readKernelLine(text);
    return line.ok ? readable({ how: "kernel-line", line: line.value }) : line;
  }
  const [, where = "", said = ""] = ADDRESSED.exec(unquoted(text)) ?? [];
  const address = parseAddress(where);
  if (address === null) return unreadable(FORMS);
  // `=+CR` is meant as `+CR`, `=CR` alone as all of the register.
  const what = said.replace(/^=\s*(?=[+-]\w|\w+[+-])/, "").replace(/^acs\b/i, "acs");
  const bits = SHORT.test(what) ? shortBits(what) : notedBits(what);
  if (!bits.ok) return bits;
  return readable({ how: "bits", address: addressText(address), ...bits.value });
}

function unquoted(text: string): string {
  return /^\s*(["'])(.*)\1\s*$/s.exec(text)?.[2] ?? text;
}

type Bits = Omit<BitsChange, "address" | "how">;

/** `+CR`, `-RR+UF`, `=SV,RR`. */
function shortBits(what: string): Reading<Bits> {
  let on = 0;
  let off = 0;
  for (const [, sign = "", name = ""] of what.matchAll(/([-+]?)([a-z]+)/gi)) {
    const bit = bitNamed(name);
    if (bit === null) return unreadable(`ACS has no bit ${name}; it has ${ACS_BITS.join(" ")}`);
    const told = acsBitsText(bit);
    if (((sign === "-" ? off : on) & bit) !== 0) return unreadable(`'${told}' is said twice`);
    if (((sign === "-" ? on : off) & bit) !== 0)
      return unreadable(`'${sign}${told}' contradicts what is said of ${told} before`);
    if (sign === "-") off |= bit;
    else on |= bit;
  }
  return readable({ on, off: what.startsWith("=") ? ALL & ~on : off, implemented: null });
}

/** `acs RR of RR CR`, `RR+ CR-`, `ReqRedir+ CmpltRedir-`. */
function notedBits(what: string): Reading<Bits> {
  const words = what.split(/\s+/).filter((word) => word !== "");
  const bits = (words[0] === "acs" ? words.slice(1) : words).map((word) => inRegisterCase(word));
  const read = readAcsWords(bits);
  if (!read.ok) {
    const startsWell = words[0] === "acs" || read.problem.at > 0;
    return unreadable(startsWell ? read.problem.message : FORMS);
  }
  const { on, off, implemented, signed } = read.said;
  if (read.words < bits.length) return unreadable(`'${bits[read.words]}' is no ACS bit`);
  if (!signed && words[0] !== "acs" && implemented === null) return unreadable(FORMS);
  return readable({ on, off: signed ? off : ALL & ~on, implemented });
}

const NAMES = [...ACS_BITS, ...Object.values(LSPCI_ACS_NAMES)];

/** A bit as lspci and texts of scenarios write it, however the user did. */
function inRegisterCase(word: string): string {
  const [, name = "", sign = ""] = /^([a-z]+)([+-]?)$/i.exec(word) ?? [];
  const known = NAMES.find((one) => one.toLowerCase() === name.toLowerCase());
  return known === undefined ? word : known + sign;
}

function bitNamed(name: string): number | null {
  const known = ACS_BITS.find((bit) =>
    [bit, LSPCI_ACS_NAMES[bit]].some((one) => one.toLowerCase() === name.toLowerCase()),
  );
  return known === undefined ? null : ACS[known];
}

/**
 * The machine after changes of bits, in their order; or why one of them cannot be. `acsUnseen`:
 * functions of which the source does not show whether they have ACS.
 */
export function changed(
  functions: readonly PciFunction[],
  changes: readonly BitsChange[],
  acsUnseen: ReadonlySet<number> = new Set(),
): Reading<readonly PciFunction[]> {
  const after = functions.slice();
  const index = new Map(functions.map((f, dev) => [addressText(f), dev]));
  for (const change of changes) {
    const dev = index.get(change.address);
    const f = dev === undefined ? undefined : after[dev];
    if (dev === undefined || f === undefined)
      return unreadable(`${change.address} is not a function of this machine`);
    const made = changedFunction(f, change, acsUnseen.has(dev));
    if (!made.ok) return made;
    after[dev] = made.value;
  }
  return readable(after);
}

function changedFunction(
  f: PciFunction,
  change: BitsChange,
  unseen: boolean,
): Reading<PciFunction> {
  const { address, on, off, implemented } = change;
  const settable = settableAcs(f, unseen);
  if (!settable.ok) return settable;
  const { acs } = settable.value;
  const has = `it implements ${acs.cap === 0 ? "none" : acsBitsText(acs.cap)}`;
  if (implemented !== null && implemented !== acs.cap)
    return unreadable(`${address} does not implement just ${acsBitsText(implemented)}; ${has}`);
  const missing = on & ~acs.cap;
  if (missing !== 0) {
    return unreadable(`${address} does not implement ${acsBitsText(missing)}; ${has}`);
  }
  return readable(withControl(settable.value, (acs.ctrl & ~off) | on));
}

/** A function with an ACS capability that counts. */
export interface SettableAcs {
  readonly f: Extract<PciFunction, { readonly acs: unknown }>;
  readonly acs: Acs;
}

/** The ACS capability of a function, where setting it has an effect; or why it has none. */
export function settableAcs(f: PciFunction, unseen = false): Reading<SettableAcs> {
  if (f.acsRule !== undefined) {
    const address = addressText(f);
    return unreadable(`Linux has a rule for ${address} and does not look at its ACS bits`);
  }
  const acs = acsOf(f);
  if (acs === null && unseen)
    return unreadable(
      `whether ${addressText(f)} has ACS the source does not show; root's lspci -vv shows it`,
    );
  if (!isExpress(f) || acs === null)
    return unreadable(`${addressText(f)} has no ACS capability: it has no bit to change`);
  return readable({ f, acs });
}

/** Bits that are not implemented stay off, as in hardware. */
export function withControl({ f, acs }: SettableAcs, ctrl: number): PciFunction {
  return { ...f, acs: { ...acs, ctrl: ctrl & acs.cap } };
}

/** The functions whose ACS bits differ, of two forms of one machine. */
export function changedBits(
  before: Topology,
  after: Topology,
): readonly { readonly dev: number; readonly was: number; readonly is: number }[] {
  return before.functions.flatMap((f, dev) => {
    const g = after.functions[dev];
    const was = acsOf(f)?.ctrl ?? 0;
    const is = g === undefined ? was : (acsOf(g)?.ctrl ?? 0);
    return was === is ? [] : [{ dev, was, is }];
  });
}
