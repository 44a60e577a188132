/**
 * The data of an HTML report: a run and its verdicts, the designs and invariants in sentences, and
 * of each counterexample the story of every design that runs it in its own way.
 */
import type { CheckResult } from "../../properties/results/report.js";
import type { DesignLine } from "../terminal/list.js";
import type { StoryInvariant } from "../story/break.js";
import type { Story } from "../story/story.js";
import type { Scope } from "../terminal/surprises.js";

/** A counterexample as it went in some designs, all in the same way. */
export interface Told {
  /** Of the counterexample. */
  readonly id: string;
  readonly invariant: string;
  readonly designs: readonly string[];
  readonly story: Story;
}

export interface HtmlData {
  /** Of pasidcheck. */
  readonly version: string;
  /** The command that makes this report again. */
  readonly command: string;
  readonly result: CheckResult;
  readonly scope: Scope;
  readonly designs: readonly DesignLine[];
  readonly invariants: readonly StoryInvariant[];
  readonly told: readonly Told[];
}
