/**
 * The changes of rules that say who is in which group, and who can have PASIDs.
 *
 * Not here, because no group depends on them (tried, and not noticed in 71,000 scenarios each):
 * which of several aliases of bridges the climb begins at, NO_ALIAS, XLATE_ROOT. They decide
 * requester IDs; the way up through a bridge to a conventional bus is never isolated, so the climb
 * ends at the same place with them and without. And VFs come last: their ACS is never asked.
 */
import type { RuleChange } from "./rule-change.js";

const GROUPING = "model/reference/grouping/linux.js";
const PROBING = "model/reference/grouping/probing.js";
const ACS = "model/fabric/acs.js";
const PASID_FACTS = "model/fabric/pasid.js";
const PCI = "model/reference/pci/enable-pasid.js";

export const ofGroups: readonly RuleChange[] = [
  {
    name: "aliases-of-functions-end",
    believes: "Grouping by alias does not go on through the siblings of the alias.",
    file: GROUPING,
    from: "this.aliasGroup(other) ?? this.functionGroup(other)",
    to: "this.aliasGroup(other)",
  },
  {
    name: "siblings-of-the-function",
    believes: "Siblings are those of the function, not of the bridge that the climb ends at.",
    file: GROUPING,
    from: "top = i;",
    to: "",
  },
  {
    name: "path-not-cumulative",
    believes: "A bridge isolates by itself, whatever stands above it.",
    file: GROUPING,
    from: "i !== null && whole; i = this.at(i).parent)",
    to: "i !== null && whole; i = null)",
  },
  {
    name: "aliases-one-way",
    believes: "Only the mask of the function being grouped says who is its alias.",
    file: GROUPING,
    from: "this.masks(x, y) || this.masks(y, x)",
    to: "this.masks(x, y)",
  },
  {
    name: "real-dma-is-no-alias",
    believes: "Being behind a VMD is no reason to be in its group.",
    file: GROUPING,
    from: "const real = this.at(dev).realDma ?? dev;",
    to: "const real = dev;",
  },
  {
    name: "isolated-siblings-join",
    believes: "A function joins its siblings in the slot even if they isolate.",
    file: GROUPING,
    from: "if (this.isolated(other))\n                continue;",
    to: "",
  },
  {
    name: "slots-do-not-matter",
    believes: "Functions of different slots of a bus are one device.",
    file: GROUPING,
    from: "slotOf(this.at(other)) === slotOf(f)",
    to: "true",
  },
  {
    name: "hot-sees-forced-multifunction",
    believes: "In a hot scan a function above 0 is multifunction while it is grouped.",
    file: PROBING,
    from: "if (this.hot && dev === this.current)",
    to: "if (false)",
  },
  {
    name: "hot-sees-all",
    believes: "In a hot scan all functions are there when the first is grouped.",
    file: PROBING,
    from: "this.devices = this.hot\n",
    to: "this.devices = false\n",
  },
  {
    name: "unimplemented-is-off",
    believes: "A wanted ACS bit that is not implemented counts as off.",
    file: ACS,
    from: "want & (acs.cap | ACS.EC)",
    to: "want",
  },
  {
    name: "upstream-ports-always-tested",
    believes: "An endpoint's ACS counts even if it is its device's only function.",
    file: ACS,
    from: "return multifunction ? acsFlagsEnabled(f.acs, want) : true;",
    to: "return acsFlagsEnabled(f.acs, want);",
  },
  {
    name: "bridges-isolate",
    believes: "Bridges to conventional buses and event collectors pass every ACS test.",
    file: ACS,
    from: 'case "rcec":\n            return false;',
    to: 'case "rcec":\n            return true;',
  },
  {
    name: "definite-no-is-no-opinion",
    believes: "A device-specific rule that claims nothing lets everything pass.",
    file: ACS,
    from: "(want & f.acsRule.mask & ~f.acsRule.claims) === 0",
    to: "!f.acsRule.claims || (want & f.acsRule.mask & ~f.acsRule.claims) === 0",
  },
  {
    name: "prefix-of-the-function-only",
    believes: "End-end prefixes need be supported by the function alone.",
    file: PASID_FACTS,
    from: "return f.parent !== null && prefixReachesRoot(t, f.parent);",
    to: "return true;",
  },
  {
    name: "width-is-not-capped",
    believes: "max_pasids does not heed the IOMMU's limit.",
    file: PASID_FACTS,
    from: "Math.min(2 ** pasid.width, 2 ** iommu.pasidBits)",
    to: "2 ** pasid.width",
  },
  {
    name: "enable-twice",
    believes: "pci_enable_pasid() on an enabled device succeeds.",
    file: PCI,
    from: 'return s.decide(TABLE, 3, "EBUSY");',
    to: "return OK;",
  },
  {
    name: "features-unchecked",
    believes: "pci_enable_pasid() takes features that are not supported.",
    file: PCI,
    from: "(features & ~supported) !== 0",
    to: "false",
  },
  {
    name: "vf-disables-its-pf",
    believes: "pci_disable_pasid() on a VF reaches its PF.",
    file: PCI,
    from: "export function disablePasid(s, dev) {",
    to: "export function disablePasid(s, dev) { dev = s.facts.pasidOwner(dev);",
  },
];
