/**
 * The lines that give a function its ACS bits, to be pasted: an entry of `pci=config_acs=` for the
 * next boot, a command of setpci for the running machine. Both name every implemented bit, so that
 * the result does not depend on what firmware or Linux had set; what they say is read again by
 * kernel-line.ts and setpci.ts.
 */
import { ACS_BITS, ACS } from "../../model/vocabulary/topology/acs.js";
import { addressText, type Address } from "../../model/vocabulary/topology/address.js";

/** A function, what it implements, and which of that shall be on. */
export interface Wanted {
  readonly at: Address;
  readonly cap: number;
  readonly ctrl: number;
}

/** `xx111x1`, DT at the left, SV at the right: x is what the function does not implement. */
export function maskText({ cap, ctrl }: Pick<Wanted, "cap" | "ctrl">): string {
  return ACS_BITS.map((name) => digit(ACS[name], cap, ctrl))
    .toReversed()
    .join("");
}

function digit(bit: number, cap: number, ctrl: number): string {
  if ((cap & bit) === 0) return "x";
  return (ctrl & bit) === 0 ? "0" : "1";
}

/** One parameter for all: of several `config_acs=` the kernel takes the last alone. */
export function configAcsText(wanted: readonly Wanted[]): string {
  const entries = wanted.map((one) => `${maskText(one)}@${addressText(one.at)}`);
  return `pci=config_acs=${entries.join(";")}`;
}

/** The seven bits are written, and the newer ones beside them left alone. */
export function setpciText({ at, ctrl }: Pick<Wanted, "at" | "ctrl">): string {
  const value = ctrl.toString(16).padStart(2, "0");
  return `setpci -s ${addressText(at)} ECAP_ACS+6.w=${value}:7f`;
}

/** Clears RR, CR and EC, and gives up what Linux sets by itself as well. */
export function disableRedirText(at: readonly Address[]): string {
  return `pci=disable_acs_redir=${at.map((one) => addressText(one)).join(";")}`;
}
