/**
 * Relations between functions of a dump beyond buses: VFs to their PF, by the SR-IOV capability
 * (Linux drivers/pci/iov.c pci_iov_virtfn_devfn), and functions behind a VMD to the VMD endpoint
 * whose requester ID they use (arch/x86/pci/common.c pci_real_dma_dev).
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { requesterId } from "../../model/vocabulary/topology/topology.js";
import type { Notes } from "../read/notes.js";
import type { FunctionRecord } from "../read/record.js";
import { identified } from "../quirks/names.js";
import { VMD } from "../quirks/vmd.js";

/** The index of each record's PF; null for what is no VF. */
export function physicalFunctions(
  records: readonly FunctionRecord[],
  notes: Notes,
): readonly (number | null)[] {
  const index = new Map(records.map((r, i) => [addressText(r), i]));
  const pfs = records.map((r) =>
    r.physical === null ? null : (index.get(addressText(r.physical)) ?? null),
  );
  for (const { pf, vfs } of families(records)) {
    for (const vf of vfs) if (vf > pf) pfs[vf] = pf;
    const record = records[pf];
    if (record !== undefined && vfs.length < enabledVfs(record))
      notes.add("some of its enabled VFs are not in the dump; left out", record);
  }
  for (const [i, r] of records.entries())
    if (pfs[i] === null && (r.physical !== null || isNamedVf(r)))
      notes.add("is called a VF, but its PF is not known; taken as its type says", r);
  return pfs;
}

/** pci.ids calls it a VF. */
export function isNamedVf({ title }: FunctionRecord): boolean {
  return /\bvirtual function\b/i.test(title);
}

/** The addresses of the functions that a PF of the dump has enabled, or that say they are VFs. */
export function virtualAddresses(records: readonly FunctionRecord[]): ReadonlySet<string> {
  const enabled = new Set(families(records).flatMap(({ vfs }) => vfs));
  const vfs = records.filter((r, i) => r.physical !== null || enabled.has(i));
  return new Set(vfs.map((r) => addressText(r)));
}

function enabledVfs({ sriov }: FunctionRecord): number {
  return sriov === null || sriov.enabled === false || sriov.offset === 0 ? 0 : sriov.vfs;
}

/** A PF, and those of its enabled VFs that are there, as indices. */
interface Family {
  readonly pf: number;
  readonly vfs: readonly number[];
}

/** Looks among the functions that are there: a dump can claim far more VFs than it shows. */
function families(records: readonly FunctionRecord[]): readonly Family[] {
  const inSegment = new Map<number, { readonly at: number; readonly id: number }[]>();
  for (const [at, r] of records.entries()) {
    const place = { at, id: requesterId(r.bus, r.devfn) };
    const others = inSegment.get(r.segment);
    if (others === undefined) inSegment.set(r.segment, [place]);
    else others.push(place);
  }
  return records.flatMap((r, pf) => {
    const count = enabledVfs(r);
    if (r.sriov === null || count === 0) return [];
    const { offset, stride } = r.sriov;
    const first = requesterId(r.bus, r.devfn) + offset;
    const vfs: number[] = [];
    for (const { at, id } of inSegment.get(r.segment) ?? []) {
      const beyond = id - first;
      const isVf = beyond > 0 ? beyond % stride === 0 && beyond / stride < count : beyond === 0;
      if (isVf) vfs.push(at);
    }
    return [{ pf, vfs }];
  });
}

const VMD_SEGMENT_MIN = 0x1_0000;

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
    // Other hosts number their domains from there as well.
    if (vmds.length === 0) return null;
    if (vmd === undefined) notes.add("stands behind a VMD that is not in the dump", r);
    else if (vmds.length > 1) notes.add("one of several VMDs is above it; taken in order", r);
    return vmd ?? null;
  });
}

function isVmd(r: FunctionRecord): boolean {
  if (/\bVolume Management Device\b/.test(r.title)) return true;
  return identified(VMD, r) !== null;
}
