/** The hello of a driver may say what protocol.md says, and nothing else is understood. */
import { describe, expect, test } from "vitest";
import { withPolicies } from "../../../model/vocabulary/design/contract.js";
import { LINUX_7_3, SOUND } from "../../designs/contracts.js";
import { HelloReader, type Hello } from "./hello.js";

function read(...lines: readonly string[]): Hello | null {
  const reader = new HelloReader();
  let hello: Hello | null = null;
  for (const line of ["pasidcheck-driver 1", ...lines]) hello = reader.line(line);
  return hello;
}

const BASIS = ["name an-os", "sentence It is an OS.", "contract sound"];

describe("what a driver may say", () => {
  test("who it is and what it promises; it is compared in everything", () => {
    expect(read(...BASIS, "ready")).toEqual({
      name: "an-os",
      sentence: "It is an OS.",
      contract: SOUND,
      precision: { outcome: "errno", calls: "all" },
    });
  });
  test("in which policies it differs, and what cannot be compared", () => {
    const hello = read(
      "name linux-7.3.4",
      "sentence Linux.",
      "contract linux-7.3",
      "policy handle linear",
      "policy undoPasid every-member",
      "compares outcome refusal",
      "compares calls none",
      "ready",
    );
    const contract = withPolicies(LINUX_7_3, { handle: "linear", undoPasid: "every-member" });
    expect(hello).toMatchObject({ contract, precision: { outcome: "refusal", calls: "none" } });
  });
  test("nothing is known before it is ready", () => {
    expect(read(...BASIS)).toBeNull();
  });
});

describe("what is not understood", () => {
  test.each([
    ["name An OS", 'hello line 2: a name is lower case, digits, dots and dashes, got "An OS"'],
    ["sentence ", "hello line 2: a sentence has 1 to 500 printable characters"],
    ["contract windows", 'hello line 2: no contract "windows"; there are linux-6.2, linux-7.3,'],
    ["policy colour red", 'hello line 2: no policy "colour"'],
    ["policy toString x", 'hello line 2: no policy "toString"'],
    ["policy enableCheck open", "expected a policy enableCheck of none, acs-path, pasid-safe, got"],
    [
      "policy enableCheck toString",
      "expected a policy enableCheck of none, acs-path, pasid-safe, got",
    ],
    [
      "policy enableCheck none none",
      "expected a policy enableCheck of none, acs-path, pasid-safe, got",
    ],
    ["compares colours", 'hello line 2: nothing is compared by "colours"'],
    ["sparkle", 'hello line 2: "sparkle" is no word of a hello'],
    ["ready", 'hello line 2: "ready" comes after name, sentence and contract'],
  ])("%s", (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
  test.each(["name other", "sentence Other.", "contract sound", "policy enableCheck none"])(
    "%s, a second time",
    (line) => {
      expect(() => read(...BASIS, "policy enableCheck none", line)).toThrow("is said twice");
    },
  );
  test("another version", () => {
    expect(() => new HelloReader().line("pasidcheck-driver 2")).toThrow(
      'hello line 1: expected "pasidcheck-driver 1", got "pasidcheck-driver 2"',
    );
  });
  test("a hello without an end", () => {
    expect(() => read(...Array.from({ length: 70 }, (_, i) => `policy ${i}`))).toThrow("no policy");
  });
});
