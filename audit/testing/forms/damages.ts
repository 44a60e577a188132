/** Damage to a text: lines and characters that are lost, cut off, repeated, moved or put in. */
import fc from "fast-check";

/** A text that was damaged; whatever it said it may say no longer. */
export type Damage = (text: string) => string;

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Some lines are lost. */
const lost = fc
  .array(share, { minLength: 1, maxLength: 8 })
  .map((at): Damage => onLines((lines) => withoutLines(lines, at)));

/** The text ends somewhere. */
const cut = share.map(
  (at): Damage =>
    (text) =>
      text.slice(0, Math.floor(at * text.length)),
);

/** It begins somewhere. */
const late = share.map(
  (at): Damage =>
    (text) =>
      text.slice(Math.floor(at * text.length)),
);

/** Only some of its functions are left, in another order. */
const moved = fc
  .array(fc.nat(40), { minLength: 1, maxLength: 20 })
  .map((order): Damage => (text) => {
    const parts = text.split(/(?<=\n\n)/);
    return [...new Set(order)].map((n) => parts[n % parts.length] ?? "").join("");
  });

/** Some characters are others. */
const garbled = fc
  .array(fc.tuple(share, fc.string({ unit: "binary", minLength: 1, maxLength: 3 })), {
    minLength: 1,
    maxLength: 10,
  })
  .map(
    (some): Damage =>
      (text) =>
        some.reduce((now, [at, put]) => {
          const start = Math.floor(at * now.length);
          return now.slice(0, start) + put + now.slice(start + put.length);
        }, text),
  );

/** Something is in the midst of it that is no dump, or is one of another machine. */
const STRANGE = [
  "On Mon, 1 Jan 2024 at 00:00, J. Doe wrote:\n",
  "Mail: 00:00.0 and 01:00.0 are in one group, I think\n",
  "[    0.312345] pci 0000:00:01.0: Adding to iommu group 1\n",
  "IOMMU Group 77 00:1f.7 ISA bridge [0601]: X [1234:5678]\n",
  "00:1f.7 ISA bridge: X\n\n",
  "Capabilities: [100 v1] Access Control Services\n",
  "\t\tACSCtl:\tSrcValid+ TransBlk+ ReqRedir+\n",
  "-[0000:00]-+-00.0\n           \\-1f.7\n",
  "pcib9@pci0:0:31:7:\tclass=0x060400 rev=0x00 hdr=0x01 vendor=0x1234 device=0x0010\n",
  "\u0000\u0000\n",
  "... (some lines left out)\n",
];
const put = fc
  .array(fc.tuple(share, fc.constantFrom(...STRANGE)), { minLength: 1, maxLength: 4 })
  .map((some): Damage => onLines((lines) => withLines(lines, some)));

export const damages: fc.Arbitrary<Damage> = fc
  .array(fc.oneof(lost, cut, late, moved, garbled, put), { minLength: 1, maxLength: 3 })
  .map(
    (all): Damage =>
      (text) =>
        all.reduce((now, damage) => damage(now), text),
  );

/**
 * Damage that loses functions, and a part of one at the end. Lines that are lost within a function
 * are another thing: what has no title any more is taken to belong to what stands before it.
 */
export const losses: fc.Arbitrary<Damage> = fc
  .array(fc.oneof(cut, late, moved), { minLength: 1, maxLength: 2 })
  .map(
    (all): Damage =>
      (text) =>
        all.reduce((now, damage) => damage(now), text),
  );

function onLines(of: (lines: readonly string[]) => readonly string[]): Damage {
  return (text) => of(text.split("\n")).join("\n");
}

function withoutLines(lines: readonly string[], at: readonly number[]): readonly string[] {
  const gone = new Set(at.map((where) => Math.floor(where * lines.length)));
  return lines.filter((_, n) => !gone.has(n));
}

function withLines(
  lines: readonly string[],
  some: readonly (readonly [number, string])[],
): readonly string[] {
  const now = [...lines];
  for (const [where, line] of some) now.splice(Math.floor(where * now.length), 0, line.trimEnd());
  return now;
}
