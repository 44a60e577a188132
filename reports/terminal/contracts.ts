/**
 * The weakest safe contracts, in words: for each design the changes without which no repair does,
 * the choices that are left, and for a safe design what its safety does not need.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type {
  Change,
  ContractsOutcome,
  Repaired,
} from "../../properties/results/contracts-report.js";
import type { Look } from "../text/paint.js";
import { counted, listed, wrapped } from "../text/words.js";

export function contractsSection(outcome: ContractsOutcome, look: Look): string {
  const paragraphs = outcome.repaired.map((one) => paragraph(one, look));
  const { searched, counterexamples } = outcome;
  const how =
    `${counted(searched, "contract")} searched to the end of the bound and found safe; ` +
    `all smaller sets of changes fall to one of ${counted(counterexamples, "counterexample")}.`;
  return `${paragraphs.join("\n")}\n${wrapped(how, look.width).join("\n")}\n`;
}

function paragraph(one: Repaired, look: Look): string {
  const name = look.paint.strong(one.design);
  const [first] = one.repairs;
  if (first === undefined) return `${name} breaks ${listed(one.broken)}; no repair was found.\n`;
  if (first.changes.length === 0) return `${name} is safe.\n${slackText(one, look)}`;
  const size = counted(first.changes.length, "change");
  const breaks = `It breaks ${listed(one.broken)}.`;
  return [
    `${name} is safe after ${size}, and after no fewer:`,
    ...changeLines(one),
    ...wrapped(breaks, look.width - INDENT.length).map((line) => INDENT + line),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** First what every repair changes, then the choices. */
function changeLines(one: Repaired): readonly string[] {
  const [first] = one.repairs;
  const always = (first?.changes ?? []).filter((change) =>
    one.repairs.every(({ changes }) => changes.some((other) => same(other, change))),
  );
  const choices = one.repairs.map(({ changes }) =>
    changes
      .filter((change) => !always.some((other) => same(other, change)))
      .map((change) => changeText(change, one.contract))
      .join(", and "),
  );
  const either = choices.filter((text) => text !== "").toSorted();
  return [
    ...always.map((change) => `${INDENT}${changeText(change, one.contract)}`),
    ...either.map((text, i) => `${INDENT}${i === 0 ? "either" : "or    "} ${text}`),
  ];
}

const INDENT = "    ";

function slackText(one: Repaired, look: Look): string {
  if (one.slack.length === 0) return "";
  const from = one.contract;
  const texts = one.slack.map((change) => changeText(change, from));
  const text = `Each of these alone would leave it safe: ${texts.join("; ")}.`;
  return wrapped(text, look.width - 4)
    .map((line) => `    ${line}\n`)
    .join("");
}

/** `enableCheck: acs-path -> pasid-safe`; a table of its own is one change. */
function changeText(change: Change, from: Contract): string {
  const policies = Object.keys(change) as (keyof Contract)[];
  const [policy] = policies;
  if (policy === undefined) return "";
  const shown = policies.length > 1 ? "table" : policy;
  const also = policies.length > 1 ? " (and range and programs)" : "";
  return `${shown}: ${from[shown]} -> ${change[shown] ?? "?"}${also}`;
}

function same(a: Change, b: Change): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
