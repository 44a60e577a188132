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

export interface Paths {
  /** By path; null for one that has no bus left. */
  readonly addresses: ReadonlyMap<string, Address | null>;
  /** The bus behind each bridge of a path, by its address. */
  readonly below: ReadonlyMap<string, number>;
  /** First steps of paths stand on root buses. */
  readonly roots: readonly BusNumber[];
  /** Some buses have no number in the text and were given the next that is free. */
  readonly numbered: boolean;
}

const BUS_MAX = 255;

/** `printed`: the bus behind a bridge as its own lines say it, by the bridge's path. */
export function pathsOf(paths: readonly string[], printed: ReadonlyMap<string, number>): Paths {
  const addresses = new Map<string, Address | null>();
  const below = new Map<string, number>();
  const roots = new Map<string, BusNumber>();
  const taken = new Set<string>();
  for (const path of paths) {
    const address = path.includes("/") ? null : parseAddress(path);
    if (address !== null) taken.add(`${address.segment}:${address.bus}`);
    for (const [, bus = ""] of path.matchAll(/\/([0-9a-f]{2}):/gi))
      taken.add(`${parseAddress(path.split("/")[0] ?? "")?.segment ?? 0}:${parseInt(bus, 16)}`);
  }
  let numbered = false;
  const busBehind = (bridge: Address, path: string): number | null => {
    const name = addressText(bridge);
    const known = below.get(name) ?? printed.get(path);
    if (known !== undefined) return known;
    for (let bus = bridge.bus + 1; bus <= BUS_MAX; bus++) {
      if (taken.has(`${bridge.segment}:${bus}`)) continue;
      numbered = true;
      return bus;
    }
    return null;
  };
  const resolve = (path: string): Address | null => {
    let at: Address | null = null;
    let walked = "";
    for (const step of path.split("/")) {
      const above: Address | null = at;
      const before = walked;
      walked = walked === "" ? step : `${walked}/${step}`;
      if (above === null) {
        at = parseAddress(step);
        if (at === null) return null;
        if (path.includes("/")) roots.set(`${at.segment}:${at.bus}`, at);
        continue;
      }
      const full = /:/.test(step) ? parseAddress(step) : null;
      const bus: number | null = full === null ? busBehind(above, before) : full.bus;
      const slot = full ?? parseAddress(`00:${step}`);
      if (bus === null || slot === null) return null;
      below.set(addressText(above), bus);
      taken.add(`${above.segment}:${bus}`);
      at = { segment: above.segment, bus, devfn: slot.devfn };
    }
    return at;
  };
  // Bridges get their numbers before what is behind them, in the order of the text.
  const depth = (path: string): number => path.split("/").length;
  for (const path of [...new Set(paths)].sort((a, b) => depth(a) - depth(b)))
    addresses.set(path, resolve(path));
  const buses = [...roots.values()].map(({ segment, bus }) => ({ segment, bus }));
  return { addresses, below, roots: buses, numbered };
}
