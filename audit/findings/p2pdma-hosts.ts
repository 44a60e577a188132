/**
 * The root complexes that Linux lets peer-to-peer DMA go through (Linux 7.3 drivers/pci/p2pdma.c
 * pci_p2pdma_whitelist, pci_host_bridge_dev, host_bridge_whitelist). AMD processors from Zen on are
 * let through as well, which no dump of PCI functions shows.
 */
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Ids } from "../lines/device.js";

interface Host {
  readonly vendor: number;
  /** Null: any. */
  readonly devices: readonly number[] | null;
  /** Only between functions below one host bridge. */
  readonly same: boolean;
}

const INTEL = 0x8086;
const HOSTS: readonly Host[] = [
  { vendor: INTEL, devices: [0x3c00, 0x3c01, 0x2f00, 0x2f01], same: true },
  { vendor: INTEL, devices: [0x2030, 0x2031, 0x2032, 0x2033, 0x2020, 0x09a2], same: false },
  { vendor: INTEL, devices: [0x0b25, 0x0cfe, 0x11fb, 0x1212, 0x1216], same: false },
  { vendor: INTEL, devices: [0x4940, 0x4942, 0x4944, 0x4946, 0x4948], same: false },
  { vendor: 0x1ae0, devices: null, same: false },
  { vendor: 0x10de, devices: [0x2f95, 0x2f96, 0x2f97], same: false },
  { vendor: 0x10de, devices: [0x2f98], same: false },
];
const AMD = 0x1022;

export type HostAnswer =
  | "listed"
  /** Its processor decides: Zen or newer is let through. */
  | "amd"
  | "not-listed"
  /** The source does not show the function that decides, or its ids. */
  | "unknown";

/** Of what stands below the root buses of two elements. */
export function hostAnswer(t: Topology, ids: readonly Ids[], a: number, b: number): HostAnswer {
  const [here, there] = [rootOf(t, a), rootOf(t, b)];
  const answers = new Set([here, there].map((root) => answerOf(t, ids, root, here === there)));
  if (answers.has("unknown")) return "unknown";
  if (answers.has("amd")) return "amd";
  return answers.has("not-listed") ? "not-listed" : "listed";
}

/** `segment bus` of the root bus it is below. */
function rootOf(t: Topology, dev: number): string {
  let f = t.functions[dev];
  while (f?.parent !== null && f !== undefined) f = t.functions[f.parent];
  return f === undefined ? "" : `${f.segment} ${f.bus}`;
}

function answerOf(t: Topology, ids: readonly Ids[], root: string, same: boolean): HostAnswer {
  const there = [...t.functions.keys()].filter((dev) => {
    const f = t.functions[dev];
    return f !== undefined && f.parent === null && `${f.segment} ${f.bus}` === root;
  });
  const [first] = there.toSorted(
    (x, y) => (t.functions[x]?.devfn ?? 0) - (t.functions[y]?.devfn ?? 0),
  );
  const f = first === undefined ? undefined : t.functions[first];
  if (first === undefined || f === undefined) return "unknown";
  if (f.devfn !== 0 && f.kind !== "root-port") return "not-listed";
  const { vendor, device } = ids[first] ?? { vendor: null, device: null };
  if (vendor === null || device === null) return "unknown";
  if (vendor === AMD) return "amd";
  const host = HOSTS.find(
    (one) => one.vendor === vendor && (one.devices === null || one.devices.includes(device)),
  );
  return host !== undefined && (same || !host.same) ? "listed" : "not-listed";
}
