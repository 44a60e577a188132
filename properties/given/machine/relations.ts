/**
 * Defines how functions of a dump are related beyond buses: VFs to their PF, by the SR-IOV
 * capability (Linux drivers/pci/iov.c pci_iov_virtfn_devfn), and functions behind a VMD to the
 * VMD endpoint whose requester ID they use (arch/x86/pci/common.c pci_real_dma_dev).
 */
import { addressText, type Address } from "../../../model/vocabulary/address.js";
import { requesterId } from "../../../model/vocabulary/topology.js";
import type { Notes } from "./notes.js";
import type { FunctionRecord } from "./record.js";

/** The index of each record's PF; null for what is no VF. */
export function physicalFunctions(
  records: readonly FunctionRecord[],
  notes: Notes,
): readonly (number | null)[] {
  const index = new Map(records.map((r, i) => [addressText(r), i]));
  const pfs = records.map((r) =>
    r.physical === null ? null : (index.get(addressText(r.physical)) ?? null),
  );
  for (const [i, pf] of records.entries()) {
    for (const vf of virtualFunctions(pf)) {
      const at = index.get(addressText(vf));
      if (at === undefined) notes.add("some of its enabled VFs are not in the dump; left out", pf);
      else if (at > i) pfs[at] = i;
    }
  }
  for (const [i, r] of records.entries())
    if (pfs[i] === null && (r.physical !== null || /\bvirtual function\b/i.test(r.title)))
      notes.add("is called a VF, but its PF is not known; taken as its type says", r);
  return pfs;
}

/** The addresses of all VFs that the PFs of a dump have enabled, or that say they are VFs. */
export function virtualAddresses(records: readonly FunctionRecord[]): ReadonlySet<string> {
  const enabled = records.flatMap((pf) => virtualFunctions(pf).map((vf) => addressText(vf)));
  const said = records.filter((r) => r.physical !== null).map((r) => addressText(r));
  return new Set([...enabled, ...said]);
}

const REQUESTER_ID_MAX = 0xffff;

function virtualFunctions(pf: FunctionRecord): Address[] {
  if (pf.sriov === null || pf.sriov.enabled === false) return [];
  const { vfs, offset, stride } = pf.sriov;
  const first = requesterId(pf.bus, pf.devfn) + offset;
  return Array.from({ length: Math.min(vfs, REQUESTER_ID_MAX) }, (_, n) => first + n * stride)
    .filter((id) => offset > 0 && id <= REQUESTER_ID_MAX)
    .map((id) => ({ segment: pf.segment, bus: id >> 8, devfn: id & 0xff }));
}

const VMD_SEGMENT_MIN = 0x1_0000;
const INTEL = 0x8086;
/** drivers/pci/controller/vmd.c vmd_ids. */
const VMD_DEVICES = new Set([
  0x201d, 0x28c0, 0x467f, 0x4c3d, 0x7d0b, 0x9a0b, 0xa77f, 0xad0b, 0xb06f, 0xb60b,
]);

/** The index of each record's VMD endpoint; null for what is behind none. */
export function realDmaFunctions(
  records: readonly FunctionRecord[],
  notes: Notes,
): readonly (number | null)[] {
  const index = new Map(records.map((r, i) => [addressText(r), i]));
  const vmds = records.flatMap((r, i) => (r.segment < VMD_SEGMENT_MIN && isVmd(r) ? [i] : []));
  return records.map((r) => {
    if (r.vmd !== null) return index.get(addressText(r.vmd)) ?? null;
    if (r.segment < VMD_SEGMENT_MIN) return null;
    const vmd = vmds[r.segment - VMD_SEGMENT_MIN];
    if (vmd === undefined) notes.add("stands behind a VMD that is not in the dump", r);
    else if (vmds.length > 1) notes.add("one of several VMDs is above it; taken in order", r);
    return vmd ?? null;
  });
}

function isVmd(r: FunctionRecord): boolean {
  if (/\bVolume Management Device\b/.test(r.title)) return true;
  return r.vendor === INTEL && VMD_DEVICES.has(r.device ?? 0);
}
