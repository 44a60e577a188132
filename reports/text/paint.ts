/** The colours of reports. A report never needs them: they repeat what the words say. */

export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly unsure: (text: string) => string;
  readonly loud: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const same = (text: string): string => text;

/** For files, pipes and whoever sets NO_COLOR. */
export const PLAIN: Paint = {
  good: same,
  bad: same,
  unsure: same,
  loud: same,
  strong: same,
  faint: same,
};

/** Select Graphic Rendition (ECMA-48 8.3.117): on with one parameter, off with another. */
function graphic(on: number, off: number): (text: string) => string {
  return (text) => `\u001B[${on}m${text}\u001B[${off}m`;
}

/** For terminals. */
export const COLOUR: Paint = {
  good: graphic(32, 39),
  bad: graphic(33, 39),
  unsure: graphic(36, 39),
  loud: graphic(31, 39),
  strong: graphic(1, 22),
  faint: graphic(2, 22),
};

/** How a report looks: where it goes decides, not what it says. */
export interface Look {
  /** Columns that a line may take. */
  readonly width: number;
  readonly paint: Paint;
  /** Draw with ASCII characters only. */
  readonly ascii: boolean;
}

/** Wide enough for six designs; what a pipe and a file get. */
export const WIDTH_DEFAULT = 120;

export const PLAIN_LOOK: Look = { width: WIDTH_DEFAULT, paint: PLAIN, ascii: false };
