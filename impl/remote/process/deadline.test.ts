/**
 * A deadline is over for processes that have used up their time, or that want no processor; not
 * for those that a busy machine keeps waiting.
 */
import { readlinkSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Deadline } from "./deadline.js";
import { lookAtGroup, lookAtThread, type ProcessorLook } from "./processor-time.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const MS = 3000;
const LOOK_MS = 250;

/** After how many looks it is over; null: not within `most`. */
async function looksUntilLate(
  seen: (look: number) => ProcessorLook | null,
  most = 1000,
): Promise<number | null> {
  const state = { looks: 0, late: false };
  const deadline = new Deadline(
    () => void (state.late = true),
    () => seen(++state.looks),
  );
  deadline.begin(MS);
  for (let i = 0; i < most && !state.late; i++) await vi.advanceTimersByTimeAsync(LOOK_MS);
  deadline.stop();
  return state.late ? state.looks : null;
}

describe("processes", () => {
  test("that are busy are late when they have used their time", async () => {
    expect(await looksUntilLate((n) => ({ cpuMs: n * 250, asleep: false }))).toBe(13);
    expect(await looksUntilLate((n) => ({ cpuMs: n * 25, asleep: false }))).toBe(121);
  });
  test("that get no processor are not late", async () => {
    expect(await looksUntilLate(() => ({ cpuMs: 70, asleep: false }))).toBeNull();
  });
  test("that want none are late when the time has passed", async () => {
    expect(await looksUntilLate(() => ({ cpuMs: 70, asleep: true }))).toBe(12);
    const wakes = (n: number) => ({ cpuMs: 70, asleep: n % 3 !== 0 });
    expect(await looksUntilLate(wakes)).toBeNull();
  });
  test("of which nothing is told have ten times as long", async () => {
    expect(await looksUntilLate(() => null)).toBe(120);
  });
});

test("begun anew it starts from nothing; stopped it is never over", async () => {
  let late = 0;
  const deadline = new Deadline(
    () => void late++,
    () => ({ cpuMs: 0, asleep: true }),
  );
  for (let i = 0; i < 20; i++) {
    deadline.begin(MS);
    await vi.advanceTimersByTimeAsync(MS - LOOK_MS);
  }
  deadline.stop();
  await vi.advanceTimersByTimeAsync(10 * MS);
  expect(late).toBe(0);
});

test.runIf(process.platform === "linux")("what Linux tells of processes is understood", () => {
  const own = lookAtThread(Number(readlinkSync("/proc/thread-self").split("/").at(-1)));
  expect(own?.asleep).toBe(false);
  expect(own?.cpuMs).toBeGreaterThan(0);
  expect(lookAtThread(0)).toBeNull();
  expect(lookAtGroup(2 ** 30)).toBeNull();
});
