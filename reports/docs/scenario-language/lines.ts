/**
 * The lines above the dashes in the words of docs/reference/scenario.md: kinds of functions, the
 * words that may follow, the lines `iommu` and `probe`. The compiler asks for each kind and word.
 */
import { REGIONS_MAX, type Kind } from "../../../model/vocabulary/topology/topology.js";
import type { FunctionWord } from "../../../model/vocabulary/scenario/text/words.js";

export const KIND_MEANS: Readonly<Record<Kind, string>> = {
  "root-port": "a port of the root complex, on a root bus",
  "upstream-port": "the upper side of a switch",
  "downstream-port": "a lower port of a switch, on the bus of its upstream port",
  endpoint: "a PCI Express endpoint",
  "legacy-endpoint": "one that says so in its capability; treated alike",
  rciep: "a root-complex integrated endpoint, on a root bus",
  rcec: "a root-complex event collector, on a root bus",
  "pcie-to-pci-bridge": "a bridge to a conventional bus; what is below has its requester ID",
  "pci-to-pcie-bridge": "a bridge from a conventional bus back to PCI Express",
  "pci-bridge": "a conventional bridge, without an Express capability",
  "pci-device": "a conventional device, without an Express capability",
  vf: "a virtual function of SR-IOV",
};

export interface WordMeans {
  /** As it is written, with what follows. */
  readonly form: string;
  readonly means: string;
  /** Where the line does not say it. */
  readonly without: string;
}

const PEERS = "`DD.F`, on the same bus";

export const WORD_MEANS: Readonly<Record<FunctionWord, WordMeans>> = {
  bus: {
    form: "bus 01",
    means: "its secondary bus, two hexadecimal digits, larger than its own",
    without: "the next bus on which a function stands and to which no other bridge leads",
  },
  "xlate-root": {
    form: "xlate-root",
    means: "the IOMMU sits at this bridge (`PCI_DEV_FLAGS_BRIDGE_XLATE_ROOT`)",
    without: "it sits at the root",
  },
  multifunction: {
    form: "multifunction",
    means:
      "header type bit 7; function 0 needs it, or Linux does not scan the others; no VF has it",
    without: "off",
  },
  alias: {
    form: "alias 00.1 02.3",
    means: `requester IDs under which its DMA may appear too (\`dma_alias_mask\`): ${PEERS}`,
    without: "none",
  },
  "dma-as": {
    form: "dma-as 00:0e.0",
    means: "it emits as this function of another segment (`pci_real_dma_dev()`, VMD)",
    without: "as itself",
  },
  "no-iommu": {
    form: "no-iommu",
    means: "no IOMMU serves it: it has no group",
    without: "one does",
  },
  "direct-map": {
    form: "direct-map",
    means: "firmware demands a direct mapping (`IOMMU_RESV_DIRECT`): it may not be blocked",
    without: "none",
  },
  reserved: {
    form: "reserved 1,3",
    means: `regions 1..${REGIONS_MAX}, ascending, that no user may map while its RID is attached`,
    without: "none",
  },
  absent: {
    form: "absent",
    means:
      "not there at boot, `plug` adds it; no bridge, VF, PF with VFs, or function as which " +
      "another emits",
    without: "there",
  },
  acs: {
    form: "acs RR of RR CR",
    means: "its ACS capability: bits that are on, of those that are implemented",
    without: "no ACS capability",
  },
  "acs-rule": {
    form: "acs-rule RR CR of RR CR",
    means:
      "a device-specific rule answers in place of the capability: what it claims, of what it " +
      "looks at (`pci_dev_specific_acs_enabled()`)",
    without: "no rule",
  },
  egress: {
    form: "egress 00.1,02.0",
    means: `peers whose bit in the Egress Control Vector is 1: ${PEERS}; after \`acs\` with EC`,
    without: "none",
  },
  prefix: {
    form: "prefix",
    means: "End-End TLP prefixes; PASID needs them on the whole path",
    without: "not supported",
  },
  pasid: {
    form: "pasid 20 exec priv",
    means: "its PASID capability: width 0..20, Execute Permission, Privileged Mode",
    without: "no PASID capability",
  },
  "pasid-no-tlp": {
    form: "pasid-no-tlp",
    means: "PASID works without prefixes (`pci_dev.pasid_no_tlp`)",
    without: "off",
  },
  ari: {
    form: "ari",
    means: "the ARI capability: function numbers 0..255, no device number",
    without: "none",
  },
  ats: {
    form: "ats",
    means: "the ATS capability: a reset pauses its translation",
    without: "none",
  },
  "no-alias": {
    form: "no-alias",
    means: "it forwards requester IDs unchanged (`PCI_DEV_FLAGS_BRIDGE_NO_ALIAS`)",
    without: "it puts its own",
  },
  "pcie-bridge-alias": {
    form: "pcie-bridge-alias",
    means: "a PCIe-to-PCI bridge without a capability (`PCI_DEV_FLAG_PCIE_BRIDGE_ALIAS`)",
    without: "off",
  },
  "of-pf": {
    form: "of-pf 01:00.0",
    means: "its physical function; must be said of a `vf`",
    without: "an error",
  },
};

/** Words, meaning, default. */
export const IOMMU_MEANS: readonly (readonly [string, string, string])[] = [
  [
    "blocking pasid",
    "the driver's blocked domain: `pasid` has `set_dev_pasid`, `rid` has none, `none`: there is " +
      "no such domain",
    "pasid",
  ],
  [
    "strict",
    "`set_dev_pasid` is EINVAL while PASID is not enabled (amd; intel does not ask)",
    "off",
  ],
  ["pasids 16", "log2 of the IOMMU's `max_pasids`, 0..20, or `none` for no PASID support", "20"],
];

export const PROBE_MEANS: readonly (readonly [string, string])[] = [
  ["probe boot", "the default: all functions are scanned, then the IOMMU driver probes them"],
  ["probe hot", "the IOMMU driver is there first: each function is probed as it is added"],
  ["probe boot 00:02.0 00:01.0", "the same in this order; it names every function once"],
];
