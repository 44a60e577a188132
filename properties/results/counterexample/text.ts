/**
 * The text form of a counterexample (`pasidcheck counterexample 1`): comments for a review, a few
 * lines that are read back, and the scenario in its own text form. It is modelled on the litmus
 * tests of the kernel's memory model (tools/memory-model/litmus-tests), in which a name, a verdict
 * and a reason stand in the file.
 */
import { didYouMean } from "../../../model/vocabulary/reading/nearest.js";
import {
  SCENARIO_BYTES_MAX,
  readable,
  tooLarge,
  unreadable,
  type Reading,
  type Unreadable,
} from "../../../model/vocabulary/reading/reading.js";
import { printScenario, readScenario } from "../../../model/vocabulary/scenario/text/text.js";
import {
  NAME_LENGTH_MAX,
  PRINTABLE,
  TEXT_LENGTH_MAX,
  type Counterexample,
} from "./counterexample.js";
import { placeOf, placeText } from "./finding-place.js";

const TITLE = "pasidcheck counterexample";
const VERSION = "1";
const SCENARIO_TITLE = "pasidcheck scenario";

/** The lines that are read back, in the order in which they are written. */
const NAMES = [
  "invariant",
  "failure-mode",
  "design",
  "step",
  "where",
  "seen",
  "wanted",
  "found",
  "version",
  "digest",
] as const;
type Name = (typeof NAMES)[number];

const NAME_WIDTH = Math.max(...NAMES.map((name) => name.length));

/** Texts, which may be longer than names, and empty: then the line is absent. */
const TEXTS: ReadonlySet<Name> = new Set(["where", "seen", "wanted", "found"]);

/** Whether a text says by its first line that it is a counterexample, of whatever version. */
export function claimsCounterexample(text: string): boolean {
  return linesOf(text).find(isSaid)?.text.startsWith(TITLE) ?? false;
}

/** The whole file. Comments are lines without `#`; they are not read back. */
export function writeCounterexampleText(cx: Counterexample, comments: readonly string[]): string {
  const { finding, provenance, scenario } = cx;
  const values: Readonly<Record<Name, string>> = {
    invariant: cx.invariant,
    "failure-mode": finding.failureMode,
    design: cx.design,
    step: String(cx.step + 1),
    where: placeText(finding, scenario.topology),
    seen: finding.seen,
    wanted: finding.wanted,
    found: provenance.found,
    version: provenance.version,
    digest: cx.id,
  };
  const said = NAMES.map((name) => ({ name, value: onOneLine(values[name]) }));
  const lines = [
    ...comments.map((text) => `# ${onOneLine(text, text.search(/\S/))}`.trimEnd()),
    ...(comments.length === 0 ? [] : [""]),
    `${TITLE} ${VERSION}`,
    ...said.flatMap(({ name, value }) =>
      value === "" ? [] : `${name.padEnd(NAME_WIDTH)}  ${value}`,
    ),
    "",
    printScenario(scenario),
  ];
  return lines.join("\n");
}

/** Without what would end the line or could not be printed; indented if a comment is. */
function onOneLine(text: string, indent = 0): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return " ".repeat(Math.max(0, indent)) + plain;
}

export function readCounterexampleText(text: string): Reading<Counterexample> {
  const large = tooLarge(text, SCENARIO_BYTES_MAX);
  if (large !== null) return large;
  const lines = linesOf(text);
  const begin = lines.findIndex((line) => line.text.startsWith(SCENARIO_TITLE));
  const header = readHeader(lines.slice(0, begin === -1 ? lines.length : begin).filter(isSaid));
  if (!header.ok) return header;
  if (begin === -1) return unreadable(`there is no line '${SCENARIO_TITLE} 1' with a scenario`);
  // Empty lines in place of the header, so that problems of the scenario have their line.
  const rest = lines.slice(begin).map(({ whole }) => whole);
  const scenario = readScenario("\n".repeat(begin) + rest.join("\n"));
  return scenario.ok ? counterexampleSaid(header.value, scenario.value) : scenario;
}

interface Line {
  /** From 1. */
  readonly number: number;
  readonly whole: string;
  /** Without the quoting of a mail, and blanks around it. */
  readonly text: string;
}

const QUOTING = /^\uFEFF?(?:\s*>)*/;

function linesOf(text: string): readonly Line[] {
  return text.split(/\r\n|\r|\n/).map((whole, i) => {
    return { number: i + 1, whole, text: whole.replace(QUOTING, "").trim() };
  });
}

function isSaid({ text }: Line): boolean {
  return text !== "" && !text.startsWith("#");
}

interface Said {
  readonly value: string;
  readonly line: number;
}

type Header = ReadonlyMap<Name, Said>;

function readHeader([first, ...lines]: readonly Line[]): Reading<Header> {
  if (first?.text.split(/\s+/).join(" ") !== `${TITLE} ${VERSION}`)
    return unreadable(`the first line is '${TITLE} ${VERSION}'`, at(first?.number ?? 1));
  const said = new Map<Name, Said>();
  for (const { text, number } of lines) {
    const word = /^\S+/.exec(text)?.[0] ?? "";
    const name = NAMES.find((known) => known === word);
    if (name === undefined) {
      const hint = didYouMean(word, NAMES) || `; they are ${NAMES.join(", ")}`;
      return unreadable(`no such line in a counterexample${hint}`, at(number));
    }
    if (said.has(name)) return unreadable(`'${name}' is said twice`, at(number));
    const value = text.slice(word.length).trim();
    const lengthMax = TEXTS.has(name) ? TEXT_LENGTH_MAX : NAME_LENGTH_MAX;
    if (value === "") return unreadable(`'${name}' says nothing`, at(number));
    if (value.length > lengthMax)
      return unreadable(`'${name}' has more than ${lengthMax} characters`, at(number));
    if (!PRINTABLE.test(value)) return unreadable(`'${name}' has control characters`, at(number));
    said.set(name, { value, line: number });
  }
  const missing = NAMES.find((name) => !TEXTS.has(name) && !said.has(name));
  if (missing !== undefined) return unreadable(`there is no line '${missing}'`, at(first.number));
  return readable(said);
}

function counterexampleSaid(
  header: Header,
  scenario: Counterexample["scenario"],
): Reading<Counterexample> {
  const said = (name: Name): Said => header.get(name) ?? { value: "", line: 1 };
  const wrong = (name: Name, why: string): Reading<never> =>
    unreadable(`'${name}': ${why}`, at(said(name).line));
  const step = said("step").value;
  const steps = scenario.operations.length;
  if (!/^\d{1,4}$/.test(step) || Number(step) > steps)
    return wrong("step", `expected a number 0..${steps}, 0 for the boot`);
  const id = said("digest").value;
  if (!/^[0-9a-f]{16}$/.test(id)) return wrong("digest", "expected 16 hexadecimal digits");
  const place = placeOf(said("where").value, scenario.topology);
  if (!place.ok) return wrong("where", place.problem.message);
  return readable({
    schema: "counterexample@2",
    id,
    invariant: said("invariant").value,
    design: said("design").value,
    scenario,
    step: Number(step) - 1,
    finding: {
      failureMode: said("failure-mode").value,
      ...place.value,
      seen: said("seen").value,
      wanted: said("wanted").value,
    },
    provenance: { version: said("version").value, found: said("found").value },
  });
}

function at(line: number): Partial<Unreadable["problem"]> {
  return { line, column: 1 };
}
