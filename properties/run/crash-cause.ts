/**
 * The cause of a crash: what two crashes have in common that are the same defect. Addresses,
 * offsets, times and the numbers of tasks differ from one run or one kernel to the next.
 */

/** How the client of a driver begins its words on a crash that did not come again. */
const NOT_ALONE = "crashed, but not when run again alone";

/** The first line of a message, without what is an accident of the run. */
export function causeOf(message: string): string {
  const [first = ""] = message.split("\n");
  const text = first.replace(/^(?:Error: )+/, "").replace(/ \(foretold: .*\)$/, "");
  if (text.startsWith(NOT_ALONE)) return NOT_ALONE;
  return text
    .replaceAll(/\b(?:0x)?[0-9a-f]{8,16}\b|0x[0-9a-f]+/g, "ADDRESS")
    .replaceAll(/\+ADDRESS\/ADDRESS/g, "")
    .replaceAll(/\b(\w+):\d+\b/g, "$1")
    .replaceAll(/\d+(?= seconds?\b)/g, "N");
}

/** Whether this crash can be seen again at all: it came in a new process too. */
export function comesAgain(message: string): boolean {
  return causeOf(message) !== NOT_ALONE;
}
