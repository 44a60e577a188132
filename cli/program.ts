/** The commands and their options, as commander reads them; what they do is elsewhere. */
import { Command, Option } from "commander";
import type { AuditFlags } from "./commands/audit.js";
import type { BugsFlags } from "./commands/bugs.js";
import type { CheckFlags } from "./commands/check.js";
import type { ExhaustFlags } from "./commands/exhaust.js";
import type { ExplainFlags } from "./commands/explain.js";
import type { GateFlags } from "./commands/gate.js";
import { addKernel, type KernelActions } from "./kernel-program.js";
import { SEED_DEFAULT, workersDefault } from "./input/defaults.js";
import type { ReplayFlags } from "./commands/replay.js";
import type { ScenarioFlags } from "./commands/scenario.js";
import { counted, listed } from "../reports/text/words.js";
import { EFFORT_NAMES, EFFORTS } from "../search/gate/effort.js";
import {
  collected,
  dayValue,
  durationValue,
  runsValue,
  seedValue,
  sizeValue,
  workersValue,
} from "./input/options.js";

/** What the commands do. */
export interface Actions extends KernelActions {
  readonly check: (flags: CheckFlags) => Promise<void>;
  readonly bugs: (flags: BugsFlags) => Promise<void>;
  readonly gate: (flags: GateFlags) => Promise<void>;
  readonly exhaust: (flags: ExhaustFlags) => Promise<void>;
  readonly list: () => Promise<void>;
  readonly replay: (files: readonly string[], flags: ReplayFlags) => Promise<void>;
  readonly explain: (file: string, flags: ExplainFlags) => Promise<void>;
  readonly audit: (flags: AuditFlags) => Promise<void>;
  readonly scenario: (flags: ScenarioFlags) => Promise<void>;
}

const EXAMPLES = `
Examples:
  pasidcheck check                              all designs, all invariants, random topologies
  pasidcheck check --design linux-7.3 --time 30s
  pasidcheck check --lspci lspci.txt            the topology of a real machine (sudo lspci -vv)
  pasidcheck check --default-machine            is it broken on an ordinary machine?
  pasidcheck exhaust --functions 3              all topologies that small, all states
  pasidcheck gate --junit junit.xml             all of it, as CI wants it, in about a minute
  pasidcheck gate --design ./my-design.js       the same for a design of your own
  pasidcheck replay counterexamples/*.txt
  pasidcheck explain counterexamples/FILE.txt
  pasidcheck audit --lspci lspci.txt            why this machine has its groups, and PASID or not
  pasidcheck scenario --from-lspci lspci.txt    the same machine as a text to edit and replay
  pasidcheck kernel build --source ~/linux      a kernel of your own, to be checked
  pasidcheck kernel check --time 60s            that kernel beside the reference

Exit codes:
  0  all as expected
  1  a surprise: an invariant is broken that was expected to hold, or the other way round
  2  wrong usage, or a file that cannot be read or written
  3  inconclusive: an invariant that should apply never did, a design crashed or wavered, Ctrl-C`;

type Flags = CheckFlags & { readonly bugs?: boolean; readonly list?: boolean };

export function program(actions: Actions, version: string): Command {
  const root = new Command("pasidcheck")
    .description("Who may share a PASID table, and when may PASID be switched on at all?")
    .version(version, "-V, --version", "tell the version")
    .helpOption("-h, --help", "tell how to use it")
    .helpCommand(false)
    .addHelpText("after", EXAMPLES)
    .showSuggestionAfterError();
  addCheck(root).action(async (flags: Flags) => {
    if (flags.list === true) await actions.list();
    else if (flags.bugs === true) await actions.bugs(flags);
    else await actions.check(flags);
  });
  root
    .command("replay")
    .description("run recorded counterexamples again: reproduces, fixed, crashes or stale")
    .argument(
      "<file...>",
      "counterexamples (JSON), or scenarios (text) to hold against all invariants",
    )
    .option("--design <name>", "run this design instead of the recorded one")
    .option("--invariant <name>", "only this invariant (may be repeated)", collected)
    .option("--like <design>", LIKE)
    .action((files: readonly string[], flags: ReplayFlags) => actions.replay(files, flags));
  root
    .command("explain")
    .description("tell the story of a counterexample: drawing, steps, finding, what matters")
    .argument("<file>", "a counterexample (JSON) or a scenario (text)")
    .option("--design <name>", "run this design instead of the recorded one")
    .addOption(
      new Option("--invariant <name>", "tell of this invariant (may be repeated)")
        .argParser(collected)
        .conflicts("all"),
    )
    .option("--all", "tell of every finding, not of the most severe one")
    .option("--ascii", "draw with ASCII characters only", false)
    .option("--svg <file>", "write the drawing as SVG")
    .action((file: string, flags: ExplainFlags) => actions.explain(file, flags));
  addExhaust(root).action((flags: ExhaustFlags) => actions.exhaust(flags));
  addGate(root).action((flags: GateFlags) => actions.gate(flags));
  addAudit(root).action((flags: AuditFlags) => actions.audit(flags));
  addScenario(root).action((flags: ScenarioFlags) => actions.scenario(flags));
  addKernel(root, actions);
  return root;
}

const LIKE = "expect of it what this design of the catalog is expected to break";

/** Theorem T2 of docs/reference/semantics.md section 13 has the conditions. */
const DEFAULT_MACHINE =
  "only machines as Linux sets them up: all implemented ACS on, no alias, no redirected DMA";

/** The bound, if none is said: some seconds. */
const SIZES = { functions: 3, pasids: 2, domains: 2, handles: 1 } as const;

function addExhaust(root: Command): Command {
  return root
    .command("exhaust")
    .description("search all topologies up to a size and all states of the designs on them")
    .option("--functions <number>", "functions of a topology", sizeValue(8), SIZES.functions)
    .option("--pasids <number>", "PASIDs that operations name", sizeValue(8), SIZES.pasids)
    .option("--domains <number>", "paging domains that they name", sizeValue(8), SIZES.domains)
    .option("--handles <number>", "handles that they name", sizeValue(8), SIZES.handles)
    .option("--design <name>", "only this design (may be repeated)", collected)
    .option("--like <design>", LIKE)
    .option("--invariant <name>", "only this invariant (may be repeated)", collected)
    .option("--workers <number>", "threads; the result is the same", workersValue, workersDefault())
    .option("--default-machine", DEFAULT_MACHINE, false)
    .option("--no-symmetry", "search every state, also those that differ by renaming only")
    .addOption(
      new Option("--contracts", "look for the weakest safe contracts instead").conflicts([
        "design",
        "invariant",
        "defaultMachine",
        "json",
      ]),
    )
    .option("--all", "also show what designs of your own inherit from their policies", false)
    .option("--force", "begin although the bound is too large", false)
    .option("--save <folder>", "where counterexamples go", "counterexamples")
    .option("--json <file>", "write the report as JSON");
}

/** `small 1000 random scenarios, exhaustive up to 2 functions, ...`. */
function effortAmounts(): string {
  const amounts = EFFORT_NAMES.map((name) => {
    const { runs, sizes } = EFFORTS[name];
    const bound = [
      counted(sizes.functions, "function"),
      counted(sizes.pasids, "PASID"),
      counted(sizes.domains, "domain"),
    ];
    return `${name} ${runs} random scenarios, exhaustive up to ${listed(bound)}`;
  });
  return amounts.join("; ");
}

function addGate(root: Command): Command {
  return root
    .command("gate")
    .description("corpus, historic bugs, seeded faults, small scope, random: one verdict for CI")
    .addOption(
      new Option("--effort <effort>", `how much work: ${effortAmounts()}`)
        .choices(EFFORT_NAMES)
        .default("normal"),
    )
    .option("--runs <number>", "so many random scenarios instead, in steps of 250", runsValue)
    .option(
      "--budget <duration>",
      "end after 30s, 10m, ...; then what is left is unknown",
      durationValue,
    )
    .option("--design <name>", "only this design, or your own (may be repeated)", collected)
    .option("--like <design>", LIKE)
    .option("--invariant <name>", "only this invariant (may be repeated)", collected)
    .option("--baseline <file>", "known breaks, each with a reason and a last day")
    .option("--write-baseline <file>", "write what is not as expected as a baseline, and accept it")
    .option("--until <day>", "its last day (default: 30 days from today)", dayValue)
    .option("--force", "write the baseline over a file that is there", false)
    .option("--corpus <folder>", "replay these counterexamples too (may be repeated)", collected)
    .option("--seed <number>", "where random choices begin", seedValue, SEED_DEFAULT)
    .option("--workers <number>", "threads; the result is the same", workersValue, workersDefault())
    .option("--save <folder>", "where new counterexamples go", "counterexamples")
    .option("--json <file>", "write the report as JSON")
    .option("--junit <file>", "write JUnit XML")
    .option("--html <file>", "write one page with everything in it")
    .option("--sarif <file>", "write SARIF 2.1.0, for code scanning")
    .option("--summary <file>", "write Markdown for the page of a job")
    .option("--ktap <file>", "write KTAP, for the kernel's CI")
    .option(
      "--annotations",
      "print GitHub annotations (default: where GITHUB_ACTIONS is set)",
      false,
    );
}

const WHAT_IF =
  "and after 00:1c.0:+CR, pci=config_acs=..., a setpci command, acs-override=... (may be repeated)";

function addAudit(root: Command): Command {
  return root
    .command("audit")
    .description("explain a real machine: its groups and why, PASID, what is not isolated")
    .option("--lspci <file>", "what `sudo lspci -vv` printed, best with -D -nn -xxxx")
    .option("--groups <file>", "its IOMMU groups, `group bdf` a line, to hold against ours")
    .option("--sysfs", "the machine that this runs on", false)
    .option("--root <folder>", "with --sysfs: a copy of /sys (default: /sys)")
    .option("--acs-as-shown", "of a boot without an IOMMU: not with the bits of one", false)
    .option("--what-if <change>", WHAT_IF, collected)
    .option("--device <bdf>", "what goes with it, why, and what sets it free (repeat)", collected)
    .option("--vfs <bdf=n>", "which groups n VFs of this PF would be in (repeat)", collected)
    .option("--against <file>", "what changed from it to this lspci dump, and why")
    .option("--p2p <bdf,bdf>", "what keeps these two from reaching each other directly")
    .option("--json <file>", "write the audit as JSON")
    .option("--html <file>", "write the audit as one page for a browser")
    .option(
      "--strict",
      "exit 1 if the groups are others than those given, or than those of --against",
      false,
    )
    .option("--ascii", "draw with ASCII characters only", false);
}

function addScenario(root: Command): Command {
  return root
    .command("scenario")
    .description("write a real machine as the text of a scenario, to be edited and replayed")
    .option("--from-lspci <file>", "what `sudo lspci -vv` printed, best with -D -nn -xxxx")
    .option("--groups <file>", "its IOMMU groups, `group bdf` a line, to stand beside functions")
    .option("--sysfs", "the machine that this runs on", false)
    .option("--root <folder>", "with --sysfs: a copy of /sys (default: /sys)")
    .option("--only <addresses>", "just 00:1c.0,01:00.0 with what is above them", collected)
    .option("--out <file>", "write it there (default: stdout)");
}

const FOR_CHECK_ONLY = [
  "design",
  "invariant",
  "time",
  "topology",
  "lspci",
  "defaultMachine",
  "stats",
  "resume",
  "html",
  "all",
];

function addCheck(root: Command): Command {
  return root
    .command("check")
    .description("hold the designs against the invariants and print the matrix")
    .option("--design <name>", "only this design (may be repeated)", collected)
    .option("--like <design>", LIKE)
    .option("--invariant <name>", "only this invariant (may be repeated)", collected)
    .option("--seed <number>", "where random choices begin", seedValue, SEED_DEFAULT)
    .option(
      "--runs <number>",
      "so many random scenarios, in steps of 250 (default: 20000)",
      runsValue,
    )
    .option("--time <duration>", "stop after 30s, 10m, ...", durationValue)
    .option("--workers <number>", "threads; the result is the same", workersValue, workersDefault())
    .option("--topology <file>", "only on this topology (may be repeated)", collected)
    .option("--lspci <file>", "only on this machine's lspci -vv (may be repeated)", collected)
    .addOption(
      new Option("--default-machine", DEFAULT_MACHINE)
        .default(false)
        .conflicts(["topology", "lspci"]),
    )
    .option("--save <folder>", "where new counterexamples go", "counterexamples")
    .option("--resume <file>", "write down what is done, and go on where a run was ended")
    .option("--all", "print the whole matrix, and the smallest counterexample to each invariant")
    .option("--json <file>", "write the report as JSON")
    .option("--html <file>", "write the report as one page for a browser")
    .option("--stats <file>", "write how much was done as JSON")
    .addOption(
      new Option("--bugs", "search for the historic bugs instead").conflicts(FOR_CHECK_ONLY),
    )
    .option("--list", "list designs, invariants, and the policies of contracts");
}
