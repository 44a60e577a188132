/** The task that judges recorded scenarios, each by one invariant, on several designs. */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { invariantNamed } from "../../properties/invariants/all.js";
import { onDefaultMachines } from "../../properties/invariants/on-default-machines.js";
import { onlyInvariant } from "../../properties/run/invariant-set.js";
import { judge, type Judged } from "../../properties/run/judge.js";
import { subjectNamed } from "../designs/named.js";
import type { Performer } from "../pool/task.js";

export interface RecordedTask {
  readonly kind: "recorded";
  readonly designs: readonly string[];
  readonly like: string | null;
  readonly cases: readonly RecordedCase[];
  /** All of them are default machines, and are compared only with such; absent: with any. */
  readonly defaultMachines?: boolean;
}

export interface RecordedCase {
  readonly invariant: string;
  readonly scenario: Scenario;
}

/** What a design did with a recorded case. */
export interface RecordedAnswer extends Pick<Judged, "broken" | "crash"> {
  readonly design: number;
  /** Index of the case. */
  readonly at: number;
}

export interface Recorded {
  readonly task: RecordedTask;
  readonly answer: readonly RecordedAnswer[];
}

export const judgeRecorded: Performer<Recorded> = (task, beat) => {
  const subjects = task.designs.flatMap((name) => subjectNamed(name, task.like) ?? []);
  return task.cases.flatMap((one, at) => {
    const named = invariantNamed(one.invariant);
    if (named === null) return [];
    const invariant = task.defaultMachines === true ? onDefaultMachines(named) : named;
    return subjects.map((subject, design) => {
      beat(at, design);
      const { broken, crash } = judge(one.scenario, subject, onlyInvariant(invariant));
      return { design, at, broken, crash };
    });
  });
};
