/**
 * The command `audit`: reads a real machine, audits it, and with --what-if once more after the
 * changes. Nothing is printed before everything has been read. It does without the search, so it
 * does not load it.
 */
import { audit as auditOf } from "../../audit/findings/audit.js";
import { readChange } from "../../audit/findings/change.js";
import { whatIf } from "../../audit/findings/what-if.js";
import { GROUPS_BYTES_MAX, groupsOf, readGroups } from "../../audit/read/groups.js";
import { LSPCI_BYTES_MAX } from "../../audit/read/lspci.js";
import { readMachine, type RealMachine } from "../../audit/machine/machine.js";
import { readRunningMachine } from "../input/sysfs.js";
import { auditJson } from "../../reports/audit/json.js";
import { auditText, type Audited } from "../../reports/audit/audit.js";
import { shellWord } from "../../reports/text/words.js";
import { EXIT, UsageError, worst, type ExitCode } from "../process/exit.js";
import { readInput, valueOf } from "../input/read-file.js";
import { lookOf, type Io } from "../process/io.js";
import { outputs, type Output } from "../output/files.js";

/** The options of `audit` as commander gives them. */
export interface AuditFlags {
  readonly lspci?: string;
  readonly groups?: string;
  readonly sysfs: boolean;
  readonly root?: string;
  readonly whatIf?: readonly string[];
  readonly json?: string;
  readonly html?: string;
  readonly strict: boolean;
  readonly ascii: boolean;
}

/** What a pipe and a file get: as wide as a mail with a dump in it. */
const WIDTH_DEFAULT = 100;

export async function audit(flags: AuditFlags, io: Io): Promise<ExitCode> {
  const written = flags.whatIf ?? [];
  const changes = written.map((text) => valueOf(`--what-if ${text}`, readChange(text)));
  const { source, machine } = await machineOf(flags);
  const before = auditOf(machine, machine.groups);
  const change =
    changes.length === 0 ? null : valueOf("--what-if", whatIf(before, changes, machine.groups));
  const audited: Audited = {
    source,
    machine,
    audit: before,
    whatIf: change === null ? null : { changes: written, change },
  };
  const look = lookOf(io, flags.ascii);
  const width = io.out.columns === null ? WIDTH_DEFAULT : look.width;
  io.out.write(auditText(audited, { ...look, width }));
  const files = await filesOf(flags, audited);
  const disagrees = flags.strict && before.agreement?.agrees === false;
  return worst([await outputs(files, io), disagrees ? EXIT.surprise : EXIT.asExpected]);
}

async function filesOf(flags: AuditFlags, audited: Audited): Promise<readonly Output[]> {
  const files: Output[] = [];
  if (flags.json !== undefined)
    files.push({ path: flags.json, text: auditJson(audited), replace: true });
  if (flags.html !== undefined) {
    const { auditPage } = await import("../../reports/html/audit.js");
    const { framed } = await import("../output/page-frame.js");
    const text = framed(auditPage(audited, commandOf(flags)));
    files.push({ path: flags.html, text, replace: true });
  }
  return files;
}

/** The command that makes the same audit again. */
function commandOf(flags: AuditFlags): string {
  const { lspci, groups, sysfs, root, whatIf: changes } = flags;
  const words = ["npx", "pasidcheck", "audit", ...(sysfs ? ["--sysfs"] : [])];
  for (const [name, value] of Object.entries({ root, lspci, groups }))
    if (value !== undefined) words.push(`--${name}`, value);
  for (const change of changes ?? []) words.push("--what-if", change);
  return words.map((word) => shellWord(word)).join(" ");
}

interface Source {
  readonly source: string;
  readonly machine: RealMachine;
}

async function machineOf(flags: AuditFlags): Promise<Source> {
  const { lspci, groups, sysfs, root } = flags;
  if (sysfs && lspci !== undefined)
    throw new UsageError("name --lspci or --sysfs, not both; see pasidcheck audit --help");
  if (sysfs && groups !== undefined)
    throw new UsageError("--groups is for --lspci: --sysfs has the groups; leave it out");
  if (!sysfs && root !== undefined)
    throw new UsageError("--root is for --sysfs; name --sysfs as well");
  if (sysfs) {
    const folder = root ?? "/sys";
    return { source: folder, machine: valueOf(folder, await readRunningMachine(folder)) };
  }
  if (lspci === undefined)
    throw new UsageError("name a machine: --lspci FILE or --sysfs; see pasidcheck audit --help");
  return { source: lspci, machine: await dumpedMachine(lspci, groups) };
}

async function dumpedMachine(lspci: string, groups: string | undefined): Promise<RealMachine> {
  const text = await readInput(lspci, "an lspci -vv", LSPCI_BYTES_MAX);
  if (groups === undefined) return valueOf(lspci, readMachine(text));
  const list = await readInput(groups, "a list of groups", GROUPS_BYTES_MAX);
  const lines = valueOf(groups, readGroups(list));
  const machine = valueOf(lspci, readMachine(text, lines));
  const shown = machine.functions.flatMap((f) => (f.shown ? [f.address] : []));
  valueOf(groups, groupsOf(shown, lines));
  return machine;
}
