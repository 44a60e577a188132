/**
 * The text in the bytes of a file, as editors write them: UTF-8, or UTF-16 in either order, with or
 * without a byte order mark (Unicode 16, section 23.8).
 */

/** So many bytes tell which of them it is. */
const SAMPLE_BYTES = 4096;
const PAIRS_MIN = 8;
/** Of the zeros in UTF-16 of a text that is mostly ASCII nearly all are high bytes. */
const ZEROS_MIN = 0.3;

/** What is no such text becomes one with U+FFFD in it. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes), { ignoreBOM: true }).decode(bytes);
}

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

function encodingOf(bytes: Uint8Array): Encoding {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const sample = bytes.subarray(0, SAMPLE_BYTES & ~1);
  let even = 0;
  let odd = 0;
  for (const [i, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (i % 2 === 0) even++;
    else odd++;
  }
  const pairs = sample.length / 2;
  if (pairs < PAIRS_MIN) return "utf-8";
  if (odd > pairs * ZEROS_MIN && even * 10 < odd) return "utf-16le";
  if (even > pairs * ZEROS_MIN && odd * 10 < even) return "utf-16be";
  return "utf-8";
}
