/** Defines one deliberate change of a rule of the reference. */

export interface RuleChange {
  /** Lower case with dashes. */
  readonly name: string;
  /** What the changed reference believes, in a sentence. */
  readonly believes: string;
  /** Of the compiled file, below dist/. */
  readonly file: string;
  /** Occurs once in it. */
  readonly from: string;
  readonly to: string;
}
