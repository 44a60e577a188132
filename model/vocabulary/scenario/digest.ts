/** The digest that names a counterexample. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Scenario } from "./scenario.js";
import { stableText } from "../reading/stable-text.js";

/** Hexadecimal digits of a digest. */
const DIGEST_DIGITS = 16;

/**
 * The digest that names a counterexample: of the invariant and of the scenario as it is (make it
 * canonical first).
 */
export function digest(invariant: string, scenario: Scenario): string {
  const text = `${invariant}\n${stableText(scenario)}`;
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, DIGEST_DIGITS);
}
