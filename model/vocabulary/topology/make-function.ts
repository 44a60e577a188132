/**
 * The maker of a function for readers of texts: from its kind and from all that any kind can have.
 * What the kind does not have is left out.
 */
import type { Acs, AcsRule } from "./acs.js";
import type { Kind, Pasid, PciFunction } from "./topology.js";

/** Everything that a function of any kind can have. */
export interface Parts {
  readonly segment: number;
  readonly bus: number;
  readonly devfn: number;
  readonly parent: number | null;
  readonly multifunction: boolean;
  readonly aliases: readonly number[];
  readonly realDma: number | null;
  readonly iommu: boolean;
  readonly directMap: boolean;
  readonly acsRule: AcsRule | null;
  readonly acs: Acs | null;
  readonly prefix: boolean;
  readonly secondary: number;
  readonly xlateRoot: boolean;
  readonly pasid: Pasid | null;
  readonly pasidNoTlp: boolean;
  readonly ari: boolean;
  readonly ats: boolean;
  readonly absent: boolean;
  readonly reserved: readonly number[];
  readonly noAlias: boolean;
  readonly pcieAlias: boolean;
  readonly pf: number;
}

/**
 * What texts leave out. `secondary` and `pf` have no default: kinds that have them must be given
 * them.
 */
export const PLAIN = Object.freeze({
  segment: 0,
  parent: null,
  multifunction: false,
  aliases: Object.freeze([]),
  realDma: null,
  iommu: true,
  directMap: false,
  acsRule: null,
  acs: null,
  prefix: false,
  xlateRoot: false,
  pasid: null,
  pasidNoTlp: false,
  ari: false,
  ats: false,
  absent: false,
  reserved: Object.freeze([]),
  noAlias: false,
  pcieAlias: false,
}) satisfies Partial<Parts>;

export function functionOf(kind: Kind, p: Parts): PciFunction {
  const { segment, bus, devfn, parent, multifunction, aliases, realDma, iommu, directMap } = p;
  const place = { segment, bus, devfn, parent };
  const rule = p.acsRule === null ? {} : { acsRule: p.acsRule };
  const absent = p.absent ? { absent: true as const } : {};
  const flags = { multifunction, iommu, directMap };
  const reserved = p.reserved.length > 0 ? { reserved: p.reserved } : {};
  const common = { ...place, ...flags, aliases, realDma, ...rule, ...absent, ...reserved };
  const express = { acs: p.acs, prefix: p.prefix };
  const bridge = { secondary: p.secondary, xlateRoot: p.xlateRoot };
  switch (kind) {
    case "root-port":
    case "upstream-port":
    case "downstream-port":
      return { kind, ...common, ...bridge, ...express };
    case "endpoint":
    case "legacy-endpoint":
    case "rciep":
      return {
        kind,
        ...common,
        ...express,
        pasid: p.pasid,
        pasidNoTlp: p.pasidNoTlp,
        ari: p.ari,
        ...(p.ats ? { ats: true as const } : {}),
      };
    case "rcec":
      return { kind, ...common, ...express };
    case "pcie-to-pci-bridge":
      return { kind, ...common, ...bridge, noAlias: p.noAlias };
    case "pci-to-pcie-bridge":
      return { kind, ...common, ...bridge };
    case "pci-bridge":
      return { kind, ...common, ...bridge, pcieAlias: p.pcieAlias };
    case "pci-device":
      return { kind, ...common };
    case "vf":
      return { kind, ...common, pf: p.pf };
  }
}
