/**
 * The examples of docs/reference/scenario.md. Each is a whole scenario, and the comment behind an
 * operation is what Linux 7.3 answers; a test replays them.
 */

export interface Example {
  readonly title: string;
  readonly says: string;
  readonly text: string;
}

const PORT = "00:01.0  root-port  bus 01  acs SV RR CR UF of SV RR CR UF  prefix";
const PAIR = `${PORT}
01:00.0  endpoint   multifunction  pasid 8  acs RR of RR CR  prefix
01:00.1  endpoint   multifunction  pasid 8  acs RR of RR CR  prefix`;
const ONE = `${PORT}
01:00.0  endpoint   pasid 8  prefix`;

function example(title: string, says: string, functions: string, operations: string): Example {
  const text = `pasidcheck scenario 1\n${functions}\n----\n${operations.trim()}\n`;
  return { title, says, text };
}

/** What the page begins with. */
export const FIRST = example(
  "A scenario",
  "",
  PAIR,
  `
pasid-enable 01:00.0                                   # 0
pasid-enable 01:00.1                                   # 0
pasid-attach 01:00.0 pasid 5 domain D1 handle h1       # 0
pasid-attach 01:00.1 pasid 5 domain D2 handle h2       # -EBUSY
pasid-replace 01:00.1 pasid 5 domain D2 handle h2      # 0
pasid-detach 01:00.0 pasid 5                           # 0
pasid-detach 01:00.1 pasid 5                           # -ENOENT
`,
);

export const NOTATIONS = example(
  "ACS in three notations",
  "The three functions are alike. `acs-set` writes the whole register.",
  `${PORT}
01:00.0  endpoint   multifunction  acs RR of RR CR
01:00.1  endpoint   multifunction  acs RR+ CR-
01:00.2  endpoint   multifunction  acs ReqRedir+ CmpltRedir-`,
  `
acs-set 01:00.0 acs RR CR                              # 0
acs-set 01:00.1 acs RR+ CR+                            # 0
acs-set 01:00.2 acs ACSCtl: ReqRedir+ CmpltRedir+      # 0
`,
);

export const IOMMUFD: readonly Example[] = [
  example(
    "The RID and a PASID of one function",
    "`fd-bind` comes first: all other operations of a user are done in the context of the " +
      "function. PASID 0 is the RID. An HWPT that shall be attached to PASIDs, or beside them, " +
      "needs `for-pasids`.",
    ONE,
    `
fd-bind 01:00.0 context C1                             # 0
ioas-alloc 01:00.0 ioas A1                             # 0
ioas-map 01:00.0 ioas A1 region 1                      # 0
hwpt-alloc 01:00.0 hwpt H1 of A1 for-pasids            # 0
hwpt-alloc 01:00.0 hwpt H2 of A1 for-pasids            # 0
fd-attach 01:00.0 pasid 0 to H1                        # 0
pasid-enable 01:00.0                                   # 0
fd-attach 01:00.0 pasid 5 to H1                        # 0
fd-attach 01:00.0 pasid 5 to H2                        # -EBUSY
fd-replace 01:00.0 pasid 5 to H2                       # 0
fd-destroy 01:00.0 object H2                           # -EBUSY
fd-detach 01:00.0 pasid 5                              # 0
fd-detach 01:00.0 pasid 0                              # 0
fd-unbind 01:00.0                                      # 0
`,
  ),
  example(
    "Two functions of one group",
    "The group has one HWPT at each PASID: the second function joins, or is refused. A replace " +
      "on one function moves both.",
    PAIR,
    `
fd-bind 01:00.0 context C1                             # 0
fd-bind 01:00.1 context C2                             # -EPERM
fd-bind 01:00.1 context C1                             # 0
ioas-alloc 01:00.0 ioas A1                             # 0
ioas-alloc 01:00.0 ioas A2                             # 0
fd-attach 01:00.0 pasid 0 to A1                        # 0
fd-attach 01:00.1 pasid 0 to A2                        # -EINVAL
fd-attach 01:00.1 pasid 0 to A1                        # 0
fd-replace 01:00.1 pasid 0 to A2                       # 0
pasid-attach 01:00.0 pasid 5 domain D1                 # -EPERM
`,
  ),
  example(
    "Nested HWPTs",
    "An HWPT on another one is nested; the lower one is a `nest-parent`.",
    ONE,
    `
fd-bind 01:00.0 context C1                             # 0
ioas-alloc 01:00.0 ioas A1                             # 0
hwpt-alloc 01:00.0 hwpt H1 of A1                       # 0
hwpt-alloc 01:00.0 hwpt H2 of H1                       # -EINVAL
hwpt-alloc 01:00.0 hwpt H3 of A1 nest-parent           # 0
hwpt-alloc 01:00.0 hwpt H4 of H3 for-pasids            # 0
fd-attach 01:00.0 pasid 5 to H4                        # 0
`,
  ),
  example(
    "VFIO",
    "An attach of what is attached is a replace. With `copy-fault` the answer does not reach the " +
      "user, and VFIO detaches the RID.",
    ONE,
    `
fd-bind 01:00.0 context C1                             # 0
ioas-alloc 01:00.0 ioas A1                             # 0
hwpt-alloc 01:00.0 hwpt H1 of A1 for-pasids            # 0
hwpt-alloc 01:00.0 hwpt H2 of A1 for-pasids            # 0
vfio-attach 01:00.0 to H1                              # 0
vfio-attach-pasid 01:00.0 pasid 5 to H1                # 0
vfio-attach-pasid 01:00.0 pasid 5 to H2                # 0
vfio-attach 01:00.0 to H2 copy-fault                   # -EFAULT
vfio-detach-pasid 01:00.0 pasid 5                      # 0
vfio-detach 01:00.0                                    # 0
`,
  ),
];

export const FAILURES = example(
  "A driver that fails",
  "`fail 2 ENOSPC`: the second callback of the IOMMU driver during this operation answers ENOSPC.",
  PAIR,
  `
pasid-attach 01:00.0 pasid 5 domain D1 fail 2 ENOSPC   # -ENOSPC
pasid-attach 01:00.0 pasid 5 domain D1                 # 0
`,
);

export const HOT_PLUG = example(
  "Hot-plug and reset",
  "",
  `${PORT}
01:00.0  endpoint   pasid 8  prefix  ats  absent`,
  `
pasid-enable 01:00.0                                   # -ENODEV
plug 01:00.0                                           # 0
pasid-enable 01:00.0                                   # 0
reset-prepare 01:00.0                                  # 0
pasid-attach 01:00.0 pasid 5 domain D1                 # -EBUSY
reset-done 01:00.0                                     # 0
pasid-attach 01:00.0 pasid 5 domain D1                 # 0
unplug 01:00.0                                         # 0
`,
);

export const EXAMPLES: readonly Example[] = [FIRST, NOTATIONS, ...IOMMUFD, FAILURES, HOT_PLUG];
