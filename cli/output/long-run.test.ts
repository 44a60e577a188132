import { expect, test } from "vitest";
import { run } from "../run.js";
import { ProgressLine, progressText } from "./progress.js";
import { fakeEngine, OUTCOME } from "../testing/fake-engine.js";
import { fakeIo } from "../testing/fake-io.js";
import { asLongRun } from "./long-run.js";

const PROGRESS = {
  scenarios: 345_678,
  scenariosTotal: 1_000_000,
  operationsJudged: 6_123_456,
  seconds: 12.7,
  rate: 27_219,
  invariantsApplied: 30,
  invariantsTotal: 31,
  broken: 12,
  shrunk: null,
};

/** A run that ends when it is told to. */
const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve()));

test("Ctrl-C ends a run, which says so", async () => {
  const io = fakeIo();
  const done = asLongRun(io, untilStopped);
  io.stop("interrupt");
  await done;
  expect(io.stderr()).toBe("pasidcheck: stopping; press Ctrl-C again to leave at once\n");
});

test("a reader that goes away ends a run quietly", async () => {
  const io = fakeIo();
  const done = asLongRun(io, untilStopped);
  io.stop("closed");
  await done;
  expect(io.stderr()).toBe("");
});

test("what was found before Ctrl-C is printed, exit 3", async () => {
  const io = fakeIo();
  const engine = fakeEngine({
    check: async ({ signal }) => {
      const stopped = untilStopped(signal);
      io.stop("interrupt");
      await stopped;
      const verdicts = OUTCOME.report.verdicts.filter((v) => v.tag === "holds");
      return { ...OUTCOME, report: { ...OUTCOME.report, verdicts }, interrupted: true };
    },
  });
  expect(await run(["check", "--all"], io, () => Promise.resolve(engine))).toBe(3);
  expect(io.stdout()).toContain("ok 1.2M");
});

test("progress is one line, at most five times a second, taken away at the end", () => {
  const io = fakeIo({ tty: true });
  let now = 0;
  const line = new ProgressLine(io.err, () => now);
  for (now = 0; now <= 400; now += 50) line.show(`${now} ms`);
  line.clear();
  expect(io.stderr()).toBe("\r\u001B[K0 ms\r\u001B[K200 ms\r\u001B[K400 ms\r\u001B[K");
});

test("there is no progress where stderr is no terminal", () => {
  const io = fakeIo();
  const line = new ProgressLine(io.err);
  line.show("1 s");
  line.clear();
  expect(io.stderr()).toBe("");
});

test("progress says how far the run is", () => {
  expect(progressText(PROGRESS)).toBe(
    "12 s  345k of 1.0M scenarios, 27k/s  6.1M operations judged  30 of 31 invariants applied  " +
      "12 broken",
  );
  expect(progressText({ ...PROGRESS, shrunk: { done: 5, of: 14 } })).toBe(
    "12 s  345k scenarios  12 broken, 5 of 14 counterexamples shrunk",
  );
});

async function printed(env: Record<string, string>, tty: boolean): Promise<string> {
  const io = fakeIo({ tty, env });
  const verdicts = OUTCOME.report.verdicts.filter((v) => v.tag === "holds");
  const check = () => Promise.resolve({ ...OUTCOME, report: { ...OUTCOME.report, verdicts } });
  await run(["check", "--all"], io, () => Promise.resolve(fakeEngine({ check })));
  return io.stdout();
}

test("colour on a terminal, unless NO_COLOR is set", async () => {
  expect(await printed({}, true)).toContain("\u001B[32m");
  expect(await printed({ NO_COLOR: "1" }, true)).not.toContain("\u001B");
  expect(await printed({ TERM: "dumb" }, true)).not.toContain("\u001B");
  expect(await printed({}, false)).not.toContain("\u001B");
});
