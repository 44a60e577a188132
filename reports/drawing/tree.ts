/**
 * The drawing of a topology: a tree of functions with their groups, ACS bits and what they can do,
 * and a mark at every element that ends a path on which Linux insists (docs/reference/semantics.md
 * 2.5).
 */
import type { PciFunction, Topology } from "../../model/vocabulary/topology/topology.js";
import { nameOf } from "../text/finding.js";
import { wrapped } from "../text/words.js";
import { layout, type Place } from "./layout.js";
import { legend } from "./legend.js";
import { onPasidPaths } from "./pasid-paths.js";
import { pathMark, traits, TRAITS_LEGEND, type UnseenFacts } from "./traits.js";

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
  /**
   * In place of groupOf: the number of its group; `-`: it has none; `?`: it cannot be said; empty:
   * it only stands in for a function.
   */
  readonly tagOf: (dev: number) => string;
  /** What the source does not show of it. */
  readonly unseenOf: (dev: number) => UnseenFacts;
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
  const { titles } = options;
  const lines = titles === undefined ? scenarioLines(t, options) : titledLines(t, options, titles);
  return lines.map((line) => `${line}\n`).join("");
}

function scenarioLines(t: Topology, options: DrawingOptions): readonly string[] {
  const rows = rowsOf(t, options, () => NONE_UNSEEN);
  const width = Math.max(0, ...rows.map(({ text }) => text.length));
  const forPasid = onPasidPaths(t);
  const lines = rows.map(({ f, dev, text }) => {
    const group = options.groupOf === undefined ? "" : groupTag(options.groupOf(dev));
    const mark = pathMark(f, forPasid.has(dev)) ?? "";
    const columns = [text.padEnd(width), group, traits(t, f).join(", "), mark];
    return columns
      .filter((column) => column !== "")
      .join("  ")
      .trimEnd();
  });
  return [...lines, `(${TRAITS_LEGEND})`];
}

function titledLines(t: Topology, options: DrawingOptions, titles: Titles): readonly string[] {
  const rows = rowsOf(t, options, titles.unseenOf);
  const width = Math.max(0, ...rows.map(({ text }) => text.length));
  const lines = rows.map(({ f, dev, text }) => {
    const said = traits(t, f, titles.unseenOf(dev)).join(", ");
    return titled(text.padEnd(width), said, dev, titles);
  });
  const marks = legend(marksIn(t, titles)).join("; ");
  return marks === "" ? lines : [...lines, ...wrapped(`(${marks})`, titles.width)];
}

/** The marks of a machine's tree, of all functions: what its legend has to explain. */
export function marksIn(
  t: Topology,
  { tagOf, unseenOf }: Pick<Titles, "tagOf" | "unseenOf">,
): ReadonlySet<string> {
  const marks = new Set<string>();
  for (const [dev, f] of t.functions.entries()) {
    const tag = tagOf(dev);
    if (tag !== "") marks.add(`[${tag}]`);
    const unseen = unseenOf(dev);
    if (isKindGuessed(unseen)) marks.add("kind ?");
    for (const trait of traits(t, f, unseen)) marks.add(trait);
  }
  return marks;
}

const NONE_UNSEEN: UnseenFacts = new Set();

function rowsOf(
  t: Topology,
  { ascii }: DrawingOptions,
  unseenOf: Titles["unseenOf"],
): readonly Row[] {
  const signs = ascii ? ASCII : BOX;
  return layout(t).flatMap((place) => row(t, place, signs, unseenOf(place.dev)));
}

function row(
  t: Topology,
  { dev, depth, last, lastAbove }: Place,
  signs: Signs,
  unseen: UnseenFacts,
): readonly Row[] {
  const f = t.functions[dev];
  if (f === undefined) return [];
  const above = lastAbove.map((isLast) => (isLast ? signs.none : signs.down)).join("");
  const joint = depth === 0 ? "" : last ? signs.last : signs.branch;
  const kind = isKindGuessed(unseen) ? `${kindText(f)}?` : kindText(f);
  return [{ f, dev, text: `${above}${joint}${nameOf(t, dev)} ${kind}` }];
}

/** `endpoint?`: what it is is not shown. */
export function isKindGuessed(unseen: UnseenFacts): boolean {
  return unseen.has("kind");
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
  const group = titles.tagOf(dev);
  const tag = (group === "" ? "" : `[${group}]`).padEnd(TAG_WIDTH);
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
