/**
 * Expectations for pasid-enabled-alone-in-group: what grouping looks at and the enable check does
 * not (docs/reference/semantics.md 5.5, 6.1; theorem T1).
 */
import type { Breaks } from "./expected-breaks.js";

/** Of any enable check that there is: it is egress-only, and asked once. */
const OF_ANY_CHECK = {
  "requester-id": "CLAIM-3: the enable check does not look at DMA aliases",
  "behind-vmd": "CLAIM-3: the enable check ends at the root bus behind the VMD",
  "peer-reaches": "CLAIM-1: the enable check asks whom the function reaches, not who reaches it",
  "through-others": "CLAIM-1: the enable check asks whom the function reaches, not who reaches it",
  "acs-changed": "FLAW-13: groups are formed once, with the ACS of that time",
  "hot-added": "CLAIM-23: the enable check is not asked again when a function joins the group",
};

/** An enable check and groups by the PCIe specification. */
export const NOT_ALONE_BY_SPEC: Breaks = { "pasid-enabled-alone-in-group": OF_ANY_CHECK };

/** The enable check for RR UF beside groups that ask for SV RR CR UF. */
export const NOT_ALONE_IN_LINUX: Breaks = {
  "pasid-enabled-alone-in-group": {
    ...OF_ANY_CHECK,
    "sv-off": "CLAIM-1: grouping asks for SV, the enable check does not",
    "cr-off": "CLAIM-1: grouping asks for CR of every port above, the enable check does not",
    "own-cr-off": "CLAIM-1: grouping asks for the function's own CR, the enable check does not",
    "acs-rule": "CLAIM-1: a device-specific rule claims RR UF, and not SV CR",
  },
};
