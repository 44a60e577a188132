import { expect, test } from "vitest";
import { decodeText } from "./decode-text.js";

const TEXT = "00:01.0 PCI bridge: Exämple\n\tFlags: fast devsel\n";
const little = Buffer.from(TEXT, "utf16le");
const big = Buffer.from(little).swap16();

test.each([
  ["UTF-8", Buffer.from(TEXT)],
  ["UTF-16LE", little],
  ["UTF-16BE", big],
])("%s is read, with a byte order mark and without", (_, bytes) => {
  expect(decodeText(bytes)).toBe(TEXT);
  const mark = bytes === little ? [0xff, 0xfe] : bytes === big ? [0xfe, 0xff] : [0xef, 0xbb, 0xbf];
  expect(decodeText(Buffer.concat([Buffer.from(mark), bytes]))).toBe(`\uFEFF${TEXT}`);
});

test("other bytes become a text all the same", () => {
  expect(decodeText(Buffer.from([0x41, 0xff]))).toBe("A\uFFFD");
  expect(decodeText(new Uint8Array())).toBe("");
});
