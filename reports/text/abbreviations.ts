/**
 * The abbreviations that a report may show, each with its meaning. A legend explains those that are
 * on its page and no other, because it is made by reading the page. Sources: acs.ts, domain.ts and
 * operands.ts of model/vocabulary, and the numbering of docs/reference/semantics.md.
 */
interface Abbreviation {
  /** Where it stands in a text; the whole match is the mark, or its first group if it has one. */
  readonly pattern: RegExp;
  /** How a family of marks is written, `CLAIM-n`; absent: each mark as it is. */
  readonly family?: string;
  readonly means: string;
}

/** So many marks of one kind are written out: `D1, D2, D3`. */
const MARKS_MAX = 3;

const ABBREVIATIONS: readonly Abbreviation[] = [
  { pattern: /\bCLAIM-\d+\w?/g, family: "CLAIM-n", means: "a claim of the mail thread" },
  { pattern: /\bLEAD-\d+\w?/g, family: "LEAD-n", means: "a suspected bug of Linux 7.3" },
  { pattern: /\bFLAW-\d+\w?/g, family: "FLAW-n", means: "a flaw of Linux' grouping" },
  { pattern: /\bBUG-\d+\w?/g, family: "BUG-n", means: "a historic bug" },
  {
    pattern: /\bINV-\d+\w?/g,
    family: "INV-n",
    means: "an invariant's number in docs/reference/semantics.md",
  },
  {
    pattern: /\bsemantics \d[\d.]*/g,
    family: "semantics n",
    means: "a section of docs/reference/semantics.md",
  },
  { pattern: /\bRID\b/g, means: "requester ID" },
  { pattern: /\bSV\b/g, means: "ACS Source Validation" },
  { pattern: /\bTB\b/g, means: "ACS Translation Blocking" },
  { pattern: /\bRR\b/g, means: "ACS P2P Request Redirect" },
  { pattern: /\bCR\b/g, means: "ACS P2P Completion Redirect" },
  { pattern: /\bUF\b/g, means: "ACS Upstream Forwarding" },
  { pattern: /\bEC\b/g, means: "ACS P2P Egress Control" },
  { pattern: /\bDT\b/g, means: "ACS Direct Translated P2P" },
  {
    pattern: /\bacs (?:[A-Z]{2} )*of [A-Z]{2}\b/g,
    family: "acs ... of ...",
    means: "ACS bits that are on, of those implemented",
  },
  { pattern: /\bD[1-8]\b/g, means: "paging domain" },
  { pattern: /\bN1\b/g, means: "domain without set_dev_pasid" },
  { pattern: /\bF1\b(?!-)/g, means: "domain of another IOMMU driver" },
  { pattern: /\b(?:domain|has|have) (B)\b/g, means: "blocked domain" },
  { pattern: /\b(?:domain|has|have) (I)\b/g, means: "identity domain" },
  { pattern: /\bH[1-4]\b/g, means: "page table that a user allocated (HWPT)" },
  { pattern: /\bX[1-4]\b/g, means: "page table that iommufd allocated" },
  { pattern: /\bS[12]\b/g, means: "domain of a process' address space" },
  { pattern: /\bM[12]\b/g, means: "address space of a process" },
  { pattern: /\bA[1-4]\b/g, means: "I/O address space of iommufd (IOAS)" },
  { pattern: /\bC[12]\b/g, means: "iommufd context" },
  { pattern: /\bh[1-8]\b/g, means: "attach handle" },
  { pattern: /\bO[12]\b/g, means: "owner of a group" },
  { pattern: /\bR[12]\b/g, means: "driver with PASIDs of its own" },
];

/** `RR: ACS P2P Request Redirect`, for each abbreviation that the page has. */
export function abbreviationsOf(page: string): readonly string[] {
  return ABBREVIATIONS.flatMap(({ pattern, family, means }) => {
    const marks = new Set([...page.matchAll(pattern)].map((m) => m[1] ?? m[0]));
    if (marks.size === 0) return [];
    return [`${family ?? shownMarks([...marks].toSorted())}: ${means}`];
  });
}

function shownMarks(marks: readonly string[]): string {
  if (marks.length <= MARKS_MAX) return marks.join(", ");
  return `${marks[0] ?? ""} to ${marks.at(-1) ?? ""}`;
}
