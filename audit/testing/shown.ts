/** Machines as questions ask of them, for tests: all is shown, unless it is said. */
import { addressText } from "../../model/vocabulary/topology/address.js";
import {
  acsOf,
  isBridge,
  isEndpoint,
  pasidOf,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import type { ShownFunction, ShownMachine } from "../findings/shown-machine.js";
import type { Unseen } from "../read/unseen.js";

/** By address, what a machine shows in another way. */
export interface Told {
  readonly functions?: Readonly<Record<string, Partial<ShownFunction>>>;
  readonly groups?: Readonly<Record<string, number>>;
  readonly unseen?: Readonly<Record<string, readonly Unseen[]>>;
  readonly readings?: readonly Topology[];
}

export function shownMachine(topology: Topology, told: Told = {}): ShownMachine {
  return {
    topology,
    readings: told.readings ?? [],
    unseen: topology.functions.map((f) => new Set<Unseen>(told.unseen?.[addressText(f)] ?? [])),
    functions: topology.functions.map((f, dev) => ({
      ...plain(topology, dev),
      ...told.functions?.[addressText(f)],
    })),
    groups: topology.functions.map((f) => told.groups?.[addressText(f)] ?? null),
  };
}

function plain(t: Topology, dev: number): ShownFunction {
  const f = t.functions[dev]!;
  const acs = acsOf(f);
  return {
    address: addressText(f),
    title: "",
    shown: true,
    vendor: 0x1234,
    device: dev,
    subsystem: null,
    class: isBridge(f) ? 0x0604 : 0x0200,
    driver: isBridge(f) ? "pcieport" : "native",
    acs: acs === null ? null : { ...acs, wide: null },
    pasid: isEndpoint(f) && pasidOf(f) !== null ? "off" : "absent",
    ats: "absent",
    pri: "absent",
    sriov: null,
    subordinate: isBridge(f) ? f.secondary : null,
  };
}
