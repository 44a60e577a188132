/**
 * The tree that `lspci -t` draws: every function, and the buses behind bridges. Where a bus begins
 * says the column, so indentation counts. Format: pciutils ls-tree.c show_tree_dev,
 * show_tree_bus, show_tree_bridge.
 */
import type { Address } from "../../../model/vocabulary/topology/address.js";
import type { BusNumber } from "../dump.js";

/** A function in the tree. */
export interface TreeFunction extends Address {
  readonly line: number;
  /** Buses behind it; null: it is no bridge. */
  readonly secondary: number | null;
  readonly subordinate: number | null;
  /** With -v. */
  readonly name: string;
}

/** A column in which more is drawn: functions of a bus, or buses of one bridge (null). */
interface Column {
  readonly at: number;
  readonly bus: BusNumber | null;
  readonly segment: number;
  readonly root: boolean;
}

const ROOT = /^\s*-(?=(?:\+-)?\[(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}\]-)/i;
const DEEP_MAX = 256;

export class TreeReader {
  readonly functions: TreeFunction[] = [];
  readonly roots: BusNumber[] = [];
  private columns: Column[] = [];
  private open = false;

  /** Null: the line is no part of a tree; false: it is, and cannot be understood. */
  read(text: string, line: number): boolean | null {
    const root = ROOT.exec(text);
    if (root !== null) {
      this.columns = [];
      this.open = true;
      return this.bridge(text, root[0].length, { segment: 0, bus: 0 }, true, line);
    }
    if (!this.open) return null;
    const at = /^[ |]{0,2000}(?=[+\\]-)/.exec(text)?.[0].length;
    if (at === undefined) return /^[ |]{1,2000}$/.test(text) ? true : null;
    while ((this.columns.at(-1)?.at ?? -1) > at) this.columns.pop();
    const column = this.columns.at(-1);
    if (column === undefined || column.at !== at) return false;
    return this.item(text, at + 2, column, line);
  }

  end(): void {
    this.open = false;
  }

  /** What stands behind `+-` or `\-`: a function of the column's bus, or one more bus. */
  private item(text: string, at: number, column: Column, line: number): boolean {
    const { bus, segment, root } = column;
    if (bus !== null) return this.device(text, at, bus, line);
    return this.bus(text, at, segment, root, line);
  }

  private bus(text: string, at: number, segment: number, root: boolean, line: number): boolean {
    const label = /^\[(?:([0-9a-f]{4,8}):)?([0-9a-f]{2})\]-/i.exec(text.slice(at, at + 20));
    if (label === null) return false;
    const own = label[1] === undefined ? segment : parseInt(label[1], 16);
    const bus = { segment: own, bus: parseInt(label[2] ?? "", 16) };
    if (root) this.roots.push(bus);
    return this.devices(text, at + label[0].length, bus, line);
  }

  /** What follows a bridge: its buses, or what is on the only one. */
  private bridge(text: string, at: number, own: BusNumber, root: boolean, line: number): boolean {
    if (text.startsWith("+-[", at)) {
      if (this.columns.length >= DEEP_MAX) return false;
      this.columns.push({ at, bus: null, segment: own.segment, root });
      return this.bus(text, at + 2, own.segment, root, line);
    }
    if (root) return this.bus(text, at, own.segment, true, line);
    return this.devices(text, at, own, line);
  }

  private devices(text: string, at: number, bus: BusNumber, line: number): boolean {
    if (text.slice(at).trim() === "") return true;
    const two = text.slice(at, at + 2);
    if (two === "+-") {
      if (this.columns.length >= DEEP_MAX) return false;
      this.columns.push({ at, bus, segment: bus.segment, root: false });
    } else if (two !== "--") {
      return false;
    }
    return this.device(text, at + 2, bus, line);
  }

  private device(text: string, at: number, bus: BusNumber, line: number): boolean {
    const slot = /^([01][0-9a-f])\.([0-7])/i.exec(text.slice(at, at + 4));
    if (slot === null) return false;
    const devfn = (parseInt(slot[1] ?? "", 16) << 3) | Number(slot[2]);
    const behind = /^-\[([0-9a-f]{2})(?:-([0-9a-f]{2}))?\]-/i.exec(text.slice(at + 4, at + 13));
    if (behind === null) {
      const name = text.slice(at + 4).trim();
      this.functions.push({ ...bus, devfn, line, secondary: null, subordinate: null, name });
      return true;
    }
    const secondary = parseInt(behind[1] ?? "", 16);
    const subordinate = parseInt(behind[2] ?? behind[1] ?? "", 16);
    this.functions.push({ ...bus, devfn, line, secondary, subordinate, name: "" });
    const below = { segment: bus.segment, bus: secondary };
    // One more stroke, show_tree_bridge's own, and then as at the root.
    const next = at + 4 + behind[0].length;
    if (text[next] !== "-") return text.slice(next).trim() === "";
    return this.bridge(text, next + 1, below, false, line);
  }
}
