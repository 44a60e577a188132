/**
 * Changes applied to a machine, in the order in which they take effect: the command line at boot
 * (Linux 7.3 drivers/pci/pci.c pci_enable_acs), bits that are asked for, then what setpci writes
 * while Linux runs. Groups are formed from the first; a driver that enables PASID and hardware see
 * the last.
 */
import { ACS, ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";
import { overridden, type AcsOverride } from "../lines/acs-override.js";
import { deviceText, isMeant, NO_IDS, type DeviceText, type Ids } from "../lines/device.js";
import { joined, NO_LINE, type KernelLine } from "../lines/kernel-line.js";
import { isChosen, type SetpciWrite } from "../lines/setpci.js";
import {
  changed,
  settableAcs,
  withControl,
  type BitsChange,
  type Change,
  type SettableAcs,
} from "./change.js";

/** Beside each function, what must be known of it to say what a line does. */
export interface Facts {
  readonly ids: readonly Ids[];
  /**
   * ACS Control as firmware left it; null: not known, because Linux adds SV, RR, CR and UF and the
   * source shows the sum.
   */
  readonly firmware: readonly (number | null)[];
  /** Functions whose control register is not where the specification has it (Intel SPT). */
  readonly wide: ReadonlySet<number>;
  /** Functions of which the source does not show whether they have ACS; taken as without. */
  readonly acsUnseen: ReadonlySet<number>;
}

/** Nothing is known. */
export const NO_FACTS: Facts = { ids: [], firmware: [], wide: new Set(), acsUnseen: new Set() };

export interface Applied {
  /** As they are when groups are formed. */
  readonly atBoot: readonly PciFunction[];
  /** As they are then. */
  readonly now: readonly PciFunction[];
  /** The same, as Linux takes them to be: functions of an ACS override isolate, for Linux. */
  readonly believedAtBoot: readonly PciFunction[];
  readonly believed: readonly PciFunction[];
  readonly overridden: readonly number[];
  readonly notes: readonly ChangeNote[];
}

export type ChangeNote =
  | { readonly what: "passed-over"; readonly words: readonly string[] }
  /** Of options of one name the last counts. */
  | { readonly what: "replaced"; readonly option: string }
  /** disable_acs_redir= is without effect where config_acs= names the function as well. */
  | { readonly what: "discarded"; readonly devs: readonly number[] }
  /** They are meant as well, but have no ACS, or a rule that Linux goes by. */
  | { readonly what: "unchanged"; readonly devs: readonly number[] }
  /** Their ids are not shown, so it cannot be said whether they are meant. */
  | { readonly what: "ids-unknown"; readonly devs: readonly number[]; readonly text: string }
  /** The parameter asks for bits that are not implemented. */
  | { readonly what: "not-implemented"; readonly dev: number; readonly bits: number }
  /** The ACS override concerns those without ACS, and whether they have it is not shown. */
  | { readonly what: "acs-unknown"; readonly devs: readonly number[] }
  /** Linux clears RR, CR and EC of it, whatever the mask. */
  | { readonly what: "wide"; readonly devs: readonly number[] }
  /** Bits that firmware left on or not, which the source does not show; taken as off. */
  | { readonly what: "firmware"; readonly dev: number; readonly bits: number };

/** What is taken of bits that firmware left, where the source does not show them. */
export type FirmwareBits = "off" | "as-shown";

/** Throws nothing; a change that cannot be is refused, or left out where `lenient`. */
export function applied(
  functions: readonly PciFunction[],
  changes: readonly Change[],
  facts: Facts,
  firmwareBits: FirmwareBits = "off",
  lenient = false,
): Reading<Applied> {
  const notes: ChangeNote[] = [];
  const line = lineOf(changes);
  if (line.passedOver.length > 0) notes.push({ what: "passed-over", words: line.passedOver });
  for (const option of new Set(line.replaced)) notes.push({ what: "replaced", option });
  const at = { functions, facts, notes, firmwareBits, lenient };
  const booted = withLine(at, line);
  if (!booted.ok) return booted;
  const bits = changes.flatMap((change): BitsChange[] => (change.how === "bits" ? [change] : []));
  const set = inOrder(booted.value, bits, facts, lenient);
  if (!set.ok) return set;
  const writes = changes.flatMap((change) => (change.how === "setpci" ? change.writes : []));
  const now = withWrites({ ...at, functions: set.value }, writes);
  if (!now.ok) return now;
  const believedAtBoot = withOverride(set.value, line.override, facts);
  const isOverridden = (dev: number): boolean => believedAtBoot[dev] !== set.value[dev];
  const overriddenDevs = [...set.value.keys()].filter((dev) => isOverridden(dev));
  const unsure = overriddenDevs.filter((dev) => facts.acsUnseen.has(dev));
  if (unsure.length > 0) notes.push({ what: "acs-unknown", devs: unsure });
  return readable({
    atBoot: set.value,
    now: now.value,
    believedAtBoot,
    believed: withOverride(now.value, line.override, facts),
    overridden: overriddenDevs,
    notes,
  });
}

/** All command lines together, as one. */
function lineOf(changes: readonly Change[]): KernelLine {
  return changes.reduce<KernelLine>(
    (line, change) => (change.how === "kernel-line" ? joined(line, change.line) : line),
    NO_LINE,
  );
}

function inOrder(
  functions: readonly PciFunction[],
  changes: readonly BitsChange[],
  { acsUnseen }: Facts,
  lenient: boolean,
): Reading<readonly PciFunction[]> {
  if (!lenient) return changed(functions, changes, acsUnseen);
  let now = functions;
  for (const change of changes) {
    const next = changed(now, [change]);
    if (next.ok) now = next.value;
  }
  return readable(now);
}

function withOverride(
  functions: readonly PciFunction[],
  override: AcsOverride | null,
  { ids }: Facts,
): readonly PciFunction[] {
  if (override === null) return functions;
  return functions.map((f, dev) => overridden(f, override, ids[dev] ?? NO_IDS) ?? f);
}

interface At {
  readonly functions: readonly PciFunction[];
  readonly facts: Facts;
  readonly notes: ChangeNote[];
  readonly firmwareBits: FirmwareBits;
  readonly lenient: boolean;
}

/** disable_acs_redir= first, then config_acs=, which begins anew from what firmware left. */
function withLine(at: At, line: KernelLine): Reading<readonly PciFunction[]> {
  const after = at.functions.slice();
  const redir = (line.disableRedir ?? []).map((device) => ({ device, ...NO_REDIRECTION }));
  const cleared = entriesOf(at, redir);
  if (!cleared.ok) return cleared;
  const configured = entriesOf(at, line.configAcs ?? []);
  if (!configured.ok) return configured;
  const twice = [...cleared.value.keys()].filter((dev) => configured.value.has(dev));
  if (twice.length > 0) at.notes.push({ what: "discarded", devs: twice });
  for (const [dev, entry] of new Map([...cleared.value, ...configured.value])) {
    const settable = settableOf(at.functions, dev);
    if (settable !== null) after[dev] = configuredFunction(at, dev, settable, entry);
  }
  return readable(after);
}

const NO_REDIRECTION = { mask: ACS.RR | ACS.CR | ACS.EC, flags: 0 };

interface Entry {
  readonly mask: number;
  readonly flags: number;
}

/** Of each function the first entry that means it, as __pci_config_acs() looks for it. */
function entriesOf(
  at: At,
  entries: readonly (Entry & { readonly device: DeviceText })[],
): Reading<ReadonlyMap<number, Entry>> {
  const { functions, facts } = at;
  const found = new Map<number, Entry>();
  for (const entry of entries) {
    const text = deviceText(entry.device);
    const meant = [...functions.keys()].map((dev) =>
      isMeant(entry.device, functions, facts.ids, dev),
    );
    const devs = chosenOf(at, meant, text);
    if (!devs.ok) return devs;
    for (const dev of devs.value) if (!found.has(dev)) found.set(dev, entry);
  }
  return readable(found);
}

/** Those that can be changed, among those that are meant; refused if there is none. */
function chosenOf(
  { functions, facts, notes, lenient }: At,
  meant: readonly (boolean | null)[],
  text: string,
): Reading<readonly number[]> {
  const devs = [...meant.keys()].filter((dev) => meant[dev] === true);
  const settable = devs.filter((dev) => settableOf(functions, dev) !== null);
  const unsure = [...meant.keys()].filter(
    (dev) => meant[dev] === null && settableOf(functions, dev) !== null,
  );
  if (lenient) return readable(settable);
  const [first] = devs;
  const f = first === undefined ? undefined : functions[first];
  const isUnseen = first !== undefined && facts.acsUnseen.has(first);
  if (f === undefined && unsure.length > 0)
    return unreadable(`whether a function is ${text} the source does not show; write its address`);
  if (f === undefined) return unreadable(`${text} is not a function of this machine`);
  if (settable.length === 0) {
    const refusal = settableAcs(f, isUnseen);
    if (!refusal.ok) return refusal;
  }
  if (unsure.length > 0) notes.push({ what: "ids-unknown", devs: unsure, text });
  const others = devs.filter((dev) => !settable.includes(dev));
  if (others.length > 0) notes.push({ what: "unchanged", devs: others });
  return readable(settable);
}

function settableOf(functions: readonly PciFunction[], dev: number): SettableAcs | null {
  const f = functions[dev];
  const settable = f === undefined ? null : settableAcs(f);
  return settable?.ok === true ? settable.value : null;
}

function configuredFunction(
  { facts, notes, firmwareBits, lenient }: At,
  dev: number,
  settable: SettableAcs,
  { mask, flags }: Entry,
): PciFunction {
  const { acs } = settable;
  if (facts.wide.has(dev)) {
    notes.push({ what: "wide", devs: [dev] });
    return withControl(settable, acs.ctrl & ~NO_REDIRECTION.mask);
  }
  const beyond = flags & ~acs.cap;
  if (beyond !== 0) notes.push({ what: "not-implemented", dev, bits: beyond });
  const left = firmwareOf(facts, dev, acs.ctrl);
  const unsure = left.unsure & ~mask;
  if (unsure !== 0 && !lenient) notes.push({ what: "firmware", dev, bits: unsure });
  const firmware = firmwareBits === "off" ? left.on : left.on | left.unsure;
  return withControl(settable, (firmware & ~mask) | (flags & mask));
}

/** What firmware left on for sure, and the bits that Linux may have added. */
function firmwareOf(
  { firmware }: Facts,
  dev: number,
  ctrl: number,
): { readonly on: number; readonly unsure: number } {
  const known = firmware[dev] ?? null;
  if (known !== null) return { on: known, unsure: 0 };
  return { on: ctrl & ~ACS_ISOLATED, unsure: ctrl & ACS_ISOLATED };
}

function withWrites(at: At, writes: readonly SetpciWrite[]): Reading<readonly PciFunction[]> {
  const now = at.functions.slice();
  for (const { slot, slotText, value, mask } of writes) {
    const meant = now.map((f, dev) => isChosen(slot, f, at.facts.ids[dev] ?? NO_IDS));
    const devs = chosenOf({ ...at, functions: now }, meant, slotText);
    if (!devs.ok) return devs;
    for (const dev of devs.value) {
      const settable = settableOf(now, dev);
      if (settable === null) continue;
      if (at.facts.wide.has(dev) && !at.lenient) {
        const where = addressText(settable.f);
        return unreadable(`${where} has its ACS Control register at ECAP_ACS+8.l, not at 6`);
      }
      const beyond = value & ~settable.acs.cap;
      if (beyond !== 0) at.notes.push({ what: "not-implemented", dev, bits: beyond });
      now[dev] = withControl(settable, (settable.acs.ctrl & ~mask) | value);
    }
  }
  return readable(now);
}
