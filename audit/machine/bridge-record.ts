/** Whether a record is of a bridge: by its header, its class, its kind, or its name. */
import type { FunctionRecord } from "../read/record.js";

const PCI_BRIDGE = 0x0604;
const CARDBUS_BRIDGE = 0x0607;
const SEMI_TRANSPARENT_BRIDGE = 0x0609;
const BRIDGE_CLASSES = new Set([PCI_BRIDGE, CARDBUS_BRIDGE, SEMI_TRANSPARENT_BRIDGE]);

/** Whether a function has a bus behind it. */
export function isBridgeRecord(record: FunctionRecord): boolean {
  const { express, secondary, classCode, title, header } = record;
  if (header === 1 || header === 2) return true;
  if (/-(?:port|bridge)$/.test(express?.kind ?? "")) return true;
  if (secondary !== null || BRIDGE_CLASSES.has(classCode ?? 0)) return true;
  return /^(?:PCI|CardBus|Semi-transparent PCI-to-PCI) bridge\b/.test(title);
}
