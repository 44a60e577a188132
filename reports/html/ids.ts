/** The ids by which places of a page are named; none holds text from outside. */

export function invariantId(invariant: number): string {
  return `invariant-${invariant}`;
}

export function verdictId(invariant: number, design: number): string {
  return `verdict-${invariant}-${design}`;
}

export function storyId(told: number): string {
  return `story-${told}`;
}
