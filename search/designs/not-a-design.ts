/**
 * The error of a module whose design does not keep to the interface (Design, Machine in
 * model/vocabulary/design/design.ts). That is a mistake of whoever wrote it, and no finding about
 * it.
 */

/** The message is one line: which member, what is wrong with it. */
export class NotADesign extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NotADesign";
  }
}

/** Whether a crash is one of these; errors cross threads as text only (listener.ts messageOf). */
export function saysNotADesign(message: string): boolean {
  return message.startsWith("NotADesign: ");
}
