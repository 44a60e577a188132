/**
 * The shapes of topologies: which functions of which kinds stand where, and what their numbers can
 * tell apart. Everything but ACS (acs-classes.ts) and PASID capabilities. Shapes are trees whose
 * siblings have no order; each is listed once (multisets.ts).
 *
 * Devices of more than one function are of one kind. At most one devfn a bus is named by alias
 * masks: that of a function which is there, or (by two functions or more) of one that is not.
 */
import { multisetsOfSize, type BySize } from "./multisets.js";

export type ShapeKind =
  | "root-port"
  | "upstream-port"
  | "downstream-port"
  | "endpoint"
  | "rciep"
  | "pcie-to-pci-bridge"
  | "pci-device";

/** What a function has to do with alias masks of its bus. */
export type AliasRole = "none" | "names" | "named";

export interface Shape {
  readonly kind: ShapeKind;
  readonly role: AliasRole;
  /** The header's multifunction bit. Of function 0 it is on where there are others. */
  readonly multifunction: boolean;
  readonly below: Bus;
}

/** Function 0, then the others. */
export type Device = readonly Shape[];
export type Bus = readonly Device[];

export type Place = "root" | "link" | "switch" | "conventional";
export type Scan = "boot" | "hot";

/** The kinds that stand in a place, and whether they come as devices of several functions. */
const KINDS_AT: Readonly<Record<Place, Readonly<Partial<Record<ShapeKind, "one" | "several">>>>> = {
  root: {
    "root-port": "several",
    rciep: "several",
    "pcie-to-pci-bridge": "one",
    "pci-device": "several",
  },
  link: { endpoint: "several", "upstream-port": "one", "pcie-to-pci-bridge": "one" },
  switch: { "downstream-port": "several", endpoint: "one" },
  conventional: { "pci-device": "several" },
};

const BELOW: Readonly<Partial<Record<ShapeKind, Place>>> = {
  "root-port": "link",
  "downstream-port": "link",
  "upstream-port": "switch",
  "pcie-to-pci-bridge": "conventional",
};

/** Whether the function makes DMA of its own and can so have an alias mask that matters. */
function aliases(kind: ShapeKind): boolean {
  return kind === "endpoint" || kind === "rciep";
}

/** Where the functions below it stand; null where there can be none. */
export function placeBelow(kind: ShapeKind): Place | null {
  return BELOW[kind] ?? null;
}

/** Which machines are enumerated: all, or default machines only (scenario/default-machine.ts). */
export type Machines = "any" | "default";

export class Shapes {
  private readonly scan: Scan;
  private readonly machines: Machines;
  private readonly devices = new Map<string, readonly Device[]>();
  private readonly functions = new Map<string, readonly Shape[]>();
  private readonly buses = new Map<string, readonly Bus[]>();

  constructor(scan: Scan, machines: Machines = "any") {
    this.scan = scan;
    this.machines = machines;
  }

  /** All root buses with so many functions on and below them. */
  forests(size: number): readonly Bus[] {
    return this.busesOf("root", size);
  }

  private busesOf(place: Place, size: number): readonly Bus[] {
    return kept(this.buses, `${place} ${size}`, () => {
      // Below a port there is one device.
      if (place === "link")
        return this.devicesOf(place, size)
          .map((d) => [d])
          .filter(possible);
      return multisetsOfSize(size, (n) => this.devicesOf(place, n)).filter(possible);
    });
  }

  private devicesOf(place: Place, size: number): readonly Device[] {
    return kept(this.devices, `${place} ${size}`, () => {
      const found: Device[] = [];
      for (const [kind, count] of Object.entries(KINDS_AT[place])) {
        const of = kind as ShapeKind;
        for (const alone of this.functionsOf(of, "alone", size)) found.push([alone]);
        if (count === "one") continue;
        for (let first = 1; first < size; first++)
          for (const zero of this.functionsOf(of, "zero", first))
            for (const others of multisetsOfSize(size - first, this.others(of)))
              found.push([zero, ...others]);
      }
      return found;
    });
  }

  private others(kind: ShapeKind): BySize<Shape> {
    return (size) => this.functionsOf(kind, "other", size);
  }

  private functionsOf(
    kind: ShapeKind,
    number: "alone" | "zero" | "other",
    size: number,
  ): readonly Shape[] {
    return kept(this.functions, `${kind} ${number} ${size}`, () => {
      const place = placeBelow(kind);
      const below = size === 1 ? [[]] : place === null ? [] : this.busesOf(place, size - 1);
      const roles = this.roles(kind);
      return below.flatMap((bus) =>
        roles.flatMap((role) =>
          this.headers(kind, number).map((multifunction) => ({
            kind,
            role,
            multifunction,
            below: bus,
          })),
        ),
      );
    });
  }

  /** No alias mask of a default machine names anybody. */
  private roles(kind: ShapeKind): readonly AliasRole[] {
    return aliases(kind) && this.machines === "any" ? ["none", "names", "named"] : ["none"];
  }

  /**
   * The header bit is read where ACS counts for multifunction devices only, or, in a hot scan, of
   * functions above 0; after the scan of a boot these have it whatever their header says.
   */
  private headers(kind: ShapeKind, number: "alone" | "zero" | "other"): readonly boolean[] {
    if (number === "zero") return [true];
    if (number === "other") return this.scan === "hot" ? [true, false] : [true];
    return aliases(kind) ? [false, true] : [false];
  }
}

/** One devfn is named: of a function that is there, by one or more; else by two or more. */
function possible(bus: Bus): boolean {
  let names = 0;
  let named = 0;
  for (const device of bus)
    for (const { role } of device) {
      if (role === "names") names++;
      if (role === "named") named++;
    }
  return named === 0 ? names !== 1 : named === 1 && names > 0;
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  let known = map.get(key);
  if (known === undefined) {
    known = make();
    map.set(key, known);
  }
  return known;
}
