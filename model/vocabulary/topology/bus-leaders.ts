/** The bridges of a segment with the buses to which they lead, in the words of a message. */
import { addressText } from "./address.js";
import { isBridge, type PciFunction } from "./topology.js";

const NAMED_MAX = 8;

/** `00:01.0 leads to bus 01`; `there is no bridge` where the segment has none. */
export function busLeadersText(functions: readonly PciFunction[], segment: number): string {
  const bridges = functions.flatMap((f) =>
    isBridge(f) && f.segment === segment
      ? [`${addressText(f)} leads to ${busText(f.secondary)}`]
      : [],
  );
  if (bridges.length === 0) return "there is no bridge";
  const more = bridges.length > NAMED_MAX ? ` and ${bridges.length - NAMED_MAX} more bridges` : "";
  return `${bridges.slice(0, NAMED_MAX).join(", ")}${more}`;
}

/** `bus 0a`. */
export function busText(bus: number): string {
  return `bus ${bus.toString(16).padStart(2, "0")}`;
}
