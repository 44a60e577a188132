/**
 * The classes of ACS that some rule can tell apart where a function stands, and a value that stands
 * for each. Seven bits, each not implemented, off or on, are more than any rule looks at:
 *
 * - Linux' groups ask whether one of SV RR CR UF is implemented and off (`isolated`), Linux' enable
 *   check the same of RR UF (`passes`): model/fabric/acs.ts acsFlagsEnabled, impl/fabric/acs.ts. Of
 *   upstream ports and endpoints only in multifunction devices.
 * - The PCIe specification asks whether RR is on, and of what is no port whether it is implemented,
 *   but only where somebody stands beside; whether UF is on of ports, but only where something
 *   below redirects (model/fabric/reach.ts, pasid-safety.ts).
 * - Source validation asks whether SV is on of ports (model/fabric/spoofing.ts).
 * - No rule reads TB or DT. No capability reads as all off, but by the 2025 proposal, which no
 *   design uses. EC is left off, and a value of its own in no class: see docs/answers/exhaust.md.
 */
import { ACS, type Acs } from "../../../model/vocabulary/topology/acs.js";
import type { Shape } from "./shapes.js";

/** What rules can read of a function's ACS where it stands. */
export interface Readers {
  readonly port: boolean;
  /** Linux asks it at all. */
  readonly asked: boolean;
  /** Somebody below, or it itself, has PASIDs that the enable check is asked about. */
  readonly enableCheck: boolean;
  /** Somebody stands beside it whom the PCIe specification lets it send to. */
  readonly peers: boolean;
  /** Something below may redirect, so UF of this port is asked. */
  readonly forwards: boolean;
  /** Something below may lie about its requester ID. */
  readonly validates: boolean;
}

/** What the rules read. `rr`: `blocked` is RR that is not implemented, by what is no port. */
export interface AcsClass {
  readonly isolated: boolean;
  readonly passes: boolean;
  readonly rr: "blocked" | "direct" | "redirected";
  readonly uf: boolean;
  readonly sv: boolean;
}

const BOTH = [true, false] as const;

/** The classes that can be told apart there, each by its value; null: no capability. */
export function acsValues(readers: Readers): readonly (Acs | null)[] {
  if (!readers.asked && !readers.peers && !readers.validates) return [null];
  return classesOf(readers).map((c) => valueOf(c, readers.port));
}

/**
 * The same of default machines, where all of SV RR CR UF that is implemented is on: what has the
 * capability passes all of Linux' tests, and differs by what it does not implement. No capability
 * is a class of its own, because no value that is switched on reads as all off.
 */
export function defaultAcsValues(readers: Readers): readonly (Acs | null)[] {
  const all = acsValues(readers);
  const on = all.filter((acs) => acs !== null && acs.ctrl === acs.cap);
  return [...on, null];
}

/** All consistent readings. What is not read takes the value that goes with the others. */
function classesOf(readers: Readers): readonly AcsClass[] {
  const { port, enableCheck, peers, forwards, validates } = readers;
  const requests = port
    ? (["redirected", "direct"] as const)
    : (["redirected", "direct", "blocked"] as const);
  const found: AcsClass[] = [];
  for (const isolated of BOTH)
    for (const passes of enableCheck ? BOTH : [isolated])
      for (const rr of peers ? requests : ([passes ? "redirected" : "direct"] as const))
        for (const uf of port && forwards ? BOTH : [passes])
          for (const sv of port && validates ? BOTH : [isolated]) {
            const c = { isolated, passes, rr, uf, sv };
            if (consistent(c, readers)) found.push(c);
          }
  return found;
}

function consistent({ isolated, passes, rr, uf }: AcsClass, readers: Readers): boolean {
  if (isolated && !passes) return false;
  // What is no port implements neither SV nor UF: RR alone decides.
  if (!readers.port) return passes === (rr !== "direct");
  // Something of RR UF must be off for the enable check to refuse; UF may be, where nobody reads
  // it.
  const ufOff = !uf || !(readers.port && readers.forwards);
  return passes || rr === "direct" || ufOff;
}

type Status = "absent" | "off" | "on";

/** A value that reads so: what reads as off is off rather than absent where that is allowed. */
function valueOf({ isolated, passes, rr, uf, sv }: AcsClass, port: boolean): Acs {
  const no: Status = passes ? "absent" : "off";
  const unread: Status = isolated ? "absent" : "off";
  const request: Status = rr === "redirected" ? "on" : rr === "blocked" ? "absent" : no;
  const forward: Status = uf ? "on" : no;
  const bits: readonly (readonly [number, Status])[] = [
    [ACS.SV, port ? (sv ? "on" : unread) : "absent"],
    [ACS.RR, request],
    [ACS.CR, isolated ? "on" : "off"],
    [ACS.UF, port ? forward : "absent"],
  ];
  const sum = (of: (status: Status) => boolean): number =>
    bits.reduce((all, [bit, status]) => (of(status) ? all | bit : all), 0);
  return { cap: sum((s) => s !== "absent"), ctrl: sum((s) => s === "on"), egress: [] };
}

/** Whether it, or something below it, has a PASID capability or can have one. */
export function carriesPasids(shape: Shape): boolean {
  return (
    shape.kind === "endpoint" ||
    shape.kind === "rciep" ||
    shape.below.some((device) => device.some((f) => carriesPasids(f)))
  );
}

/** Whether something below it stands beside others, so that its RR redirects to somebody. */
export function redirectsBelow(shape: Shape): boolean {
  return shape.below.some((device) => {
    const beside = shape.kind === "upstream-port" ? shape.below.flat().length : device.length;
    return device.some((f) => (beside > 1 && carriesPasids(f)) || redirectsBelow(f));
  });
}
