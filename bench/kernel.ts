/**
 * The cost of a real kernel: scenarios a second through a User-Mode Linux process, how much of it
 * is the kernel's own time and how much the harness', and the same scenarios on the design
 * `linux-7.3` in this process.
 */
import { readFileSync, readdirSync } from "node:fs";
import { kernelFolder } from "../impl/linux/kernel-folder.js";
import { closeChannels } from "../impl/remote/channel/channel.js";
import { runBatch } from "../search/random/batch.js";
import { subjectNamed } from "../search/designs/named.js";
import { COMPARING } from "../search/kernel/check.js";
import { invariantSet } from "../properties/run/invariant-set.js";
import { thrownText } from "../model/vocabulary/reading/error-text.js";

const BATCHES = 20;
const ROUNDS = 3;
/** Ticks of /proc/PID/stat in a second (sysconf _SC_CLK_TCK, 100 on every Linux). */
const TICKS_PER_SECOND = 100;

interface Cost {
  readonly scenarios: number;
  readonly operations: number;
  readonly wallSeconds: number;
  readonly ownSeconds: number;
  readonly kernelSeconds: number;
}

/** Lines of figures. */
export async function benchKernel(): Promise<string[]> {
  let folder;
  try {
    folder = kernelFolder("");
  } catch (error) {
    return [`not measured: ${thrownText(error)}`];
  }
  const lines = [`Linux ${folder.release}, ${BATCHES * 250} scenarios a round`];
  for (let round = 0; round < ROUNDS; round++) {
    lines.push(costText("kernel", run("linux:", round, folder.linux)));
    lines.push(costText("linux-7.3 in this process", run("linux-7.3", round, folder.linux)));
  }
  await closeChannels();
  return lines;
}

function run(design: string, round: number, program: string): Cost {
  const subject = subjectNamed(design);
  if (subject === null) throw new Error(`no design ${design}`);
  const invariants = invariantSet(COMPARING);
  const began = { wall: performance.now(), own: process.cpuUsage(), kernel: seconds(program) };
  let scenarios = 0;
  let operations = 0;
  for (let i = 0; i < BATCHES; i++) {
    const request = { seed: 1, batch: round * BATCHES + i, machines: [] };
    const result = runBatch(request, [subject], invariants, () => {});
    scenarios += result.judged[0] ?? 0;
    operations += result.operations;
  }
  const own = process.cpuUsage(began.own);
  return {
    scenarios,
    operations,
    wallSeconds: (performance.now() - began.wall) / 1000,
    ownSeconds: (own.user + own.system) / 1e6,
    kernelSeconds: seconds(program) - began.kernel,
  };
}

/** Processor time of all processes that run this program, so far. */
function seconds(program: string): number {
  let ticks = 0;
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] !== program) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return ticks / TICKS_PER_SECOND;
}

function costText(what: string, c: Cost): string {
  const each = (spent: number): string => `${((spent / c.scenarios) * 1e6).toFixed(0)} us`;
  const perSecond = (c.scenarios / c.wallSeconds).toFixed(0);
  const length = (c.operations / c.scenarios).toFixed(0);
  const rate = `${perSecond} scenarios/s (${length} operations each)`;
  if (c.kernelSeconds === 0) return `${what}: ${rate}; harness ${each(c.ownSeconds)} a scenario`;
  const perCore = (c.scenarios / c.kernelSeconds).toFixed(0);
  return (
    `${what}: ${rate}; kernel ${each(c.kernelSeconds)}, ` +
    `harness ${each(c.ownSeconds)} a scenario; ${perCore} scenarios/s and core of the kernel`
  );
}
