/** The changes of rules of hot-plug and resets. */
import type { RuleChange } from "./rule-change.js";

const HOT_PLUG = "model/reference/lifecycle/hot-plug.js";
const RESET = "model/reference/lifecycle/reset.js";

export const ofLifecycle: readonly RuleChange[] = [
  {
    name: "newcomers-are-told-identity",
    believes: "A function that comes is attached to the default domain, not to its group's.",
    file: HOT_PLUG,
    from: "s.hardware.attachDev(group.domain, dev, NO_DOMAIN)",
    to: "s.hardware.attachDev(IDENTITY, dev, NO_DOMAIN)",
  },
  {
    name: "resets-do-not-nest",
    believes: "A second prepare of a reset prepares anew.",
    file: RESET,
    from: 'return refusal("EBUSY");\n    if (s.blocked(dev)) {',
    to: 'return refusal("EBUSY");\n    if (false) {',
  },
  {
    name: "hot-added members-get-pasids",
    believes: "A function that is plugged gets the PASIDs of its group (LEAD-3 repaired).",
    file: HOT_PLUG,
    from: 's.contract.hotAdd !== "replays-pasids" || replay(s, dev)',
    to: "replay(s, dev)",
  },
  {
    name: "release-tells-the-truth",
    believes: "The release of a function tells the driver what it was really on.",
    file: HOT_PLUG,
    from: 's.contract.unplug === "leaks" ? groups : real',
    to: "real",
  },
  {
    name: "going-ends-a-reset",
    believes: "A group does not wait for the reset of a member that has gone (LEAD-7 repaired).",
    file: HOT_PLUG,
    from: "s.leave(dev);\n        release(",
    to: "if (blocked) group.recoveries--;\n        s.leave(dev);\n        release(",
  },
  {
    name: "going-removes-pasids",
    believes: "A function that goes is taken off its group's PASIDs first (LEAD-7 repaired).",
    file: HOT_PLUG,
    from: "const blocked = s.blocked(dev);",
    to: "const blocked = s.blocked(dev);\n        if (!blocked) removePasids(s, dev);",
  },
  {
    name: "any-function-is-found",
    believes: "The scan finds a function whether or not its function 0 is there and marked.",
    file: HOT_PLUG,
    from: "if (!scanFinds(",
    to: "if (false && !scanFinds(",
  },
  {
    name: "reset-blocks-the-rid-only",
    believes: "Preparing a reset leaves the PASIDs of the function where they are.",
    file: RESET,
    from: "remove(s, dev, pasid, domain);\n    group.recoveries++;",
    to: ";\n    group.recoveries++;",
  },
  {
    name: "one-done-is-enough",
    believes: "A reset that was prepared twice is over when it is done once.",
    file: RESET,
    from: "deepen(s, dev, -1);",
    to: "s.resetDepth[dev] = 0;",
  },
  {
    name: "resets-make-no-blocking-domain",
    believes: "A reset leaves its group without a blocking domain.",
    file: RESET,
    from: "group.blocking = true;",
    to: ";",
  },
];
