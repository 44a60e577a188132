/** A line of a text from outside, as it is after cleaning, with its number. */
export interface Line {
  readonly text: string;
  /** Of the text as it came, from 1: of a joined line, that of its first. */
  readonly at: number;
}
