// Feeds the readers with damaged dumps and with random bytes: they end in a machine that can be or
// in one problem of one line. The texts are so large that a reader which is slower than linear in
// them does not come back before the time limit of a test.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readGroups } from "./groups.js";
import { readMachine } from "../machine/machine.js";
import { hexText, spaceOf } from "../testing/config-space.js";
import { realDumps } from "../testing/real-dumps.js";

const fixture = readFileSync(
  new URL("../testing/fixtures/two-segments.txt", import.meta.url),
  "utf8",
);
const bytes = ["00:01.0", "00:02.0", "01:00.0"]
  .map((address, n) => {
    const bridge = n === 0 ? { headerType: 1, secondary: 1 } : {};
    const type = n === 0 ? 4 : 0;
    const extended = [{ id: 0x0d, words: { 4: 0x087f, 6: 0x7d, 8: 0xff } }];
    const space = spaceOf({ ...bridge, express: { version: 2, type }, extended, sizeBytes: 512 });
    return `${address} 0604: 1234:5678\n${hexText(space)}\n`;
  })
  .join("");

/** Whether a machine was read. */
function survives(text: string): boolean {
  const read = readMachine(text);
  if (read.ok) {
    const { topology, functions, titles, groups } = read.value;
    expect(impossible(topology)).toBeNull();
    const lengths = [functions, titles, groups].map((list) => list.length);
    expect(lengths).toEqual(lengths.map(() => topology.functions.length));
  } else {
    expect(problemText(read.problem)).toMatch(/^[^\n]+$/);
  }
  return read.ok;
}

/** One damage: at a place in the text, as a fraction, something is lost, put in or moved. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(200),
  kind: fc.constantFrom("lose", "put", "repeat", "cut"),
  put: fc.oneof(
    fc.string({ unit: "binary", maxLength: 10 }),
    fc.constantFrom("> ", " \n", "=\n", "IOMMU Group 1:\n", "$ lspci\n", "-[0000:00]-+-00.0\n"),
    fc.constantFrom("\n", "00:1f.7 X: y\n", "secondary=01,", "ff ff ff ff", "Capabilities: [100] "),
  ),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(text: string, damages: readonly Damage[]): string {
  let now = text;
  for (const { at, length, kind, put } of damages) {
    const start = Math.floor(at * now.length);
    const [before, part, after] = [
      now.slice(0, start),
      now.slice(start, start + length),
      now.slice(start + length),
    ];
    switch (kind) {
      case "lose":
        now = before + after;
        break;
      case "put":
        now = before + put + part + after;
        break;
      case "repeat":
        now = before + part + part + after;
        break;
      case "cut":
        // Near the end, so that something is left to read.
        now = now.slice(0, now.length - Math.floor(length / 4));
        break;
    }
  }
  return now;
}

describe.each([
  ["text", fixture],
  ["bytes", bytes],
])("a damaged dump of %s", (_, dump) => {
  test("is read or refused", () => {
    let read = 0;
    const damages = fc.array(damage, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(damages, (some) => {
        const text = damaged(dump, some);
        readGroups(text);
        if (survives(text)) read++;
      }),
      { numRuns: 500 },
    );
    expect(read).toBeGreaterThan(50);
  });
});

test("random bytes are refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000, size: "max" }), (random) => {
      for (const text of [Buffer.from(random).toString("latin1"), Buffer.from(random).toString()]) {
        expect(survives(text)).toBe(false);
        expect(readGroups(text).ok).toBe(false);
      }
    }),
  );
});

const pfs = Array.from({ length: 4096 }, (_, n) => {
  const [bus, slot] = [(n >> 5).toString(16), (n & 0x1f).toString(16)];
  const iov =
    "\tCapabilities: [140 v1] Single Root I/O Virtualization (SR-IOV)\n\t\tNumber of VFs: 65535,";
  const at = `${bus.padStart(2, "0")}:${slot.padStart(2, "0")}.0`;
  return `${at} VGA: X\n${iov} VF offset: 1, stride: 1\n`;
});

test.each([
  ["claims of VFs", pfs.join("")],
  ["one endless line", `00:02.0 ${"a [".repeat(1_000_000)}`],
  [
    "one endless function",
    `00:02.0 X: y\n${"\tCapabilities: [100 v1] Express (v2) ".repeat(100_000)}`,
  ],
  ["white space", `00:02.0 X: y\n${" \t\n".repeat(1_000_000)}`],
  ["quoting", `${"> ".repeat(10_000_000)}00:02.0 X: y\n`],
  ["one register", `00:02.0 X: y\n\tCapabilities: [40] Express ${"DevCtl2: ".repeat(200_000)}`],
  ["zeros", "00: 00 ".repeat(300_000)],
  ["colours", `00:02.0 X: y\n${"\u001B[1;3".repeat(500_000)}`],
  ["tags", `<pre>00:02.0 X: y\n${"<br <pre ".repeat(300_000)}`],
  ["entities", `00:02.0 X: y\n${"&amp;#".repeat(500_000)}`],
  [
    "quoted-printable",
    `Content-Transfer-Encoding: quoted-printable\n\n${"=3D=\n".repeat(300_000)}`,
  ],
  ["base64", `Content-Transfer-Encoding: base64\n\n${"MDA6MDIuMCBY".repeat(200_000)}`],
  ["headers of mails", "Content-Type: text/plain; format=flowed\n".repeat(100_000)],
  ["flowed lines", `Content-Type: text/plain; format=flowed\n\n${"00 \n".repeat(300_000)}`],
  ["a tree", `-[0000:00]-${"+-00.0-[01]-".repeat(300_000)}`],
  ["a deep tree", "-[0000:00]-+-00.0-[01]--+-".repeat(300_000)],
  ["paths", `00:02.0${"/00.0".repeat(500_000)} X: y\n`],
  ["many paths", `00:02.0${"/00.0".repeat(32)} X: y\n`.repeat(4000)],
  ["one function again and again", "00:02.0 X: y\n00:02.0 Z: y\n".repeat(2000)],
  ["groups", `IOMMU Group 1 ${"00:02.0 ".repeat(300_000)}\n`],
  ["lists of groups", "IOMMU Group 1:\n\t00:02.0 X: y\n".repeat(100_000)],
  ["fields of nobody", "\tCapabilities: [40] Express\n\n".repeat(200_000)],
  ["what looks like functions", "00:02.9 X: y\n".repeat(300_000)],
  ["fields for programs", `Slot:\t00:02.0\n${"Class:\tX\n".repeat(300_000)}`],
  ["FreeBSD's functions", `x0@pci0:0:0:0:\t${"class = cap 10[40] = ".repeat(200_000)}\n`],
  ["bytes without end", `00:02.0 X: y\n${hexText(new Uint8Array(4096)).repeat(100)}`],
])("a reader does not hang on %s", (_, text) => {
  survives(text);
  readGroups(text);
});

const dumps = realDumps();

test.skipIf(dumps.length === 0)("damaged dumps of real machines are read or refused", () => {
  const texts = dumps.map(([, path]) => readFileSync(path, "utf8"));
  let read = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...texts.map((text) => text.slice(0, 60_000))),
      fc.array(damage, { minLength: 1, maxLength: 8 }),
      (text, some) => {
        if (survives(damaged(text, some))) read++;
      },
    ),
    { numRuns: 150 },
  );
  expect(read).toBeGreaterThan(30);
});
