// How the tests run: two suites, in threads that share their modules, ending with one line that CI
// can read. What is in which suite, CONTRIBUTING.md says.
import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

/** Nothing here is timed: this only ends what hangs, on a machine as busy as may be. */
const HANG_MS = 1_800_000;

const never = [...configDefaults.exclude, "dist/**"];
const slow = "**/*.slow.test.ts";
const fuzz = "**/*.fuzz.test.ts";

export default defineConfig({
  test: {
    pool: "threads",
    isolate: false,
    // vitest by itself leaves one processor idle: of two, half.
    maxWorkers: availableParallelism(),
    passWithNoTests: false,
    reporters: ["default", "./.ci/closing-line.ts"],
    testTimeout: HANG_MS,
    hookTimeout: HANG_MS,
    projects: [
      {
        extends: true,
        test: {
          name: "quick",
          include: ["**/*.test.ts"],
          exclude: [...never, slow],
          provide: { suite: "quick" },
        },
      },
      {
        extends: true,
        test: {
          name: "slow",
          include: [slow, fuzz],
          exclude: never,
          provide: { suite: "slow" },
        },
      },
    ],
  },
});
