/**
 * Peer-to-peer traffic: where functions stand beside each other, and which of them let requests
 * turn there, by the rules of model/fabric/reach.ts (docs/reference/semantics.md 5.2), bus by bus
 * in place of function by function, with the reason.
 */
import { peerRequest } from "../../model/fabric/acs.js";
import { ACS } from "../../model/vocabulary/topology/acs.js";
import {
  acsOf,
  slotOf,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";

/** Why a request that comes up through an element goes straight to its peers. */
export type TurnWhy =
  /** A port, or a function of a multifunction device, without ACS capability. */
  | "no-acs"
  /** RR is implemented and off. */
  | "rr-off"
  /** A port whose ACS capability does not implement RR. */
  | "no-rr"
  /** EC is on, and the vector lets it through: EC overrides RR. */
  | "egress"
  /** A device-specific rule answers for its ACS, and does not claim RR. */
  | "rule"
  /** On a conventional bus everything sees every request. */
  | "conventional";

/** An element lets requests from itself and from below it turn. */
export interface Turn {
  readonly why: TurnWhy;
  /** To these and what is below them; the element itself, which may be among them, is not meant. */
  readonly to: readonly number[];
  /** The bridge above a conventional bus, which is reached as well, but nothing else below it. */
  readonly bridge: number | null;
}

export class Standing {
  readonly functions: readonly PciFunction[];
  private readonly places = new Map<string, number[]>();
  private readonly placeOf: readonly (readonly number[])[];
  private readonly vectors = new Map<PciFunction, readonly number[]>();

  constructor(t: Topology) {
    this.functions = t.functions;
    this.placeOf = t.functions.map((_, dev) => {
      const key = this.placeKey(dev);
      const place = this.places.get(key) ?? [];
      this.places.set(key, place);
      place.push(dev);
      return place;
    });
  }

  /** Each place, as its functions: a bus, on a root bus a device. A VF stands where its PF does. */
  all(): Iterable<readonly number[]> {
    return this.places.values();
  }

  /** Whether a request that comes up through `x` could be sent to anybody where `x` stands. */
  hasCompany(x: number): boolean {
    return (this.placeOf[x]?.length ?? 0) > 1;
  }

  /** Whether and where a request that comes up through `x` turns; null if it goes on up. */
  turnAt(x: number): Turn | null {
    const owner = this.owner(x);
    const place = this.placeOf[x] ?? [];
    const { parent } = owner;
    const above = parent === null ? null : this.at(parent).kind;
    if (above === "pci-bridge" || above === "pcie-to-pci-bridge")
      return { why: "conventional", to: place, bridge: parent };
    const other = place.find((y) => y !== x);
    if (other === undefined) return null;
    const why = whyDirect(owner);
    if (why !== "egress") {
      const direct = peerRequest(owner, this.at(other)) === "direct";
      return direct ? { why, to: place, bridge: null } : null;
    }
    const to = this.beyondVector(owner, place);
    return to.some((y) => y !== x) ? { why, to, bridge: null } : null;
  }

  /** Whether `x` and `y` stand at one place, where requests could turn from one to the other. */
  beside(x: number, y: number): boolean {
    return this.placeOf[x] === this.placeOf[y];
  }

  /** `x` itself; of a VF its PF, whose place and whose ACS count for it. */
  owner(x: number): PciFunction {
    const f = this.at(x);
    return f.kind === "vf" ? this.at(f.pf) : f;
  }

  at(x: number): PciFunction {
    const f = this.functions[x];
    if (f === undefined) throw new RangeError(`no function ${x}`);
    return f;
  }

  private placeKey(x: number): string {
    const owner = this.owner(x);
    const where = `${owner.segment} ${owner.parent ?? ""} ${owner.bus}`;
    return owner.parent === null ? `${where} ${slotOf(owner)}` : where;
  }

  /** Those that an egress vector lets through: only it tells one peer from the other. */
  private beyondVector(owner: PciFunction, place: readonly number[]): readonly number[] {
    let to = this.vectors.get(owner);
    if (to === undefined) {
      to = place.filter((y) => peerRequest(owner, this.at(y)) === "direct");
      this.vectors.set(owner, to);
    }
    return to;
  }
}

function whyDirect(f: PciFunction): TurnWhy {
  if (f.acsRule !== undefined) return "rule";
  const acs = acsOf(f);
  if (acs === null) return "no-acs";
  if ((acs.ctrl & ACS.EC) !== 0) return "egress";
  return (acs.cap & ACS.RR) === 0 ? "no-rr" : "rr-off";
}
