/** The conjectures that speak of attach, replace and detach. */
import { ask, CE1, CE3, type Conjecture } from "./conjecture.js";

/** A caller that keeps the rules: PASID is enabled before it is used. */
const ENABLED_AND_ATTACHED = `pasid-enable 01:00.0
pasid-enable 01:00.1
pasid-attach 01:00.0 pasid 5 domain D1`;

export const ofOperations: readonly Conjecture[] = [
  {
    id: "CLAIM-4",
    claim: "A PASID attach affects only the device that it names.",
    answer: "False: every member of the group with PASIDs is programmed.",
    cases: [
      ask("CE3", CE3, "pasid-attach 01:00.0 pasid 5 domain D1"),
      ask("CE3, both enabled", CE3, ENABLED_AND_ATTACHED),
      ask("CE3, CR on", CE3.replaceAll("acs RR of", "acs RR CR of"), ENABLED_AND_ATTACHED),
    ],
  },
  {
    id: "CLAIM-5",
    claim: "A device without PASID capability cannot be attached to a PASID.",
    answer: "False: the attach succeeds and programs the sibling (LEAD-11).",
    cases: [
      ask("CE1", CE1, "pasid-attach 00:01.0 pasid 5 domain D1"),
      ask("alone", "00:02.0 rciep", "pasid-attach 00:02.0 pasid 1048576 domain D1"),
    ],
  },
  {
    id: "CLAIM-6",
    claim: "Where max_pasids is not 0, PASID is enabled.",
    answer: "False: the capability counts, not whether it can be enabled (LEAD-4).",
    cases: [
      ask(
        "CE19",
        "00:01.0 root-port bus 01 prefix\n01:00.0 endpoint pasid 8 prefix",
        "pasid-enable 01:00.0\npasid-attach 01:00.0 pasid 5 domain D1",
      ),
    ],
  },
  {
    id: "CLAIM-15",
    claim: "An operation that fails changes nothing.",
    answer:
      "False: it changes what an installed handle says (LEAD-5), and a replace then does nothing.",
    cases: [
      ask(
        "LEAD-5",
        CE3,
        `pasid-attach 01:00.0 pasid 5 domain D1 handle h1
pasid-attach 01:00.0 pasid 5 domain D2 handle h1
pasid-replace 01:00.0 pasid 5 domain D2 handle h2`,
      ),
    ],
  },
  {
    id: "CLAIM-17",
    claim: "Attaching through either member first leads to one state.",
    answer: "True for the hardware; in the core the second attach is -EBUSY.",
    cases: [
      ["01:00.0", "01:00.1"],
      ["01:00.1", "01:00.0"],
    ].map(([a = "", b = ""]) =>
      ask(
        `${a} first`,
        CE3,
        `pasid-attach ${a} pasid 5 domain D1 handle h1
pasid-attach ${b} pasid 5 domain D1 handle h2`,
      ),
    ),
  },
  {
    id: "CLAIM-18",
    claim: "A replace through one member is invisible to the other.",
    answer: "False: the group moves, its RID as well as its PASIDs.",
    cases: [
      ask(
        "PASID",
        CE3,
        "pasid-attach 01:00.0 pasid 5 domain D1\npasid-replace 01:00.1 pasid 5 domain D2 handle h1",
      ),
      ask(
        "RID",
        CE3,
        "rid-attach 01:00.0 domain D1 handle h1\nrid-replace 01:00.1 domain D2 handle h2",
      ),
    ],
  },
  {
    id: "CLAIM-20",
    claim: "Two drivers can use PASID numbers of their own.",
    answer: "False within a group: the second attach of a number is -EBUSY.",
    cases: [
      ask(
        "CE3",
        CE3,
        "pasid-attach 01:00.0 pasid 5 domain D1\npasid-attach 01:00.1 pasid 5 domain D2",
      ),
    ],
  },
];
