// How the tests run: in threads that share their modules, ending with one line that CI can read.
import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: [...configDefaults.exclude, "dist/**"],
    pool: "threads",
    isolate: false,
    passWithNoTests: false,
    // Nothing here is timed: this only ends what hangs, on a machine as busy as may be.
    testTimeout: 60_000,
    reporters: ["default", "./.ci/closing-line.ts"],
  },
});
