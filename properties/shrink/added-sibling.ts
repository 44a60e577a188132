/**
 * Topologies with one more function beside an endpoint, and the operations of functions without
 * PASIDs done to one of the two: where a break needs two members of a group, it need not be a port
 * that is one of them.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { isEndpoint, pasidOf } from "../../model/vocabulary/topology/topology.js";
import { sameBus, withFunctions } from "./topology-edits.js";

const DEVICE_FUNCTIONS = 8;

/** None where there is no endpoint, all functions have PASIDs, or the device is full. */
export function withSibling(s: Scenario): readonly Scenario[] {
  const all = s.topology.functions;
  const endpoints = [...all.keys()].filter((i) => {
    const f = all[i];
    return f !== undefined && isEndpoint(f) && f.absent !== true;
  });
  const at = endpoints.find((i) => pasidOf(all[i] ?? never()) !== null) ?? endpoints[0];
  const endpoint = at === undefined ? undefined : all[at];
  if (at === undefined || endpoint === undefined) return [];
  if (all.every((f) => pasidOf(f) !== null) || s.topology.probe.order !== null) return [];
  const device = all.filter((f) => sameBus(f, endpoint) && f.devfn >> 3 === endpoint.devfn >> 3);
  const next = Math.max(...device.map(({ devfn }) => devfn & 7)) + 1;
  if (next >= DEVICE_FUNCTIONS) return [];
  const devfn = (endpoint.devfn & ~7) | next;
  const sibling = { ...endpoint, devfn, multifunction: false, aliases: [] };
  return [at, all.length].flatMap((heir) => {
    const operations = s.operations.map((op) => {
      const dev = op.dev % all.length;
      const f = all[dev];
      return { ...op, dev: f === undefined || isEndpoint(f) ? dev : heir };
    });
    return withFunctions({ ...s, operations }, [...all, sibling]) ?? [];
  });
}

function never(): never {
  throw new Error("an index is of a function");
}
