/**
 * A well-formed answer is read as it was meant, and every malformed one is refused with the line
 * and what was expected there.
 */
import { describe, expect, test } from "vitest";
import { DOMAINS } from "../../../model/vocabulary/operation/domain.js";
import { AnswerReader } from "./read-answer.js";
import { RECORD, type Answer } from "./answer.js";
import { LineSplitter, LINE_BYTES_MAX } from "../process/line-splitter.js";

/** Two functions, columns for the RID and PASID 5, two operations. */
const REQUEST = { text: "", functions: 2, columns: [0, 5], operations: 2 };
const BOOT = ["fn 0 1 4 I - I - 0 0", "fn 1 1 4 I - I - 0 0"];
const DONE = ["op 0 0", "op 1 -22"];

function read(lines: readonly string[], calls: "all" | "none" = "all"): Answer | null {
  const reader = new AnswerReader(calls);
  reader.begin(REQUEST, 17);
  let answer: Answer | null = null;
  for (const line of lines) answer = reader.line(line);
  return answer;
}

const whole = (...middle: readonly string[]): readonly string[] => [
  "answer 17",
  ...BOOT,
  "op 0 0",
  ...middle,
  "op 1 -22",
  "end 17",
];

test("an answer becomes records, in the order of its lines", () => {
  const answer = read([
    "answer 17",
    "call 1 0 I - - 0",
    ...BOOT,
    "op 0 -12",
    "call 1 5 D1 - D2 12",
    "fn 1 1 5 B D8 N1 F1 0 8",
    "handles D1 - - - - - - D2",
    "warn somewhere in iommu.c",
    "op 1 0",
    "end 17",
  ]);
  if (answer?.how !== "done") throw new Error("not done");
  const records = [
    [RECORD.call, 1, 0, 2, 0, 0, 0],
    [RECORD.fn, 0, 1, 4, 2, 0, 2, 0, 0, 0],
    [RECORD.fn, 1, 1, 4, 2, 0, 2, 0, 0, 0],
    [RECORD.op, -12],
    [RECORD.call, 1, 5, 3, 0, 4, 12],
    [RECORD.fn, 1, 1, 5, 1, 10, 11, 12, 0, 8],
    [RECORD.handles, 3, 0, 0, 0, 0, 0, 0, 4],
    [RECORD.op, 0],
    [RECORD.end],
  ];
  expect([...answer.records]).toEqual(records.flat());
  expect(answer.warnings).toEqual([{ step: 0, text: "somewhere in iommu.c" }]);
});

test("the state of users of the core becomes records too", () => {
  const told = [
    "own 1 4 2 1 2 0 3",
    "cell 0 5 8 2 3",
    "cell 0 0 1 0 0",
    "ioas 4 1 15 8",
    "table 8 4 3 2 7",
    "mm 2 5",
  ];
  const answer = read([...whole(...told).slice(0, -1), "own 1 0 0 0 0 0 0", "end 17"]);
  if (answer?.how !== "done") throw new Error("not done");
  const { own, cell, ioas, table, mm, op, end } = RECORD;
  const records = [
    [own, 1, 4, 2, 1, 2, 0, 3],
    [cell, 0, 5, 8, 2, 3],
    [cell, 0, 0, 1, 0, 0],
    [ioas, 4, 1, 15, 8],
    [table, 8, 4, 3, 2, 7],
    [mm, 2, 5],
    [op, -22],
    [own, 1, 0, 0, 0, 0, 0, 0],
    [end],
  ].flat();
  expect(Array.from(answer.records.slice(-records.length))).toEqual(records);
});

test("the domains of page tables and of address spaces", () => {
  const answer = read(whole("call 0 5 X4 S2 H1 0", "fn 1 1 4 H4 X1 S1 - 0 0"));
  if (answer?.how !== "done") throw new Error("not done");
  const ids = ["X4", "S2", "H1"].map((name) => DOMAINS.findIndex((known) => known === name));
  expect([...answer.records]).toEqual(expect.arrayContaining(ids));
});

test("a scenario that the driver cannot express", () => {
  const reason = "no hot scan";
  expect(read([`unsupported 17 ${reason}`])).toEqual({ how: "unsupported", reason });
});

test("one reader reads one answer after another", () => {
  const reader = new AnswerReader("all");
  for (const id of [17, 4]) {
    reader.begin(REQUEST, id);
    const lines = [`answer ${id}`, ...BOOT, ...DONE];
    for (const line of lines) expect(reader.line(line)).toBeNull();
    expect(reader.line(`end ${id}`)).toMatchObject({ how: "done", warnings: [] });
  }
});

describe("refused", () => {
  test.each([
    ["another id", ["answer 18"], "answer line 1: expected id 17, got 18"],
    ["another word first", ["hello"], 'line 1: expected "answer" or "unsupported", got "hello"'],
    ["no reason", ["unsupported 17"], "line 1: expected REASON (1 to 1000 printable characters)"],
    ["more than an id", ["answer 17 now"], 'expected the end of the line, got "now"'],
    ["another id at the end", [...whole().slice(0, -1), "end 16"], "expected id 17, got 16"],
    ["an unknown word", whole("sparkle 1"), "answer line 5: expected call, fn, handles, warn, op"],
    [
      "an empty line",
      whole(""),
      "line 5: expected call, fn, handles, warn, op or end, got nothing",
    ],
    ["two blanks", whole("op  1 0"), "line 5: expected INDEX (a number from 1 to 1), got nothing"],
    ["a function that is not there", whole("fn 2 1 4 I - I - 0 0"), "INDEX (a number from 0 to 1)"],
    ["a group that cannot be", whole("fn 1 3 4 I - I - 0 0"), "GROUP (a number from 0 to 2)"],
    ["an unknown domain", whole("fn 1 1 4 D9 - I - 0 0"), "expected HARDWARE (a domain, or - for"],
    ["a long domain", whole("fn 1 1 4 D10 - I - 0 0"), 'for none), got "D10"'],
    ["a word in other letters", whole("fn 1 1 4 \u00c4 - I - 0 0"), "expected HARDWARE"],
    ["a ninth handle", whole("fn 1 1 4 I - I - 0 9"), "HANDLE (a number from 0 to 8)"],
    ["a column too few", whole("fn 1 1 4 I - I - 0"), "expected HANDLE (a number from 0 to 8)"],
    ["a column too many", whole("fn 1 1 4 I - I - 0 0 0"), "expected the end of the line"],
    ["a function twice", whole(BOOT[1] ?? "", BOOT[1] ?? ""), "line 6: function 1 is told twice"],
    ["handles twice", whole("handles - - - - - - - -", "handles - - - - - - - -"), "told twice"],
    ["seven handles", whole("handles - - - - - - -"), "expected DOMAIN, got nothing"],
    ["a call on an unobserved PASID", whole("call 0 6 D1 - - 0"), 'PASID 6 is not among "pasids"'],
    ["a negative status", whole("call 0 5 D1 - - -12"), "STATUS (a number from 0 to 4095)"],
    ["a number with a zero before it", whole("call 0 05 D1 - - 0"), "expected PASID (a number"],
    ["a positive result", [...whole().slice(0, 4), "op 1 22"], "RESULT (a number from -4095 to 0)"],
    ["an operation left out", ["answer 17", ...BOOT, "op 1 0"], "INDEX (a number from 0 to 0)"],
    [
      "an operation too many",
      [...whole().slice(0, -1), "op 2 0"],
      "an operation more than was asked",
    ],
    [
      "an end too early",
      ["answer 17", ...BOOT, "end 17"],
      "0 operations are answered, 2 were asked",
    ],
    [
      "a function untold",
      ["answer 17", BOOT[0] ?? "", "op 0 0"],
      "function 1 is not told after boot",
    ],
    ["an owner that cannot be", whole("own 1 5 1 0 0 0 0"), "OWNER (a number from 0 to 4)"],
    ["an owner of a function too many", whole("own 2 0 0 0 0 0 0"), "INDEX (a number from 0 to 1)"],
    ["one address space's bonds", whole("own 1 0 0 0 0 0"), "BONDS (a number from 0 to 65535)"],
    ["more than the words of an owner", whole("own 1 0 0 0 0 0 0 0"), "expected the end of the"],
    ["a cell of no column", whole("cell 0 6 1 0 0"), 'PASID 6 is not among "pasids"'],
    ["a table too many", whole("cell 0 5 9 0 0"), "TABLE (a number from 0 to 8)"],
    ["a handle of nobody there", whole("cell 0 5 1 3 0"), "NAMES (a number from 0 to 2)"],
    ["a third driver", whole("cell 0 5 1 0 4"), "HOLDERS (a number from 0 to 3)"],
    ["a fifth region", whole("ioas 1 1 16 0"), "MAPPED (a number from 0 to 15)"],
    ["no IOAS", whole("ioas 0 1 0 0"), "NUMBER (a number from 1 to 4)"],
    ["an IOAS of a third context", whole("ioas 1 3 0 0"), "CONTEXT (a number from 0 to 2)"],
    ["a parent that is no user's", whole("table 1 1 0 5 0"), "PARENT (a number from 0 to 4)"],
    ["a third address space", whole("mm 3 1"), "NUMBER (a number from 1 to 2)"],
    ["negative users", whole("table 1 1 0 0 -1"), "USERS (a number from 0 to 65535)"],
    ["a cell twice", whole("cell 0 5 1 0 0", "cell 0 5 2 0 0"), '"cell 0 5" is told twice'],
    ["an IOAS twice", whole("ioas 3 1 0 0", "ioas 3 1 0 0"), '"ioas 3" is told twice'],
    ["a warning without words", whole("warn"), "expected TEXT (1 to 200 printable characters)"],
    ["a long warning", whole(`warn ${"x".repeat(201)}`), "expected TEXT (1 to 200 printable"],
    ["a warning with colours", whole("warn \u001b[31mred"), "expected TEXT (1 to 200 printable"],
  ])("%s", (_, lines, message) => {
    expect(() => read(lines)).toThrow(message);
  });
  test("a group that is not named by its smallest member", () => {
    const boot = ["answer 17", "fn 0 2 4 I - I - 0 0", "fn 1 2 4 I - I - 0 0"];
    expect(() => read([...boot, "op 0 0"])).toThrow("group 2 of function 0 is not named by its");
    const other = ["answer 17", "fn 0 0 4 I - I - 0 0", "fn 1 1 4 I - I - 0 0"];
    expect(() => read([...other, "op 0 0"])).toThrow("group 1 of function 1 is not named by its");
  });
  test("a call of a driver that said that it reports none", () => {
    expect(() => read(whole("call 0 5 D1 - - 0"), "none")).toThrow('the hello said "calls none"');
  });
  test("an answer of more than 16 MiB", () => {
    const warnings = Array.from({ length: 90_000 }, () => `warn ${"x".repeat(200)}`);
    expect(() => read(whole(...warnings))).toThrow("an answer has at most 16777216 bytes");
  });
});

describe("lines", () => {
  const split = (...chunks: readonly string[]): readonly string[] => {
    const lines: string[] = [];
    const splitter = new LineSplitter();
    for (const chunk of chunks) splitter.add(Buffer.from(chunk), (line) => lines.push(line));
    return lines;
  };
  test("come whole, however they are cut", () => {
    expect(split("one\ntw", "o", "\n", "\nthree\nfo")).toEqual(["one", "two", "", "three"]);
  });
  test("have at most 65,536 bytes, ended or not", () => {
    const longest = "x".repeat(LINE_BYTES_MAX);
    expect(split(`${longest}\n`)).toEqual([longest]);
    expect(() => split(`${longest}x\n`)).toThrow("a line of more than 65536 bytes");
    expect(() => split(longest, "x")).toThrow("a line of more than 65536 bytes");
  });
});
