/**
 * The JSON form of topologies and scenarios as zod schemas: field by field the types of topology.ts
 * and scenario.ts, with defaults for what files leave out. Loading zod takes longer than everything
 * else at start, so only json.ts imports this, and only when it has something to read.
 */
import { z } from "zod";
import { operationSchema } from "../operation/schema.js";
import { DEFAULT_IOMMU, OPERATIONS_MAX, type Iommu, type Scenario } from "./scenario.js";
import {
  FUNCTIONS_MAX,
  type PciFunction,
  REGIONS_MAX,
  SEGMENT_MAX,
  type Topology,
} from "../topology/topology.js";

const BYTE_MAX = 255;
const PASID_WIDTH_MAX = 20;
const ACS_MASK = 0x7f;

const flag = z.boolean().default(false);
const byte = z.int().min(0).max(BYTE_MAX);
const functionIndex = z
  .int()
  .min(0)
  .max(FUNCTIONS_MAX - 1);
const devfns = z
  .array(byte)
  .max(BYTE_MAX + 1)
  .default([]);

const acs = z
  .strictObject({
    cap: z.int().min(0).max(ACS_MASK),
    ctrl: z.int().min(0).max(ACS_MASK).default(0),
    egress: devfns,
  })
  .meta({ id: "acs" });

const pasid = z
  .strictObject({
    width: z.int().min(0).max(PASID_WIDTH_MAX),
    exec: flag,
    priv: flag,
  })
  .meta({ id: "pasid" });

const acsRule = z
  .strictObject({ claims: z.int().min(0).max(0x7f), mask: z.int().min(0).max(0x7f) })
  .meta({ id: "acsRule" });

const common = {
  segment: z.int().min(0).max(SEGMENT_MAX).default(0),
  bus: byte,
  devfn: byte,
  parent: functionIndex.nullable().default(null),
  multifunction: flag,
  aliases: devfns,
  realDma: functionIndex.nullable().default(null),
  iommu: z.boolean().default(true),
  directMap: flag,
  acsRule: acsRule.exactOptional(),
  absent: z.literal(true).exactOptional(),
  reserved: z.array(z.int().min(1).max(REGIONS_MAX)).min(1).max(REGIONS_MAX).exactOptional(),
};
const express = { ...common, acs: acs.nullable().default(null), prefix: flag };
const bridge = { secondary: byte, xlateRoot: flag };
const port = { ...express, ...bridge };
const endpoint = {
  ...express,
  pasid: pasid.nullable().default(null),
  pasidNoTlp: flag,
  ari: flag,
  ats: z.literal(true).exactOptional(),
};

const pciFunction: z.ZodType<PciFunction> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("root-port"), ...port }),
  z.strictObject({ kind: z.literal("upstream-port"), ...port }),
  z.strictObject({ kind: z.literal("downstream-port"), ...port }),
  z.strictObject({ kind: z.literal("endpoint"), ...endpoint }),
  z.strictObject({ kind: z.literal("legacy-endpoint"), ...endpoint }),
  z.strictObject({ kind: z.literal("rciep"), ...endpoint }),
  z.strictObject({ kind: z.literal("rcec"), ...express }),
  z.strictObject({ kind: z.literal("pcie-to-pci-bridge"), ...common, ...bridge, noAlias: flag }),
  z.strictObject({ kind: z.literal("pci-to-pcie-bridge"), ...common, ...bridge }),
  z.strictObject({ kind: z.literal("pci-bridge"), ...common, ...bridge, pcieAlias: flag }),
  z.strictObject({ kind: z.literal("pci-device"), ...common }),
  z.strictObject({ kind: z.literal("vf"), ...common, pf: functionIndex }),
]);

const topologySchema: z.ZodType<Topology> = z.strictObject({
  functions: z.array(pciFunction).min(1).max(FUNCTIONS_MAX),
  probe: z
    .strictObject({
      scan: z.enum(["boot", "hot"]).default("boot"),
      order: z.array(functionIndex).max(FUNCTIONS_MAX).nullable().default(null),
    })
    .default({ scan: "boot", order: null }),
});

const iommuSchema: z.ZodType<Iommu> = z
  .strictObject({
    blocking: z.enum(["pasid", "rid", "none"]).default(DEFAULT_IOMMU.blocking),
    strict: z.boolean().default(DEFAULT_IOMMU.strict),
    pasidBits: z.int().min(0).max(PASID_WIDTH_MAX).nullable().default(DEFAULT_IOMMU.pasidBits),
  })
  .default(DEFAULT_IOMMU);

const scenarioFields = {
  topology: topologySchema,
  iommu: iommuSchema,
  operations: z.array(operationSchema).max(OPERATIONS_MAX),
};

/** A scenario as it stands inside another file. */
export const scenarioSchema: z.ZodType<Scenario> = z.strictObject(scenarioFields);

/** A scenario file. */
export const scenarioFileSchema = z.strictObject({
  schema: z.literal("scenario@1"),
  ...scenarioFields,
});

/** A topology file; the IOMMU is DEFAULT_IOMMU where the file does not say otherwise. */
export const topologyFileSchema = z.strictObject({
  schema: z.literal("topology@1"),
  topology: topologySchema,
  iommu: iommuSchema,
});
