/**
 * A driver that hangs, dies or speaks nonsense ends one scenario only: the one at which it did so
 * ends as a crash with a message that says how, and all others are answered.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PATIENCE, type Reply } from "./process/client.js";
import { ask, crash } from "./testing/ask.js";
import { misbehaving } from "./testing/drivers.js";
import { question } from "./testing/questions.js";

const plain = question([{ op: "pasid-attach", dev: 1, pasid: 5, domain: "D1" }]);
const unlucky = question([{ op: "pasid-attach", dev: 1, pasid: 13, domain: "D1" }]);

/** Asks for the unlucky PASID among others, which must be answered; the unlucky one's answer. */
async function unluckyAmongOthers(mode: string, ...args: readonly string[]): Promise<Reply> {
  const before = [plain, plain];
  const after = Array.from({ length: 40 }, () => plain);
  const replies = await ask(misbehaving(mode, ...args), [...before, unlucky, ...after]);
  const others = replies.filter(({ ticket }) => ticket !== before.length);
  expect(others.map(({ how }) => how)).toEqual([...before, ...after].map(() => "done"));
  const reply = replies[before.length];
  if (reply === undefined) throw new Error("no reply");
  return reply;
}

async function crashMessage(mode: string): Promise<string> {
  return crash(await unluckyAmongOthers(mode));
}

describe("the others are answered, and the message says how", () => {
  test("a driver that behaves does not crash", async () => {
    expect((await unluckyAmongOthers("fine")).how).toBe("done");
  });
  test("one that says bye is replaced, and nothing is lost", async () => {
    expect((await unluckyAmongOthers("bye")).how).toBe("done");
  });
  test("it hangs", async () => {
    expect(await crashMessage("hangs")).toBe("did not answer within 3 s");
  });
  test("it exits in the middle of an answer, with what it printed", async () => {
    expect(await crashMessage("exits")).toBe("exit code 3\nsomething is wrong");
  });
  test("it is killed, with the failure that a kernel reports, in plain characters", async () => {
    const lines = ["[ 1.0] BUG: a red failure", "[ 1.1] RIP: 0010:somewhere+0x10"];
    expect(await crashMessage("aborts")).toBe(["killed by SIGSEGV", ...lines].join("\n"));
  });
  test("a kernel that dies: its panic, where it was, and what it had answered", async () => {
    const reply = await unluckyAmongOthers("dies");
    expect(crash(reply).split("\n")).toEqual([
      "a fault in somewhere+0x1/0x2",
      "RIP: 0033:somewhere+0x1/0x2",
      "Kernel panic - not syncing: a fault",
    ]);
    expect(reply).toMatchObject({ how: "crashed", cut: { running: 0, warnings: [] } });
  });
  test("one that dies after the last operation has answered all of them", async () => {
    const reply = await unluckyAmongOthers("dies-late");
    expect(reply).toMatchObject({ how: "crashed", cut: { running: 1 } });
  });
  test("the operation that it dies of is the next one", async () => {
    expect(await crashMessage("dies-twice")).toContain("operation 0 has returned");
  });
  test("a line that is none of the protocol's: which line, and what was expected", async () => {
    expect(await crashMessage("malformed")).toBe(
      'answer line 2: expected FLAGS (a number from 0 to 7), got "9" in "fn 0 1 9 I I 0"',
    );
  });
  test("a line that is too long", async () => {
    expect(await crashMessage("long-line")).toContain('a line of more than 65536 bytes: "warn xx');
  });
  test("a line that never ends", async () => {
    expect(await crashMessage("endless-line")).toContain('a line of more than 65536 bytes: "xxxx');
  });
  test("the answer to another question", async () => {
    expect(await crashMessage("wrong-id")).toMatch(/^answer line 1: expected id \d+, got \d+$/);
  });
  test("it exits, but one that it started has left its group and holds its output", async () => {
    expect(await crashMessage("escapes")).toBe("exit code 4");
  });
  test("it closes its output and lives on", async () => {
    expect(await crashMessage("closes")).toBe("closed its output");
  });
  test("it crashes once, and not again: that is said, for it cannot be replayed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pasidcheck-test-"));
    try {
      const reply = await unluckyAmongOthers("once", join(folder, "crashed"));
      expect(crash(reply)).toBe("crashed, but not when run again alone: exit code 5");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("what nobody asked for", () => {
  test("a second answer to a scenario is held against the next one", async () => {
    const replies = await ask(misbehaving("talks"), [unlucky, plain, plain]);
    expect(replies.map(({ how }) => how)).toEqual(["done", "crashed", "done"]);
    expect(crash(replies[1])).toContain("crashed, but not when run again alone: answer line 1:");
  });
});

describe("a driver that does not come up", () => {
  const messages = async (mode: string): Promise<readonly string[]> =>
    (await ask(misbehaving(mode), [plain, plain])).map(crash);

  test("is started three times; then every scenario ends with the reason", async () => {
    const message = "did not come up, 3 times in a row: exit code 1\nno such device";
    expect(await messages("exits-at-once")).toEqual([message, message]);
  });
  test("for want of a hello that can be understood", async () => {
    const [message] = await messages("newer");
    expect(message).toContain('hello line 5: "prefers" is no word of a hello');
  });
  test("for want of any hello", async () => {
    const replies = await ask(misbehaving("no-hello"), [plain], { ...PATIENCE, helloMs: 1_500 });
    const message = "did not come up, 3 times in a row: did not say hello within 1.5 s";
    expect(replies.map(crash)).toEqual([message]);
  });
});

test("a driver that does not read blocks nobody", async () => {
  const operation = { op: "pasid-attach", dev: 1, pasid: 5, domain: "D1" } as const;
  const large = question(Array.from({ length: 9_000 }, () => operation));
  const requests = Array.from({ length: 6 }, () => large);
  const replies = await ask(misbehaving("slow-reader"), requests);
  expect(replies.map(({ how }) => how)).toEqual(requests.map(() => "done"));
});

test("a process serves 20,000 scenarios, its successor the rest", async () => {
  const requests = Array.from({ length: 20_100 }, () => plain);
  const replies = await ask(misbehaving("tires"), requests);
  expect(replies.filter(({ how }) => how === "done")).toHaveLength(requests.length);
});
