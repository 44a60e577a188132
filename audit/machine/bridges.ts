/**
 * Bus numbers that bridges cannot have together: a bridge that leads back to its own bus or a lower
 * one, and two bridges that lead to the same bus. Linux gives such bridges new numbers when it
 * scans (drivers/pci/probe.c pci_scan_bridge_extend), so no running system shows them.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { unreadable, type Unreadable } from "../../model/vocabulary/reading/reading.js";
import type { FunctionRecord } from "../read/record.js";

/** A record with the buses behind it. */
interface Bridge {
  readonly record: FunctionRecord;
  readonly first: number;
  readonly last: number;
}

/** The first bridge that cannot be; null where all can. A secondary bus of 0 is none. */
export function impossibleBridge(records: readonly FunctionRecord[]): Unreadable | null {
  const bridges: Bridge[] = [];
  for (const record of records) {
    const { secondary, bus, subordinate } = record;
    if (secondary === null || secondary === 0) continue;
    if (secondary <= bus)
      return refused(record, `its bus numbers loop: it leads to bus ${busText(secondary)}`);
    bridges.push({ record, first: secondary, last: Math.max(secondary, subordinate ?? 0) });
  }
  return overlapping(bridges, secondaryKey) ?? overlapping(bridges, primaryKey);
}

/** Bridges to the same bus overlap wherever they are; others if they stand side by side. */
function secondaryKey({ record, first }: Bridge): string {
  return `${record.segment}:${first}`;
}

function primaryKey({ record }: Bridge): string {
  return `${record.segment}:${record.bus}`;
}

function overlapping(
  bridges: readonly Bridge[],
  keyOf: (bridge: Bridge) => string,
): Unreadable | null {
  const before = new Map<string, Bridge>();
  const ascending = [...bridges].sort((a, b) => a.first - b.first || a.last - b.last);
  for (const bridge of ascending) {
    const key = keyOf(bridge);
    const other = before.get(key);
    if (other !== undefined && bridge.first <= other.last) {
      const { record, first, last } = other;
      const theirs = `${busText(first)}..${busText(last)} behind ${addressText(record)}`;
      const own = `${busText(bridge.first)}..${busText(bridge.last)}`;
      return refused(bridge.record, `its buses ${own} overlap ${theirs}`);
    }
    if (other === undefined || bridge.last > other.last) before.set(key, bridge);
  }
  return null;
}

function refused(record: FunctionRecord, what: string): Unreadable {
  const line = record.line === 0 ? null : record.line;
  return unreadable(`${addressText(record)}: ${what}`, { line });
}

function busText(bus: number): string {
  return bus.toString(16).padStart(2, "0");
}
