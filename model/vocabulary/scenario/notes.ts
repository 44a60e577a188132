/**
 * The traps of a scenario: what is possible, and hardly what its author meant. Each is a note for
 * whoever wrote the text; what cannot be is an error of the reader instead. Where a note says that
 * an operation is refused, the reference refuses it (tested).
 */
import { addressText } from "../topology/address.js";
import { ACS, acsBitsText } from "../topology/acs.js";
import { busLeadersText, busText } from "../topology/bus-leaders.js";
import { canBePlugged } from "../topology/hot-plug.js";
import {
  acsOf,
  hasAts,
  isEndpoint,
  isExpress,
  pasidOf,
  pasidOwner,
  type PciFunction,
  type Topology,
} from "../topology/topology.js";
import { fieldsOf, isIommufdOperation, usesPasid, type Operation } from "../operation/operation.js";
import type { Errno } from "../operation/outcome.js";
import { operationText } from "./text/text.js";
import type { Scenario } from "./scenario.js";

export interface Note {
  /** The operation that it is about; null: the topology. */
  readonly operation: number | null;
  /** Linux refuses the operation, with this errno or `some`; null: nothing is said of that. */
  readonly refused: Errno | "some" | null;
  readonly message: string;
}

/** `01:00.0: ...`, `operation 2 (pasid-attach 01:00.0 ...): ...`. */
export function noteText(note: Note, { operations, topology }: Scenario): string {
  const op = note.operation === null ? undefined : operations[note.operation];
  if (op === undefined || note.operation === null) return note.message;
  const said = operationText(op, topology.functions);
  return `operation ${note.operation + 1} (${said}): ${note.message}`;
}

export function scenarioNotes(scenario: Scenario): readonly Note[] {
  return [...topologyNotes(scenario.topology), ...operationNotes(scenario)];
}

export function topologyNotes(t: Topology): readonly Note[] {
  return t.functions.flatMap((f, dev) =>
    [strayText(t, f), prefixText(t, dev), egressText(f)].flatMap((said) =>
      said === null
        ? []
        : [{ operation: null, refused: null, message: `${addressText(f)}: ${said}` }],
    ),
  );
}

/** A bus to which no bridge leads is a root bus; with nothing but endpoints it is hardly one. */
function strayText({ functions }: Topology, f: PciFunction): string | null {
  if (!isStray(f) || f.bus === 0) return null;
  const beside = functions.filter(
    ({ segment, bus, kind }) => segment === f.segment && bus === f.bus && kind !== "vf",
  );
  if (!beside.every((other) => isStray(other)) || beside[0] !== f) return null;
  const bus = busText(f.bus);
  const leaders = busLeadersText(functions, f.segment);
  return `no bridge leads to ${bus} (${leaders}), so it is a root bus`;
}

function isStray(f: PciFunction): boolean {
  return (f.kind === "endpoint" || f.kind === "legacy-endpoint") && f.parent === null;
}

/** pci_configure_eetlp_prefix(): the function and all above it, up to the root. */
function prefixText({ functions }: Topology, dev: number): string | null {
  const f = functions[dev];
  if (f === undefined || pasidOf(f) === null || (isEndpoint(f) && f.pasidNoTlp)) return null;
  for (let at: number | null = dev; at !== null;) {
    const element: PciFunction | undefined = functions[at];
    if (element === undefined) return null;
    if (!isExpress(element) || !element.prefix) {
      const which = at === dev ? "it" : addressText(element);
      return `PASID cannot be enabled: ${which} has no 'prefix' (pci_enable_pasid() is -EINVAL)`;
    }
    if (element.kind === "root-port" || element.kind === "rciep") return null;
    if (element.parent === null)
      return "PASID cannot be enabled: no root port is above it, so no prefix reaches the root";
    at = element.parent;
  }
  return null;
}

function egressText(f: PciFunction): string | null {
  const acs = acsOf(f);
  if (acs === null || acs.egress.length === 0 || (acs.ctrl & ACS.EC) !== 0) return null;
  return "'egress' counts only where EC is on, and here it is off";
}

/** What the operations so far have asked for, whether or not it was granted. */
interface Asked {
  readonly plugged: ReadonlySet<number>;
  readonly bound: ReadonlySet<number>;
  /** By the function with the capability: the PF of a VF. */
  readonly enabled: ReadonlySet<number>;
}

function operationNotes({ topology, operations }: Scenario): readonly Note[] {
  const { functions } = topology;
  const plugged = new Set<number>();
  const bound = new Set<number>();
  const enabled = new Set<number>();
  const asked: Asked = { plugged, bound, enabled };
  return operations.flatMap((op, operation) => {
    const dev = op.dev % functions.length;
    const f = functions[dev];
    if (f === undefined) return [];
    const notes = notesOn(topology, op, dev, f, asked);
    if (op.op === "plug") plugged.add(dev);
    if (op.op === "fd-bind") bound.add(dev);
    // One note of it is enough for each function.
    if (op.op === "pasid-enable" || usesPasid(op)) enabled.add(pasidOwner(f, dev));
    return notes.map((note): Note => ({ operation, ...note }));
  });
}

type Said = Omit<Note, "operation">;

function notesOn(
  t: Topology,
  op: Operation,
  dev: number,
  f: PciFunction,
  asked: Asked,
): readonly Said[] {
  if (op.op === "plug")
    return canBePlugged(t.functions, dev)
      ? []
      : [refused("EOPNOTSUPP", "bridges, VFs and PFs with VFs cannot be plugged")];
  if (f.absent === true && !asked.plugged.has(dev))
    return [refused("ENODEV", `${addressText(f)} is absent, and nothing has plugged it`)];
  if (isIommufdOperation(op) && op.op !== "fd-bind" && !asked.bound.has(dev))
    return [refused(op.op === "fd-unbind" ? "ENOENT" : "ENODEV", unboundText(f))];
  return [...handleNotes(op), ...pasidNotes(op, dev, f, t, asked), ...registerNotes(op, f)];
}

function unboundText(f: PciFunction): string {
  return `${addressText(f)} is bound to no context: fd-bind comes first`;
}

function refused(how: Errno | "some", message: string): Said {
  return { refused: how, message };
}

function surprising(message: string): Said {
  return { refused: null, message };
}

function handleNotes(op: Operation): readonly Said[] {
  const replaces = op.op === "rid-replace" || op.op === "pasid-replace";
  if (!replaces || fieldsOf(op).handle !== undefined) return [];
  return [refused("some", "a replace without a handle is refused")];
}

function pasidNotes(
  op: Operation,
  dev: number,
  f: PciFunction,
  t: Topology,
  { enabled }: Asked,
): readonly Said[] {
  const owner = t.functions[pasidOwner(f, dev)];
  if (!usesPasid(op) || owner === undefined) return [];
  const name = addressText(f);
  if (pasidOf(owner) === null)
    return [surprising(`${name} has no PASID capability, so nothing is programmed on it`)];
  if (enabled.has(pasidOwner(f, dev))) return [];
  return [surprising(`nothing has enabled PASID on ${name} (pasid-enable); Linux does not ask`)];
}

function registerNotes(op: Operation, f: PciFunction): readonly Said[] {
  if (op.op === "reset-prepare" && !hasAts(f))
    return [surprising(`${addressText(f)} has no 'ats', so a reset pauses nothing`)];
  if (op.op !== "acs-set") return [];
  const acs = acsOf(f);
  if (acs === null) return [surprising(`${addressText(f)} has no ACS capability: nothing changes`)];
  const beyond = op.ctrl & ~acs.cap;
  if (beyond === 0) return [];
  return [
    surprising(`${addressText(f)} does not implement ${acsBitsText(beyond)}, which stay off`),
  ];
}
