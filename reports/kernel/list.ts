/** The list of built kernels: a row each, the one that is used if none is named marked with `*`. */
import type { LastBuild } from "../../impl/linux/build/cache/names.js";
import type { BuildRecord } from "../../impl/linux/build/record.js";
import { printable } from "../text/words.js";

export interface ListedKernel {
  readonly record: BuildRecord;
  readonly names: readonly string[];
  readonly bytes: number;
  /** Whether `linux:` means this one. */
  readonly isDefault: boolean;
}

const HEAD = ["", "name", "release", "digest", "kind", "built (UTC)", "size", "source"];

export function kernelListText(all: readonly ListedKernel[], last: LastBuild | null): string {
  const rows = all.map(({ record, names, bytes, isDefault }) => [
    isDefault ? "*" : "",
    names.length === 0 ? "-" : names.join(","),
    record.release,
    record.digest.slice(0, 8),
    record.debug ? "debug" : "plain",
    record.built.slice(0, 16).replace("T", " "),
    `${(bytes / 1e6).toFixed(1)} MB`,
    record.source,
  ]);
  const failed =
    last?.ok === false
      ? [`the last build (${[last.name ?? "no name", last.when].join(", ")}) failed: ${last.why}`]
      : [];
  const lines =
    all.length === 0 ? ["no kernel built yet; run pasidcheck kernel build"] : table(rows);
  return [...lines, ...failed.map(printable)].map((line) => `${line}\n`).join("");
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const all = [HEAD, ...rows.map((row) => row.map(printable))];
  const width = HEAD.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all.map((row) =>
    row
      .map((text, column) => text.padEnd(width[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
