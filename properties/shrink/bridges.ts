/**
 * Other kinds that a conventional bridge could be: three kinds of bridge put their own requester ID
 * on what is below them, and one of them is enough to show it.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { isBridge } from "../../model/vocabulary/topology/topology.js";
import { withFunctions, withoutFunctions } from "./topology-edits.js";
import { asKind } from "./fields.js";

/** Each such bridge as a conventional one, with plain devices below it, or one device fewer. */
export function* conventionalBridges(s: Scenario): Generator<Scenario | null> {
  const all = s.topology.functions;
  for (const [i, f] of all.entries()) {
    if (f.kind !== "pcie-to-pci-bridge" && f.kind !== "pci-to-pcie-bridge") continue;
    const made = withFunctions(
      s,
      all.map((g, j) => {
        if (j === i) return asKind(g, "pci-bridge");
        return g.parent !== i || isBridge(g) || g.kind === "vf" ? g : asKind(g, "pci-device");
      }),
    );
    yield made;
    if (made === null) continue;
    for (const [j, g] of all.entries()) if (g.parent === i) yield withoutFunctions(made, [j], null);
  }
}
