/**
 * The bound of `exhaust`, in words: what has been searched, view by view, and how much that was.
 * What is said here is the meaning of "holds".
 */
import type { ExhaustBound, ExhaustReport } from "../../properties/results/exhaust-report.js";
import type { Look } from "../text/paint.js";
import { counted, thousands, wrapped } from "../text/words.js";

const INDENT = 2;

/** What topologies are enumerated; docs/answers/exhaust.md says it at length. */
const TOPOLOGIES_ARE =
  "root ports, switches, endpoints and RCiEPs alone and in multifunction devices, PCIe-to-PCI " +
  "bridges, conventional devices; alias masks that name one devfn a bus, present or not; every " +
  "ACS that some rule can tell apart; PASID capabilities none, narrow or wide; boot and hot " +
  "scan. No SR-IOV, ARI, VMD, event collectors, device-specific rules, egress control, nor " +
  "source validation apart from the other bits; nothing comes, goes or is reset";

/** The same of default machines. */
const DEFAULT_MACHINES_ARE =
  "root ports, switches, endpoints and RCiEPs alone and in multifunction devices, PCIe-to-PCI " +
  "bridges, conventional devices, each as Linux sets it up by default: every implemented bit of " +
  "SV RR CR UF on, each capability that some rule can tell apart, or none; no alias masks; " +
  "PASID capabilities none, narrow or wide; boot and hot scan. No SR-IOV, ARI nor event " +
  "collectors; nothing comes, goes or is reset, and ACS stays as it is";

export function boundSection(bound: ExhaustBound, look: Look): string {
  const { functions, functions_hot: hot, pasids, domains, handles } = bound;
  const restricted = bound.default_machines === true;
  const lines = [
    `Bound: ${restricted ? "default machines" : "topologies"} of up to ` +
      `${counted(functions, "function")}, of up to ${hot} where ` +
      `functions are added one by one or an invariant compares topologies; ` +
      `PASIDs 1 to ${pasids}, ` +
      `${counted(domains, "paging domain")}, ${counted(handles, "handle")}; every sequence of ` +
      `operations of any length; the driver fails at any one of its callbacks in every operation.`,
    restricted ? `Default machines: ${DEFAULT_MACHINES_ARE}.` : `Topologies: ${TOPOLOGIES_ARE}.`,
  ].flatMap((text) => wrapped(text, look.width));
  const views = bound.views.flatMap(({ name, sentence, functions: n, machines }) => {
    const before = INDENT + VIEW_WIDTH + 2 * COUNT_WIDTH + GAP;
    const [first = "", ...rest] = wrapped(sentence, look.width - before);
    const numbers = [machines, n].map((count) => String(count).padStart(COUNT_WIDTH)).join("");
    const head = " ".repeat(INDENT) + name.padEnd(VIEW_WIDTH) + numbers + " ".repeat(GAP);
    return [head + first, ...rest.map((line) => " ".repeat(before) + line)];
  });
  const names = " ".repeat(INDENT + VIEW_WIDTH) + "machines".padStart(COUNT_WIDTH);
  const title = `${names}${"of".padStart(COUNT_WIDTH)}${" ".repeat(GAP)}operations`;
  const of = "  (of: functions that have to do with each other, at most)";
  return [...lines, "", title, ...views, of].map((line) => `${line}\n`).join("");
}

const VIEW_WIDTH = 17;
const COUNT_WIDTH = 9;
const GAP = 2;

/** `66,766 topologies, 1,234 states, 5,678 transitions`. */
export function amountLine(report: ExhaustReport): string {
  const { topologies, states, transitions, symmetry } = report;
  const each = symmetry ? "; what differs by renaming only counts once" : "";
  return (
    `${thousands(topologies)} topologies, ${thousands(states)} states, ` +
    `${thousands(transitions)} transitions${each}\n`
  );
}
