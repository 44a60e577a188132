/**
 * The topology after a write to the ACS Control register of a function (PCIe base specification
 * 7.7.11.3: bits that the capability does not implement stay 0).
 */
import { acsOf, isExpress, type PciFunction, type Topology } from "./topology.js";

/** The same topology where the control bits are so already, or the function has no ACS. */
export function withAcsControl(t: Topology, dev: number, ctrl: number): Topology {
  const f = t.functions[dev];
  if (f === undefined || !isExpress(f) || f.acs === null) return t;
  const on = ctrl & f.acs.cap;
  if (on === f.acs.ctrl) return t;
  const changed: PciFunction = { ...f, acs: { ...f.acs, ctrl: on } };
  return { functions: t.functions.with(dev, changed), probe: t.probe };
}

/** What is on in a function as it stands in a topology; 0 where it has no ACS. */
export function acsControl(t: Topology, dev: number): number {
  const f = t.functions[dev];
  return f === undefined ? 0 : (acsOf(f)?.ctrl ?? 0);
}
