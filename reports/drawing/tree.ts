/**
 * The drawing of a topology: a tree of functions with their groups, ACS bits and what they can do,
 * and a mark at every element that ends a path on which Linux insists (docs/reference/semantics.md
 * 2.5).
 */
import type { PciFunction, Topology } from "../../model/vocabulary/topology/topology.js";
import { nameOf } from "../text/finding.js";
import { layout, type Place } from "./layout.js";
import { onPasidPaths } from "./pasid-paths.js";
import { pathMark, traits, TRAITS_LEGEND } from "./traits.js";

export interface DrawingOptions {
  /** ASCII characters only, instead of box characters. */
  readonly ascii: boolean;
  /**
   * The number of a function's group, drawn as [1]; 0: it has none. Absent: groups are not drawn.
   */
  readonly groupOf?: (dev: number) => number;
  /** Real machines: what a function is called, in place of marks; cut so that lines fit. */
  readonly titles?: Titles;
}

export interface Titles {
  readonly of: (dev: number) => string;
  /** Columns that a line may take. */
  readonly width: number;
  /** In place of groupOf: numbers of groups that count from 0; null: it has none. */
  readonly groupOf: (dev: number) => number | null;
}

interface Signs {
  readonly branch: string;
  readonly last: string;
  readonly down: string;
  readonly none: string;
}

const BOX: Signs = { branch: "├─ ", last: "└─ ", down: "│  ", none: "   " };
const ASCII: Signs = { branch: "|- ", last: "`- ", down: "|  ", none: "   " };

interface Row {
  readonly f: PciFunction;
  readonly dev: number;
  readonly text: string;
}

/** One line a function, root buses one after the other, then what the signs mean. */
export function drawing(t: Topology, options: DrawingOptions): string {
  const signs = options.ascii ? ASCII : BOX;
  const rows = layout(t).flatMap((place) => row(t, place, signs));
  const width = Math.max(0, ...rows.map(({ text }) => text.length));
  const forPasid = onPasidPaths(t);
  const { titles } = options;
  const lines = rows.map(({ f, dev, text }) => {
    if (titles !== undefined) return titled(text.padEnd(width), traits(t, f), dev, titles);
    const group = options.groupOf === undefined ? "" : groupTag(options.groupOf(dev));
    const mark = pathMark(f, forPasid.has(dev)) ?? "";
    const columns = [text.padEnd(width), group, traits(t, f), mark];
    return columns
      .filter((column) => column !== "")
      .join("  ")
      .trimEnd();
  });
  return [...lines, `(${TRAITS_LEGEND})`].map((line) => `${line}\n`).join("");
}

function row(t: Topology, { dev, depth, last, lastAbove }: Place, signs: Signs): readonly Row[] {
  const f = t.functions[dev];
  if (f === undefined) return [];
  const above = lastAbove.map((isLast) => (isLast ? signs.none : signs.down)).join("");
  const joint = depth === 0 ? "" : last ? signs.last : signs.branch;
  return [{ f, dev, text: `${above}${joint}${nameOf(t, dev)} ${kindText(f)}` }];
}

/** `root port`, `PCIe-to-PCI bridge`. */
export function kindText(f: PciFunction): string {
  switch (f.kind) {
    case "rciep":
    case "rcec":
    case "vf":
      return f.kind === "rciep" ? "RCiEP" : f.kind.toUpperCase();
    case "pcie-to-pci-bridge":
      return "PCIe-to-PCI bridge";
    case "pci-to-pcie-bridge":
      return "PCI-to-PCIe bridge";
    case "pci-bridge":
      return "PCI bridge";
    case "pci-device":
      return "PCI device";
    case "root-port":
    case "upstream-port":
    case "downstream-port":
    case "endpoint":
    case "legacy-endpoint":
      return f.kind.replace("-", " ");
    default:
      return f satisfies never;
  }
}

const TITLE_MIN = 12;
const TAG_WIDTH = 5;

function titled(text: string, said: string, dev: number, titles: Titles): string {
  const group = titles.groupOf(dev);
  const tag = `[${group ?? "-"}]`.padEnd(TAG_WIDTH);
  const line = cut(said === "" ? `${text}  ${tag}` : `${text}  ${tag}  ${said}`, titles.width);
  const left = titles.width - line.length - 2;
  const title = titles.of(dev);
  const fits = title.length <= left || left >= TITLE_MIN;
  return fits ? `${line}  ${cut(title, left)}`.trimEnd() : line.trimEnd();
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 2).trimEnd()}..` : text;
}

function groupTag(group: number): string {
  return group === 0 ? "[-]" : `[${group}]`;
}
