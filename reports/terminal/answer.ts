/**
 * The answer to the thread's question, in sentences made from the verdicts of one run: which
 * designs keep PASID operations local, which need a rule on requester IDs, and whether the test of
 * pci_enable_pasid() keeps requests from peers. What was not judged is not spoken of.
 */
import type { Report, Verdict } from "../../properties/results/report.js";
import type { Look } from "../text/paint.js";
import { invariantsOf } from "../text/severity.js";
import { listed, printable, wrapped } from "../text/words.js";
import { surprisesOf, type Scope } from "./surprises.js";

/** What an invariant answers; designs are a list of names, or `every design`. */
interface Question {
  readonly invariant: string;
  readonly kept: (designs: string) => string;
  readonly broken: (designs: string) => string;
  /** Where some designs keep it and others break it; absent: those that break it say enough. */
  readonly both?: (kept: string, broken: string) => string;
}

/** In the order of the answer. */
const QUESTIONS: readonly Question[] = [
  {
    invariant: "pasid-stays-local",
    kept: (designs) => `PASID operations stay local in ${designs}.`,
    broken: (designs) =>
      `PASID operations also change devices that they do not name in ${designs}.`,
    both: (kept, broken) =>
      `PASID operations stay local in ${kept}; in ${broken} they also change devices that they ` +
      "do not name.",
  },
  {
    invariant: "shared-rid-same-pasids",
    kept: (designs) => `Functions with one requester ID have equal PASID tables in ${designs}.`,
    broken: (designs) =>
      `A rule on requester IDs is needed in ${designs}: functions with one requester ID get ` +
      "different PASID tables.",
  },
  {
    invariant: "no-p2p-under-pasid",
    kept: (designs) => `Where PASID is enabled, no request reaches a peer in ${designs}.`,
    broken: (designs) =>
      `pci_enable_pasid() enables PASID where requests can reach a peer in ${designs}.`,
  },
];

/** A space at which no line is broken. */
const NO_BREAK = "\u00A0";

/** From so many designs on, all but one are told by the one. */
const DESIGNS_MANY = 4;

/** The answer in lines, without a title; empty if nothing was judged. */
export function answerLines(report: Report, scope: Scope, look: Look): readonly string[] {
  const sentences = QUESTIONS.map((question) => answerOf(report, question));
  const counts = [scores(report), surpriseCount(report, scope)].filter((text) => text !== "");
  return [...sentences, counts.join(" ")]
    .filter((text) => text !== "")
    .flatMap((text) => item(text, look.width));
}

function answerOf(report: Report, { invariant, kept, broken, both }: Question): string {
  const verdicts = report.verdicts.filter((v) => v.invariant === invariant);
  const told = (tag: Verdict["tag"]): string | null => {
    const designs = verdicts.filter((v) => v.tag === tag).map(({ design }) => design);
    return designs.length === 0 ? null : designsText(designs, report.designs);
  };
  const [keep, fail, unknown] = [told("holds"), told("fails"), told("unknown")];
  const parts: string[] = [];
  if (keep !== null && fail !== null && both !== undefined) parts.push(both(keep, fail));
  else if (fail !== null) parts.push(broken(fail));
  else if (keep !== null) parts.push(kept(keep));
  if (parts.length > 0 && unknown !== null) parts.push(`Not exercised in ${unknown}.`);
  return parts.join(" ");
}

function designsText(some: readonly string[], all: readonly string[]): string {
  const [other, ...more] = all.filter((design) => !some.includes(design));
  if (other === undefined && all.length > 1) return "every design";
  if (other !== undefined && more.length === 0 && all.length >= DESIGNS_MANY)
    return `every design but ${printable(other)}`;
  return listed(some.map((design) => printable(design)));
}

/** How many safety invariants each design breaks. */
function scores(report: Report): string {
  const safety = new Set(invariantsOf(report, "safety").map(({ name }) => name));
  if (safety.size === 0) return "";
  const texts = report.designs.map((design) => {
    const broken = report.verdicts.filter(
      (v) => v.design === design && v.tag === "fails" && safety.has(v.invariant),
    );
    return `${printable(design)}${NO_BREAK}${broken.length}`;
  });
  return `Safety invariants broken, of ${safety.size}: ${texts.join(", ")}.`;
}

function surpriseCount(report: Report, scope: Scope): string {
  const count = surprisesOf(report, scope).length;
  return `Verdicts that are not as expected: ${count}.`;
}

/** One item of a list. */
function item(text: string, width: number): readonly string[] {
  const lines = wrapped(text, width - 2).map((line) => line.replaceAll(NO_BREAK, " "));
  return lines.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`));
}
