/**
 * The operations in the words of docs/reference/scenario.md: what each does, and the errors that it
 * answers under Linux 7.3 with the reason (docs/reference/errno-table.md, choices.md). A test holds
 * the errors against the answers of the reference.
 */
import type { Errno } from "../../../model/vocabulary/operation/outcome.js";
import type { OperationName } from "../../../model/vocabulary/operation/operation.js";

export interface OperationWords {
  readonly does: string;
  /** Those that it answers without `fail`; each with its reason. */
  readonly errors: Readonly<Partial<Record<Errno, string>>>;
}

const NO_GROUP = "the function is absent or has no group";
const ABSENT = "the function is absent";
const USERS = "the group belongs to an iommufd context";
const UNBOUND = "the function is absent, or bound to no context";
const NO_OP = "the domain or the blocked domain has no `set_dev_pasid`";
const DIRECT = "a member needs a direct mapping and would be blocked";
const PAUSED = "a member is being reset";
const IN_USE = `the group is not on its default domain, has PASIDs attached, or ${PAUSED}`;
const NOT_BLOCKABLE = "the driver has no blocked domain";
const NO_OBJECT = "the context has no object of this name";
const NO_AUTO = "X1..X4 are all in use";
const RESERVED = "a reserved region of the function is mapped (PASID 0)";

const CORE = {
  "pasid-enable": {
    does: "enables PASID on the function; on a VF it answers for the PF",
    errors: {
      ENODEV: ABSENT,
      EBUSY: "already enabled",
      EINVAL:
        "no PASID capability, no `prefix` on the whole path, a path without ACS RR and UF, " +
        "a feature that it does not support, or a VF whose PF is not enabled",
    },
  },
  "pasid-disable": {
    does: "disables PASID; what is attached stays attached",
    errors: { ENODEV: ABSENT },
  },
  "device-attach": {
    does: "attaches a domain to the RID of a function that is alone in its group",
    errors: {
      ENODEV: `${NO_GROUP}; the domain is \`B\`, and the driver has no blocked domain`,
      EPERM: USERS,
      EINVAL: `the group has more than one member; the domain is of another driver; ${DIRECT}`,
      EBUSY: `the group is on a domain that is neither its default nor blocked; ${PAUSED}`,
    },
  },
  "device-detach": {
    does: "detaches that domain: the group is on its default domain again",
    errors: { ENODEV: NO_GROUP, EPERM: USERS },
  },
  "rid-attach": {
    does: "attaches a domain to the RIDs of the whole group",
    errors: {
      ENODEV: `${NO_GROUP}; the domain is \`B\`, and the driver has no blocked domain`,
      EPERM: USERS,
      EINVAL: `the domain is of another driver; ${DIRECT}`,
      EBUSY: `the group is on a domain that is neither its default nor blocked; ${PAUSED}`,
    },
  },
  "rid-replace": {
    does: "moves the RIDs of the whole group to another domain in one step; needs a handle",
    errors: {
      ENODEV: `${NO_GROUP}; the domain is \`B\`, and the driver has no blocked domain`,
      EPERM: USERS,
      EINVAL: `no handle; ${DIRECT}`,
      EBUSY: PAUSED,
    },
  },
  "rid-detach": {
    does: "puts the group back on its default domain",
    errors: { ENODEV: NO_GROUP, EPERM: USERS },
  },
  "pasid-attach": {
    does: "attaches a domain to a PASID: of every member of the group that has PASIDs",
    errors: {
      ENODEV: NO_GROUP,
      EPERM: USERS,
      EOPNOTSUPP: NO_OP,
      EINVAL:
        "the domain is of another driver; PASID 0; a PASID that is too large for a member; " +
        "`strict`, and PASID is not enabled",
      EBUSY: `something is attached at this PASID; ${PAUSED}`,
    },
  },
  "pasid-replace": {
    does: "moves a PASID to another domain in one step; needs a handle",
    errors: {
      ENODEV: NO_GROUP,
      EPERM: USERS,
      EOPNOTSUPP: "the domain has no `set_dev_pasid`",
      EINVAL:
        "the domain is of another driver; PASID 0; no handle; nothing is attached at this PASID; " +
        "the same handle is installed there; `strict`, and PASID is not enabled",
      EBUSY: PAUSED,
    },
  },
  "pasid-detach": {
    does: "blocks a PASID again, on every member of the group that has PASIDs",
    errors: { ENODEV: NO_GROUP, EPERM: USERS, ENOENT: "nothing is attached at this PASID" },
  },
  plug: {
    does: "adds an absent function; it is probed and joins its group",
    errors: {
      EOPNOTSUPP: "a bridge, a VF, a PF with VFs, or a function as which another emits",
      EBUSY: "it is there",
      ENODEV: "Linux does not scan it: function 0 is absent or not multifunction",
    },
  },
  unplug: {
    does: "removes the function",
    errors: {
      EOPNOTSUPP: "a bridge, a VF, a PF with VFs, or a function as which another emits",
      ENODEV: ABSENT,
      EBUSY: "a driver, a context or an address space has it, or it is the last of an owned group",
    },
  },
  "reset-prepare": {
    does: "pauses translation of a function with `ats`: its group is in recovery",
    errors: { ENODEV: ABSENT, EOPNOTSUPP: NOT_BLOCKABLE },
  },
  "reset-done": {
    does: "ends the reset: translation comes back as it is recorded by then",
    errors: { ENODEV: ABSENT },
  },
  "acs-set": {
    does: "writes the whole ACS Control register; bits that are not implemented stay off",
    errors: { ENODEV: ABSENT, EOPNOTSUPP: "the function has no ACS capability" },
  },
  claim: {
    does: "claims DMA ownership of the group for an owner; it is blocked from then on",
    errors: {
      ENODEV: NO_GROUP,
      EPERM: "another owner has it, or a driver of the kernel",
      EBUSY: IN_USE,
      EINVAL: DIRECT,
      EOPNOTSUPP: NOT_BLOCKABLE,
    },
  },
  release: {
    does: "gives ownership back",
    errors: { ENODEV: ABSENT, ENOENT: "nobody has claimed it", EBUSY: "PASIDs are attached" },
  },
  "driver-bind": {
    does: "binds a driver of the kernel, which uses the default domain",
    errors: { ENODEV: ABSENT, EBUSY: "a driver is bound, or the group is owned or not on default" },
  },
  "driver-unbind": {
    does: "unbinds it",
    errors: { ENODEV: ABSENT, ENOENT: "no driver is bound", EBUSY: "PASIDs are attached" },
  },
} as const satisfies Partial<Readonly<Record<OperationName, OperationWords>>>;

const IOMMUFD = {
  "fd-bind": {
    does: "binds the function to an iommufd context, which claims DMA ownership of the group",
    errors: {
      ENODEV: ABSENT,
      EINVAL: `it is bound; it has no group; ${DIRECT}`,
      EPERM: "another owner or a driver of the kernel has the group",
      EBUSY: IN_USE,
      EOPNOTSUPP: NOT_BLOCKABLE,
    },
  },
  "fd-unbind": {
    does: "unbinds it",
    errors: { ENODEV: ABSENT, ENOENT: "it is bound to no context", EBUSY: "something is attached" },
  },
  "ioas-alloc": {
    does: "makes an IOAS in the context of the function",
    errors: { ENODEV: UNBOUND, EEXIST: "the name is taken" },
  },
  "ioas-map": {
    does: "maps a region",
    errors: {
      ENODEV: UNBOUND,
      ENOENT: NO_OBJECT,
      EINVAL: "a function reserves the region",
      EEXIST: "it is mapped",
    },
  },
  "ioas-unmap": {
    does: "unmaps a region",
    errors: { ENODEV: UNBOUND, ENOENT: `${NO_OBJECT}, or the region is not mapped` },
  },
  "hwpt-alloc": {
    does: "allocates an HWPT on an IOAS, or one nested on an HWPT that is a `nest-parent`",
    errors: {
      ENODEV: UNBOUND,
      EEXIST: "the name is taken",
      EINVAL: `${NO_OBJECT} to be on, or it is no nest parent`,
      EOPNOTSUPP: "a nested one cannot be a nest parent",
    },
  },
  "fd-destroy": {
    does: "destroys an IOAS or an HWPT",
    errors: { ENODEV: UNBOUND, ENOENT: NO_OBJECT, EBUSY: "it is used" },
  },
  "fd-attach": {
    does: "attaches the RID (PASID 0) or a PASID to an HWPT, or to an IOAS (through an own HWPT)",
    errors: {
      ENODEV: UNBOUND,
      ENOENT: NO_OBJECT,
      EBUSY: `this function is attached at this PASID; ${PAUSED}`,
      EINVAL:
        "the group has another HWPT at this PASID; an HWPT without `for-pasids` beside PASIDs; " +
        "a PASID on an IOAS; a PASID that is too large",
      EADDRINUSE: RESERVED,
      ENOSPC: NO_AUTO,
      EOPNOTSUPP: "the blocked domain has no `set_dev_pasid`",
    },
  },
  "fd-replace": {
    does: "moves the whole group at this PASID to another HWPT or IOAS",
    errors: {
      ENODEV: UNBOUND,
      ENOENT: NO_OBJECT,
      EINVAL:
        "this function is not attached at this PASID; an HWPT without `for-pasids` beside PASIDs",
      EADDRINUSE: RESERVED,
      ENOSPC: NO_AUTO,
      EBUSY: PAUSED,
    },
  },
  "fd-detach": {
    does: "detaches the function; the last one of the group detaches the group",
    errors: { ENODEV: UNBOUND },
  },
  "vfio-attach": {
    does: "attaches the RID through VFIO; a replace, where it is attached",
    errors: {
      ENODEV: UNBOUND,
      ENOENT: NO_OBJECT,
      EBUSY: `it is attached by iommufd; ${PAUSED}`,
      EINVAL: "as `fd-attach` and `fd-replace`",
      EADDRINUSE: RESERVED,
      ENOSPC: NO_AUTO,
      EFAULT: "`copy-fault`: the answer cannot be copied",
    },
  },
  "vfio-attach-pasid": {
    does: "attaches a PASID through VFIO; a replace, where it is attached",
    errors: {
      ENODEV: UNBOUND,
      ENOENT: NO_OBJECT,
      EBUSY: `it is attached by iommufd; ${PAUSED}`,
      EINVAL: "as `fd-attach` and `fd-replace`",
      EADDRINUSE: RESERVED,
      ENOSPC: NO_AUTO,
      EOPNOTSUPP: "the blocked domain has no `set_dev_pasid`",
      EFAULT: "`copy-fault`: the answer cannot be copied",
    },
  },
  "vfio-detach": { does: "detaches the RID through VFIO", errors: { ENODEV: UNBOUND } },
  "vfio-detach-pasid": { does: "detaches a PASID through VFIO", errors: { ENODEV: UNBOUND } },
} as const satisfies Partial<Readonly<Record<OperationName, OperationWords>>>;

const ALLOCATION = {
  "allocate-pasid": {
    does: "a driver takes the lowest free PASID, and attaches a domain there",
    errors: {
      ENODEV: NO_GROUP,
      EPERM: USERS,
      ENOSPC: "no PASID is free, or the function has none",
      EOPNOTSUPP: NO_OP,
      EINVAL: "as `pasid-attach`",
      EBUSY: "as `pasid-attach`",
    },
  },
  "free-pasid": {
    does: "a driver detaches the highest PASID that it holds on the function, and gives it back",
    errors: { ENODEV: ABSENT, EPERM: USERS, ENOENT: "it holds none here" },
  },
  "sva-bind": {
    does: "binds an address space: its PASID is attached to the domain of the address space",
    errors: {
      ENODEV: NO_GROUP,
      EPERM: USERS,
      ENOSPC: "no PASID is free, or the function has none",
      EOVERFLOW: "the PASID of the address space is too large for the function",
      EOPNOTSUPP: "the blocked domain has no `set_dev_pasid`",
      EINVAL: "as `pasid-attach`",
      EBUSY: "something else is attached at this PASID, or as `pasid-attach`",
    },
  },
  "sva-unbind": {
    does: "unbinds it",
    errors: { ENODEV: ABSENT, EPERM: USERS, ENOENT: "it is not bound" },
  },
} as const satisfies Partial<Readonly<Record<OperationName, OperationWords>>>;

export const OPERATION_WORDS: Readonly<Record<OperationName, OperationWords>> = {
  ...CORE,
  ...IOMMUFD,
  ...ALLOCATION,
};
