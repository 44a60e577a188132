/**
 * The functions that an ACS Egress Control Vector names (PCI Express base specification 6.12): from
 * a port, the ports of its bus by their Port Number; from another function, the functions of its
 * device by their function number.
 */
import type { FunctionRecord } from "../read/record.js";
import type { Notes } from "../read/notes.js";

/** The devfns of the peers of a function whose bit is 1, ascending. Absent peers are left out. */
export function egressPeers(
  record: FunctionRecord,
  port: boolean,
  bus: readonly FunctionRecord[],
  notes: Notes,
): readonly number[] {
  const numbers = new Set(record.acs?.egress);
  if (numbers.size === 0) return [];
  const peers = bus.filter((peer) => peer.devfn !== record.devfn && isPeer(peer, record, port));
  if (port && peers.some((peer) => peer.express?.port === null))
    notes.add(
      "the port numbers of its peers are not known; its Egress Control Vector may miss some",
      record,
    );
  const named = peers.filter((peer) => {
    // All bits are 1: whatever the number is.
    if (numbers.size === VECTOR_BITS) return true;
    const number = port ? (peer.express?.port ?? null) : numberOf(peer, record.ari);
    return number !== null && numbers.has(number);
  });
  return named.map((peer) => peer.devfn).sort((a, b) => a - b);
}

/** The longest vector. */
export const VECTOR_BITS = 256;

function isPeer(peer: FunctionRecord, record: FunctionRecord, port: boolean): boolean {
  const kind = peer.express?.kind;
  if (port) return kind === "root-port" || kind === "downstream-port";
  return record.ari || peer.devfn >> 3 === record.devfn >> 3;
}

/** With ARI the device number is a part of the function number. */
function numberOf({ devfn }: FunctionRecord, ari: boolean): number {
  return ari ? devfn : devfn & 7;
}
