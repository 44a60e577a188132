/**
 * The rules that a realistic caller and a realistic machine keep. A counterexample that breaks one
 * of them says so, and shrinking prefers those that break none: of a machine that cannot exist, or
 * of a caller that misuses the interface, a maintainer would not read on.
 */
import { Facts } from "../../model/fabric/facts.js";
import { ACS, ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import {
  acsOf,
  isEndpoint,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import type { Finding } from "../invariants/invariant.js";
import { pasidUses, type PasidUse } from "./pasid-uses.js";

export interface CallerRule {
  /** Lower case with dashes. */
  readonly name: string;
  /** Of two scenarios the one whose broken rules weigh less is the more realistic. */
  readonly weight: number;
  /** Ends the sentence "it needs ..."; null: a matter of taste, of which a finding says nothing. */
  readonly needs: string | null;
}

/** What a rule looks at. */
interface Looked {
  readonly topology: Topology;
  readonly operations: readonly Operation[];
  readonly uses: readonly PasidUse[];
}

interface Rule extends CallerRule {
  readonly broken: (looked: Looked) => boolean;
}

/** A caller that misuses the interface; one failing callback, or one machine, is more likely. */
const MISUSE = 100;
const FAILURE = 10;
const MACHINE = 10;
/** Where nothing else decides. */
const TASTE = 1;

/** A control bit that Linux never turns on by itself (drivers/pci/pci.c pci_std_enable_acs()). */
const NEVER_ON = ACS.EC | ACS.DT;

const RULES: readonly Rule[] = [
  {
    // Documentation of iommu_attach_device_pasid(): the driver enables PASID before it is used.
    name: "enabled-before-use",
    weight: MISUSE,
    needs: "a caller that uses PASIDs of a function on which PASID is not enabled",
    broken: ({ uses }) => uses.some(({ capable, enabled }) => capable && !enabled),
  },
  {
    name: "target-has-pasids",
    weight: MISUSE,
    needs: "a caller that uses PASIDs of a function that has none",
    broken: ({ uses }) => uses.some(({ capable }) => !capable),
  },
  {
    // iommu_attach_device_pasid(), iommu_replace_device_pasid(): "Caller should always provide a
    // new handle".
    name: "new-handle",
    weight: MISUSE,
    needs: "a caller that passes one handle twice",
    broken: ({ operations }) => {
      const passed = operations.flatMap((op) => ("handle" in op ? (op.handle ?? []) : []));
      return new Set(passed).size < passed.length;
    },
  },
  {
    // iommu_detach_device_pasid(): the domain "must have been attached to @pasid of the @dev".
    name: "detaches-its-own",
    weight: MISUSE,
    needs: "a caller that detaches a PASID which it has not attached to that function",
    broken: ({ operations }) => operations.some((op, i) => strangersDetach(operations, op, i)),
  },
  {
    name: "driver-succeeds",
    weight: FAILURE,
    needs: "an IOMMU driver whose callback fails",
    broken: ({ operations }) => operations.some((op) => "fail" in op && op.fail !== undefined),
  },
  {
    // drivers/pci/pci.c pci_enable_acs(): what is implemented of SV RR CR UF is turned on.
    name: "acs-as-linux-enables-it",
    weight: MACHINE,
    needs: "ACS control other than Linux' default (pci=config_acs=, setpci)",
    broken: ({ topology }) => topology.functions.some(controlledByHand),
  },
  {
    name: "acs-left-alone",
    weight: MACHINE,
    needs: "ACS control that is written while the machine runs (setpci)",
    broken: ({ operations }) => operations.some(({ op }) => op === "acs-set"),
  },
  {
    name: "probed-in-order",
    weight: MACHINE,
    needs: "functions that are probed in an order other than that of the bus",
    broken: ({ topology }) => topology.probe.order !== null,
  },
  {
    name: "behind-the-iommu",
    weight: MACHINE,
    needs: "a function that no IOMMU driver serves",
    broken: ({ topology }) => topology.functions.some(({ iommu }) => !iommu),
  },
  {
    // PCIe base specification 1.3.2: an endpoint on a root bus is a root complex integrated one.
    name: "endpoints-below-ports",
    weight: MACHINE,
    needs: "an endpoint on a root bus that is not a root complex integrated one",
    broken: ({ topology }) =>
      topology.functions.some(
        (f) => f.parent === null && (f.kind === "endpoint" || f.kind === "legacy-endpoint"),
      ),
  },
  {
    name: "no-quirk",
    weight: MACHINE,
    needs: "a device for which the kernel has a quirk (drivers/pci/quirks.c)",
    broken: ({ topology }) =>
      topology.functions.some((f) => f.acsRule !== undefined || (isEndpoint(f) && f.pasidNoTlp)),
  },
  {
    name: "discrete-devices",
    weight: TASTE,
    needs: null,
    broken: ({ topology }) => topology.functions.some((f) => f.kind === "rciep"),
  },
];

/** The rules, the heaviest first, as data. */
export const callerRules: readonly CallerRule[] = RULES;

/**
 * The rules that a scenario breaks until the step of a finding (-1: at boot), in the order of the
 * table. The function that the finding is about counts as one whose PASIDs are used.
 */
export function rulesBroken(
  { topology, iommu, operations }: Scenario,
  step: number,
  finding: Pick<Finding, "device" | "pasid">,
): readonly CallerRule[] {
  const done = operations.slice(0, step + 1);
  const uses = pasidUses(new Facts(topology, iommu), done, finding);
  return RULES.filter((rule) => rule.broken({ topology, operations: done, uses }));
}

/** Zero: nothing unusual. */
export function weightOf(rules: readonly CallerRule[]): number {
  return rules.reduce((sum, { weight }) => sum + weight, 0);
}

/** The rules of these names: what a report says of a counterexample. */
export function rulesNamed(names: readonly string[]): readonly CallerRule[] {
  return RULES.filter(({ name }) => names.includes(name));
}

function strangersDetach(all: readonly Operation[], op: Operation, at: number): boolean {
  if (op.op !== "pasid-detach") return false;
  const { dev, pasid } = op;
  return !all
    .slice(0, at)
    .some((o) => o.op === "pasid-attach" && o.dev === dev && o.pasid === pasid);
}

function controlledByHand(f: PciFunction): boolean {
  const acs = acsOf(f);
  if (acs === null) return false;
  return (acs.cap & ~acs.ctrl & ACS_ISOLATED) !== 0 || (acs.ctrl & NEVER_ON) !== 0;
}
