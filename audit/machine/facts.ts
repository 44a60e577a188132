/**
 * What a change of ACS bits must know of a machine beside its topology: the ids that a kernel
 * parameter may name, and what firmware left in the control registers.
 */
import { NO_IDS, type Ids } from "../lines/device.js";
import type { Known } from "../findings/what-if.js";
import { WIDE_ACS } from "../quirks/acs-registers.js";
import { acsOf } from "../../model/vocabulary/topology/topology.js";
import type { RealMachine } from "./machine.js";

type Sources = Pick<RealMachine, "topology" | "readings" | "functions" | "rules">;

export function knownOf({ topology, readings, functions, rules }: Sources): Known {
  const wide = rules.filter(({ rule }) => rule === WIDE_ACS.name).map(({ dev }) => dev);
  return {
    readings,
    facts: {
      ids: functions.map(({ vendor, device }): Ids => ({ ...NO_IDS, vendor, device })),
      firmware: topology.functions.map((f, dev) => {
        // Where the topology has other bits than the source, Linux is known not to have set any.
        const shown = functions[dev]?.acs?.ctrl ?? null;
        const acs = acsOf(f);
        if (shown === null || acs === null || wide.includes(dev)) return null;
        return (shown & acs.cap) === acs.ctrl ? null : shown & acs.cap;
      }),
      wide: new Set(wide),
    },
  };
}
