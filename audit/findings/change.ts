/**
 * The changes that an administrator may try: ACS bits of one function switched on or off, as
 * `00:1c.0:+CR`, `00:1c.0:-RR+UF` or `00:1c.0:=SV,RR`. Only what is implemented can be on.
 */
import { ACS, acsBitsText, type AcsBit } from "../../model/vocabulary/topology/acs.js";
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
}

/** All bits that a change can name. */
const ALL = 0x7f;
const FORM = /^(\S+\.[0-7]):((?:[+-][a-z]{2})+|=(?:-|[a-z]{2}(?:,[a-z]{2})*)?)$/i;
const FORMS = "expected a change as 00:1c.0:+CR, 00:1c.0:-RR+UF or 00:1c.0:=SV,RR";

export function readChange(text: string): Reading<Change> {
  const [, where = "", what = ""] = FORM.exec(text) ?? [];
  const address = parseAddress(where);
  if (address === null) return unreadable(FORMS);
  let on = 0;
  let off = what.startsWith("=") ? ALL : 0;
  for (const [, sign = "", name = ""] of what.matchAll(/([-+=,])([a-z]{2})/gi)) {
    const bit = bitNamed(name);
    if (bit === null) return unreadable(`ACS has no bit ${name}; it has SV TB RR CR UF EC DT`);
    on = sign === "-" ? on & ~bit : on | bit;
    off = sign === "-" ? off | bit : off & ~bit;
  }
  return readable({ address: addressText(address), on, off });
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

function changedFunction(f: PciFunction, { address, on, off }: Change): Reading<PciFunction> {
  if (f.acsRule !== undefined) {
    const message = `Linux has a rule for ${address} and does not look at its ACS bits`;
    return unreadable(message);
  }
  const acs = acsOf(f);
  if (!isExpress(f) || acs === null)
    return unreadable(`${address} has no ACS capability: it has no bit to change`);
  const missing = on & ~acs.cap;
  if (missing !== 0) {
    const has = `it implements ${acs.cap === 0 ? "none" : acsBitsText(acs.cap)}`;
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
