/** The bench of the gate: what it costs beyond what it searches. */
import { catalog } from "../impl/designs/catalog.js";
import type { Recorded } from "../search/check/recorded.js";
import { Pool } from "../search/pool/pool.js";
import { invariants } from "../properties/invariants/all.js";
import type { ReportData } from "../properties/results/gate-report.js";
import type { Verdict } from "../properties/results/report.js";
import { annotations } from "../reports/ci/annotations.js";
import { gateScreen } from "../reports/ci/gate.js";
import { junitReport } from "../reports/ci/junit.js";
import { ktapReport } from "../reports/ci/ktap.js";
import { PLAIN_LOOK } from "../reports/text/paint.js";
import { sarifReport } from "../reports/ci/sarif.js";
import { summaryReport } from "../reports/ci/summary.js";

/** The workers of all parts, and others after a part that was cut. */
const POOLS = 2;
const WORKERS = 2;

export async function benchGate(): Promise<string[]> {
  const begun = performance.now();
  for (let i = 0; i < POOLS; i++) await started();
  const pools = performance.now();
  const bytes = written();
  const files = performance.now();
  return [
    `${POOLS} times ${WORKERS} workers: ${seconds(begun, pools)}`,
    `all files, ${bytes} bytes: ${seconds(pools, files)}`,
  ];
}

/** Starts workers and has each do nothing. */
async function started(): Promise<void> {
  const pool = new Pool(WORKERS);
  const nothing = { kind: "recorded", designs: [], like: null, cases: [] } as const;
  await Promise.all(Array.from({ length: WORKERS }, () => pool.run<Recorded>(nothing)));
  await pool.stop();
}

function written(): number {
  const evidence = { corpus: 1, scenarios: 1000, applied: 1000, exhaustive: null };
  const verdicts = catalog.flatMap((design) =>
    invariants.map(({ name }): Verdict => ({
      design: design.name,
      invariant: name,
      tag: "holds",
      expected: "holds",
      evidence,
    })),
  );
  const designs = catalog.map(({ name }) => name);
  const data: ReportData & { readonly interrupted: boolean; readonly seconds: number } = {
    report: { schema: "report@2", seed: 1, designs, invariants, verdicts },
    counterexamples: new Map(),
    crashes: [],
    mustCatch: [],
    baseline: [],
    parts: [],
    interrupted: false,
    seconds: 60,
    sentenceOf: (invariant) => invariant,
  };
  const makers = [junitReport, sarifReport, ktapReport, summaryReport, annotations];
  const texts = [...makers.map((make) => make(data)), gateScreen(data, PLAIN_LOOK)];
  return texts.reduce((sum, text) => sum + text.length, 0);
}

function seconds(from: number, to: number): string {
  return `${((to - from) / 1000).toFixed(2)} s`;
}
