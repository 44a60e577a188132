/**
 * The JSON form of operations as a zod schema: field by field the types of operation.ts and of the
 * files that it unites. Only scenario/schema.ts imports it.
 */
import { z } from "zod";
import { ACS, ACS_BITS } from "../topology/acs.js";
import { DRIVERS_MAX, MMS_MAX } from "./allocation.js";
import { DOMAIN_NAMES } from "./domain.js";
import { errnoNames } from "./outcome.js";
import { CONTEXTS_MAX, HWPT_NAMES, IOAS_NAMES, OBJECT_NAMES } from "./iommufd.js";
import { type Operation, PASID_EXEC, PASID_PRIV } from "./operation.js";
import { OWNERS_MAX } from "./ownership.js";
import { CALLS_MAX, HANDLES_MAX, PASID_MAX } from "./operands.js";
import { REGIONS_MAX } from "../topology/topology.js";

const ACS_ALL = ACS_BITS.reduce((bits, name) => bits | ACS[name], 0);
const features = z.literal([0, PASID_EXEC, PASID_PRIV, PASID_EXEC | PASID_PRIV]);
const failure = z
  .strictObject({
    call: z.int().min(1).max(CALLS_MAX),
    errno: z.enum(errnoNames()),
  })
  .meta({ id: "driver-failure" });

const dev = { dev: z.int().min(0).max(0xffff_ffff) };
const mayFail = { fail: z.exactOptional(failure) };
const domain = { domain: z.enum(DOMAIN_NAMES) };
const handle = { handle: z.exactOptional(z.int().min(1).max(HANDLES_MAX)) };
const onPasid = { pasid: z.int().min(0).max(PASID_MAX) };
const attach = { ...dev, ...domain, ...handle, ...mayFail };
const upTo = (max: number): z.ZodInt => z.int().min(1).max(max);
const ioas = z.enum(IOAS_NAMES);
const region = upTo(REGIONS_MAX);
const object = z.enum(OBJECT_NAMES);
const said = z.exactOptional(z.literal(true));
const target = { ...dev, target: object, ...mayFail };
const driver = upTo(DRIVERS_MAX);
const pasidAttach = { ...dev, ...onPasid, ...domain, ...handle, ...mayFail };

export const operationSchema: z.ZodType<Operation> = z.discriminatedUnion("op", [
  z.strictObject({
    op: z.literal("pasid-enable"),
    ...dev,
    features: z.exactOptional(features),
  }),
  z.strictObject({ op: z.literal("pasid-disable"), ...dev }),
  z.strictObject({ op: z.literal("device-attach"), ...dev, ...domain, ...mayFail }),
  z.strictObject({ op: z.literal("device-detach"), ...dev, ...mayFail }),
  z.strictObject({ op: z.literal("rid-attach"), ...attach }),
  z.strictObject({ op: z.literal("rid-replace"), ...attach }),
  z.strictObject({ op: z.literal("rid-detach"), ...dev, ...mayFail }),
  z.strictObject({ op: z.literal("pasid-attach"), ...pasidAttach }),
  z.strictObject({ op: z.literal("pasid-replace"), ...pasidAttach }),
  z.strictObject({ op: z.literal("pasid-detach"), ...dev, ...onPasid, ...mayFail }),
  z.strictObject({ op: z.literal("plug"), ...dev, ...mayFail }),
  z.strictObject({ op: z.literal("unplug"), ...dev, ...mayFail }),
  z.strictObject({ op: z.literal("reset-prepare"), ...dev, ...mayFail }),
  z.strictObject({ op: z.literal("reset-done"), ...dev, ...mayFail }),
  z.strictObject({ op: z.literal("acs-set"), ...dev, ctrl: z.int().min(0).max(ACS_ALL) }),
  z.strictObject({ op: z.literal("claim"), ...dev, owner: upTo(OWNERS_MAX), ...mayFail }),
  z.strictObject({ op: z.literal("release"), ...dev, ...mayFail }),
  z.strictObject({ op: z.literal("driver-bind"), ...dev }),
  z.strictObject({ op: z.literal("driver-unbind"), ...dev }),
  z.strictObject({ op: z.literal("fd-bind"), ...dev, context: upTo(CONTEXTS_MAX), ...mayFail }),
  z.strictObject({ op: z.literal("fd-unbind"), ...dev, ...mayFail }),
  z.strictObject({ op: z.literal("ioas-alloc"), ...dev, ioas }),
  z.strictObject({ op: z.literal("ioas-map"), ...dev, ioas, region }),
  z.strictObject({ op: z.literal("ioas-unmap"), ...dev, ioas, region }),
  z.strictObject({
    op: z.literal("hwpt-alloc"),
    ...dev,
    hwpt: z.enum(HWPT_NAMES),
    of: object,
    forPasids: said,
    nestParent: said,
  }),
  z.strictObject({ op: z.literal("fd-destroy"), ...dev, object }),
  z.strictObject({ op: z.literal("fd-attach"), ...target, ...onPasid }),
  z.strictObject({ op: z.literal("fd-replace"), ...target, ...onPasid }),
  z.strictObject({ op: z.literal("fd-detach"), ...dev, ...onPasid, ...mayFail }),
  z.strictObject({ op: z.literal("vfio-attach"), ...target, copyFault: said }),
  z.strictObject({ op: z.literal("vfio-attach-pasid"), ...target, ...onPasid, copyFault: said }),
  z.strictObject({ op: z.literal("vfio-detach"), ...dev, ...mayFail }),
  z.strictObject({ op: z.literal("vfio-detach-pasid"), ...dev, ...onPasid, ...mayFail }),
  z.strictObject({ op: z.literal("allocate-pasid"), ...dev, driver, ...domain, ...mayFail }),
  z.strictObject({ op: z.literal("free-pasid"), ...dev, driver, ...mayFail }),
  z.strictObject({ op: z.literal("sva-bind"), ...dev, mm: upTo(MMS_MAX), ...mayFail }),
  z.strictObject({ op: z.literal("sva-unbind"), ...dev, mm: upTo(MMS_MAX), ...mayFail }),
]);
