/** Where the designs of the catalog stand on a recorded counterexample, in one line. */
import type { DesignsOn } from "../../properties/results/counterexample/counterexample.js";
import { printable } from "../text/words.js";

/** `broken by linux-6.2, linux-7.3; kept by device-xarray`. */
export function designsOnLine({ breaks, keeps, unknown }: DesignsOn): string {
  const parts = [
    ["broken by", breaks],
    ["kept by", keeps],
    ["not known of", unknown],
  ] as const;
  const said = parts.flatMap(([how, designs]) =>
    designs.length === 0 ? [] : [`${how} ${designs.map((name) => printable(name)).join(", ")}`],
  );
  return `${said.join("; ")}\n`;
}
