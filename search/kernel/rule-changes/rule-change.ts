/**
 * A deliberate change of one rule of the reference. A comparison with the real kernel that does not
 * notice every one of them compares too little; `npm run rule-changes` tries all. A change is an
 * edit of the compiled reference, so that nothing need be prepared for it there.
 */

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
