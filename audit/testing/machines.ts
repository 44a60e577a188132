/** Machines for the tests of this room: topologies in the text of a scenario. */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";

export function machineOf(...lines: readonly string[]): Topology {
  const read = readScenario(["pasidcheck scenario 1", ...lines, "----", ""].join("\n"));
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.value.topology;
}

/** The index of a function by its address. */
export function at(t: Topology, address: string): number {
  const dev = t.functions.findIndex((f) => addressText(f) === address);
  if (dev < 0) throw new Error(`no ${address}`);
  return dev;
}
