/**
 * The watchdog tells a worker that never returns from one that waits for a processor: neither a
 * clock nor the load of the machine has a say.
 */
import { describe, expect, test } from "vitest";
import type { ProcessorLook } from "../../impl/remote/process/processor-time.js";
import { BEAT, MARKS, THREAD } from "./heartbeat.js";
import { PATIENCE, Watchdog, patienceText } from "./watchdog.js";

/** Looks until the watchdog says hung; how many looks that took, or null within `most`. */
function looksUntilHung(
  seen: (look: number) => ProcessorLook | null,
  most: number,
  goesOn = false,
): number | null {
  const marks = new Int32Array(MARKS);
  let looks = 0;
  const watchdog = new Watchdog(marks, PATIENCE, () => seen(looks));
  watchdog.start();
  while (looks < most) {
    looks++;
    if (goesOn) Atomics.add(marks, BEAT, 1);
    if (watchdog.isHung()) return looks;
  }
  return null;
}

describe("a worker", () => {
  test("that uses up its processor time at one design is hung", () => {
    const busy = (look: number) => ({ cpuMs: 1000 + look * 250, asleep: false });
    expect(looksUntilHung(busy, 100)).toBe(21);
  });
  test("that gets no processor is not, however long it waits", () => {
    const starved = () => ({ cpuMs: 1000, asleep: false });
    expect(looksUntilHung(starved, 100_000)).toBeNull();
  });
  test("that gets little is hung after as much processor time, not sooner", () => {
    const slow = (look: number) => ({ cpuMs: look * 10, asleep: look % 3 === 0 });
    expect(looksUntilHung(slow, 1000)).toBe(501);
  });
  test("that sleeps whenever it is looked at is hung; one that wakes up is not", () => {
    const asleep = () => ({ cpuMs: 0, asleep: true });
    expect(looksUntilHung(asleep, 1000)).toBe(PATIENCE.asleepLooks);
    const wakes = (look: number) => ({ cpuMs: 0, asleep: look % 200 !== 0 });
    expect(looksUntilHung(wakes, 10_000)).toBeNull();
  });
  test("that goes on to the next design is not, whatever it has used", () => {
    const busy = (look: number) => ({ cpuMs: look * 4000, asleep: false });
    expect(looksUntilHung(busy, 1000, true)).toBeNull();
    expect(looksUntilHung(busy, 1000)).not.toBeNull();
  });
  test("of which the system tells nothing has ten minutes' looks", () => {
    expect(looksUntilHung(() => null, 10_000)).toBe(2400);
  });
});

test("looks at the thread whose number the worker has written down", () => {
  const asked: number[] = [];
  const marks = new Int32Array(MARKS);
  Atomics.store(marks, THREAD, 4711);
  const watchdog = new Watchdog(marks, PATIENCE, (thread) => {
    asked.push(thread);
    return null;
  });
  watchdog.isHung();
  watchdog.isHung();
  expect(asked).toContain(4711);
  expect(new Set(asked).size).toBe(1);
});

test("what is reported of a design that does not return", () => {
  expect(patienceText(false)).toBe("5 s of processor time, or 60 s asleep");
});
