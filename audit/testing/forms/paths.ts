/** What `lspci -P` and `-PP` print: each function below the bridges above it (pciutils lspci.c). */
import { devfnText } from "../../../model/vocabulary/topology/address.js";
import { hex, PLAIN_TITLES, slotText, titleText } from "./names.js";
import type { ShownFunction } from "./shown.js";

/** `full`: with the bus of every function of the path (-PP). */
export function pathLspci(all: readonly ShownFunction[], full: boolean): string {
  const segments = all.some(({ segment }) => segment !== 0);
  return all
    .map((f) => `${pathText(all, f, full, segments)} ${titleText(f, PLAIN_TITLES)}\n`)
    .join("");
}

function pathText(
  all: readonly ShownFunction[],
  f: ShownFunction,
  full: boolean,
  segments: boolean,
): string {
  const above = f.parent === null ? undefined : all[f.parent];
  // A VF on a bus of its own is below its PF's port, whose buses contain it.
  if (above === undefined) return slotText(f, segments);
  const own = full ? `${hex(f.bus, 2)}:${devfnText(f.devfn)}` : devfnText(f.devfn);
  return `${pathText(all, above, full, segments)}/${own}`;
}
