/**
 * The recording of a kernel: for every swarm profile a few scenarios, and the corpus, so that
 * whatever can break an invariant or lie between two rules is among them.
 */
import fc from "fast-check";
import type { Done } from "../../impl/remote/protocol/answer.js";
import { answerLines } from "../../impl/remote/write-answer.js";
import { channelTo } from "../../impl/remote/channel/channel.js";
import { requestOf } from "../../impl/remote/protocol/request.js";
import { fitToLinux } from "../../impl/linux/fit.js";
import { linuxCommand } from "../../impl/linux/design.js";
import { kernelFolder } from "../../impl/linux/kernel-folder.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { conjectures } from "../../properties/conjectures/all.js";
import { PROFILES } from "../../properties/generators/profiles/all.js";
import { scenarios } from "../../properties/generators/scenario.js";
import type { RecordedRun, RecordedRuns } from "../../properties/results/recorded/runs.js";
import { readCorpus } from "../check/corpus.js";
import { deathForetold } from "../../properties/run/run.js";
import { askedOf, prepare } from "../../properties/run/instance.js";

const SEED = 73;
const RUNS_PER_PROFILE = 25;
const OPERATIONS_MAX = 24;

/** The set that docs/answers/kernel-answers.md is made from. */
const CONJECTURES = "conjectures";

/** Named sets of recorded runs; each is a file. */
export interface Recorded {
  readonly name: string;
  readonly runs: RecordedRuns;
}

/** Asks the kernel in that folder (empty: the newest). Throws where it does not answer. */
export async function recordKernel(folder: string): Promise<readonly Recorded[]> {
  const channel = channelTo(linuxCommand(kernelFolder(folder)));
  const { name: kernel, contract } = channel.hello();
  const ask = (title: string, scenario: Scenario): readonly RecordedRun[] => {
    const prepared = prepare(scenario, null);
    const given = askedOf(prepared);
    const reply = channel.ask(requestOf(given));
    if (reply.how === "unsupported") return [];
    if (reply.how === "crashed") {
      // Of what it has to die of there is nothing to record.
      if (deathForetold(prepared, contract) !== null) return [];
      throw new Error(`${title}: ${reply.message}`);
    }
    return [{ title, scenario, answer: answerLines(reply satisfies Done, given.columns.length) }];
  };
  const sets = PROFILES.map(({ name }, i) => {
    const drawn = fc.sample(scenarios({ profiles: [name], operationsMax: OPERATIONS_MAX }), {
      numRuns: RUNS_PER_PROFILE,
      seed: SEED + i,
    });
    const runs = drawn.flatMap((scenario, n) => ask(`${name} ${n}`, fitToLinux(scenario)));
    return { name, runs: { kernel, runs } };
  });
  const corpus = (await readCorpus()).flatMap(({ counterexample: { id, invariant, scenario } }) =>
    ask(`${invariant} ${id}`, scenario),
  );
  const asked = conjectures.flatMap(({ id, cases }) =>
    cases.flatMap(({ title, scenario }) => ask(`${id} ${title}`, scenario)),
  );
  return [
    ...sets,
    { name: "corpus", runs: { kernel, runs: corpus } },
    { name: CONJECTURES, runs: { kernel, runs: asked } },
  ];
}
