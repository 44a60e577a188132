/**
 * The ideal groups (semantics 5.4): functions that can reach each other untranslated, in either
 * direction, or that emit a common requester ID, directly or through others.
 */

/**
 * Labels of connected components: equal numbers, equal component. `joined(a, b)` is asked for a <
 * b.
 */
export function components(
  n: number,
  joined: (a: number, b: number) => boolean,
): readonly number[] {
  const label = Array.from({ length: n }, (_, i) => i);
  for (let a = 0; a < n; a++)
    for (let b = a + 1; b < n; b++) {
      const from = label[b] ?? b;
      const to = label[a] ?? a;
      if (from !== to && joined(a, b)) relabel(label, from, to);
    }
  return label;
}

function relabel(label: number[], from: number, to: number): void {
  for (let i = 0; i < label.length; i++) if (label[i] === from) label[i] = to;
}
