/** Every way to change one finite fact of one operation, or of the machine as a whole. */
import { ACS, ACS_BITS } from "../../model/vocabulary/topology/acs.js";
import { DOMAIN_NAMES, type DomainName } from "../../model/vocabulary/operation/domain.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import type { Iommu, Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { Flip } from "./function-flips.js";
import { HANDLES_MAX } from "../../model/vocabulary/operation/operands.js";

const BLOCKING: readonly Iommu["blocking"][] = ["pasid", "rid", "none"];
const PASID_BITS: readonly Iommu["pasidBits"][] = [20, 8, 0, null];

export function* machineFlips(s: Scenario): Generator<Flip> {
  const { probe, functions } = s.topology;
  const { iommu } = s;
  const scan = probe.scan === "boot" ? "hot" : "boot";
  const flipped = { functions, probe: { ...probe, scan } } as const;
  yield { what: `probe ${probe.scan} -> ${scan}`, scenario: { ...s, topology: flipped } };
  if (probe.order !== null) {
    const usual = { functions, probe: { ...probe, order: null } };
    yield { what: "probe order -> usual", scenario: { ...s, topology: usual } };
  }
  for (const blocking of BLOCKING)
    if (blocking !== iommu.blocking)
      yield {
        what: `iommu blocking ${iommu.blocking} -> ${blocking}`,
        scenario: { ...s, iommu: { ...iommu, blocking } },
      };
  yield {
    what: iommu.strict ? "iommu strict on -> off" : "iommu strict off -> on",
    scenario: { ...s, iommu: { ...iommu, strict: !iommu.strict } },
  };
  for (const pasidBits of PASID_BITS)
    if (pasidBits !== iommu.pasidBits)
      yield {
        what: `iommu pasid bits ${iommu.pasidBits ?? "none"} -> ${pasidBits ?? "none"}`,
        scenario: { ...s, iommu: { ...iommu, pasidBits } },
      };
}

export function* operationFlips(s: Scenario, index: number): Generator<Flip> {
  const list = s.operations;
  const op = list[index];
  if (op === undefined) return;
  yield { what: "dropped", scenario: { ...s, operations: list.toSpliced(index, 1) } };
  const next = list[index + 1];
  if (next !== undefined) {
    const swapped = list.with(index, next).with(index + 1, op);
    yield { what: "after the next one", scenario: { ...s, operations: swapped } };
  }
  for (const [what, changed] of changes(op, s))
    yield { what, scenario: { ...s, operations: list.with(index, changed) } };
}

type Change = readonly [what: string, op: Operation];

function* changes(op: Operation, s: Scenario): Generator<Change> {
  const all = s.topology.functions;
  for (const [dev, f] of all.entries())
    if (dev !== op.dev % all.length) yield [`on ${addressText(f)}`, { ...op, dev }];
  if ("pasid" in op)
    for (const pasid of otherPasids(op.pasid, s.operations))
      yield [`pasid ${op.pasid} -> ${pasid}`, { ...op, pasid }];
  if ("domain" in op)
    for (const domain of otherDomains(op.domain, s.operations))
      yield [`domain ${op.domain} -> ${domain}`, { ...op, domain }];
  if ("handle" in op && op.handle !== undefined) yield* handleChanges(op, op.handle, s.operations);
  else if (op.op === "rid-attach" || op.op === "pasid-attach")
    yield ["handle none -> h1", { ...op, handle: 1 }];
  if ("fail" in op && op.fail !== undefined) {
    const { fail, ...rest } = op;
    yield ["driver failure dropped", rest];
    for (const call of [fail.call - 1, fail.call + 1])
      if (call >= 1)
        yield [
          `driver failure at call ${fail.call} -> ${call}`,
          { ...op, fail: { ...fail, call } },
        ];
  }
  if (op.op === "acs-set")
    for (const name of ACS_BITS) {
      const on = (op.ctrl & ACS[name]) !== 0;
      const what = on ? `acs ${name} on -> off` : `acs ${name} off -> on`;
      yield [what, { ...op, ctrl: op.ctrl ^ ACS[name] }];
    }
  if ("features" in op && op.features !== undefined) {
    const { features, ...rest } = op;
    yield [`features ${features} -> 0`, rest];
  }
}

/** The values that other operations have (equal becomes unequal and back), a fresh one, and 0. */
function otherPasids(own: number, list: readonly Operation[]): ReadonlySet<number> {
  const named = new Set(list.flatMap((op) => ("pasid" in op ? [op.pasid] : [])));
  let fresh = 1;
  while (named.has(fresh)) fresh++;
  const others = new Set([...named, fresh, 0]);
  others.delete(own);
  return others;
}

/**
 * The domains that other operations have, a fresh one of the same kind, and one of each other kind.
 */
function otherDomains(own: DomainName, list: readonly Operation[]): ReadonlySet<DomainName> {
  const named = new Set(list.flatMap((op) => ("domain" in op ? [op.domain] : [])));
  const fresh = DOMAIN_NAMES.find((name) => name.startsWith("D") && !named.has(name));
  const others = new Set<DomainName>([...named, ...(fresh === undefined ? [] : [fresh])]);
  for (const name of ["B", "I", "N1", "F1"] as const) others.add(name);
  others.delete(own);
  return others;
}

function* handleChanges(
  op: Extract<Operation, { handle?: number }>,
  own: number,
  list: readonly Operation[],
): Generator<Change> {
  const { handle: _, ...rest } = op;
  yield [`handle h${own} -> none`, rest];
  const named = new Set(list.flatMap((other) => ("handle" in other ? (other.handle ?? []) : [])));
  const fresh = Array.from({ length: HANDLES_MAX }, (_unused, n) => n + 1).find(
    (h) => !named.has(h),
  );
  for (const handle of new Set([...named, ...(fresh === undefined ? [] : [fresh])]))
    if (handle !== own) yield [`handle h${own} -> h${handle}`, { ...op, handle }];
}
