/**
 * The knobs of the generators: every limit and every probability, with its meaning, unit, range and
 * default. Profiles (profiles/) set some of them; what the caller sets wins over the profile.
 */

/** The swarm profiles; profiles/all.ts says what each is for. */
export type ProfileName =
  | "general"
  | "groups"
  | "table"
  | "rid"
  | "handles"
  | "enable-check"
  | "refinement"
  | "refinement-6.2"
  | "aliases"
  | "switches"
  | "failures"
  | "plug"
  | "reset"
  | "ownership"
  | "iommufd"
  | "joining"
  | "vfio"
  | "allocation";

/** What can stand on a root bus; the numbers are weights. */
export type RootShape =
  | "port"
  | "integrated"
  | "collector"
  | "endpoint"
  | "bridge"
  | "device"
  | "express-bridge"
  | "vmd";

/** What can stand below a root port or a downstream port; the numbers are weights. */
export type LinkShape = "device" | "switch" | "pci-bridge" | "mixed";

export interface Knobs {
  /**
   * Functions in a topology, at most; small topologies are the most frequent. Functions, 1..64.
   * Default 8.
   */
  readonly functionsMax: number;
  /**
   * Operations in a scenario, at most; about half of that on average. Operations, 0..10000. Default
   * 64.
   */
  readonly operationsMax: number;
  /** Different PASIDs that one scenario names, at most. PASIDs, 1..60. Default 4. */
  readonly pasidsMax: number;
  /** Different paging domains D1.. that one scenario names, at most. Domains, 1..8. Default 4. */
  readonly domainsMax: number;
  /** Different handles h1.. that one scenario names, at most. Handles, 1..8. Default 3. */
  readonly handlesMax: number;
  /** Profiles to draw from, by their weights; empty: all. Default empty. */
  readonly profiles: readonly ProfileName[];
  /**
   * Only default machines (model/vocabulary/scenario/default-machine.ts): it overrides the knobs
   * that would leave them. Default false.
   */
  readonly defaultMachine: boolean;

  /** What stands on a root bus. Weights, 0..64 each. Default: mostly ports. */
  readonly roots: Readonly<Record<RootShape, number>>;
  /** What stands below a port. Weights, 0..64 each. Default: mostly devices. */
  readonly links: Readonly<Record<LinkShape, number>>;
  /** Switches in one path, at most. Switches, 0..8. Default 2. */
  readonly switchDepthMax: number;
  /** A device has two or three functions. Percent of devices. Default 30. */
  readonly multifunctionPercent: number;
  /** The header bit is missing on a function above 0. Percent of such functions. Default 25. */
  readonly headerMissingPercent: number;
  /**
   * The header bit is set on a device that has one function only. Percent of such devices. Default
   * 8.
   */
  readonly headerLonePercent: number;
  /** A device has ARI functions 0 and 8. Percent of devices below ports. Default 4. */
  readonly ariPercent: number;
  /** An endpoint has one or two VFs. Percent of endpoints. Default 8. */
  readonly vfPercent: number;
  /** The VFs stand on a virtual bus of their own. Percent of PFs. Default 35. */
  readonly vfOwnBusPercent: number;
  /** Some function has a DMA alias. Percent of topologies. Default 22. */
  readonly aliasPercent: number;
  /** The alias names an absent devfn. Percent of alias edges. Default 45. */
  readonly ghostPercent: number;
  /** A PCIe-to-PCI bridge forwards requester IDs unchanged. Percent of such bridges. Default 15. */
  readonly noAliasPercent: number;
  /**
   * A conventional bridge is a PCIe-to-PCI bridge in disguise. Percent of such bridges. Default 30.
   */
  readonly pcieAliasPercent: number;
  /** The IOMMU sits at the bridge. Percent of bridges. Default 3. */
  readonly xlateRootPercent: number;

  /**
   * Every implemented ACS bit is on, as Linux does it by default. Percent of topologies. Default
   * 35.
   */
  readonly acsCompletePercent: number;
  /**
   * Of the ports' ACS bits only RR and UF are on, the ones that PASID asks for. Percent of
   * topologies. Default 12.
   */
  readonly acsPasidPercent: number;
  /** One bit that was on is off, on one function. Percent of topologies. Default 25. */
  readonly acsShortPercent: number;
  /** There is no ACS capability. Percent of functions that could have one. Default 20. */
  readonly acsAbsentPercent: number;
  /** An endpoint or RCiEP has a PASID capability. Percent of them. Default 80. */
  readonly pasidPercent: number;
  /** PASID without end-end prefixes. Percent of them. Default 5. */
  readonly pasidNoTlpPercent: number;
  /** Prefixes are supported everywhere. Percent of topologies. Default 80. */
  readonly prefixCompletePercent: number;
  /**
   * Prefixes are supported everywhere but on one function; what remains is mixed. Percent of
   * topologies. Default 14.
   */
  readonly prefixShortPercent: number;
  /**
   * No IOMMU serves a bridge (a quarter as often: another function). Percent of bridges. Default 6.
   */
  readonly noIommuPercent: number;
  /** Firmware demands a direct mapping. Percent of functions. Default 4. */
  readonly directMapPercent: number;
  /** A device-specific rule answers for its ACS. Percent of functions. Default 2. */
  readonly acsRulePercent: number;
  /** An endpoint or RCiEP has ATS. Percent of them. Default 10. */
  readonly atsPercent: number;
  /** Some functions are absent at boot. Percent of topologies. Default 3. */
  readonly absentPercent: number;
  /**
   * A function that is absent demands a direct mapping, for when it is plugged. Percent of them.
   * Default 0: as others.
   */
  readonly absentDirectMapPercent: number;
  /** A function has reserved regions. Percent of functions. Default 0: few operations see them. */
  readonly reservedPercent: number;
  /** Functions are scanned hot. Percent of topologies. Default 50. */
  readonly hotPercent: number;
  /** Functions are probed in another order than Linux'. Percent of topologies. Default 20. */
  readonly orderPercent: number;

  /**
   * The driver's blocked domain has no set_dev_pasid, or (half as often) there is none. Percent.
   * Default 20.
   */
  readonly blockingLessPercent: number;
  /**
   * The driver refuses PASIDs on devices that are not enabled. Percent of scenarios. Default 25.
   */
  readonly strictPercent: number;
  /** The IOMMU has fewer than 20 PASID bits, or none. Percent of scenarios. Default 25. */
  readonly pasidBitsPercent: number;

  /** PASID is enabled on the capable functions in focus first. Percent of scenarios. Default 65. */
  readonly enableFirstPercent: number;
  /** An operation names a function without PASID capability. Percent of operations. Default 8. */
  readonly incapablePercent: number;
  /** A replace or a detach names what was attached before. Percent of them. Default 80. */
  readonly reusePercent: number;
  /** ... but through a sibling of the function that attached. Percent of those. Default 25. */
  readonly siblingPercent: number;
  /**
   * A PASID at an edge: max-1, max, 0, 2^20. Percent of the PASIDs that a scenario names. Default
   * 25.
   */
  readonly edgePercent: number;
  /**
   * A domain other than D1..: blocked, identity, without set_dev_pasid, foreign. Percent of
   * domains. Default 8.
   */
  readonly oddDomainPercent: number;
  /**
   * An attach passes a handle (a replace does so nine times in ten). Percent of attaches. Default
   * 35.
   */
  readonly handlePercent: number;
  /** The driver fails at call 1..4. Percent of operations that can fail. Default 6. */
  readonly failPercent: number;
}

export const DEFAULT_KNOBS: Knobs = {
  functionsMax: 8,
  operationsMax: 64,
  pasidsMax: 4,
  domainsMax: 4,
  handlesMax: 3,
  profiles: [],
  defaultMachine: false,
  roots: {
    port: 20,
    integrated: 7,
    collector: 1,
    endpoint: 2,
    bridge: 2,
    device: 1,
    "express-bridge": 1,
    vmd: 2,
  },
  links: { device: 20, switch: 11, "pci-bridge": 3, mixed: 2 },
  switchDepthMax: 2,
  multifunctionPercent: 30,
  headerMissingPercent: 25,
  headerLonePercent: 8,
  ariPercent: 4,
  vfPercent: 8,
  vfOwnBusPercent: 35,
  aliasPercent: 22,
  ghostPercent: 45,
  noAliasPercent: 15,
  pcieAliasPercent: 30,
  xlateRootPercent: 3,
  acsCompletePercent: 35,
  acsPasidPercent: 12,
  acsShortPercent: 25,
  acsAbsentPercent: 20,
  pasidPercent: 80,
  pasidNoTlpPercent: 5,
  prefixCompletePercent: 80,
  prefixShortPercent: 14,
  noIommuPercent: 6,
  directMapPercent: 4,
  acsRulePercent: 2,
  atsPercent: 10,
  absentPercent: 3,
  absentDirectMapPercent: 0,
  reservedPercent: 0,
  hotPercent: 50,
  orderPercent: 20,
  blockingLessPercent: 20,
  strictPercent: 25,
  pasidBitsPercent: 25,
  enableFirstPercent: 65,
  incapablePercent: 8,
  reusePercent: 80,
  siblingPercent: 25,
  edgePercent: 25,
  oddDomainPercent: 8,
  handlePercent: 35,
  failPercent: 6,
};

const COUNTS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  functionsMax: [1, 64],
  operationsMax: [0, 10_000],
  pasidsMax: [1, 60],
  domainsMax: [1, 8],
  handlesMax: [1, 8],
  switchDepthMax: [0, 8],
};

/** The first knob that is out of its range, in words; null if all are within. */
export function knobOutOfRange(knobs: Partial<Knobs>): string | null {
  for (const [name, value] of Object.entries(knobs)) {
    if (typeof value === "number") {
      const [min, max] = COUNTS[name] ?? [0, 100];
      if (name in COUNTS && !Number.isInteger(value))
        return `${name}: a whole number, not ${value}`;
      if (!(value >= min && value <= max)) return `${name}: ${min}..${max}, not ${value}`;
    } else if (name === "roots" || name === "links") {
      const weights: readonly unknown[] = Object.values(value ?? {});
      if (!weights.every((w) => typeof w === "number" && Number.isInteger(w) && w >= 0 && w <= 64))
        return `${name}: weights 0..64`;
      if (!weights.some((w) => w !== 0)) return `${name}: some weight above 0`;
    }
  }
  return null;
}

/** The knobs with defaults filled in. Throws RangeError on one that is out of its range. */
export function knobsOf(knobs: Partial<Knobs>): Knobs {
  const problem = knobOutOfRange(knobs);
  if (problem !== null) throw new RangeError(problem);
  const merged = { ...DEFAULT_KNOBS, ...knobs };
  return merged.defaultMachine ? withinDefaultMachines(merged) : merged;
}

/**
 * Every draw is a default machine: nothing is drawn that would have to be thrown away. How ACS is
 * switched is left to the style (topology/acs.ts), and acs-set to the kinds of operation.
 */
function withinDefaultMachines(knobs: Knobs): Knobs {
  const { vmd, ...others } = knobs.roots;
  const roots = { ...others, port: others.port + vmd, vmd: 0 };
  return {
    ...knobs,
    roots,
    aliasPercent: 0,
    acsShortPercent: 0,
    noIommuPercent: 0,
    acsRulePercent: 0,
    orderPercent: 0,
  };
}
