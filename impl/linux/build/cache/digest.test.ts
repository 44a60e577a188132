import { expect, test } from "vitest";
import { digestOf, digestsOf } from "./digest.js";
import type { Inputs } from "../source/inputs.js";

const INPUTS: Inputs = {
  driver: [
    { name: "Kconfig", text: "config PASIDCHECK\n" },
    { name: "a.c", text: "int a;\n" },
  ],
  init: { name: "init.c", text: "int main;\n" },
  config: "CONFIG_A=y\n",
};
const BEFORE = digestsOf("linux-source-7.3 7.3.4-1", INPUTS, "gcc 12");

test("the digest is the same for the same, wherever and whenever", () => {
  // SHA-256 of `length:word` a word, by another program.
  expect(BEFORE.digest).toBe("ad92cea8b1d9aee4");
  expect(digestsOf("linux-source-7.3 7.3.4-1", { ...INPUTS }, "gcc 12")).toEqual(BEFORE);
});

test.each([
  ["source", () => digestsOf("linux-source-7.3 7.3.5-1", INPUTS, "gcc 12")],
  ["compiler", () => digestsOf("linux-source-7.3 7.3.4-1", INPUTS, "gcc 13")],
  ["configuration", () => changed({ config: "CONFIG_B=y\n" })],
  ["init", () => changed({ init: { name: "init.c", text: "int other;\n" } })],
  ["driver", () => changed({ driver: INPUTS.driver.slice(0, 1) })],
  [
    "name of a file",
    () => changed({ driver: INPUTS.driver.map((f) => ({ ...f, name: `x${f.name}` })) }),
  ],
])("another %s gives another digest", (_, digests) => {
  expect(digests().digest).not.toBe(BEFORE.digest);
});

function changed(inputs: Partial<Inputs>): typeof BEFORE {
  return digestsOf("linux-source-7.3 7.3.4-1", { ...INPUTS, ...inputs }, "gcc 12");
}

test("words do not run into each other", () => {
  expect(digestOf(["ab", "c"])).not.toBe(digestOf(["a", "bc"]));
  expect(digestOf(["a", ""])).not.toBe(digestOf(["a"]));
  expect(digestOf(["ä"])).toMatch(/^[0-9a-f]{16}$/);
});
