/** `npm run bench` prints figures, and judges nothing. Machines are noisy; look at the ratios. */
import { availableParallelism } from "node:os";
import { benchGuided } from "./guided.js";
import { expectYoungDeaths } from "../search/pool/gc-flags.js";
import { benchAudit } from "./audit.js";
import { benchCorpus } from "./corpus.js";
import { benchExhaust } from "./exhaust.js";
import { benchGate } from "./gate.js";
import { benchGrouping } from "./grouping.js";
import { benchHtml } from "./pages/html.js";
import { benchKernel } from "./kernel.js";
import { benchSearch } from "./search.js";
import { benchSize, benchWorkers } from "./size.js";
import { benchSmallQuestion } from "./peers/small-question.js";
import { benchXArray } from "./xarray.js";

const SECTIONS: readonly (readonly [string, () => string[] | Promise<string[]>])[] = [
  ["random search, one core", benchSearch],
  ["guided search, one core", benchGuided],
  ["the small question", benchSmallQuestion],
  ["cost against size", benchSize],
  ["workers", benchWorkers],
  ["exhaustive search, one core", benchExhaust],
  ["a gate beyond its search", benchGate],
  ["a real kernel", benchKernel],
  ["corpus", benchCorpus],
  ["xarray beside a Map", benchXArray],
  ["groups of Linux, full buses", benchGrouping],
  ["audit of a machine", benchAudit],
  ["the page of a check", benchHtml],
];

expectYoungDeaths();
console.log(`Node ${process.version}, ${availableParallelism()} cores`);
for (const [title, bench] of SECTIONS) {
  console.log(`\n## ${title}`);
  for (const line of await bench()) console.log(line);
}
