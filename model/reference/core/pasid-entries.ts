/**
 * The walk over a function's PASID entries, lowest first: xa_for_each_start(..., 1). Index 0 is the
 * RID's.
 */
import type { DomainId } from "../../vocabulary/operation/domain.js";
import type { State } from "../state/state.js";

export function pasidsOf(
  s: State,
  dev: number,
): readonly { readonly pasid: number; readonly domain: DomainId }[] {
  return [...s.table(dev)]
    .filter(([pasid]) => pasid !== 0)
    .sort(([a], [b]) => a - b)
    .map(([pasid, entry]) => ({ pasid, domain: s.domainOf(entry) }));
}
