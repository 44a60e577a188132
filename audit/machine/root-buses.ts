/**
 * The buses that no bridge leads to, as far as what stands on them tells it: a root complex has a
 * host bridge at its device 0, root ports, integrated endpoints, an IOMMU, or what Intel calls
 * uncore.
 */
import { isBridgeRecord } from "./bridge-record.js";
import type { BusNumber } from "../read/dump.js";
import type { FunctionRecord } from "../read/record.js";

const HOST_BRIDGE = 0x0600;
const IOMMU = 0x0806;
const SYSTEM_PERIPHERAL = 0x0880;
const PERFORMANCE_COUNTERS = 0x1101;
const INTEL = 0x8086;

export function busKey(segment: number, bus: number): string {
  return `${segment}:${bus}`;
}

/**
 * The keys of the buses that are known to be root buses: those that the source shows as such, bus 0
 * of each domain, and those whose functions tell it.
 */
export function rootBuses(
  records: readonly FunctionRecord[],
  shown: readonly BusNumber[],
): ReadonlySet<string> {
  const told = records.filter((r) => r.bus === 0 || isOnRoot(r));
  return new Set([...shown, ...told].map(({ segment, bus }) => busKey(segment, bus)));
}

function isOnRoot(r: FunctionRecord): boolean {
  const kind = r.express?.kind ?? null;
  if (kind === "root-port" || kind === "rciep" || kind === "rcec") return true;
  // A bridge with ACS is a root port, or below a switch that is not shown either.
  if (kind === null && r.acs !== null && isBridgeRecord(r)) return true;
  const { classCode, title, devfn } = r;
  if (classCode === IOMMU || /^IOMMU\b/.test(title)) return true;
  if (devfn === 0 && (classCode === HOST_BRIDGE || /^Host bridge\b/.test(title))) return true;
  return isUncore(r);
}

/** Registers of a Xeon that look like PCI functions, on buses of their own. */
function isUncore({ classCode, title, vendor, express }: FunctionRecord): boolean {
  if (express?.kind === "endpoint") return false;
  const intel = vendor === INTEL || /: Intel Corporation\b/.test(title);
  const named = /^(?:System peripheral|Performance counters)\b/.test(title);
  return intel && (named || classCode === SYSTEM_PERIPHERAL || classCode === PERFORMANCE_COUNTERS);
}
