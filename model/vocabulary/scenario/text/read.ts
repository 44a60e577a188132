/**
 * The text form of a scenario as it is read: a title line, settings, functions, a line of dashes,
 * operations. The first problem is reported with its line and column.
 */
import { addressText, parseAddress } from "../../topology/address.js";
import { nearest } from "../../reading/nearest.js";
import { isOperationName, type Operation } from "../../operation/operation.js";
import {
  SCENARIO_BYTES_MAX,
  readable,
  tooLarge,
  unreadable,
  type Problem,
  type Reading,
} from "../../reading/reading.js";
import { impossibleScenario } from "../validate.js";
import { DEFAULT_IOMMU, OPERATIONS_MAX, type Iommu, type Scenario } from "../scenario.js";
import { acsOf, FUNCTIONS_MAX, type Topology } from "../../topology/topology.js";
import { Cursor, linesOf, shown, type Line } from "./cursor.js";
import { link, type ProbeLine } from "./link.js";
import { readFunction, type FunctionLine } from "./read-function.js";
import { readOperation, type Above } from "./read-operation.js";
import { readIommu, readProbe } from "./read-settings.js";
import { SEPARATOR, TITLE, VERSION } from "./words.js";

export function readScenario(text: string): Reading<Scenario> {
  const large = tooLarge(text, SCENARIO_BYTES_MAX);
  if (large !== null) return large;
  const [first, ...lines] = linesOf(text);
  const title = titleProblem(first);
  if (title !== null) return { ok: false, problem: title };
  const dashes = lines.findIndex((line) => /^-{3,}$/.test(line.words[0]?.text ?? ""));
  const above = dashes === -1 ? lines : lines.slice(0, dashes);
  const below = dashes === -1 ? [] : lines.slice(dashes + 1);

  const head = readHead(above);
  if ("problem" in head) return { ok: false, problem: head.problem };
  if (head.functions.length === 0) return noFunction(lines, dashes);
  const linked = link(head.functions, head.probe);
  if ("problem" in linked) return { ok: false, problem: linked.problem };
  const operations = readOperations(below, linked.topology);
  if ("problem" in operations) return { ok: false, problem: operations.problem };

  const scenario = {
    topology: linked.topology,
    iommu: head.iommu,
    operations: operations.operations,
  };
  const reason = impossibleScenario(scenario);
  if (reason === null) return readable(scenario);
  const index = /^operations\[(\d+)\]/.exec(reason.path)?.[1];
  const line = index === undefined ? null : (below[Number(index)]?.number ?? null);
  return unreadable(reason.message, { line, column: line === null ? null : 1 });
}

function titleProblem(first: Line | undefined): Problem | null {
  const wanted = `the first line is '${TITLE} ${VERSION}'`;
  const said = first?.words.map((word) => word.text).join(" ") ?? "";
  if (said.toLowerCase() === `${TITLE} ${VERSION}`) return null;
  const other = said.toLowerCase().startsWith(`${TITLE} `);
  const message = other
    ? `'${shown(said)}' is of another version; this one reads '${TITLE} ${VERSION}'`
    : `${wanted}, not '${shown(said)}'${titleHint(first)}`;
  return { line: first?.number ?? 1, column: first?.words[0]?.column ?? 1, path: null, message };
}

/** The title is missing, or the whole text. */
function titleHint(first: Line | undefined): string {
  if (first === undefined) return "; then functions, a line '----', operations";
  const word = first.words[0]?.text ?? "";
  const begun = ["iommu", "probe", SEPARATOR].includes(word) || parseAddress(word) !== null;
  return begun || isOperationName(word) ? "; put it above this line" : "";
}

/** Where the first function should have stood: before the dashes, or at the end. */
function noFunction(lines: readonly Line[], dashes: number): Reading<Scenario> {
  const line = lines[dashes === -1 ? lines.length - 1 : dashes]?.number ?? 1;
  const example = "00:01.0 rciep pasid 16";
  const message = `there is no function; write one above '${SEPARATOR}', like '${example}'`;
  return unreadable(message, { line, column: 1 });
}

interface Head {
  readonly iommu: Iommu;
  readonly probe: ProbeLine | null;
  readonly functions: readonly FunctionLine[];
}

/** The lines above the dashes: at most one `iommu` and one `probe`, and the functions. */
function readHead(lines: readonly Line[]): Head | { problem: Problem } {
  let iommu: Iommu | null = null;
  let probe: ProbeLine | null = null;
  const functions: FunctionLine[] = [];
  for (const line of lines) {
    const cursor = new Cursor(line);
    const word = cursor.peek();
    if (word === "iommu" && iommu === null) iommu = readIommu(cursor);
    else if (word === "probe" && probe === null) probe = readProbe(cursor);
    else if (word === "iommu" || word === "probe")
      cursor.fail(`a second '${word}' line`, cursor.next());
    else if (functions.length === FUNCTIONS_MAX)
      cursor.fail(`at most ${FUNCTIONS_MAX} functions`, cursor.next());
    else readFunctionLine(cursor, functions);
    if (cursor.problem !== null) return { problem: cursor.problem };
  }
  return { iommu: iommu ?? DEFAULT_IOMMU, probe, functions };
}

function readFunctionLine(cursor: Cursor, functions: FunctionLine[]): void {
  const meant = nearest(cursor.peek() ?? "", ["iommu", "probe"]);
  if (meant !== null) {
    const word = cursor.next();
    cursor.fail(`'${shown(word?.text ?? "")}' begins no line (did you mean '${meant}'?)`, word);
    return;
  }
  const f = readFunction(cursor);
  if (f !== null) functions.push(f);
}

function readOperations(
  lines: readonly Line[],
  topology: Topology,
): { operations: readonly Operation[] } | { problem: Problem } {
  const indices = new Map(topology.functions.map((f, i) => [addressText(f), i]));
  const above: Above = {
    indexOf: (at) => indices.get(addressText(at)) ?? null,
    implemented: (dev) => {
      const f = topology.functions[dev];
      return f === undefined ? null : (acsOf(f)?.cap ?? 0);
    },
  };
  const operations: Operation[] = [];
  for (const line of lines) {
    const cursor = new Cursor(line);
    if (operations.length === OPERATIONS_MAX)
      cursor.fail(`at most ${OPERATIONS_MAX} operations`, cursor.next());
    else if (cursor.peek() === SEPARATOR)
      cursor.fail(`a second line '${SEPARATOR}'`, cursor.next());
    const op = cursor.problem === null ? readOperation(cursor, above) : null;
    if (cursor.problem !== null) return { problem: cursor.problem };
    if (op !== null) operations.push(op);
  }
  return { operations };
}
