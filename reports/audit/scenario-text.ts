/**
 * A real machine as the text of a scenario without operations, to be edited and replayed: what the
 * source does not say stands in it as comments, and so do the groups and the names of functions.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { pasidOf } from "../../model/vocabulary/topology/topology.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { RealMachine } from "../../audit/machine/machine.js";
import { counted, printable, wrapped } from "../text/words.js";
import { shortTitle } from "./audit.js";

export interface ScenarioSource {
  /** Where the machine was read from. */
  readonly source: string;
  /** The options with which a part of it was chosen; empty: all of it. */
  readonly only: readonly string[];
  readonly machine: Pick<RealMachine, "topology" | "titles" | "groups" | "rules" | "unknown">;
}

const COLUMNS_MAX = 100;
const TITLE_LENGTH_MAX = 60;

/** The whole text, ending in a newline. It reads back as the machine's topology. */
export function machineScenario({ source, only, machine }: ScenarioSource): string {
  const { topology } = machine;
  const plain = printScenario({ topology, iommu: DEFAULT_IOMMU, operations: [] });
  const [title = "", ...rest] = plain.trimEnd().split("\n");
  const lines = rest.slice(0, topology.functions.length);
  const width = Math.min(COLUMNS_MAX, Math.max(...lines.map((line) => line.length)));
  return [
    title,
    ...comment(`${counted(topology.functions.length, "function")} of ${printable(source)}`),
    ...comment(partText(only)),
    ...assumed(machine),
    ...lines.map((line, dev) => `${line.padEnd(width)}  # ${remark(machine, dev)}`.trimEnd()),
    ...rest.slice(lines.length),
    ...comment(`Operations stand here, one a line: pasid-enable ${example(machine)}`),
    "",
  ].join("\n");
}

function partText(only: readonly string[]): string {
  if (only.length === 0) return "";
  return (
    `A part of the machine: --only ${only.map((text) => printable(text)).join(",")}. ` +
    "What is left out joins no group here."
  );
}

function assumed({ unknown, rules }: ScenarioSource["machine"]): readonly string[] {
  const because = [...new Set(rules.map(({ rule }) => rule))].map((text) => printable(text));
  return [
    ...(unknown.length === 0 ? [] : comment("What the source does not say, and what is assumed:")),
    ...unknown.flatMap((note) => comment(printable(note), "- ")),
    ...(because.length === 0
      ? []
      : comment(`Device-specific rules of Linux that are part of it: ${because.join("; ")}`)),
    ...comment("The IOMMU is the default one, with 20 bits of PASID: see the line `iommu`."),
  ];
}

/** Lines of comment, none for an empty text. */
function comment(text: string, begin = ""): readonly string[] {
  if (text === "") return [];
  const indent = " ".repeat(begin.length);
  return wrapped(text, COLUMNS_MAX - 2 - begin.length).map(
    (line, i) => `# ${i === 0 ? begin : indent}${line}`,
  );
}

/** `group 14, VGA compatible controller: ...`. */
function remark({ titles, groups }: ScenarioSource["machine"], dev: number): string {
  const group = groups[dev] ?? null;
  const title = shortTitle(titles[dev] ?? "").slice(0, TITLE_LENGTH_MAX);
  return [group === null ? "" : `group ${group}`, title].filter((text) => text !== "").join(", ");
}

/** The first function with PASID, or the last one. */
function example({ topology: { functions } }: ScenarioSource["machine"]): string {
  const f = functions.find((one) => pasidOf(one) !== null) ?? functions.at(-1);
  return f === undefined ? "" : addressText(f);
}
