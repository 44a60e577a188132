/**
 * A kernel command line, of which the words that concern ACS are read and the others passed over:
 * `pci=config_acs=`, `pci=disable_acs_redir=` (Linux 7.3 drivers/pci/pci.c pci_setup,
 * __pci_config_acs) and the ACS override. What the kernel ignores with a message in its log is
 * refused here: nobody means it.
 */
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import { readAcsOverride, type AcsOverride } from "./acs-override.js";
import { readDevice, type DeviceText } from "./device.js";

/** One entry of `config_acs=`: these bits become 0 or 1, the others what firmware left. */
export interface ConfigAcs {
  readonly mask: number;
  readonly flags: number;
  readonly device: DeviceText;
}

export interface KernelLine {
  /** Of several options of one name the last counts, as in the kernel; null: there is none. */
  readonly configAcs: readonly ConfigAcs[] | null;
  readonly disableRedir: readonly DeviceText[] | null;
  readonly override: AcsOverride | null;
  /** The words that do not concern ACS. */
  readonly passedOver: readonly string[];
  /** Names of options that a later one of the same name replaces. */
  readonly replaced: readonly string[];
}

export const NO_LINE: KernelLine = {
  configAcs: null,
  disableRedir: null,
  override: null,
  passedOver: [],
  replaced: [],
};

/** Whether a text has a word that is for this reader. */
export function isKernelLine(text: string): boolean {
  return /(?:^|[\s"',=])(?:config_acs|disable_acs_redir|acs-override|pcie_acs_override)=/.test(
    text,
  );
}

export function readKernelLine(text: string): Reading<KernelLine> {
  let line = NO_LINE;
  for (const word of wordsOf(text)) {
    const read = withWord(line, word);
    if (!read.ok) return read;
    line = read.value;
  }
  return readable(line);
}

/** The line after another one: an option that both have counts as the later says it. */
export function joined(first: KernelLine, then: KernelLine): KernelLine {
  return {
    configAcs: then.configAcs ?? first.configAcs,
    disableRedir: then.disableRedir ?? first.disableRedir,
    override: both(first.override, then.override),
    passedOver: [...first.passedOver, ...then.passedOver],
    replaced: [
      ...first.replaced,
      ...then.replaced,
      ...(first.configAcs !== null && then.configAcs !== null ? ["config_acs="] : []),
      ...(first.disableRedir !== null && then.disableRedir !== null ? ["disable_acs_redir="] : []),
    ],
  };
}

const GRUB = /^\s*(?:export\s+)?GRUB_CMDLINE_\w+\+?=/;
const QUOTES = /["']/g;

/** Words as lib/cmdline.c next_arg() cuts them: a blank within quotes cuts nothing. */
function wordsOf(text: string): readonly string[] {
  const bare = text.trim().replace(GRUB, "").replaceAll("\\;", ";");
  const whole = /^(["'])([^"']*)\1$/.exec(bare)?.[2] ?? bare;
  const words = whole.match(/(?:"[^"]*"|'[^']*'|\S)+/g) ?? [];
  return words.map((word) => word.replaceAll(QUOTES, "")).filter((word) => word !== "");
}

const PCI_OPTION = /^(?:config_acs|disable_acs_redir)=/;
const OVERRIDE = /^(?:pcie_acs_override|acs-override)=(.*)$/s;

function withWord(line: KernelLine, word: string): Reading<KernelLine> {
  const override = OVERRIDE.exec(word)?.[1];
  if (override !== undefined) {
    const read = readAcsOverride(override);
    // A second one adds to the first.
    return read.ok ? readable({ ...line, override: both(line.override, read.value) }) : read;
  }
  const options = /^pci=(.*)$/s.exec(word)?.[1] ?? (PCI_OPTION.test(word) ? word : null);
  if (options === null) return readable({ ...line, passedOver: [...line.passedOver, word] });
  let now = line;
  let inside = "";
  for (const option of options.split(",")) {
    const read = withOption(now, option, inside);
    if (!read.ok) return read;
    now = read.value;
    inside = PCI_OPTION.exec(option)?.[0] ?? "";
  }
  return readable(now);
}

function both(first: AcsOverride | null, then: AcsOverride | null): AcsOverride | null {
  if (first === null || then === null) return first ?? then;
  return {
    downstream: first.downstream || then.downstream,
    multifunction: first.multifunction || then.multifunction,
    ids: [...first.ids, ...then.ids],
  };
}

/** An option of `pci=`, and the name of the one before it, if that takes devices. */
function withOption(line: KernelLine, option: string, before: string): Reading<KernelLine> {
  const [name = ""] = PCI_OPTION.exec(option) ?? [];
  const value = option.slice(name.length);
  switch (name) {
    case "config_acs=": {
      const read = all(value, configEntry);
      return read.ok ? readable(joined(line, { ...NO_LINE, configAcs: read.value })) : read;
    }
    case "disable_acs_redir=": {
      const read = all(value, readDevice);
      return read.ok ? readable(joined(line, { ...NO_LINE, disableRedir: read.value })) : read;
    }
    default:
      if (before !== "" && /[@.:]/.test(option))
        return unreadable(`'${option}' follows a comma, which ends ${before}; separate by ';'`);
      return readable({ ...line, passedOver: [...line.passedOver, `pci=${option}`] });
  }
}

/** The entries between semicolons; nothing may follow the last one. */
function all<T>(value: string, read: (entry: string) => Reading<T>): Reading<readonly T[]> {
  const entries = value.split(";");
  if (entries.length > 1 && entries.at(-1) === "") entries.pop();
  const values: T[] = [];
  for (const entry of entries) {
    const one = read(entry);
    if (!one.ok) return one;
    values.push(one.value);
  }
  return readable(values);
}

const KNOWN = 0x7f;

/** `MASK@DEVICE`: the mask is read from its right end, where bit 0 is SV. */
function configEntry(entry: string): Reading<ConfigAcs> {
  const at = entry.indexOf("@");
  if (at < 0)
    return unreadable(`config_acs: '${entry}' has no mask; write MASK@DEVICE, xx111x1@00:1c.0`);
  const bits = entry.slice(0, at).split("").toReversed();
  const device = readDevice(entry.slice(at + 1));
  if (!device.ok) return device;
  let mask = 0;
  let flags = 0;
  for (const [bit, digit] of bits.entries()) {
    if (!/[01x]/i.test(digit))
      return unreadable(`config_acs: '${digit}' in '${entry}' is none of 0, 1 and x`);
    if (/x/i.test(digit)) continue;
    if (bit >= 7)
      return unreadable(
        `config_acs: '${entry}' sets bit ${bit}; ACS has bits 0 (SV) to 6 (DT), bit 0 at the right`,
      );
    mask |= 1 << bit;
    if (digit === "1") flags |= 1 << bit;
  }
  return readable({ mask: mask & KNOWN, flags, device: device.value });
}
