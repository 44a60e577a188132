/** The conjectures that speak of groups and of enabling PASID. */
import { ALL, ask, CE1, CE3, CE7B, type Conjecture } from "./conjecture.js";

const OFF = "acs - of SV TB RR CR UF";

const BOTH = "pasid-enable 01:00.0\npasid-enable 01:00.1\n";

const ports = (second: string): string => `
00:01.0 root-port bus 01 ${ALL}
01:00.0 upstream-port bus 02
02:00.0 downstream-port bus 03 multifunction ${OFF}
${second} downstream-port bus 04 multifunction ${OFF}
03:00.0 endpoint
04:00.0 endpoint`;

const bridge = (probe: string, flag = ""): string => `${probe}
00:01.0 root-port bus 01 ${ALL}
01:00.0 pcie-to-pci-bridge bus 02 ${flag}
02:01.0 pci-device
02:02.0 pci-device`;

const linker = `
00:01.0 rciep
00:02.0 rciep
00:03.0 rciep alias 01.0 02.0`;

export const ofGroups: readonly Conjecture[] = [
  {
    id: "CLAIM-1",
    claim: "An ACS path with RR and UF, which pci_enable_pasid() demands, implies a group of one.",
    answer: "False: groups also need SV and CR, on every element of the path.",
    cases: [
      ask("CE1", CE1, "pasid-enable 01:00.0"),
      ask("CE3", CE3, BOTH),
      ask("CE7b", CE7B, "pasid-enable 03:00.0\npasid-enable 04:00.0"),
    ],
  },
  {
    id: "CLAIM-2",
    claim: "An ACS path and a check for a group of one are enough for tables per device.",
    answer: "False: an alias that no function has gives two groups of one a common requester ID.",
    cases: [
      ask(
        "CE9",
        "00:04.0 rciep pasid 8 prefix alias 10.0\n00:05.0 rciep pasid 8 prefix alias 10.0",
        `pasid-enable 00:04.0
pasid-enable 00:05.0
pasid-attach 00:04.0 pasid 5 domain D1
pasid-attach 00:05.0 pasid 5 domain D2`,
      ),
    ],
  },
  {
    id: "CLAIM-3",
    claim: "Aliased requester IDs and PASID never come together.",
    answer: "Not enforced: nothing in pci_enable_pasid() looks at aliases.",
    cases: [
      ask(
        "CE4",
        `
00:01.0 root-port bus 01 ${ALL} prefix
01:00.0 endpoint multifunction acs RR CR of RR CR pasid 8 prefix
01:00.1 endpoint multifunction acs RR CR of RR CR pasid 8 prefix alias 00.0`,
        BOTH,
      ),
      ask(
        "CE16",
        `
00:0e.0 rciep
10000:00:00.0 root-port bus 01 ${ALL} prefix dma-as 00:0e.0
10000:01:00.0 endpoint multifunction acs RR CR of RR CR pasid 8 prefix dma-as 00:0e.0
10000:01:00.1 endpoint multifunction acs RR CR of RR CR pasid 8 prefix dma-as 00:0e.0`,
        "pasid-enable 10000:01:00.0\npasid-enable 10000:01:00.1",
      ),
    ],
  },
  {
    id: "CLAIM-7",
    claim: "Where PASID is refused, the group is not a group of one.",
    answer: "False.",
    cases: [
      ask("CE14", "00:02.0 rciep multifunction pasid 8 prefix", "pasid-enable 00:02.0"),
      ask(
        "CE20",
        `
00:02.0 rciep multifunction pasid 8 prefix
00:02.1 rciep multifunction acs RR CR of RR CR pasid 8 prefix`,
        "pasid-enable 00:02.0\npasid-enable 00:02.1",
      ),
    ],
  },
  {
    id: "CLAIM-8",
    claim: "An isolated path means an isolated device.",
    answer: "False: others on less isolated paths reach it. Groups look at the sender's path only.",
    cases: [
      ask(
        "CE6",
        `
00:01.0 root-port bus 01 ${ALL} prefix
01:00.0 upstream-port bus 02 prefix
02:00.0 downstream-port bus 03 ${ALL} prefix
02:01.0 downstream-port bus 04 ${OFF} prefix
03:00.0 endpoint pasid 8 prefix
04:00.0 endpoint prefix`,
        "pasid-enable 03:00.0",
      ),
      ask(
        "CE18",
        `
00:1c.0 root-port bus 01 multifunction ${OFF}
00:1c.1 root-port bus 02 multifunction ${ALL}`,
      ),
    ],
  },
  {
    id: "CLAIM-9",
    claim: "In a switch that does not isolate, all endpoints share a group.",
    answer: "False where the ports stand in slots of their own; true for functions of one slot.",
    cases: [ask("CE5", ports("02:01.0")), ask("one slot", ports("02:00.1"))],
  },
  {
    id: "CLAIM-10",
    claim: "Groups do not depend on the order of probing.",
    answer:
      "True for orders in which bridges come first; false else, and if a bridge has no IOMMU.",
    cases: [
      ask("CE12", bridge("")),
      ask("CE12, bridge without IOMMU", bridge("", "no-iommu")),
      ask("CE12, late bridge", bridge("probe boot 00:01.0 02:01.0 02:02.0 01:00.0")),
    ],
  },
  {
    id: "CLAIM-11",
    claim: "A device that comes later can repair the grouping.",
    answer: "False: it joins one of the groups that it links. What counts is who is present.",
    cases: [ask("CE10h", `probe hot\n${linker}`), ask("all present", linker)],
  },
  {
    id: "CLAIM-12",
    claim: "ARI does not matter.",
    answer: "False: functions 0 and 8 are taken for two devices.",
    cases: ["01:01.0", "01:00.1"].map((second) =>
      ask(
        second === "01:01.0" ? "CE11" : "functions 0 and 1",
        `
00:01.0 root-port bus 01 ${ALL}
01:00.0 endpoint multifunction ari
${second} endpoint multifunction ari`,
      ),
    ),
  },
  {
    id: "CLAIM-13",
    claim: "Turning an ACS bit on never hurts.",
    answer: "False for egress control, which overrides redirection: Linux sees no difference.",
    cases: [
      ask(
        "CE8",
        `
00:01.0 root-port bus 01 ${ALL} prefix
01:00.0 upstream-port bus 02 prefix
02:00.0 downstream-port bus 03 acs SV TB RR CR UF EC of SV TB RR CR UF EC prefix
02:01.0 downstream-port bus 04 ${ALL} prefix
03:00.0 endpoint pasid 8 prefix
04:00.0 endpoint pasid 8 prefix`,
        "pasid-enable 03:00.0\npasid-enable 04:00.0",
      ),
    ],
  },
  {
    id: "CLAIM-14",
    claim: "No ACS capability is worse than an empty one.",
    answer: "True: what is not implemented counts as enabled, what is off does not.",
    cases: [
      ask("functions, none", "00:02.0 rciep multifunction\n00:02.1 rciep multifunction"),
      ask(
        "functions, empty",
        "00:02.0 rciep multifunction acs - of -\n00:02.1 rciep multifunction acs - of -",
      ),
      ask("port, none", "00:01.0 root-port bus 01\n01:00.0 endpoint"),
      ask("port, empty", "00:01.0 root-port bus 01 acs - of -\n01:00.0 endpoint"),
      ask("port, CR off", "00:01.0 root-port bus 01 acs SV RR UF of SV RR CR UF\n01:00.0 endpoint"),
    ],
  },
  {
    id: "CLAIM-21",
    claim: "VFs are isolated if their PF's path is.",
    answer: "Linux says so: VFs are always alone, and nothing asks about loops inside the device.",
    cases: [
      ask(
        "CE17",
        `
00:01.0 root-port bus 01 ${ALL}
01:00.0 endpoint
01:00.1 vf of-pf 01:00.0
01:00.2 vf of-pf 01:00.0`,
      ),
    ],
  },
];
