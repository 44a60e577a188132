/**
 * Functions that are still being built: the simplest function of each kind, with fields that may be
 * written. Every field of every kind stands in one literal, undefined where the kind does not have
 * it: functions of one shape are looked into several times faster than functions of a shape a kind,
 * and spreading would cost more than all draws together.
 */
import type { Kind, PciFunction, VirtualFunction } from "./topology.js";

/** A function whose fields may still be written. */
export type PlainFunction<T> = T extends unknown ? { -readonly [K in keyof T]: T[K] } : never;

/** Where a function stands. */
export interface Place {
  readonly segment: number;
  readonly bus: number;
  readonly parent: number | null;
  readonly realDma: number | null;
}

export type PlacedKind = Exclude<PciFunction["kind"], "vf">;

/**
 * The simplest function of a kind: no ACS, no PASID, no prefix. A bridge's secondary bus is to be
 * filled in.
 */
export function plainFunction(
  kind: PlacedKind,
  at: Place,
  devfn: number,
): PlainFunction<PciFunction> {
  return plain(kind, at, devfn, undefined) as PlainFunction<PciFunction>;
}

/** A virtual function of the function with index `pf`. */
export function plainVf(pf: number, at: Place, devfn: number): PlainFunction<VirtualFunction> {
  return plain("vf", at, devfn, pf) as PlainFunction<VirtualFunction>;
}

function plain(kind: Kind, at: Place, devfn: number, pf: number | undefined): object {
  const port = PORTS.has(kind);
  const endpoint = ENDPOINTS.has(kind);
  const express = port || endpoint || kind === "rcec";
  const bridge = port || CONVENTIONAL_BRIDGES.has(kind);
  return {
    kind,
    segment: at.segment,
    bus: at.bus,
    devfn,
    parent: at.parent,
    multifunction: false,
    aliases: [],
    realDma: at.realDma,
    iommu: true,
    directMap: false,
    absent: undefined,
    reserved: undefined,
    acsRule: undefined,
    acs: express ? null : undefined,
    prefix: express ? false : undefined,
    secondary: bridge ? 0 : undefined,
    xlateRoot: bridge ? false : undefined,
    pasid: endpoint ? null : undefined,
    pasidNoTlp: endpoint ? false : undefined,
    ari: endpoint ? false : undefined,
    ats: undefined,
    noAlias: kind === "pcie-to-pci-bridge" ? false : undefined,
    pcieAlias: kind === "pci-bridge" ? false : undefined,
    pf,
  };
}

const PORTS: ReadonlySet<Kind> = new Set(["root-port", "upstream-port", "downstream-port"]);
const ENDPOINTS: ReadonlySet<Kind> = new Set(["endpoint", "legacy-endpoint", "rciep"]);
const CONVENTIONAL_BRIDGES: ReadonlySet<Kind> = new Set([
  "pcie-to-pci-bridge",
  "pci-to-pcie-bridge",
  "pci-bridge",
]);
