/** The kinds of a device's functions, and what is drawn for one function alone. */
import {
  isBridge,
  isEndpoint,
  isExpress,
  type PciFunction,
} from "../../../model/vocabulary/topology/topology.js";
import { drawAcs, type AcsStyle } from "./acs.js";
import type {
  PlainFunction,
  PlacedKind,
} from "../../../model/vocabulary/topology/plain-function.js";
import { weighted, type Draw } from "../draw.js";
import type { Knobs, RootShape } from "../knobs.js";

const WIDTHS = weighted([
  [8, 6],
  [20, 5],
  [16, 2],
  [1, 2],
  [0, 1],
  [2, 1],
  [3, 1],
  [5, 1],
]);
const INTEGRATED: readonly PlacedKind[] = weighted<PlacedKind>([
  ["rciep", 6],
  ["rcec", 1],
  ["pci-bridge", 1],
]);
/** What stands behind a conventional bridge. */
export const CONVENTIONAL: readonly PlacedKind[] = weighted<PlacedKind>([
  ["pci-device", 8],
  ["pci-bridge", 1],
  ["pci-to-pcie-bridge", 1],
]);

/** The kinds of the functions of one device on a root bus. */
export function rootKinds(
  d: Draw,
  k: Knobs,
  shape: RootShape,
  room: number,
): readonly PlacedKind[] {
  const count = functionCount(d, k, room);
  switch (shape) {
    case "port":
      return repeat("root-port", d.chance(50) ? 1 : count);
    case "integrated":
      return mixture(d, "rciep", INTEGRATED, count);
    case "collector":
      return ["rcec"];
    case "endpoint":
      return repeat(d.chance(30) ? "legacy-endpoint" : "endpoint", count);
    case "bridge":
      return mixture(d, "pci-bridge", CONVENTIONAL, d.chance(80) ? 1 : count);
    case "device":
      return repeat("pci-device", count);
    case "express-bridge":
      return [d.chance(75) ? "pcie-to-pci-bridge" : "pci-to-pcie-bridge"];
    case "vmd":
      return ["rciep"];
  }
}

/** One, two or three functions, as far as there is room. */
export function functionCount(d: Draw, k: Knobs, room: number): number {
  if (room < 2 || !d.chance(k.multifunctionPercent)) return 1;
  return room > 2 && d.chance(30) ? 3 : 2;
}

function mixture(
  d: Draw,
  first: PlacedKind,
  others: readonly PlacedKind[],
  count: number,
): PlacedKind[] {
  const kinds = [first];
  while (kinds.length < count) kinds.push(d.pick(others));
  return kinds;
}

export function repeat(kind: PlacedKind, count: number): PlacedKind[] {
  const kinds: PlacedKind[] = [];
  while (kinds.length < count) kinds.push(kind);
  return kinds;
}

/**
 * What a function has whose extended configuration space can be reached. `lone`: it is its device's
 * only one.
 */
export function drawFunction(
  d: Draw,
  k: Knobs,
  f: PlainFunction<PciFunction>,
  style: AcsStyle,
  lone: boolean,
): void {
  drawBridge(d, k, f);
  const port = f.kind === "root-port" || f.kind === "downstream-port";
  // A device with one function rarely has ACS, and Linux would not look at it.
  if (isExpress(f) && (port || !lone || d.chance(30))) f.acs = drawAcs(d, k, style, port);
  if (!isEndpoint(f)) return;
  if (d.chance(k.pasidPercent))
    f.pasid = { width: d.pick(WIDTHS), exec: d.chance(40), priv: d.chance(30) };
  f.pasidNoTlp = d.chance(k.pasidNoTlpPercent);
  if (d.chance(k.atsPercent)) f.ats = true;
}

/** The quirk flags of bridges (Linux drivers/pci/quirks.c). */
export function drawBridge(d: Draw, k: Knobs, f: PlainFunction<PciFunction>): void {
  if (isBridge(f)) f.xlateRoot = d.chance(k.xlateRootPercent);
  if (f.kind === "pcie-to-pci-bridge") f.noAlias = d.chance(k.noAliasPercent);
  if (f.kind === "pci-bridge") f.pcieAlias = d.chance(k.pcieAliasPercent);
}
