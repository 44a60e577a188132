/**
 * Shapes with ACS: every function is given every value that some rule can tell apart where it
 * stands. Siblings of equal shape take their values in order, so that each topology is made once.
 */
import type { Acs } from "../../../model/vocabulary/topology/acs.js";
import {
  acsValues,
  carriesPasids,
  defaultAcsValues,
  redirectsBelow,
  type Readers,
} from "./acs-classes.js";
import { everyChoice, multisetsOf } from "./multisets.js";
import {
  placeBelow,
  type Bus,
  type Device,
  type Machines,
  type Place,
  type Shape,
} from "./shapes.js";

export interface Dressed {
  readonly shape: Shape;
  readonly acs: Acs | null;
  readonly below: DressedBus;
}

export type DressedDevice = readonly Dressed[];
export type DressedBus = readonly DressedDevice[];

export class Wardrobe {
  private readonly shared = new Map<Shape, Map<string, readonly Dressed[]>>();
  private readonly values: (readers: Readers) => readonly (Acs | null)[];

  constructor(machines: Machines = "any") {
    this.values = machines === "any" ? acsValues : defaultAcsValues;
  }

  /** The bus with ACS in every way. */
  dress(bus: Bus, place: Place): readonly DressedBus[] {
    const functions = bus.flat().length;
    const ways = runsOf(bus).map(([device, count]) =>
      multisetsOf(count, this.dressDevice(device, place, functions)),
    );
    return everyChoice(ways).map((runs) => runs.flat());
  }

  private dressDevice(device: Device, place: Place, onBus: number): readonly DressedDevice[] {
    const [zero, ...others] = device;
    if (zero === undefined) return [];
    const beside = place === "switch" ? onBus : device.length;
    const of = (f: Shape): readonly Dressed[] =>
      this.dressFunction(f, place, device.length, beside);
    const ways = runsOf(others).map(([f, count]) => multisetsOf(count, of(f)));
    return of(zero).flatMap((first) => everyChoice(ways).map((rest) => [first, ...rest.flat()]));
  }

  private dressFunction(
    shape: Shape,
    place: Place,
    together: number,
    beside: number,
  ): readonly Dressed[] {
    const key = `${place} ${together > 1} ${beside > 1}`;
    const known = this.shared.get(shape) ?? new Map<string, readonly Dressed[]>();
    this.shared.set(shape, known);
    let dressed = known.get(key);
    if (dressed === undefined) {
      const below = placeBelow(shape.kind);
      const buses = below === null ? [[]] : this.dress(shape.below, below);
      const values = this.values(readersOf(shape, together > 1, beside > 1));
      dressed = buses.flatMap((bus) => values.map((acs) => ({ shape, acs, below: bus })));
      known.set(key, dressed);
    }
    return dressed;
  }
}

/** What rules read of its ACS. */
function readersOf(shape: Shape, multifunction: boolean, peers: boolean): Readers {
  const none = { port: false, asked: false, enableCheck: false, peers: false };
  const nothing: Readers = { ...none, forwards: false, validates: false };
  switch (shape.kind) {
    case "root-port":
    case "downstream-port": {
      const something = shape.below.length > 0;
      return {
        port: true,
        asked: something || multifunction,
        enableCheck: carriesPasids(shape),
        peers,
        forwards: redirectsBelow(shape) && carriesPasids(shape),
        validates: false,
      };
    }
    case "endpoint":
    case "rciep":
      return { ...nothing, asked: multifunction, enableCheck: true, peers };
    case "upstream-port":
    case "pcie-to-pci-bridge":
    case "pci-device":
      return nothing;
    default:
      return shape.kind satisfies never;
  }
}

/** Runs of one and the same item: multisets list equal items beside each other. */
function runsOf<T>(items: readonly T[]): readonly (readonly [T, number])[] {
  const runs: [T, number][] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] === item) last[1]++;
    else runs.push([item, 1]);
  }
  return runs;
}
