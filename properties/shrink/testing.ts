/**
 * Synthetic bugs: predicates over scenarios that stand for an invariant broken in one way, without
 * any design.
 */
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import {
  acsOf,
  isExpress,
  isPort,
  pasidOf,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";

export type Bug = (s: Scenario) => boolean;

function onFunction(s: Scenario, op: Operation): PciFunction | undefined {
  return s.topology.functions[op.dev % s.topology.functions.length];
}

function above(s: Scenario, f: PciFunction | undefined): PciFunction | undefined {
  return f === undefined || f.parent === null ? undefined : s.topology.functions[f.parent];
}

function sameBus(a: PciFunction, b: PciFunction): boolean {
  return a.bus === b.bus && a.segment === b.segment;
}

/** Whether some operation and a later one go together. */
function somePair(s: Scenario, fits: (a: Operation, b: Operation) => boolean): boolean {
  return s.operations.some((a, i) => s.operations.some((b, j) => j > i && fits(a, b)));
}

function controls(f: PciFunction | undefined, mask: number, wanted: number): boolean {
  const acs = f === undefined ? null : acsOf(f);
  return acs !== null && (acs.cap & mask) === mask && (acs.ctrl & mask) === wanted;
}

/** Two functions of one slot: attach on one, detach on the other. */
function siblingDetach(s: Scenario): boolean {
  return somePair(s, (a, b) => {
    if (a.op !== "pasid-attach" || b.op !== "pasid-detach" || a.pasid !== b.pasid) return false;
    const x = onFunction(s, a);
    const y = onFunction(s, b);
    return (
      x !== y &&
      x !== undefined &&
      y !== undefined &&
      sameBus(x, y) &&
      x.devfn >> 3 === y.devfn >> 3
    );
  });
}

/** Attached with a handle, replaced by another domain with a handle, on one capable function. */
function replacedDomain(s: Scenario): boolean {
  return somePair(s, (a, b) => {
    if (a.op !== "pasid-attach" || b.op !== "pasid-replace" || a.pasid !== b.pasid) return false;
    if (a.handle === undefined || b.handle === undefined || a.domain === b.domain) return false;
    const f = onFunction(s, a);
    return f !== undefined && f === onFunction(s, b) && pasidOf(f) !== null;
  });
}

/**
 * PASID enabled on two functions of one bus below a port with RR and UF on, then attached on one.
 */
function enabledNeighbours(s: Scenario): boolean {
  const enabled = new Set<PciFunction>();
  for (const op of s.operations) {
    const f = onFunction(s, op);
    if (f === undefined) continue;
    const able = pasidOf(f) !== null && isExpress(f) && f.prefix;
    if (op.op === "pasid-enable" && able && controls(above(s, f), 0x14, 0x14)) enabled.add(f);
    if (op.op !== "pasid-attach" || !enabled.has(f)) continue;
    for (const g of enabled) if (g !== f && sameBus(f, g)) return true;
  }
  return false;
}

/** PASID asked for below a port whose UF is implemented and off. */
function forwardingOff(s: Scenario): boolean {
  return s.operations.some((op) => {
    const f = onFunction(s, op);
    if (op.op !== "pasid-enable" || f === undefined || pasidOf(f) === null) return false;
    return controls(above(s, f), 0x14, 0x04);
  });
}

/** Two functions with one alias that nobody has. */
function sharedGhost(s: Scenario): boolean {
  const all = s.topology.functions;
  return all.some((f) =>
    f.aliases.some(
      (ghost) =>
        all.some((g) => g !== f && sameBus(f, g) && g.aliases.includes(ghost)) &&
        !all.some((g) => sameBus(f, g) && g.devfn === ghost),
    ),
  );
}

/** A hot scan meets a function above 0 without the header bit, beside an endpoint. */
function hotHeader(s: Scenario): boolean {
  const all = s.topology.functions;
  if (s.topology.probe.scan !== "hot") return false;
  return all.some(
    (f) =>
      (f.devfn & 7) > 0 &&
      !f.multifunction &&
      f.kind !== "vf" &&
      all.some((g) => sameBus(f, g) && g.devfn === (f.devfn & ~7)),
  );
}

/** A VF whose PASID is switched off. */
function vfDisabled(s: Scenario): boolean {
  return s.operations.some((op) => op.op === "pasid-disable" && onFunction(s, op)?.kind === "vf");
}

/** A function probed before the bridge above it. */
function childFirst(s: Scenario): boolean {
  const order = s.topology.probe.order;
  if (order === null) return false;
  const position = (i: number): number => order.indexOf(i);
  return s.topology.functions.some((f, i) => f.parent !== null && position(f.parent) > position(i));
}

/** The driver fails at its second call of an attach, with two capable functions on the bus. */
function secondCallFails(s: Scenario): boolean {
  return s.operations.some((op) => {
    const f = onFunction(s, op);
    if (op.op !== "pasid-attach" || op.fail?.call !== 2 || f === undefined) return false;
    return s.topology.functions.filter((g) => sameBus(f, g) && pasidOf(g) !== null).length >= 2;
  });
}

/** A PASID beyond the device's width. */
function outOfRange(s: Scenario): boolean {
  return s.operations.some((op) => {
    const f = onFunction(s, op);
    const pasid = f === undefined ? null : pasidOf(f);
    return op.op === "pasid-attach" && pasid !== null && op.pasid >= 2 ** pasid.width;
  });
}

/** A PASID for a function whose requests carry another's requester ID. */
function redirected(s: Scenario): boolean {
  return s.operations.some((op) => {
    const f = onFunction(s, op);
    return op.op === "pasid-attach" && f !== undefined && f.realDma !== null && pasidOf(f) !== null;
  });
}

/** Two devices behind a PCIe-to-PCI bridge that no IOMMU serves. */
function unservedBridge(s: Scenario): boolean {
  const all = s.topology.functions;
  return all.some(
    (f, i) =>
      f.kind === "pcie-to-pci-bridge" && !f.iommu && all.filter((g) => g.parent === i).length >= 2,
  );
}

/** Two ports below one switch, one of them with RR off and an endpoint behind it. */
function switchRedirectsNot(s: Scenario): boolean {
  const all = s.topology.functions;
  return all.some(
    (f, i) =>
      f.kind === "downstream-port" &&
      controls(f, 0x04, 0) &&
      all.some((g) => g.parent === i && g.kind === "endpoint") &&
      all.some((g) => g !== f && isPort(g) && sameBus(f, g)),
  );
}

export const BUGS = {
  siblingDetach,
  replacedDomain,
  enabledNeighbours,
  forwardingOff,
  sharedGhost,
  hotHeader,
  vfDisabled,
  childFirst,
  secondCallFails,
  outOfRange,
  redirected,
  unservedBridge,
  switchRedirectsNot,
} as const satisfies Readonly<Record<string, Bug>>;
