/**
 * The page docs/answer.md: the question of the mail thread and its answer on one screen. Verdicts
 * and table cells are made from runs of the designs, from recorded runs of the real kernel and from
 * exhaustive searches; a test makes the page anew and compares.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { NO_DOMAIN } from "../../model/vocabulary/operation/domain.js";
import type { Step, Trace } from "../../model/vocabulary/design/trace.js";
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { ExhaustReport } from "../../properties/results/exhaust-report.js";
import { counted, listed, thousands } from "../text/words.js";
import { paragraph } from "./prose.js";

/** A design, or the real kernel, on the machines of the page. */
export interface Answerer {
  readonly name: string;
  /** The design of the catalog whose verdicts it has. */
  readonly design: string;
  /** Two functions of one device between which Completion Redirect is off. */
  readonly off: Trace;
  /** The same machine with Completion Redirect on. */
  readonly on: Trace;
  /** Two functions that share an alias which no function has. */
  readonly ghost: Trace;
}

export interface AnswerRuns {
  /** The real kernel, and the designs of the catalog; the first gives the scenario. */
  readonly answerers: readonly Answerer[];
  /** Exhaustive searches on default machines, and on all machines within the bound. */
  readonly onDefault: ExhaustReport;
  readonly onAll: ExhaustReport;
}

/** The invariants that the page speaks of. */
export const ALONE = "pasid-enabled-alone-in-group";
export const LOCAL = "pasid-stays-local";
export const SHARED = "shared-rid-same-pasids";

const QUESTION = `
Attaching a PASID is an operation on a *device*, but in Linux the PASID table hangs on the IOMMU
*group*: an attach or a replace on one device programs its siblings. Does ACS RR+UF, which
\`pci_enable_pasid()\` demands, imply a group of one? If not: a check that the group has one member,
or a table (xarray) for each device? (Gunthorpe, Tian, Lu; March 2023.)`;

const ANSWER = `
**As Linux configures a machine by default, yes.** A function whose PASID is enabled is alone in its
group, and for a caller that enables PASID first the two tables cannot be told apart. **In general,
no.** Groups ask for SV, RR, CR and UF; the enable check asks for RR and UF only. A singleton check
and a table for each device both keep PASID operations local then. **Neither is enough** where
functions share a requester ID.`;

export function answerPage(runs: AnswerRuns): string {
  return [
    "# Is PASID per device or per group?\n",
    `${paragraph(QUESTION)}\n`,
    `${paragraph(ANSWER)}\n`,
    `${paragraph(whenSo(runs.onDefault))}\n`,
    ...machine(runs),
    ...table(runs),
    `${SINGLETON}\n`,
    `${PER_DEVICE}\n`,
    `${paragraph(WHAT_REMAINS)}\n`,
    PROOFS,
    "",
  ].join("\n");
}

function whenSo(searched: ExhaustReport): string {
  const { bound, topologies } = searched;
  return `
**When RR+UF does imply a group of one**: default ACS enabling (every implemented bit of SV, RR, CR
and UF is on), no alias, no function that sends its DMA as another one (VMD), no command-line
override, bridges probed first (theorem T2, [semantics](reference/semantics.md) section 13). In
every state of all ${thousands(topologies)} such topologies of up to
${counted(bound.functions, "function")}, \`${ALONE}\` ${verdictText(searched)}, whose groups follow
the PCIe specification and not Linux.`;
}

function verdictText({ verdicts }: ExhaustReport): string {
  const of = verdicts.filter(({ invariant }) => invariant === ALONE);
  const broken = of.filter(({ tag }) => tag !== "holds").map(({ design }) => `\`${design}\``);
  return `holds in ${of.length - broken.length} designs, all but ${listed(broken)}`;
}

function machine({ answerers }: AnswerRuns): readonly string[] {
  const [first] = answerers;
  if (first === undefined) return [];
  const { scenario } = first.off;
  return [
    paragraph(`
**The smallest realistic machine where it does not.** CR is implemented and off, as
\`pci=config_acs=\` or \`setpci\` leaves it; PASID can be enabled on both functions, and both are in
one group:`),
    "",
    "```",
    ...printScenario(scenario).trimEnd().split("\n"),
    "```",
    "",
  ];
}

/** Answerers that say the same share a row. */
function table({ answerers, onAll }: AnswerRuns): readonly string[] {
  const rows = new Map<string, string[]>();
  for (const answerer of answerers) {
    const cells = cellsOf(answerer, onAll).join(" | ");
    rows.set(cells, [...(rows.get(cells) ?? []), answerer.name]);
  }
  const searched = `${thousands(onAll.topologies)} topologies`;
  return [
    `| | attach, CR off | attach, CR on | shared requester ID | \`${LOCAL}\` | \`${SHARED}\` |`,
    "| --- | --- | --- | --- | --- | --- |",
    ...[...rows].map(([cells, names]) => `| ${names.join(", ")} | ${cells} |`),
    "",
    paragraph(`
The first columns say which functions the attach programs. *Shared requester ID*: PASID 5 attached
to D1 on one and to D2 on the other of two functions with an alias in common that no function has,
each in a group of one. The last columns: all ${searched} of up to
${counted(onAll.bound.functions, "function")}, every state.`),
    "",
  ];
}

function cellsOf({ design, off, on, ghost }: Answerer, { verdicts }: ExhaustReport): string[] {
  const tagOf = (invariant: string): string =>
    verdicts.find((v) => v.design === design && v.invariant === invariant)?.tag === "holds"
      ? "holds"
      : "broken";
  const both = ghost.steps.slice(-2).every(({ outcome }) => outcome.ok);
  const shared = both ? "two translations" : `refused, ${lastOf(ghost)}`;
  return [lastOf(off), lastOf(on), shared, tagOf(LOCAL), tagOf(SHARED)];
}

const SINGLETON = paragraph(`
**Singleton check** (\`group-table-singleton\`): a small change. It refuses PASID to every function
that shares its group, also where only its root port is in there. A hot-added function must be kept
out or be given the group's PASIDs, and drivers cannot number PASIDs independently.`);

const PER_DEVICE = paragraph(`
**Table for each device** (\`device-xarray\`): refuses nothing, and each driver can have its own
PASID numbers. In iommufd it halves the code for a user's PASIDs (40 lines instead of 80, 9 branches
instead of 22). A hot-added function begins with an empty table. The RID stays the group's.`);

const WHAT_REMAINS = `
**What remains: requester IDs.** Neither sees two groups that share one (a DMA alias quirk); a table
for each device does not see siblings that share one either. \`device-xarray-no-rid-alias\` refuses
both.`;

const ANSWERS = "[kernel-answers](answers/kernel-answers.md)";
const CONTRACTS = "[exhaust](answers/exhaust.md#the-weakest-safe-contracts)";

/** Where each sentence is proven: what, and the command or page that shows it. */
const PROVEN: readonly (readonly [what: string, where: string])[] = [
  ["T2, within its bound", `\`npx pasidcheck exhaust --default-machine --invariant ${ALONE}\``],
  ["the machine above", "`npx pasidcheck explain docs/example/cr-off.txt`"],
  ["the same on the real kernel", "`npx pasidcheck kernel build`, then `--design linux:`"],
  ["what Linux answers, claim by claim", `${ANSWERS}: CLAIM-1 to CLAIM-4`],
  ["which changes are enough, and that fewer are not", CONTRACTS],
  ["lines and branches in iommufd", "[placement](answers/placement.md)"],
  [
    "all designs, all invariants",
    "`npx pasidcheck check --all`; [invariants](reference/invariants.md)",
  ],
];

const PROOFS = [
  "| proof of | command or page |",
  "| --- | --- |",
  ...PROVEN.map(([what, where]) => `| ${what} | ${where} |`),
].join("\n");

/** The functions that the last operation programs, or its errno. */
function lastOf(trace: Trace): string {
  const step = trace.steps.at(-1);
  if (step === undefined) return "";
  if (!step.outcome.ok) return `\`${outcomeText(step.outcome)}\``;
  const functions = trace.scenario.topology.functions;
  const names = programmed(step).flatMap((dev) => {
    const f = functions[dev];
    return f === undefined ? [] : [addressText(f)];
  });
  return listed(names);
}

function programmed({ calls }: Step): readonly number[] {
  const all = Array.from({ length: calls.length }, (_, i) => calls.at(i));
  const set = all.filter(({ status, domain }) => status === 0 && domain !== NO_DOMAIN);
  return [...new Set(set.map(({ dev }) => dev))];
}
