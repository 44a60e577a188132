/** The page of a whole check, all designs and invariants, for figures and pictures. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { htmlData } from "../../cli/output/html.js";
import { realEngine } from "../../cli/real-engine.js";
import type { HtmlData } from "../../reports/html/data.js";

export async function checkedData(runs: number): Promise<HtmlData> {
  const outcome = await realEngine.check({
    designs: [],
    invariants: [],
    seed: 1,
    runs,
    seconds: null,
    workers: 1,
    machines: [],
    saveTo: join(tmpdir(), "pasidcheck-bench"),
    onProgress: () => {},
    signal: new AbortController().signal,
  });
  return htmlData(outcome, "any-topology", "npx pasidcheck check --seed 1", realEngine);
}
