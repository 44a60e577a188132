// The last line of a test run: `N passed, N failed, N skipped`, alone on its line, for CI to read.
// Whatever goes wrong outside a test (a file that does not load, a hook, a stray rejection) counts
// as a failure, and a run in which no test ran fails.
import { writeSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

export function closingLine(count: Count): string {
  return `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`;
}

export function countTests(
  modules: readonly TestModule[],
  strayErrors: readonly SerializedError[],
): Count {
  const count: Count = { passed: 0, failed: strayErrors.length, skipped: 0 };
  for (const module of modules) {
    count.failed += module.errors().length;
    for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === "passed") count.passed += 1;
      else if (state === "failed") count.failed += 1;
      else count.skipped += 1;
    }
  }
  return count;
}

/** Prints when the process exits, so that nothing, not even a coverage table, comes after it. */
export default class ClosingLine implements Reporter {
  private count: Count = { passed: 0, failed: 0, skipped: 0 };

  onInit(): void {
    process.once("exit", () => {
      if (this.count.passed + this.count.failed === 0) {
        writeSync(2, "No test ran.\n");
        process.exitCode = 1;
      }
      writeSync(1, `${closingLine(this.count)}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly SerializedError[]): void {
    this.count = countTests(modules, strayErrors);
  }
}
