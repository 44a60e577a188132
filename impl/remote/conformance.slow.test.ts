/** The example driver conforms to protocol.md, and drivers which do not are noticed. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Command } from "./process/command.js";
import { conformance } from "./testing/conformance.js";
import { example, misbehaving } from "./testing/drivers.js";

/** Long enough for a script to be read, short enough to be waited for. */
const SILENCE_MS = 3_000;

test("the example driver conforms", async () => {
  expect(await conformance(example)).toEqual([]);
});

test("so it does on one socket, its standard output being noise", async () => {
  const script = 'echo noise; exec "$0" <&3 >&3 3<&-';
  const command: Command = {
    file: "/bin/sh",
    args: ["-c", script, example.file],
    channel: "fd3",
  };
  expect(await conformance(command)).toEqual([]);
});

describe("what does not conform is noticed", () => {
  const problemsOf = async (mode: string): Promise<string> =>
    (await conformance(misbehaving(mode), SILENCE_MS)).join("\n");

  test("words that the driver does not know and takes all the same", async () => {
    const problems = await problemsOf("fine");
    expect(problems.split("\n")).toHaveLength(1);
    expect(problems).toContain("it accepts a key of a function, a kind of function");
  });
  test("answers that depend on what was asked before", async () => {
    expect(await problemsOf("remembers")).toContain("the same request is answered differently");
  });
  test("answers in another order", async () => {
    expect(await problemsOf("out-of-order")).toContain("expected id 1000000, got 1");
  });
  test("a word in the hello that this version does not know", async () => {
    expect(await problemsOf("newer")).toContain(`"prefers" is no word of a hello`);
  });
  test("an exit before the hello, with what the driver said", async () => {
    expect(await problemsOf("exits-at-once")).toContain("exit code 1\nno such device");
  });
  test("not exiting at the end of the input", async () => {
    expect(await problemsOf("ignores-end")).toContain("it is silent for 3 s");
  });
  test("a command that does not exist", async () => {
    const file = fileURLToPath(new URL("./no-such-driver", import.meta.url));
    const problems = await conformance({ file, args: [], channel: "stdio" });
    expect(problems[0]).toContain("exit code 127");
    expect(problems[0]).toContain("not found");
  });
});
