// Shapes and their ACS are enumerated each once and without gaps: held against brute force, which
// makes all labelled ones, throws out the impossible, and counts those that sorting tells apart.
import { describe, expect, test } from "vitest";
import { impossible } from "../../../model/vocabulary/topology/validate.js";
import { topologyOf } from "./topology.js";
import { Wardrobe, type DressedBus, type DressedDevice } from "./acs-assignments.js";
import { Shapes, type Bus, type Scan, type Shape, type ShapeKind } from "./shapes.js";

interface Labelled {
  readonly parent: number | null;
  readonly kind: ShapeKind;
  /** The function 0 of its device; its own index if it is that. */
  readonly zero: number;
  readonly role: Shape["role"];
  readonly multifunction: boolean;
}

const BELOW: Readonly<Record<string, readonly ShapeKind[]>> = {
  root: ["root-port", "rciep", "pcie-to-pci-bridge", "pci-device"],
  "root-port": ["endpoint", "upstream-port", "pcie-to-pci-bridge"],
  "downstream-port": ["endpoint", "upstream-port", "pcie-to-pci-bridge"],
  "upstream-port": ["downstream-port", "endpoint"],
  "pcie-to-pci-bridge": ["pci-device"],
};

/** All ways to add one more function to those that are there. */
function* grown(all: readonly Labelled[], scan: Scan): Generator<Labelled> {
  const parents = [null, ...all.keys()];
  for (const parent of parents)
    for (const kind of BELOW[parent === null ? "root" : (all[parent]?.kind ?? "")] ?? [])
      for (const zero of [all.length, ...all.keys()]) {
        const joins = zero !== all.length;
        const first = all[zero];
        if (joins && (first?.kind !== kind || first.parent !== parent || first.zero !== zero))
          continue;
        const dma = kind === "endpoint" || kind === "rciep";
        for (const role of dma ? (["none", "names", "named"] as const) : (["none"] as const))
          for (const multifunction of [true, false]) {
            if (joins && scan === "boot" && !multifunction) continue;
            yield { parent, kind, zero, role, multifunction };
          }
      }
}

function possible(all: readonly Labelled[]): boolean {
  return [null, ...all.keys()].every((parent) => {
    const bus = [...all.entries()].filter(([, f]) => f.parent === parent);
    const zeros = bus.filter(([i, f]) => f.zero === i);
    const above = parent === null ? "root" : (all[parent]?.kind ?? "");
    if ((above === "root-port" || above === "downstream-port") && zeros.length > 1) return false;
    const named = bus.filter(([, f]) => f.role === "named").length;
    const names = bus.filter(([, f]) => f.role === "names").length;
    if (named > 1 || (named === 1 ? names === 0 : names === 1)) return false;
    return zeros.every(([zero, f]) => {
      const several = bus.filter(([, g]) => g.zero === zero).length > 1;
      const one = f.kind === "upstream-port" || f.kind === "pcie-to-pci-bridge";
      if (several && (one || (f.kind === "endpoint" && above === "upstream-port"))) return false;
      if (several) return f.multifunction;
      return f.kind === "endpoint" || f.kind === "rciep" || !f.multifunction;
    });
  });
}

function labelledText(all: readonly Labelled[], parent: number | null): string {
  const bus = [...all.keys()].filter((i) => all[i]?.parent === parent);
  const one = (i: number): string => {
    const { kind, role, multifunction } = all[i]!;
    return `${kind} ${role} ${multifunction} <${labelledText(all, i)}>`;
  };
  const devices = bus
    .filter((i) => all[i]?.zero === i)
    .map((zero) => {
      const others = bus.filter((i) => i !== zero && all[i]?.zero === zero);
      const texts = others.map((i) => one(i)).toSorted();
      return `[${one(zero)}; ${texts.join("; ")}]`;
    });
  return devices.toSorted().join(" ");
}

function bruteForce(size: number, scan: Scan): ReadonlySet<string> {
  let lists: readonly (readonly Labelled[])[] = [[]];
  for (let n = 0; n < size; n++)
    lists = lists.flatMap((all) => [...grown(all, scan)].map((one) => [...all, one]));
  return new Set(lists.filter((all) => possible(all)).map((all) => labelledText(all, null)));
}

function shapeText(bus: Bus): string {
  const one = ({ kind, role, multifunction, below }: Shape): string =>
    `${kind} ${role} ${multifunction} <${shapeText(below)}>`;
  const devices = bus.map(([zero, ...others]) => {
    const texts = others.map((f) => one(f)).toSorted();
    return `[${zero === undefined ? "" : one(zero)}; ${texts.join("; ")}]`;
  });
  return devices.toSorted().join(" ");
}

describe.each(["boot", "hot"] as const)("%s", (scan) => {
  test.each([1, 2, 3])("shapes of %i functions are those of brute force, each once", (size) => {
    const texts = new Shapes(scan).forests(size).map((bus) => shapeText(bus));
    expect(new Set(texts).size).toBe(texts.length);
    expect(new Set(texts)).toEqual(bruteForce(size, scan));
  });

  test("the numbers of shapes", () => {
    const counts = [1, 2, 3, 4, 5].map((size) => new Shapes(scan).forests(size).length);
    expect(counts).toEqual(scan === "boot" ? [5, 33, 184, 937, 4391] : [5, 39, 274, 1758, 10_378]);
  });
});

function dressedText(bus: DressedBus): string {
  const device = ([zero, ...others]: DressedDevice): string => {
    const one = (f: DressedDevice[number]): string => {
      const acs = f.acs === null ? "-" : `${f.acs.cap}/${f.acs.ctrl}`;
      const { kind, role, multifunction } = f.shape;
      return `${kind} ${role} ${multifunction} ${acs} <${dressedText(f.below)}>`;
    };
    const texts = others.map((f) => one(f)).toSorted();
    return `[${zero === undefined ? "" : one(zero)}; ${texts.join("; ")}]`;
  };
  return bus
    .map((d) => device(d))
    .toSorted()
    .join(" ");
}

/** All values on all functions in every way, siblings told apart. */
function undressed(bus: DressedBus, values: ReadonlyMap<Shape, readonly unknown[]>): number {
  return bus.flat().reduce((ways, f) => {
    const own = values.get(f.shape)?.length ?? 1;
    return ways * own * undressed(f.below, values);
  }, 1);
}

test.each(["boot", "hot"] as const)("ACS is given in every way, each once (%s)", (scan) => {
  for (const size of [1, 2, 3])
    for (const bus of new Shapes(scan).forests(size)) {
      const dressed = new Wardrobe().dress(bus, "root");
      const texts = new Set(dressed.map((way) => dressedText(way)));
      expect(texts.size).toBe(dressed.length);
      // Where no two functions have one shape object nothing is exchanged: a product.
      const functions = allOf(bus);
      if (new Set(functions).size < functions.length) continue;
      const values = new Map<Shape, Set<string>>();
      for (const way of dressed) collect(way, values);
      const lists = new Map([...values].map(([shape, set]) => [shape, [...set]]));
      expect(dressed.length).toBe(undressed(dressed[0] ?? [], lists));
    }
});

function allOf(bus: Bus): readonly Shape[] {
  return bus.flat().flatMap((f) => [f, ...allOf(f.below)]);
}

function collect(bus: DressedBus, into: Map<Shape, Set<string>>): void {
  for (const f of bus.flat()) {
    const known = into.get(f.shape) ?? new Set<string>();
    known.add(f.acs === null ? "-" : `${f.acs.cap}/${f.acs.ctrl}`);
    into.set(f.shape, known);
    collect(f.below, into);
  }
}

test("every topology is possible", () => {
  for (const scan of ["boot", "hot"] as const)
    for (const size of [1, 2, 3])
      for (const bus of new Shapes(scan).forests(size))
        for (const dressed of new Wardrobe().dress(bus, "root"))
          expect(impossible(topologyOf(dressed, scan))).toBeNull();
});
