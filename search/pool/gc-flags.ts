/** Flags that tell the garbage collector of this process what the objects of a search are like. */
import { setFlagsFromString } from "node:v8";

/**
 * A scenario dies young, with all that was made for it. V8 guesses otherwise from the few objects
 * that it counts while a run warms up, and from then on puts such objects straight among the old
 * ones, where each keeps young ones alive. For all workers of the process; to be called first.
 */
export function expectYoungDeaths(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
}
