/**
 * The picture of a topology as SVG: boxes for functions, lines to the bridges above them, groups as
 * regions, and in red the paths of PASIDs that are not complete.
 */
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { boxLines, lineWidth, wordsWidth, type BitWord, type Line, type Notes } from "./boxes.js";
import { DRAWING_STYLE, STANDALONE_STYLE } from "./style.js";
import { layout, type Place } from "./layout.js";
import { Markup, markup, NOTHING } from "../text/markup.js";
import { onIncompletePaths, onPasidPaths } from "./pasid-paths.js";
import { regions, type Region } from "./group-regions.js";

export interface PictureOptions extends Notes {
  /** The number of a function's group; null: it has none. */
  readonly groupOf: (dev: number) => number | null;
  /** Of a large machine draw only these; the bridges above them are among them. */
  readonly only?: ReadonlySet<number>;
  /** Whether enough of a function is known to draw its path in red; left out: of all. */
  readonly isSure?: (dev: number) => boolean;
  /** What it shows, for whoever cannot see it. */
  readonly label: string;
}

/** Pixels. A column is as wide as a monospaced character of 12 px, a little more than most. */
const COLUMN = 7.3;
const LINE = 18;
const PAD = 8;
const GAP = 14;
const STEP = 22;
const MARGIN = 10;
const LANE = 10;
const BIT_HEIGHT = 15;

interface Box {
  readonly place: Place;
  readonly lines: readonly Line[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly wrong: boolean;
}

/** A file of its own. */
export function pictureFile(t: Topology, options: PictureOptions): string {
  const style = Markup.trusted(`<style>${DRAWING_STYLE}${STANDALONE_STYLE}</style>`);
  return `${picture(t, options, style).text}\n`;
}

/** Within a page that has DRAWING_STYLE. */
export function picture(t: Topology, options: PictureOptions, style = NOTHING): Markup {
  const places = layout(t, options.only);
  const boxes = boxesOf(t, places, options);
  const groups = regions(places, options.groupOf);
  const tag = Math.max(0, ...groups.map(({ group }) => tagText(group).length)) * COLUMN;
  const right = Math.max(0, ...boxes.map(({ x, width }) => x + width)) + GAP + tag;
  const lanes = Math.max(0, ...groups.map(({ lane }) => (lane === null ? 0 : lane + 1)));
  const width = Math.ceil(right + MARGIN + lanes * LANE);
  const last = boxes.at(-1);
  const height = (last === undefined ? 0 : last.y + last.height) + MARGIN;
  const red = onIncompletePaths(t, options.isSure);
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img" \
width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" \
aria-label="${options.label}"><title>${options.label}</title>${style}
${groups.map((region) => regionOf(region, boxes, right))}\
${edges(boxes, red)}${boxes.map((box) => boxOf(box))}</svg>`;
}

function boxesOf(t: Topology, places: readonly Place[], notes: Notes): readonly Box[] {
  const forPasid = onPasidPaths(t);
  const boxes: Box[] = [];
  let y = MARGIN;
  for (const place of places) {
    const { dev, depth } = place;
    const f = t.functions[dev];
    if (f === undefined) continue;
    const lines = boxLines(t, dev, f, forPasid.has(dev), notes);
    const width = Math.max(...lines.map((line) => lineWidth(line))) * COLUMN + 2 * PAD;
    const height = lines.length * LINE + PAD;
    const wrong = lines.some(({ is }) => is === "mark");
    boxes.push({ place, lines, x: MARGIN + depth * STEP, y, width, height, wrong });
    y += height + GAP;
  }
  return boxes;
}

function boxOf({ place, lines, x, y, width, height, wrong }: Box): Markup {
  const texts = lines.map((line, i) => lineOf(line, x + PAD, y + PAD / 2 + i * LINE + 13));
  const kind = wrong ? "box wrong" : "box";
  return markup`<g data-dev="${place.dev}"><rect class="${kind}" x="${x}" y="${y}" \
width="${round(width)}" height="${height}" rx="4"/>${texts}</g>
`;
}

function lineOf(line: Line, x: number, y: number): Markup {
  if (line.is === "name")
    return markup`<text x="${x}" y="${y}"><tspan class="name">${line.name}</tspan> \
${line.kind}</text>`;
  if (line.is === "bits") return markup`${bitsOf(line.words, x, y)}`;
  return markup`<text class="${line.is}" x="${x}" y="${y}">${line.text}</text>`;
}

function bitsOf(words: readonly BitWord[], x: number, y: number): readonly Markup[] {
  return words.map(({ text, frame }, i) => {
    const at = x + wordsWidth(words.slice(0, i)) * COLUMN;
    if (frame === null)
      return markup`<text class="traits" x="${round(at)}" y="${y}">${text}</text>`;
    const width = round((text.length + 1) * COLUMN);
    return markup`<rect class="bit ${frame}" x="${round(at)}" y="${y - 12}" width="${width}" \
height="${BIT_HEIGHT}" rx="3"/><text class="${frame}" x="${round(at + COLUMN / 2)}" \
y="${y}">${text}</text>`;
  });
}

/** The red ones last: what is drawn later is on top. */
function edges(boxes: readonly Box[], red: ReadonlySet<number>): readonly Markup[] {
  const isRed = (dev: number | undefined): boolean => dev !== undefined && red.has(dev);
  const drawn = boxes.map((box) => {
    const above = boxes[box.place.parentRow ?? -1];
    const wrong = isRed(box.place.dev) && isRed(above?.place.dev);
    return { wrong, edge: above === undefined ? NOTHING : edgeOf(box, above, wrong) };
  });
  return [false, true].flatMap((wrong) =>
    drawn.flatMap((d) => (d.wrong === wrong ? [d.edge] : [])),
  );
}

/** From the bridge above down to the box. */
function edgeOf(box: Box, above: Box, wrong: boolean): Markup {
  const x = above.x + STEP / 2;
  const path = `M${x} ${above.y + above.height}V${box.y + LINE / 2 + PAD / 2}H${box.x}`;
  return markup`<path class="${wrong ? "edge wrong" : "edge"}" d="${path}"/>`;
}

const HUES = 8;

function regionOf(region: Region, boxes: readonly Box[], right: number): Markup {
  const { group, size, runs, lane } = region;
  const hue = size === 1 ? "alone" : `hue${group % HUES}`;
  const rects = runs.map(({ from, to, depth }) => {
    const [first, last] = [boxes[from], boxes[to]];
    if (first === undefined || last === undefined) return NOTHING;
    const x = MARGIN + depth * STEP - 5;
    const height = last.y + last.height - first.y + 10;
    return markup`<rect class="region ${hue}" x="${x}" y="${first.y - 5}" \
width="${round(right - x)}" height="${height}" rx="6"/>\
<text class="group" x="${round(right - 6)}" y="${first.y + 13}">${tagText(group)}</text>`;
  });
  return markup`${laneOf(region, boxes, right + (lane ?? 0) * LANE, hue)}${rects}
`;
}

function laneOf({ runs, lane }: Region, boxes: readonly Box[], x: number, hue: string): Markup {
  if (lane === null) return NOTHING;
  const ys = runs.map(({ from }) => (boxes[from]?.y ?? 0) + 9);
  const path = ys.map((y) => `M${round(x - lane * LANE)} ${y}H${round(x + 6)}`).join("");
  return markup`<path class="lane ${hue}" \
d="${path}M${round(x + 6)} ${ys[0] ?? 0}V${ys.at(-1) ?? 0}"/>`;
}

function tagText(group: number): string {
  return `group ${group}`;
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}
