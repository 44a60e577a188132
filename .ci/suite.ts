// Two suites: a test in `x.slow.test.ts` runs in the slow one alone, one in `x.fuzz.test.ts` in
// both, on fewer cases in the quick one; any other test is quick. CI runs both.
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Given by vitest.config.ts. */
    suite: "quick" | "slow";
  }
}

/** How many cases a test looks at: all of them in the slow suite, and `quick` in the quick one. */
export function cases({ all, quick }: { readonly all: number; readonly quick: number }): number {
  return inject("suite") === "slow" ? all : quick;
}
