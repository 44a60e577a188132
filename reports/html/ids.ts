/** The ids by which places of a page are named; none holds text from outside. */

export function lawId(law: number): string {
  return `law-${law}`;
}

export function verdictId(law: number, design: number): string {
  return `verdict-${law}-${design}`;
}

export function storyId(told: number): string {
  return `story-${told}`;
}
