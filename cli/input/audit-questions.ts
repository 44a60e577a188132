/**
 * The questions that a user asks of a machine beside the audit, from options to answers. Everything
 * that they name is read before anything is printed.
 */
import type { Audit } from "../../audit/findings/audit.js";
import { against } from "../../audit/findings/against.js";
import { deviceAnswer } from "../../audit/findings/device.js";
import { openedPath, type OpenedPath } from "../../audit/findings/opened-path.js";
import { readRuleSets, whyTooLarge, type RuleSet } from "../../audit/findings/rule-sets.js";
import { devAt } from "../../audit/findings/shown-machine.js";
import { vfsToCome } from "../../audit/findings/vfs-to-come.js";
import { knownOf } from "../../audit/machine/facts.js";
import { readMachine, type RealMachine } from "../../audit/machine/machine.js";
import { LSPCI_BYTES_MAX } from "../../audit/read/lspci.js";
import { addressText, parseAddress } from "../../model/vocabulary/topology/address.js";
import { meant } from "../../model/vocabulary/reading/nearest.js";
import { FUNCTIONS_MAX } from "../../model/vocabulary/topology/topology.js";
import { againstAnswer, type Side } from "../../reports/audit/against.js";
import type { Answer } from "../../reports/audit/answer.js";
import { deviceAnswers } from "../../reports/audit/device.js";
import { pathAnswer } from "../../reports/audit/opened-path.js";
import { rulesAnswer } from "../../reports/audit/rules.js";
import { vfsAnswers } from "../../reports/audit/vfs-to-come.js";
import { UsageError } from "../process/exit.js";
import { readInput, valueOf } from "./read-file.js";
import type { Source } from "./real-machine.js";

/** The options, as commander gives them. */
export interface QuestionFlags {
  readonly device?: readonly string[];
  readonly vfs?: readonly string[];
  readonly against?: string;
  readonly p2p?: string;
  readonly rules?: string;
  readonly acsAsShown?: boolean;
}

export interface Answered {
  readonly answers: readonly Answer[];
  /** Groups of the two dumps differ for sure. */
  readonly differs: boolean;
}

/** In the order of the options above. Throws UsageError. */
export async function answersTo(
  flags: QuestionFlags,
  { source, machine }: Source,
  audit: Audit,
): Promise<Answered> {
  const devices = (flags.device ?? []).map((text) => named(machine, "--device", text));
  const vfs = (flags.vfs ?? []).map((text) => vfsAsked(machine, text));
  const other = flags.against === undefined ? null : await dumpOf(flags.against, flags);
  const pair = flags.p2p === undefined ? null : pairOf(machine, flags.p2p);
  const rules = flags.rules === undefined ? null : rulesOf(machine, flags.rules);
  const compared = other === null ? null : against(machine, other);
  return {
    answers: [
      ...deviceAnswers(
        machine,
        audit,
        devices.map((dev) => deviceAnswer(machine, audit, dev)),
      ),
      ...vfsAnswers(
        audit,
        vfs.map(({ pf, wanted }) => vfsToCome(machine, pf, wanted)),
      ),
      ...(other === null || compared === null
        ? []
        : [
            againstAnswer(
              sideOf(source, machine, flags),
              sideOf(flags.against ?? "", other, flags),
              compared,
            ),
          ]),
      ...(pair === null ? [] : [pathAnswer(audit, pathBetween(machine, audit, pair))]),
      ...(rules === null ? [] : [rulesAnswer(machine, rules)]),
    ],
    differs: (compared?.groups.changed.length ?? 0) > 0,
  };
}

/** The words that ask the same again. */
export function questionWords(flags: QuestionFlags): readonly string[] {
  const { device, vfs, against: other, p2p, rules } = flags;
  return [
    ...(device ?? []).flatMap((text) => ["--device", text]),
    ...(vfs ?? []).flatMap((text) => ["--vfs", text]),
    ...(other === undefined ? [] : ["--against", other]),
    ...(p2p === undefined ? [] : ["--p2p", p2p]),
    ...(rules === undefined ? [] : ["--rules", rules]),
  ];
}

/** The function that an option names; a segment of 0 may be left out. */
function named(machine: RealMachine, option: string, text: string): number {
  const address = parseAddress(text.trim());
  if (address === null)
    throw new UsageError(`${option} ${text}: '${text}' is no address; write ${option} 01:00.0`);
  const dev = devAt(machine, address);
  if (dev !== null && machine.functions[dev]?.shown === true) return dev;
  const name = addressText(address);
  throw new UsageError(
    `${option} ${text}: ${name} is not a function of this machine${meantAt(machine, name)}`,
  );
}

/** Those of its own device come first, then those of its bus. */
function meantAt(machine: RealMachine, name: string): string {
  const all = machine.functions.flatMap((f) => (f.shown ? [f.address] : []));
  for (const beginning of [name.slice(0, -1), name.slice(0, -"00.0".length), ""]) {
    const told = meant(
      name,
      all.filter((address) => address.startsWith(beginning)),
    );
    if (told !== "") return told;
  }
  return "";
}

/** `01:00.0=8`. */
function vfsAsked(
  machine: RealMachine,
  text: string,
): { readonly pf: number; readonly wanted: number } {
  const [, where = "", count = ""] = /^\s*(\S+?)\s*=\s*(\d{1,5})\s*$/.exec(text) ?? [];
  const wanted = Number(count);
  if (where === "" || wanted < 1 || wanted > FUNCTIONS_MAX)
    throw new UsageError(
      `--vfs ${text}: expected a PF and a number of VFs from 1 to ${FUNCTIONS_MAX}, 01:00.0=8`,
    );
  return { pf: named(machine, "--vfs", where), wanted };
}

/** `01:00.0,02:00.0`. */
function pairOf(machine: RealMachine, text: string): readonly [number, number] {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  const [a, b] = words.map((word) => named(machine, "--p2p", word));
  if (a === undefined || b === undefined || words.length > 2)
    throw new UsageError(`--p2p ${text}: name two functions, 01:00.0,02:00.0`);
  if (a === b) throw new UsageError(`--p2p ${text}: that is one function; name two`);
  return [a, b];
}

function pathBetween(
  machine: RealMachine,
  audit: Audit,
  [a, b]: readonly [number, number],
): OpenedPath {
  const { unseen, functions } = machine;
  const ats = functions.map((f) => (f.ats === "unknown" ? null : f.ats !== "absent"));
  return openedPath(audit, { ...knownOf(machine), unseen, ats }, a, b);
}

function rulesOf(machine: RealMachine, text: string): readonly RuleSet[] {
  const rules = valueOf("--rules", readRuleSets(text));
  const why = whyTooLarge(rules, machine.topology.functions.length);
  if (why !== null) throw new UsageError(`--rules: ${why}`);
  return rules;
}

function sideOf(source: string, machine: RealMachine, { acsAsShown }: QuestionFlags): Side {
  return { source, machine, asWithIommu: machine.boot === "off" && acsAsShown !== true };
}

async function dumpOf(path: string, flags: QuestionFlags): Promise<RealMachine> {
  const text = await readInput(path, "an lspci -vv", LSPCI_BYTES_MAX);
  const how = { acsAsShown: flags.acsAsShown === true };
  return valueOf(path, readMachine(text, null, how));
}
