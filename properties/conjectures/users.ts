/** The conjectures that speak of what users do with iommufd, and of resets beside others. */
import { ALL, ask, CE3, type Conjecture, type ConjectureCase } from "./conjecture.js";

const USER = `fd-bind 01:00.0 context C1
fd-bind 01:00.1 context C1
ioas-alloc 01:00.0 ioas A1
hwpt-alloc 01:00.0 hwpt H1 of A1 for-pasids
hwpt-alloc 01:00.0 hwpt H2 of A1 for-pasids`;

/** An endpoint with a reserved region, alone. */
const RESERVING = `
00:01.0 root-port bus 01 ${ALL} prefix
01:00.0 endpoint pasid 8 prefix reserved 1`;

const ATTACHED = `fd-bind 01:00.0 context C1
ioas-alloc 01:00.0 ioas A1`;

const MAP = "ioas-map 01:00.0 ioas A1 region 1";

function l1(title: string, operations: string): ConjectureCase {
  return ask(title, RESERVING, `${ATTACHED}\n${operations}`);
}

export const ofUsers: readonly Conjecture[] = [
  {
    id: "CLAIM-16",
    claim: "A detach of a PASID stops what the device could reach with it.",
    answer: "False while a sibling has it attached: the group's table is not touched.",
    cases: [
      ask(
        "CE3",
        CE3,
        `${USER}
fd-attach 01:00.0 pasid 5 to H1
fd-attach 01:00.1 pasid 5 to H1
fd-detach 01:00.0 pasid 5
fd-detach 01:00.1 pasid 5`,
      ),
    ],
  },
  {
    id: "CLAIM-19",
    claim: "A reset of one device does not disturb another of its group.",
    answer: "Its hardware is left alone, but every attach and replace is -EBUSY meanwhile.",
    cases: [
      ask(
        "CE3 with ATS",
        CE3.replaceAll("pasid 8", "pasid 8 ats"),
        `pasid-attach 01:00.1 pasid 5 domain D1
reset-prepare 01:00.0
pasid-attach 01:00.1 pasid 6 domain D1
pasid-replace 01:00.1 pasid 5 domain D2 handle h1
reset-done 01:00.0
pasid-attach 01:00.1 pasid 6 domain D1`,
      ),
    ],
  },
  {
    id: "CLAIM-24",
    claim: "A reserved region stays reserved while the device that needs it is attached (LEAD-1).",
    answer: "False: a replace to a page table of the same IOAS takes it out when it fails.",
    cases: [
      l1(
        "the driver refuses",
        `hwpt-alloc 01:00.0 hwpt H1 of A1
hwpt-alloc 01:00.0 hwpt H2 of A1
fd-attach 01:00.0 pasid 0 to H1
${MAP}
fd-replace 01:00.0 pasid 0 to H2 fail 1 EINVAL
${MAP}`,
      ),
      l1(
        "the rule for PASIDs refuses",
        `hwpt-alloc 01:00.0 hwpt H1 of A1 for-pasids
hwpt-alloc 01:00.0 hwpt H2 of A1
fd-attach 01:00.0 pasid 0 to H1
fd-attach 01:00.0 pasid 5 to H1
${MAP}
fd-replace 01:00.0 pasid 0 to H2
${MAP}`,
      ),
      ask(
        "a replace by IOAS that succeeds, after a first candidate was refused",
        `${RESERVING}\n00:02.0 root-port bus 02 ${ALL} prefix\n02:00.0 endpoint prefix`,
        `${ATTACHED}
fd-bind 02:00.0 context C1
fd-attach 02:00.0 pasid 0 to A1
fd-attach 01:00.0 pasid 0 to A1 fail 1 EINVAL
${MAP}
fd-replace 01:00.0 pasid 0 to A1 fail 1 EINVAL
${MAP}`,
      ),
      l1(
        "another IOAS: it is kept",
        `ioas-alloc 01:00.0 ioas A2
hwpt-alloc 01:00.0 hwpt H1 of A1
hwpt-alloc 01:00.0 hwpt H2 of A2
fd-attach 01:00.0 pasid 0 to H1
fd-replace 01:00.0 pasid 0 to H2 fail 1 EINVAL
${MAP}`,
      ),
    ],
  },
];
