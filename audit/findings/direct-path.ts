/**
 * The way of requests from one function to another: where they turn, or which ACS bits send them up
 * to the IOMMU (PCIe base specification 6.12; docs/reference/semantics.md 2.1, 5.2). Reads need a
 * way back as well: their completions come up at the other side, where CR redirects them. Linux'
 * own peer-to-peer DMA asks more (drivers/pci/p2pdma.c calc_map_type_and_dist).
 */
import { peerRequest, type PeerRequest } from "../../model/fabric/acs.js";
import { ACS } from "../../model/vocabulary/topology/acs.js";
import { acsOf, type Topology } from "../../model/vocabulary/topology/topology.js";
import { Standing } from "./peer-to-peer.js";

/** Where the ways up from both meet. */
export type Meeting =
  | { readonly at: "same" }
  /** One stands above the other, on its way. */
  | { readonly at: "above"; readonly upper: number }
  /** A conventional bus, where everything sees every request. */
  | { readonly at: "conventional"; readonly bridge: number | null }
  /** Two elements that stand beside each other, each the other's peer. */
  | {
      readonly at: "beside";
      readonly sides: readonly [Side, Side];
      /** Within the root complex. */
      readonly onRoot: boolean;
      /** Ports of a switch; else functions of one device. */
      readonly ofSwitch: boolean;
    }
  /** Only the root complex. Each side's topmost element. */
  | { readonly at: "root-complex"; readonly tops: readonly [number, number] };

/** What comes up at one of the two elements, on its way to the other. */
export interface Side {
  readonly element: number;
  /** What becomes of requests. */
  readonly requests: PeerRequest;
  /** Bits that are on and in the way, RR and EC of requests, CR of completions; 0: none. */
  readonly inTheWay: number;
  /** Why nothing can be cleared to open the way, though it is not open. */
  readonly fixed: "rule" | "no-peer-to-peer" | null;
}

export function meetingOf(t: Topology, a: number, b: number): Meeting {
  if (a === b) return { at: "same" };
  const standing = new Standing(t);
  const [up, other] = [wayUp(standing, a), wayUp(standing, b)];
  if (up.includes(b)) return { at: "above", upper: b };
  if (other.includes(a)) return { at: "above", upper: a };
  for (const x of up) {
    const y = other.find((one) => one !== x && standing.beside(x, one));
    if (y === undefined) continue;
    const { parent } = standing.owner(x);
    const kind = parent === null ? null : standing.at(parent).kind;
    if (kind === "pci-bridge" || kind === "pcie-to-pci-bridge")
      return { at: "conventional", bridge: parent };
    const sides = [sideOf(standing, x, y), sideOf(standing, y, x)] as const;
    const ofSwitch = kind === "upstream-port";
    return { at: "beside", sides, onRoot: parent === null, ofSwitch };
  }
  return { at: "root-complex", tops: [up.at(-1) ?? a, other.at(-1) ?? b] };
}

/** The function and all that is above it. */
function wayUp(standing: Standing, dev: number): readonly number[] {
  const way: number[] = [];
  for (let at: number | null = dev; at !== null; at = standing.at(at).parent) way.push(at);
  return way;
}

function sideOf(standing: Standing, x: number, y: number): Side {
  const owner = standing.owner(x);
  const requests = peerRequest(owner, standing.at(y));
  const acs = acsOf(owner);
  if (owner.acsRule !== undefined || acs === null) {
    const fixed = requests === "direct" ? null : "rule";
    return { element: x, requests, inTheWay: 0, fixed };
  }
  const port = owner.kind === "root-port" || owner.kind === "downstream-port";
  if (!port && (acs.cap & ACS.RR) === 0)
    return { element: x, requests, inTheWay: 0, fixed: "no-peer-to-peer" };
  const bits = requests === "direct" ? 0 : acs.ctrl & (ACS.RR | ACS.EC);
  return { element: x, requests, inTheWay: bits | (acs.ctrl & ACS.CR), fixed: null };
}

/**
 * The functions and ports that Linux' peer-to-peer DMA finds to redirect, by RR, CR or EC: all from
 * either function up to the bridge that both are below, that one included. Null: no such bridge.
 */
export function p2pdmaRedirects(t: Topology, a: number, b: number): readonly number[] | null {
  const standing = new Standing(t);
  const [up, other] = [wayUp(standing, a), wayUp(standing, b)];
  const common = up.find((x) => other.includes(x));
  if (common === undefined) return null;
  const way = [...up.slice(0, up.indexOf(common) + 1), ...other.slice(0, other.indexOf(common))];
  return way.filter((dev) => {
    const acs = acsOf(standing.at(dev));
    return acs !== null && (acs.ctrl & (ACS.RR | ACS.CR | ACS.EC)) !== 0;
  });
}

/** All that a way from one to the other passes, both included, without what is above the turn. */
export function wayBetween(t: Topology, a: number, b: number): readonly number[] {
  const standing = new Standing(t);
  const [up, other] = [wayUp(standing, a), wayUp(standing, b)];
  const common = up.find((x) => other.includes(x));
  const upTo = (way: readonly number[]): readonly number[] =>
    common === undefined ? way : way.slice(0, way.indexOf(common) + 1);
  return [...new Set([...upTo(up), ...upTo(other)])];
}
