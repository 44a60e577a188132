/** The tree that `lspci -t` and `-tv` print (pciutils ls-tree.c). */
import { devfnText } from "../../../model/vocabulary/topology/address.js";
import { deviceText, hex } from "./names.js";
import type { ShownFunction } from "./shown.js";

/** Buses without a bridge above them: root buses, and those of VFs on buses of their own. */
interface Bus {
  readonly segment: number;
  readonly number: number;
  readonly functions: readonly ShownFunction[];
}

export function treeLspci(all: readonly ShownFunction[], verbose: boolean): string {
  const buses = busesBelow(all, null);
  const lines = buses.flatMap((bus, n) => {
    const name = `[${hex(bus.segment, 4)}:${hex(bus.number, 2)}]-`;
    const single = buses.length === 1;
    const branch = single ? "" : n + 1 < buses.length ? "+-" : "\\-";
    return under(`-${branch}${name}`, busLines(all, bus, verbose), single || n === 0);
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** The first line follows the prefix; the others stand below, with the bars that go on. */
function under(prefix: string, lines: readonly string[], first: boolean): readonly string[] {
  const head = first ? prefix : ` ${prefix.slice(1)}`;
  const blank = prefix.replaceAll("+", "|").replaceAll(/[^|]/g, " ");
  return lines.map((line, n) => (n === 0 ? head : blank) + line);
}

function busLines(
  all: readonly ShownFunction[],
  { functions }: Bus,
  verbose: boolean,
): readonly string[] {
  if (functions.length === 0) return [""];
  return functions.flatMap((f, n) => {
    const last = n + 1 === functions.length;
    const branch = functions.length === 1 ? "--" : last ? "\\-" : "+-";
    return under(branch, deviceLines(all, f, verbose), true);
  });
}

function deviceLines(
  all: readonly ShownFunction[],
  f: ShownFunction,
  verbose: boolean,
): readonly string[] {
  const at = devfnText(f.devfn);
  if (f.buses === null) return [verbose ? `${at}  ${deviceText(f, "names")}` : at];
  const { secondary, subordinate } = f.buses;
  const range =
    secondary === subordinate ? hex(secondary, 2) : `${hex(secondary, 2)}-${hex(subordinate, 2)}`;
  const buses = busesBelow(all, f);
  const [only] = buses;
  if (only !== undefined && buses.length === 1)
    return under(`${at}-[${range}]--`, busLines(all, only, verbose), true);
  return buses.flatMap((bus, n) => {
    const branch = n + 1 < buses.length ? "+-" : "\\-";
    const name = `${branch}[${hex(bus.segment, 4)}:${hex(bus.number, 2)}]-`;
    const lines = under(name, busLines(all, bus, verbose), true);
    return under(`${at}-[${range}]--`, lines, true).map((line, k) =>
      n === 0 || k > 0 ? line : `${" ".repeat(`${at}-[${range}]--`.length)}${lines[0]}`,
    );
  });
}

/** The buses directly below a bridge, or the root buses; older releases tell the last one first. */
function busesBelow(all: readonly ShownFunction[], bridge: ShownFunction | null): readonly Bus[] {
  const index = bridge === null ? null : all.indexOf(bridge);
  const numbers = new Map<string, Bus>();
  if (bridge?.buses) {
    const { secondary } = bridge.buses;
    const own = { segment: bridge.segment, number: secondary, functions: [] };
    numbers.set(`${bridge.segment}:${secondary}`, own);
  }
  for (const f of all) {
    if (f.parent !== index) continue;
    const key = `${f.segment}:${f.bus}`;
    const there = numbers.get(key)?.functions ?? [];
    numbers.set(key, { segment: f.segment, number: f.bus, functions: [...there, f] });
  }
  return [...numbers.values()];
}
