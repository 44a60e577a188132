/** The tables of this folder, applied to a topology, with a note of each change. */
import { ACS, ACS_ISOLATED, type Acs, type AcsRule } from "../../model/vocabulary/topology/acs.js";
import { acsOf, isExpress, type PciFunction } from "../../model/vocabulary/topology/topology.js";
import type { Notes } from "../read/notes.js";
import { STAND_IN_TITLE, type AcsRecord, type FunctionRecord } from "../read/record.js";
import { ACS_ENABLED, PCH_ROOT_PORT } from "./acs-enabled.js";
import { NO_SOURCE_VALIDATION, WIDE_ACS } from "./acs-registers.js";
import { ALIASES, SWITCHTEC } from "./aliases.js";
import { busesWithoutRcba, fulfils, isAmdIommu, type Subject } from "./conditions.js";
import { FLAGS, type FlagRow } from "./flags.js";
import { identified, type Found } from "./names.js";
import type { Row } from "./row.js";
import { VMD } from "./vmd.js";

/** What a rule makes of a function. */
export type Change =
  /** It answers for its ACS. */
  | { readonly kind: "acs-rule"; readonly rule: AcsRule }
  /** Its capability says something else than its registers. */
  | { readonly kind: "acs"; readonly before: Acs; readonly after: Acs }
  /** Its DMA also appears under these devfns. */
  | { readonly kind: "aliases"; readonly devfns: readonly number[] }
  | { readonly kind: "flag"; readonly flag: FlagRow["flag"] }
  /** It does its DMA as another function of the topology. */
  | { readonly kind: "real-dma"; readonly as: number };

/** A device-specific rule that was applied to a function of a topology. */
export interface AppliedRule {
  /** Index of the function. */
  readonly dev: number;
  readonly rule: string;
  /** File and function of the kernel. */
  readonly source: string;
  readonly change: Change;
  /** `by-name` where the source shows no ids. */
  readonly found: Found;
}

/** The functions of a machine after all rules, and the rules that changed something, in order. */
export function withRules(
  records: readonly FunctionRecord[],
  functions: readonly PciFunction[],
  notes: Notes,
): { readonly functions: readonly PciFunction[]; readonly rules: readonly AppliedRule[] } {
  const rules: AppliedRule[] = [];
  const amd = records.some(isAmdIommu);
  if (amd) notes.addOfAll("the aliases in its ACPI table IVRS are not shown; taken as none");
  const ivrs = amd || records.some((r) => r.group !== null);
  const rcbaOff = busesWithoutRcba(records);
  const changed = functions.map((f, dev) => {
    const record = records[dev];
    if (record === undefined || record.title === STAND_IN_TITLE) return f;
    if (record.vendor === null || record.device === null)
      notes.add("its ids are not shown; device-specific rules are looked up by its name", record);
    const subject: Subject = {
      record,
      f,
      above: f.parent === null ? null : (functions[f.parent] ?? null),
      vmd: f.realDma === null ? null : (records[f.realDma] ?? null),
      ivrs,
      rcbaOff: rcbaOff.has(`${f.segment}:${f.bus}`),
    };
    const changes = changesOf(subject, notes);
    rules.push(
      ...changes.map(({ row, found, change }) => ({
        dev,
        rule: row.name,
        source: row.source,
        change,
        found,
      })),
    );
    return changes.reduce((before, { change }) => applied(before, change), f);
  });
  return { functions: changed, rules };
}

interface RowChange {
  readonly row: Row;
  readonly found: Found;
  readonly change: Change;
}

function changesOf(subject: Subject, notes: Notes): readonly RowChange[] {
  const { record, f } = subject;
  const changes: RowChange[] = [];
  const add = (row: Row, change: Change | null): void => {
    const found = identified(row, record);
    if (found !== null && change !== null) changes.push({ row, found, change });
  };
  const answers = ACS_ENABLED.find((row) => isFor(row, subject));
  if (answers !== undefined) {
    add(answers, { kind: "acs-rule", rule: answers.rule });
    noteAnswer(answers, record, notes);
  }
  const acs = acsOf(f);
  if (acs !== null && isFor(WIDE_ACS, subject)) add(WIDE_ACS, wideAcs(acs, record, notes));
  if (acs !== null && isFor(NO_SOURCE_VALIDATION, subject))
    add(NO_SOURCE_VALIDATION, withoutSv(acs));
  for (const row of ALIASES) {
    if (!isFor(row, subject)) continue;
    const devfns = row.aliases(f.devfn).filter((devfn) => devfn !== f.devfn);
    add(row, devfns.length === 0 ? null : { kind: "aliases", devfns });
  }
  if (SWITCHTEC.some((row) => isFor(row, subject)))
    notes.add("is a Switchtec NTB; its aliases are not shown, taken as none", record);
  for (const row of FLAGS)
    if (row.flag in f && isFor(row, subject)) add(row, { kind: "flag", flag: row.flag });
  if (f.realDma !== null && subject.vmd !== null) {
    const found = identified(VMD, subject.vmd) ?? "by-name";
    changes.push({ row: VMD, found, change: { kind: "real-dma", as: f.realDma } });
  }
  return changes;
}

function isFor(row: Row, subject: Subject): boolean {
  const found = identified(row, subject.record);
  if (found === null) return false;
  const asked = [...(row.when ?? []), ...(found === "by-name" ? (row.namedWhen ?? []) : [])];
  return asked.every((condition) => fulfils(subject, condition));
}

/** What Linux looks at to answer, and no source shows. */
function noteAnswer(row: Row, record: FunctionRecord, notes: Notes): void {
  if (row.when?.includes("ivrs") === true)
    notes.add("an ACPI table IVRS is taken to be there: the machine has an IOMMU", record);
  if (row === PCH_ROOT_PORT)
    notes.add("isolates without ACS if Linux has switched that on; with an IOMMU it does", record);
}

/** Q5: of text the control register at 6 is meaningless, and Linux' own setting is taken. */
function wideAcs(acs: Acs, record: FunctionRecord, notes: Notes): Change | null {
  const shown: AcsRecord | null = record.acs;
  if (shown === null || shown.cap === null) return null;
  const cap = (shown.wide?.cap ?? acs.cap) & ACS_KNOWN;
  const ctrl = (shown.wide?.ctrl ?? ACS_ISOLATED) & cap;
  if (shown.wide === null)
    notes.add(
      "its ACS control register is not where lspci looks; taken as Linux sets it with an IOMMU",
      record,
    );
  return { kind: "acs", before: acs, after: { cap, ctrl, egress: [] } };
}

const ACS_KNOWN = 0x7f;

function withoutSv(acs: Acs): Change | null {
  if ((acs.cap & ACS.SV) === 0) return null;
  const after = { ...acs, cap: acs.cap & ~ACS.SV, ctrl: acs.ctrl & ~ACS.SV };
  return { kind: "acs", before: acs, after };
}

function applied(f: PciFunction, change: Change): PciFunction {
  switch (change.kind) {
    case "acs-rule":
      return { ...f, acsRule: change.rule };
    case "acs":
      return isExpress(f) ? { ...f, acs: change.after } : f;
    case "aliases": {
      const devfns = new Set([...f.aliases, ...change.devfns]);
      return { ...f, aliases: [...devfns].sort((a, b) => a - b) };
    }
    case "flag":
      return { ...f, [change.flag]: true };
    case "real-dma":
      return f;
    default:
      return change satisfies never;
  }
}
