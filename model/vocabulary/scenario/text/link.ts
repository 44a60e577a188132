/**
 * A topology, linked from the lines of its functions: bus numbers name parents, addresses name
 * physical functions and real DMA functions. A bridge without `bus` owns the smallest bus number
 * above its own on which a listed function (not a vf) stands and which no other bridge owns;
 * bridges choose in the order of the list. With no such bus it owns the next number above all that
 * the segment uses. List what is below a bridge right after it.
 */
import { impossible, type Impossible } from "../../topology/validate.js";
import { addressText } from "../../topology/address.js";
import { busLeadersText, busText } from "../../topology/bus-leaders.js";
import { functionOf } from "../../topology/make-function.js";
import type { Problem } from "../../reading/reading.js";
import type { PciFunction, Probe, Topology } from "../../topology/topology.js";
import type { FunctionLine, Named } from "./read-function.js";
import { FUNCTION_WORDS } from "./words.js";

const BUS_MAX = 255;

/** What the `probe` line says; null where there is none. */
export interface ProbeLine {
  readonly line: number;
  readonly scan: Probe["scan"];
  readonly order: readonly Named[] | null;
}

export type Linked = { readonly topology: Topology } | { readonly problem: Problem };

export function link(lines: readonly FunctionLine[], probe: ProbeLine | null): Linked {
  const linker = new Linker(lines);
  const functions = lines.map((f, i) => linker.functionAt(f, i));
  const order = probe?.order?.map((named) => linker.lookUp(named, probe.line)) ?? null;
  if (linker.problem !== null) return { problem: linker.problem };
  const topology = { functions, probe: { scan: probe?.scan ?? "boot", order } };
  const reason = impossible(topology);
  if (reason === null) return { topology };
  const problem = located(reason, lines, probe);
  const stray = functions.find(
    (f, i) => reason.path === `functions[${i}].parent` && f.parent === null,
  );
  if (stray === undefined) return { problem };
  const bus = `no bridge leads to ${busText(stray.bus)}`;
  const message = `${problem.message}; ${bus} (${busLeadersText(functions, stray.segment)})`;
  return { problem: { ...problem, message } };
}

class Linker {
  problem: Problem | null = null;
  private readonly byAddress = new Map<string, number>();
  private readonly lines: readonly FunctionLine[];
  private readonly secondaries: readonly (number | null)[];
  private readonly bridgeOf = new Map<string, number>();

  constructor(lines: readonly FunctionLine[]) {
    this.lines = lines;
    for (const [i, f] of lines.entries()) {
      const name = addressText(f.at);
      if (!this.byAddress.has(name)) this.byAddress.set(name, i);
    }
    this.secondaries = secondaryBuses(lines);
    for (const [i, f] of lines.entries()) {
      const secondary = this.secondaries[i] ?? null;
      if (secondary === null) continue;
      const bus = busKey(f.at.segment, secondary);
      if (!this.bridgeOf.has(bus)) this.bridgeOf.set(bus, i);
    }
  }

  functionAt(f: FunctionLine, i: number): PciFunction {
    const pf = f.pf === null ? 0 : this.lookUp(f.pf, f.line, i);
    const realDma = f.realDma === null ? null : this.lookUp(f.realDma, f.line, i);
    const stands = f.pf === null ? f.at : (this.lines[pf]?.at ?? f.at);
    const parent = this.bridgeOf.get(busKey(stands.segment, stands.bus)) ?? null;
    if (parent !== null && parent >= i) {
      const bridge = this.lines[parent];
      const name = bridge === undefined ? "" : ` ${addressText(bridge.at)}`;
      this.fail(`list the bridge${name} above it first`, f.at, f.line);
    }
    let secondary = 0;
    if (FUNCTION_WORDS[f.kind].includes("bus")) {
      secondary = this.secondaries[i] ?? 0;
      if (secondary > BUS_MAX) this.fail("no bus number is left for it: say which", f.at, f.line);
    }
    return functionOf(f.kind, { ...f.parts, parent, secondary, realDma, pf });
  }

  /** The index of a function that must be listed, before the `before`-th if that is given. */
  lookUp(named: Named, line: number, before = this.lines.length): number {
    const index = this.byAddress.get(addressText(named));
    if (index === undefined)
      this.fail(`there is no function ${addressText(named)} in the list`, named, line);
    else if (index >= before)
      this.fail(`${addressText(named)} must be listed before this line`, named, line);
    return index ?? 0;
  }

  private fail(message: string, at: Named, line: number): void {
    this.problem ??= { line, column: at.word.column, path: null, message };
  }
}

function busKey(segment: number, bus: number): string {
  return `${segment}:${bus}`;
}

/** The secondary bus of every bridge, as said or by the rule above; null for all others. */
function secondaryBuses(lines: readonly FunctionLine[]): readonly (number | null)[] {
  const owned = new Set<string>();
  const highest = new Map<number, number>();
  const use = (segment: number, bus: number): void => {
    highest.set(segment, Math.max(highest.get(segment) ?? 0, bus));
  };
  for (const f of lines) {
    use(f.at.segment, f.at.bus);
    if (f.secondary === null) continue;
    use(f.at.segment, f.secondary);
    owned.add(busKey(f.at.segment, f.secondary));
  }
  const buses = occupiedBuses(lines);
  return lines.map((f) => {
    if (f.secondary !== null || !FUNCTION_WORDS[f.kind].includes("bus")) return f.secondary;
    const { segment, bus } = f.at;
    const free = (buses.get(segment) ?? []).find((b) => b > bus && !owned.has(busKey(segment, b)));
    const secondary = free ?? (highest.get(segment) ?? 0) + 1;
    use(segment, secondary);
    owned.add(busKey(segment, secondary));
    return secondary;
  });
}

/** The bus numbers on which functions other than VFs stand, ascending, by segment. */
function occupiedBuses(lines: readonly FunctionLine[]): ReadonlyMap<number, readonly number[]> {
  const buses = new Map<number, Set<number>>();
  for (const { at, kind } of lines) {
    if (kind === "vf") continue;
    const set = buses.get(at.segment) ?? new Set();
    buses.set(at.segment, set.add(at.bus));
  }
  return new Map([...buses].map(([segment, set]) => [segment, [...set].sort((a, b) => a - b)]));
}

function nameOf(f: FunctionLine | undefined): string {
  return f === undefined ? "?" : addressText(f.at);
}

/** The problem of a topology, at the line it is about and with addresses for indices. */
function located(
  reason: Impossible,
  lines: readonly FunctionLine[],
  probe: ProbeLine | null,
): Problem {
  const message = reason.message.replaceAll(/functions\[(\d+)\]/g, (_, i: string) =>
    nameOf(lines[Number(i)]),
  );
  const index = /^functions\[(\d+)\]\.(.*)$/.exec(reason.path);
  if (index === null) {
    const line = reason.path.startsWith("probe") ? (probe?.line ?? null) : null;
    return { line, column: line === null ? null : 1, path: null, message };
  }
  const f = lines[Number(index[1])];
  return {
    line: f?.line ?? null,
    column: f?.at.word.column ?? null,
    path: null,
    message: `${nameOf(f)}: ${message}`,
  };
}
