/** A command is written in words as in a shell, files found from here, nothing expanded. */
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { execCommand } from "./command.js";
import { Output } from "./output.js";

const words = (text: string): readonly string[] => {
  const read = execCommand(text);
  if (!read.ok) return [`refused: ${read.problem.message}`];
  expect(read.value.channel).toBe("stdio");
  return [read.value.file, ...read.value.args];
};

describe("a command", () => {
  test.each([
    ["driver", ["driver"]],
    ["  driver  --flag ", ["driver", "--flag"]],
    [`driver 'a b' "c d" e\\ f`, ["driver", "a b", "c d", "e f"]],
    [`driver "say \\"x\\" \\n" 'it''s' ''`, ["driver", `say "x" \\n`, "its", ""]],
    ["driver $HOME `id` * ; |", ["driver", "$HOME", "`id`", "*", ";", "|"]],
  ])("%s", (text, expected) => {
    expect(words(text)).toEqual(expected);
  });
  test("names files from here: the driver starts in a folder of its own", () => {
    const file = resolve("package.json");
    expect(words("./package.json impl package.json")).toEqual([file, "impl", file]);
  });
  test.each([
    ["", "a command to start the driver is missing"],
    ["   ", "a command to start the driver is missing"],
    ["driver 'a b", "a quote is not closed: 'a b"],
    [`driver "a b`, `a quote is not closed: "a b`],
    ["driver \\", "a quote is not closed: \\"],
    ["./no/such-driver", `no file ${resolve("no/such-driver")}`],
  ])("refused: %s", (text, message) => {
    expect(words(text)).toEqual([`refused: ${message}`]);
  });
});

describe("what a driver printed is told", () => {
  const told = (...chunks: readonly string[]): readonly string[] => {
    const output = new Output();
    for (const chunk of chunks) output.add(Buffer.from(chunk, "latin1"));
    return output.telling();
  };
  test("by its last lines", () => {
    const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
    expect(told(`${lines.join("\n")}\n\n`)).toEqual(lines.slice(-10));
    expect(told()).toEqual([]);
  });
  test.each(["BUG: sleeping", "Kernel panic - not", "RIP: 0010", "Oops: 0002", "WARNING: CPU: 0"])(
    "from the line that says what is wrong: %s",
    (failure) => {
      const noise = Array.from({ length: 50 }, (_, i) => `noise ${i}`);
      const lines = told([...noise, failure, ...noise].join("\n"));
      expect(lines).toEqual([failure, ...noise.slice(0, 20)]);
    },
  );
  test("in plain characters, and not without end", () => {
    expect(told("\u001b[1;31mred\u001b[0m\tone\r\n\u00e4\n")).toEqual(["redone"]);
    expect(told(`first\n${"x".repeat(300)}`)).toEqual(["first", "x".repeat(200)]);
    expect(told("first\n", "x\n".repeat(40_000)).includes("first")).toBe(false);
  });
});
