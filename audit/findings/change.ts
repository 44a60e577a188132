/**
 * The changes that an administrator may try: ACS bits of one function switched on or off, as
 * `00:1c.0:+CR`, `00:1c.0:-RR+UF` or `00:1c.0:=SV,RR`, or after the colon in a notation of scenario
 * texts (acs-notation.ts). Only what is implemented can be on.
 */
import { ACS_BITS, ACS, acsBitsText, type AcsBit } from "../../model/vocabulary/topology/acs.js";
import { readAcsWords } from "../../model/vocabulary/topology/acs-notation.js";
import { addressText, parseAddress } from "../../model/vocabulary/topology/address.js";
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import {
  acsOf,
  isExpress,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";

export interface Change {
  /** As addressText writes it. */
  readonly address: string;
  readonly on: number;
  readonly off: number;
  /** What the change says that the function implements; null: it does not say. */
  readonly implemented: number | null;
}

/** All bits that a change can name. */
const ALL = 0x7f;
const ADDRESSED = /^\s*(\S+\.[0-7]):\s*(.*)$/s;
const SHORT = /^(?:(?:[+-][a-z]{2})+|=(?:-|[a-z]{2}(?:,[a-z]{2})*)?)$/i;
const FORMS =
  "expected a change as 00:1c.0:+CR, 00:1c.0:-RR+UF, 00:1c.0:=SV,RR or " +
  "'00:1c.0:acs SV RR of SV RR CR'";

export function readChange(text: string): Reading<Change> {
  const [, where = "", what = ""] = ADDRESSED.exec(text) ?? [];
  const address = parseAddress(where);
  if (address === null) return unreadable(FORMS);
  const bits = SHORT.test(what) ? shortBits(what) : notedBits(what);
  if (!bits.ok) return bits;
  return readable({ address: addressText(address), ...bits.value });
}

type Bits = Omit<Change, "address">;

/** `+CR`, `-RR+UF`, `=SV,RR`. */
function shortBits(what: string): Reading<Bits> {
  let on = 0;
  let off = 0;
  for (const [, sign = "", name = ""] of what.matchAll(/([-+=,])([a-z]{2})/gi)) {
    const bit = bitNamed(name);
    if (bit === null) return unreadable(`ACS has no bit ${name}; it has ${ACS_BITS.join(" ")}`);
    const told = name.toUpperCase();
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
  const bits = words[0] === "acs" ? words.slice(1) : words;
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

function bitNamed(name: string): number | null {
  const bit = name.toUpperCase();
  return isBit(bit) ? ACS[bit] : null;
}

function isBit(name: string): name is AcsBit {
  return name in ACS;
}

/** The machine after the changes, in their order; or why one of them cannot be. */
export function changed(
  functions: readonly PciFunction[],
  changes: readonly Change[],
): Reading<readonly PciFunction[]> {
  const after = functions.slice();
  const index = new Map(functions.map((f, dev) => [addressText(f), dev]));
  for (const change of changes) {
    const dev = index.get(change.address);
    const f = dev === undefined ? undefined : after[dev];
    if (dev === undefined || f === undefined)
      return unreadable(`${change.address} is not a function of this machine`);
    const made = changedFunction(f, change);
    if (!made.ok) return made;
    after[dev] = made.value;
  }
  return readable(after);
}

function changedFunction(f: PciFunction, change: Change): Reading<PciFunction> {
  const { address, on, off, implemented } = change;
  if (f.acsRule !== undefined) {
    const message = `Linux has a rule for ${address} and does not look at its ACS bits`;
    return unreadable(message);
  }
  const acs = acsOf(f);
  if (!isExpress(f) || acs === null)
    return unreadable(`${address} has no ACS capability: it has no bit to change`);
  const has = `it implements ${acs.cap === 0 ? "none" : acsBitsText(acs.cap)}`;
  if (implemented !== null && implemented !== acs.cap)
    return unreadable(`${address} does not implement just ${acsBitsText(implemented)}; ${has}`);
  const missing = on & ~acs.cap;
  if (missing !== 0) {
    return unreadable(`${address} does not implement ${acsBitsText(missing)}; ${has}`);
  }
  return readable({ ...f, acs: { ...acs, ctrl: (acs.ctrl & ~off) | on } });
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
