/**
 * The repairs of a scenario's caller and machine: PASID enabled before it is used, a new handle at
 * every attach, no failing callback, ports above endpoints, ACS as Linux enables it. Each is tried
 * with the others, because one alone may hide the break.
 */
import { ACS, ACS_ISOLATED, type Acs } from "../../model/vocabulary/topology/acs.js";
import { HANDLES_MAX } from "../../model/vocabulary/operation/operands.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import {
  acsOf,
  isEndpoint,
  isExpress,
  isPort,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import { fullAcs, orderText, PLAIN_WIDTH } from "./shrink-order.js";
import { withSibling } from "./added-sibling.js";
import { withIntegrated, withPortsAbove } from "./ports-above.js";
import { withFunctions } from "./topology-edits.js";

/** Topologies are repaired up to this many functions, and lists up to this many operations. */
const FUNCTIONS_MAX = 8;
const OPERATIONS_MAX = 16;

/** All combinations of repairs, the given scenario itself not among them. */
export function* repairs(s: Scenario): Generator<Scenario> {
  if (s.topology.functions.length > FUNCTIONS_MAX) return;
  const seen = new Set<string>();
  for (const placed of placements(s))
    for (const controlled of withAcs(placed))
      for (const capable of [controlled, withPasids(controlled)]) {
        if (capable === null) continue;
        const usual = { ...capable.topology, probe: { ...capable.topology.probe, order: null } };
        for (const repaired of operationsRepaired({ ...capable, topology: usual })) {
          const text = orderText(repaired);
          if (seen.has(text)) continue;
          seen.add(text);
          yield repaired;
        }
      }
}

/** The functions where they are, below ports, and with a sibling. */
function placements(s: Scenario): readonly Scenario[] {
  const below = withPortsAbove(s);
  const beside = [s, below].flatMap((one) => (one === null ? [] : withSibling(one)));
  return [s, below, withIntegrated(s), ...beside].filter((one) => one !== null);
}

/** The same for a topology that must stay as it is; the given scenario is among them. */
export function* operationsRepaired(s: Scenario): Generator<Scenario> {
  if (s.operations.length > OPERATIONS_MAX) return;
  yield s;
  const plain = [s.operations, withoutFailures(s.operations)];
  for (const operations of plain)
    for (const handed of [operations, withNewHandles(operations)])
      for (const enabled of [handed, withEnables({ ...s, operations: handed })])
        yield { ...s, operations: enabled };
}

function withoutFailures(list: readonly Operation[]): readonly Operation[] {
  return list.map((op) => {
    if (!("fail" in op) || op.fail === undefined) return op;
    const { fail: _, ...rest } = op;
    return rest;
  });
}

/** Every handle passed once; what has been passed before gets the lowest number that is left. */
function withNewHandles(list: readonly Operation[]): readonly Operation[] {
  const passed = new Set<number>();
  return list.map((op) => {
    if (!("handle" in op) || op.handle === undefined) return op;
    let handle = op.handle;
    for (let n = 1; passed.has(handle) && n <= HANDLES_MAX; n++) handle = n;
    passed.add(handle);
    return { ...op, handle };
  });
}

/** PASID enabled on every function that can have it, as soon as the function is there. */
function withEnables(s: Scenario): readonly Operation[] {
  const { functions } = s.topology;
  const enables = functions.flatMap((f, dev): Operation[] =>
    isEndpoint(f) && f.pasid !== null ? [{ op: "pasid-enable", dev }] : [],
  );
  const rest = s.operations.filter(({ op }) => op !== "pasid-enable");
  const present = enables.filter(({ dev }) => functions[dev]?.absent !== true);
  const later = rest.flatMap((op) =>
    op.op === "plug" ? [op, ...enables.filter(({ dev }) => dev === op.dev % functions.length)] : op,
  );
  return [...present, ...later];
}

/** Prefixes on the way up, and a PASID capability on every endpoint. */
function withPasids(s: Scenario): Scenario | null {
  const pasid = { width: PLAIN_WIDTH, exec: false, priv: false };
  return withFunctions(
    s,
    s.topology.functions.map((f) => (isEndpoint(f) ? { ...f, pasid: f.pasid ?? pasid } : f)),
  );
}

const CR_OFF: Acs = { cap: ACS.RR | ACS.CR, ctrl: ACS.RR, egress: [] };
const CR_ON: Acs = { cap: ACS.RR | ACS.CR, ctrl: ACS.RR | ACS.CR, egress: [] };

/**
 * Prefixes everywhere, and several ways to control ACS: as it is; what is implemented all on; and
 * ports that isolate above functions of one device that have CR off, have all on, or stay as they
 * are.
 */
function* withAcs(s: Scenario): Generator<Scenario> {
  const all = s.topology.functions.map((f) => (isExpress(f) ? { ...f, prefix: true } : f));
  const made = (edit: (f: PciFunction) => PciFunction): Scenario | null =>
    withFunctions(s, all.map(edit));
  const variants = [
    made((f) => f),
    made(allOn),
    made(isolating),
    made((f) => (isPort(f) ? isolating(f) : allOn(f))),
    made((f) => (isEndpoint(f) ? { ...f, acs: CR_OFF } : isolating(f))),
    made((f) => (isEndpoint(f) ? { ...f, acs: CR_ON } : isolating(f))),
    made(withoutCr),
  ];
  yield s;
  for (const variant of variants) if (variant !== null) yield variant;
}

function allOn(f: PciFunction): PciFunction {
  const acs = acsOf(f);
  if (acs === null || !isExpress(f)) return f;
  return { ...f, acs: { cap: acs.cap, ctrl: acs.cap & ACS_ISOLATED, egress: [] } };
}

/** A port has the full set on. */
function isolating(f: PciFunction): PciFunction {
  return isPort(f) ? { ...f, acs: fullAcs(f.kind) } : f;
}

/** A port lets PASID pass, and does not isolate the function below it. */
function withoutCr(f: PciFunction): PciFunction {
  if (!isPort(f) || f.kind === "upstream-port") return f;
  const { cap, ctrl, egress } = fullAcs(f.kind);
  return { ...f, acs: { cap, ctrl: ctrl & ~ACS.CR, egress } };
}
