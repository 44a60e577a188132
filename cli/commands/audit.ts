/**
 * The command `audit`: reads a real machine, audits it, and with --what-if once more after the
 * changes. Nothing is printed before everything has been read. It does without the search, so it
 * does not load it.
 */
import { audit as auditOf } from "../../audit/findings/audit.js";
import { pluggedOf } from "../../audit/findings/plugged.js";
import { readChange } from "../../audit/findings/change.js";
import { whatIf } from "../../audit/findings/what-if.js";
import { knownOf } from "../../audit/machine/facts.js";
import { auditJson } from "../../reports/audit/json.js";
import { pluggedAgreement } from "../../reports/audit/plugged.js";
import { auditText, type Audited } from "../../reports/audit/audit.js";
import { shellWord } from "../../reports/text/words.js";
import { answersTo, questionWords, type QuestionFlags } from "../input/audit-questions.js";
import { EXIT, worst, type ExitCode } from "../process/exit.js";
import { valueOf } from "../input/read-file.js";
import { realMachine } from "../input/real-machine.js";
import { lookOf, type Io } from "../process/io.js";
import { outputs, type Output } from "../output/files.js";

/** The options of `audit` as commander gives them. */
export interface AuditFlags extends QuestionFlags {
  readonly lspci?: string;
  readonly groups?: string;
  readonly sysfs: boolean;
  readonly root?: string;
  readonly acsAsShown: boolean;
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
  const { source, machine } = await realMachine(flags, { lspci: "--lspci", command: "audit" });
  const before = auditOf(machine, machine.groups);
  const change =
    changes.length === 0
      ? null
      : valueOf("--what-if", whatIf(before, changes, machine.groups, knownOf(machine)));
  const asked = await answersTo(flags, { source, machine }, before);
  const plugged = pluggedOf(machine);
  const audited: Audited = {
    source,
    machine,
    audit: before,
    plugged,
    whatIf: change === null ? null : { changes: written, change },
    answers: asked.answers,
  };
  const look = lookOf(io, flags.ascii);
  const width = io.out.columns === null ? WIDTH_DEFAULT : look.width;
  io.out.write(auditText(audited, { ...look, width }));
  const files = await filesOf(flags, audited);
  const explained = pluggedAgreement(machine, plugged)?.sure === true;
  const differs = before.agreement?.agrees === false && !explained;
  const disagrees = flags.strict && (differs || asked.differs);
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
  if (flags.acsAsShown) words.push("--acs-as-shown");
  for (const [name, value] of Object.entries({ root, lspci, groups }))
    if (value !== undefined) words.push(`--${name}`, value);
  for (const change of changes ?? []) words.push("--what-if", change);
  words.push(...questionWords(flags));
  return words.map((word) => shellWord(word)).join(" ");
}
