/**
 * An observation keeps each cell apart from all others, and compares the parts that invariants ask
 * for.
 */
import { describe, expect, test } from "vitest";
import { NO_GROUP, Observation } from "./observation.js";
import { HANDLES_MAX } from "../operation/operands.js";

const FUNCTIONS = 3;
const COLUMNS = 2;

const fresh = (): Observation => new Observation(FUNCTIONS, COLUMNS);

interface Cell {
  readonly name: string;
  readonly part:
    | "group"
    | "enabled"
    | "flag"
    | "hardware"
    | "recorded"
    | "handle"
    | "handle domain";
  readonly read: (o: Observation) => number;
  readonly write: (o: Observation, value: number) => void;
}

function cellsOf(dev: number): readonly Cell[] {
  const columns = Array.from({ length: COLUMNS }, (_, column) => column);
  return [
    {
      name: `group of ${dev}`,
      part: "group",
      read: (o) => o.group(dev),
      write: (o, v) => o.setGroup(dev, v),
    },
    {
      name: `enabled of ${dev}`,
      part: "enabled",
      read: (o) => (o.enabled(dev) ? 1 : 0),
      write: (o, v) => o.setFlags(dev, v !== 0, o.blocked(dev), o.present(dev)),
    },
    {
      name: `blocked of ${dev}`,
      part: "flag",
      read: (o) => (o.blocked(dev) ? 1 : 0),
      write: (o, v) => o.setFlags(dev, o.enabled(dev), v !== 0, o.present(dev)),
    },
    {
      name: `present of ${dev}`,
      part: "flag",
      read: (o) => (o.present(dev) ? 1 : 0),
      write: (o, v) => o.setFlags(dev, o.enabled(dev), o.blocked(dev), v !== 0),
    },
    ...columns.flatMap((c): Cell[] => [
      {
        name: `hardware of ${dev}:${c}`,
        part: "hardware",
        read: (o) => o.hardware(dev, c),
        write: (o, v) => o.setHardware(dev, c, v),
      },
      {
        name: `recorded of ${dev}:${c}`,
        part: "recorded",
        read: (o) => o.recorded(dev, c),
        write: (o, v) => o.setRecorded(dev, c, v),
      },
      {
        name: `handle of ${dev}:${c}`,
        part: "handle",
        read: (o) => o.handle(dev, c),
        write: (o, v) => o.setHandle(dev, c, v),
      },
    ]),
  ];
}

const cells: readonly Cell[] = [
  ...[0, 1, 2].flatMap((dev) => cellsOf(dev)),
  ...Array.from({ length: HANDLES_MAX }, (_, i): Cell => {
    const h = i + 1;
    return {
      name: `domain of h${h}`,
      part: "handle domain",
      read: (o) => o.handleDomain(h),
      write: (o, v) => o.setHandleDomain(h, v),
    };
  }),
];

describe("cells", () => {
  test("a new one is empty: no group, nothing enabled, no domain, no handle", () => {
    expect(cells.map(({ read }) => read(fresh()))).toEqual(cells.map(() => NO_GROUP));
  });
  test.each(cells)("$name is read back, and no other cell changes", (cell) => {
    const o = fresh();
    cell.write(o, 1);
    const changed = cells.filter(({ read }) => read(o) !== 0);
    expect(changed).toEqual([cell]);
    o.clear();
    expect(cell.read(o)).toBe(0);
  });
  test("groups may have large numbers", () => {
    const o = fresh();
    o.setGroup(1, 4096);
    expect(o.group(1)).toBe(4096);
  });
});

describe("comparisons", () => {
  test.each(cells)("a difference in $name is seen by those that look at it", (cell) => {
    const o = fresh();
    cell.write(o, 1);
    expect(o.equals(fresh())).toBe(false);
    expect(o.sameHardware(fresh())).toBe(cell.part !== "hardware");
    expect(o.sameRecorded(fresh())).toBe(cell.part !== "recorded");
    expect(o.sameEnabled(fresh())).toBe(cell.part !== "enabled");
    const rows = [0, 1, 2].filter((dev) => !o.sameHardwareOf(dev, fresh()));
    expect(rows.map((dev) => cell.name.startsWith(`hardware of ${dev}:`))).toEqual(
      cell.part === "hardware" ? [true] : [],
    );
  });
  test("a copy is equal, and stays when the original changes", () => {
    const o = fresh();
    for (const cell of cells) cell.write(o, 1);
    const copy = fresh();
    copy.copyFrom(o);
    expect(copy.equals(o)).toBe(true);
    o.setRecorded(0, 1, 2);
    expect(copy.recorded(0, 1)).toBe(1);
    expect(copy.equals(o)).toBe(false);
  });
});
