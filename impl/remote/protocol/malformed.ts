/**
 * The error of a driver whose lines do not follow the protocol (impl/remote/protocol.md). That is a
 * broken driver, not a refusal: whoever reads the lines stops, and the driver with them.
 */

/** Characters of a driver's line that a message quotes. */
const QUOTED_MAX = 100;

export class Malformed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Malformed";
  }
}

/** A driver's words as a message quotes them. */
export function quoted(text: string): string {
  const whole = text.length <= QUOTED_MAX ? text : `${text.slice(0, QUOTED_MAX)}...`;
  return JSON.stringify(whole);
}

/** Whether a text consists of printable ASCII, blanks included. */
export function isPrintable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}
