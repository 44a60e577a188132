/**
 * The topologies that can be printed: those of the generators, without what no register holds, and
 * without functions whose VFs SR-IOV could not place.
 */
import type fc from "fast-check";
import { ACS, ACS_ISOLATED } from "../../../model/vocabulary/topology/acs.js";
import {
  acsOf,
  isEndpoint,
  isExpress,
  isPort,
  requesterId,
  slotOf,
  type PciFunction,
  type Topology,
} from "../../../model/vocabulary/topology/topology.js";
import { reindexed } from "../../machine/part.js";
import type { Knobs } from "../../../properties/generators/knobs.js";
import { topologies } from "../../../properties/generators/topology/topology.js";

/**
 * `silent`: facts that no text form prints are drawn as well: a header bit on a lone function, and
 * egress control.
 */
export interface Printable {
  /** As Linux itself leaves the control registers, or any. */
  readonly control: "linux" | "any";
  readonly silent?: boolean;
  readonly knobs?: Partial<Knobs>;
}

const NO_RULES: Partial<Knobs> = {
  roots: {
    port: 20,
    integrated: 5,
    collector: 1,
    endpoint: 0,
    bridge: 2,
    device: 3,
    "express-bridge": 1,
    vmd: 0,
  },
  functionsMax: 16,
  absentPercent: 0,
  hotPercent: 0,
  orderPercent: 0,
  aliasPercent: 0,
  noAliasPercent: 0,
  pcieAliasPercent: 0,
  xlateRootPercent: 0,
  pasidNoTlpPercent: 0,
  directMapPercent: 0,
  acsRulePercent: 0,
  atsPercent: 0,
  noIommuPercent: 0,
};

export function printable({ control, silent = false, knobs }: Printable): fc.Arbitrary<Topology> {
  const quiet = silent ? {} : { headerLonePercent: 0 };
  return topologies({ ...NO_RULES, ...quiet, ...knobs })
    .filter((t) => t.functions.every((_, dev) => vfsCanBePlaced(t, dev)))
    .map((t) => sorted(t.functions.map((f) => withControl(f, t.functions, control, silent))));
}

/**
 * Whether a machine looks as if it had been booted without an IOMMU, where no groups are printed:
 * ports implement RR, and it is on at none. What is then said is what Linux would do with one.
 */
export function looksUntranslated(t: Topology): boolean {
  const ports = t.functions.filter((f) => facesDown(f) && ((acsOf(f)?.cap ?? 0) & ACS.RR) !== 0);
  return ports.length > 0 && ports.every((f) => ((acsOf(f)?.ctrl ?? 0) & ACS.RR) === 0);
}

function withControl(
  f: PciFunction,
  all: readonly PciFunction[],
  control: "linux" | "any",
  silent: boolean,
): PciFunction {
  if (!isExpress(f) || f.acs === null) return f;
  const cap = silent ? f.acs.cap : f.acs.cap & ~ACS.EC;
  const ctrl = control === "linux" ? cap & ACS_ISOLATED : f.acs.ctrl & cap;
  const egress = f.acs.egress.filter((devfn) =>
    all.some((g) => g.segment === f.segment && g.bus === f.bus && g.devfn === devfn && named(f, g)),
  );
  return { ...f, acs: { cap, ctrl, egress: (cap & ACS.EC) === 0 ? [] : egress } };
}

/** Whether the vector of a function has a bit for another one (audit/machine/egress.ts). */
function named(f: PciFunction, peer: PciFunction): boolean {
  if (isPort(f)) return facesDown(f) && facesDown(peer);
  return isEndpoint(f) && f.ari ? true : slotOf(f) === slotOf(peer);
}

function facesDown({ kind }: PciFunction): boolean {
  return kind === "root-port" || kind === "downstream-port";
}

/** VFs stand above their PF, and two have a distance. */
function vfsCanBePlaced(t: Topology, dev: number): boolean {
  const pf = t.functions[dev];
  if (pf === undefined) return true;
  const own = requesterId(pf.bus, pf.devfn);
  return t.functions.every(
    (f) => f.kind !== "vf" || f.pf !== dev || requesterId(f.bus, f.devfn) > own,
  );
}

/** By address, as readers number functions; a parent stands on a lower bus than its children. */
function sorted(functions: readonly PciFunction[]): Topology {
  const order = [...functions.entries()]
    .sort(([, a], [, b]) => a.segment - b.segment || a.bus - b.bus || a.devfn - b.devfn)
    .map(([dev]) => dev);
  return { functions: reindexed(functions, order), probe: { scan: "boot", order: null } };
}
