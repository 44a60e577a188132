/** What the tree of `lspci -t` adds to the records of a text: bus numbers, and functions. */
import { addressText } from "../../../model/vocabulary/topology/address.js";
import { titleFacts } from "../lspci-text.js";
import { UNSEEN, type FunctionRecord } from "../record.js";
import type { TreeFunction } from "./tree.js";

export function treeRecords(
  records: readonly FunctionRecord[],
  tree: readonly TreeFunction[],
): readonly FunctionRecord[] {
  if (tree.length === 0) return records;
  const inTree = new Map(tree.map((f) => [addressText(f), f]));
  const known = new Set(records.map((r) => addressText(r)));
  const filled = records.map((r) => {
    const f = inTree.get(addressText(r));
    if (f === undefined) return r;
    return {
      ...r,
      secondary: r.secondary ?? f.secondary,
      subordinate: r.subordinate ?? f.subordinate,
    };
  });
  const more = [...inTree.values()].filter((f) => !known.has(addressText(f)));
  return [...filled, ...more.map((f) => recordOf(f))];
}

function recordOf({ segment, bus, devfn, line, secondary, subordinate, name }: TreeFunction) {
  const title = name === "" ? (secondary === null ? "(not named)" : "(bridge, not named)") : name;
  const { vendor, device } = titleFacts(title);
  return {
    ...UNSEEN,
    segment,
    bus,
    devfn,
    line,
    vendor,
    device,
    secondary,
    subordinate,
    title,
    driver: null,
    group: null,
    denied: false,
    physical: null,
    vmd: null,
  };
}
