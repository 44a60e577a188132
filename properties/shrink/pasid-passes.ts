/**
 * Simpler PASIDs: a common width, together with PASIDs that stand to it as before; the RID in place
 * of a PASID; PASID 1 in place of 0.
 */
import { DEFAULT_IOMMU, type Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { isEndpoint } from "../../model/vocabulary/topology/topology.js";
import { asRidOperation } from "./operation-passes.js";
import { PLAIN_WIDTH } from "./shrink-order.js";
import { withFunction, withFunctions } from "./topology-edits.js";

/** A width of 8 bits, together with PASIDs that stand to it as they stood to the width before. */
export function* plainWidths(s: Scenario): Generator<Scenario | null> {
  const all = s.topology.functions;
  const limit = 2 ** PLAIN_WIDTH;
  const pasids = new Set(s.operations.flatMap((op) => ("pasid" in op ? [op.pasid] : [])));
  const wide: (Scenario | null)[] = [];
  if (s.iommu.pasidBits !== DEFAULT_IOMMU.pasidBits)
    wide.push({ ...s, iommu: { ...s.iommu, pasidBits: DEFAULT_IOMMU.pasidBits } });
  for (const [i, f] of all.entries())
    if (isEndpoint(f) && f.pasid !== null && f.pasid.width !== PLAIN_WIDTH)
      wide.push(withFunction(s, i, { ...f, pasid: { ...f.pasid, width: PLAIN_WIDTH } }));
  for (const plain of wide)
    for (const from of pasids)
      for (const to of [limit, limit - 1]) yield plain === null ? null : withPasid(plain, from, to);
}

/** What was done to PASIDs, done to the RID, on functions that need no PASIDs for it. */
export function* withoutPasids(s: Scenario): Generator<Scenario | null> {
  if (!s.operations.some((op) => "pasid" in op)) return;
  const incapable = s.topology.functions.map((f) => (isEndpoint(f) ? { ...f, pasid: null } : f));
  const plain = withFunctions(s, incapable);
  yield plain === null ? null : { ...plain, operations: s.operations.map(asRidOperation) };
}

/**
 * PASID 1 rather than 0, on functions that have PASIDs: PASID 0 is a special case of something
 * else.
 */
export function* ordinaryPasids(s: Scenario): Generator<Scenario | null> {
  const all = s.topology.functions;
  const named = new Set(
    s.operations.flatMap((op) => ("pasid" in op && op.pasid === 0 ? [op.dev % all.length] : [])),
  );
  if (named.size === 0) return;
  const pasid = { width: PLAIN_WIDTH, exec: false, priv: false };
  const able = all.map((f, i) => (isEndpoint(f) && named.has(i) ? { ...f, pasid } : f));
  const plain = withFunctions(s, able);
  yield plain === null ? null : withPasid(plain, 0, 1);
}

function withPasid(s: Scenario, from: number, to: number): Scenario {
  const operations = s.operations.map((op) =>
    "pasid" in op && op.pasid === from ? { ...op, pasid: to } : op,
  );
  return { ...s, operations };
}
