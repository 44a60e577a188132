/**
 * Addresses out of the paths of bridges that `lspci -P` and `-PP` print in front of a function:
 * `00:1c.0/00.0` and `00:1c.0/02:00.0`. Format: pciutils lspci.c show_slot_path.
 */
import {
  addressText,
  parseAddress,
  type Address,
} from "../../../model/vocabulary/topology/address.js";
import type { BusNumber } from "../dump.js";

const BUS_MAX = 255;

export class Paths {
  /** By path; null for one that has no bus left. */
  readonly addresses = new Map<string, Address | null>();
  /** The bus behind each bridge of a path, by its address. */
  readonly below = new Map<string, number>();
  /** Some buses have no number in the text and were given the next that is free. */
  numbered = false;
  private readonly firstBuses = new Map<string, BusNumber>();
  private readonly taken = new Set<string>();

  /**
   * `printed`: the bus behind a bridge as its own lines say it, by the bridge's path. `bridges`:
   * the paths of all bridges.
   */
  constructor(
    paths: readonly string[],
    private readonly printed: ReadonlyMap<string, number>,
    bridges: ReadonlySet<string>,
  ) {
    for (const path of paths) this.take(path);
    const numberless = !paths.some((path) => /\/[0-9a-f]{2}:/i.test(path));
    const deep = paths.some((path) => path.includes("/"));
    // As firmware numbers them: all that is behind a bridge before the next one beside it, and
    // bridges with nothing behind them as well.
    for (const path of [...new Set(paths)].sort(inTreeOrder)) {
      const address = this.resolved(path);
      this.addresses.set(path, address);
      if (address === null || !deep || !numberless || !bridges.has(path)) continue;
      const bus = this.busBehind(address, path);
      if (bus === null) continue;
      this.below.set(addressText(address), bus);
      this.taken.add(`${address.segment}:${bus}`);
    }
  }

  /** First steps of paths stand on root buses. */
  get roots(): readonly BusNumber[] {
    return [...this.firstBuses.values()];
  }

  /** The bus numbers that a path prints are of no use for others. */
  private take(path: string): void {
    const first = parseAddress(path.split("/")[0] ?? "");
    if (first === null) return;
    this.taken.add(`${first.segment}:${first.bus}`);
    for (const [, bus = ""] of path.matchAll(/\/([0-9a-f]{2}):/gi))
      this.taken.add(`${first.segment}:${parseInt(bus, 16)}`);
  }

  private resolved(path: string): Address | null {
    const [root = "", ...steps] = path.split("/");
    let at = parseAddress(root);
    if (at === null) return null;
    const { segment, bus } = at;
    if (steps.length > 0) this.firstBuses.set(`${segment}:${bus}`, { segment, bus });
    let walked = root;
    for (const step of steps) {
      at = this.stepFrom(at, walked, step);
      if (at === null) return null;
      walked += `/${step}`;
    }
    return at;
  }

  private stepFrom(above: Address, walked: string, step: string): Address | null {
    const full = step.includes(":") ? parseAddress(step) : null;
    const slot = full ?? parseAddress(`00:${step}`);
    const bus = full === null ? this.busBehind(above, walked) : full.bus;
    if (bus === null || slot === null) return null;
    this.below.set(addressText(above), bus);
    this.taken.add(`${above.segment}:${bus}`);
    return { segment: above.segment, bus, devfn: slot.devfn };
  }

  private busBehind(bridge: Address, path: string): number | null {
    const known = this.below.get(addressText(bridge)) ?? this.printed.get(path);
    if (known !== undefined) return known;
    for (let bus = bridge.bus + 1; bus <= BUS_MAX; bus++) {
      if (this.taken.has(`${bridge.segment}:${bus}`)) continue;
      this.numbered = true;
      return bus;
    }
    return null;
  }
}

/** A bridge before what is behind it, and that before its next neighbour. */
function inTreeOrder(a: string, b: string): number {
  const [own, other] = [a.split("/"), b.split("/")];
  for (const [i, step] of own.entries()) {
    const beside = other[i];
    if (beside === undefined) return 1;
    if (step !== beside) return step < beside ? -1 : 1;
  }
  return own.length - other.length;
}
