/**
 * The outcome of an operation: `ok`, or refused with an errno of include/uapi/asm-generic/errno*.h.
 * A refusal is data; an exception thrown by a design is a crash and is reported as one.
 */

/**
 * The errno values that the kernel functions under test can answer with, by their kernel number.
 */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  ENOMEM: 12,
  EFAULT: 14,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  ENOSPC: 28,
  EOVERFLOW: 75,
  EOPNOTSUPP: 95,
  EADDRINUSE: 98,
} as const;

export type Errno = keyof typeof ERRNO;

/** How an operation ended. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly errno: Errno };

/**
 * The one success; outcomes are shared objects, so a search allocates none and may compare them by
 * identity.
 */
export const OK: Outcome = Object.freeze({ ok: true });

const refusals = new Map<Errno, Outcome>();
for (const errno of errnoNames()) refusals.set(errno, Object.freeze({ ok: false, errno }));

/** The one refusal with this errno. */
export function refusal(errno: Errno): Outcome {
  return refusals.get(errno) ?? OK;
}

/** All errno names, in the order of their numbers. */
export function errnoNames(): readonly Errno[] {
  return [
    "EPERM",
    "ENOENT",
    "ENOMEM",
    "EFAULT",
    "EBUSY",
    "EEXIST",
    "ENODEV",
    "EINVAL",
    "ENOSPC",
    "EOVERFLOW",
    "EOPNOTSUPP",
    "EADDRINUSE",
  ];
}

/** `0` or `-EBUSY`, as a kernel engineer writes it. */
export function outcomeText(outcome: Outcome): string {
  return outcome.ok ? "0" : `-${outcome.errno}`;
}
