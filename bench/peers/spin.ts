/**
 * Spin, asked the questions that the exhaustive search is measured by: models in Promela, compiled
 * as `spin -a`, `gcc -O2 -DSAFETY`, and run on one core.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SpinRun {
  readonly states: number;
  readonly seconds: number;
}

/** The best of several runs; null where Spin or a compiler is not installed. */
export function spin(model: string, rounds: number): SpinRun | null {
  const folder = mkdtempSync(join(tmpdir(), "pasidcheck-spin-"));
  try {
    writeFileSync(join(folder, "model.pml"), model);
    if (!works("spin", ["-a", "model.pml"], folder)) return null;
    if (!works("gcc", ["-O2", "-DSAFETY", "-o", "pan", "pan.c"], folder)) return null;
    const runs = Array.from({ length: rounds }, () => once(folder));
    return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function works(command: string, args: readonly string[], cwd: string): boolean {
  return spawnSync(command, args, { cwd }).status === 0;
}

/** Deep enough for any path, and a hash table large enough for all states. */
function once(cwd: string): SpinRun {
  const started = performance.now();
  const { stdout } = spawnSync(join(cwd, "pan"), ["-m2000000", "-w22"], { cwd, encoding: "utf8" });
  const seconds = (performance.now() - started) / 1000;
  return { states: Number(/^\s*(\d+) states, stored/m.exec(stdout)?.[1] ?? 0), seconds };
}

/** A table of cells, each nothing or one of the domains: every attach, replace and detach. */
export function tableModel(cells: number, domains: number): string {
  const lines: string[] = [];
  for (let cell = 0; cell < cells; cell++) {
    lines.push(`:: d_step { t[${cell}] != 0 -> t[${cell}] = 0 }`);
    for (let d = 1; d <= domains; d++) {
      lines.push(`:: d_step { t[${cell}] == 0 -> t[${cell}] = ${d} }`);
      lines.push(`:: d_step { t[${cell}] != 0 && t[${cell}] != ${d} -> t[${cell}] = ${d} }`);
    }
  }
  return `byte t[${cells}];\nactive proctype p() {\n  do\n  ${lines.join("\n  ")}\n  od\n}\n`;
}

/** Two-phase commit, as search/exhaustive/testing/two-phase-commit.ts has it. */
export function twoPhaseModel(managers: number): string {
  const lines = [
    ":: d_step { decided == 0 && known == all -> decided = 1; commit = 1 }",
    ":: d_step { decided == 0 -> decided = 1; abort = 1 }",
  ];
  for (let i = 0; i < managers; i++) {
    const bit = 1 << i;
    lines.push(
      `:: d_step { decided == 0 && (sent & ${bit}) -> known = known | ${bit} }`,
      `:: d_step { rm[${i}] == 0 -> rm[${i}] = 1; sent = sent | ${bit} }`,
      `:: d_step { rm[${i}] == 0 -> rm[${i}] = 3 }`,
      `:: d_step { commit -> rm[${i}] = 2 }`,
      `:: d_step { abort -> rm[${i}] = 3 }`,
    );
  }
  const all = (1 << managers) - 1;
  return (
    `#define all ${all}\nbyte rm[${managers}]; byte sent, known; bit decided, commit, abort;\n` +
    `active proctype p() {\n  do\n  ${lines.join("\n  ")}\n  od\n}\n`
  );
}
