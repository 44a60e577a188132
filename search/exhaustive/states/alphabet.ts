/**
 * The alphabet of an exhaustive search: every operation on the functions, PASIDs, domains and
 * handles that may be named. The failures of the driver are added by the search, which knows how
 * often it is called.
 */
import type { DomainName } from "../../../model/vocabulary/operation/domain.js";
import type { Operation } from "../../../model/vocabulary/operation/operation.js";

/** What operations may name. */
export interface Cast {
  /** Indices of the functions. */
  readonly acting: readonly number[];
  /** PASIDs 1 .. pasids. */
  readonly pasids: number;
  readonly domains: readonly DomainName[];
  /** Handles h1 .. ; 0: none. */
  readonly handles: number;
  /** Only what Linux 6.2 could do and checked: no replace, no handle, no PASID 0. */
  readonly plain: boolean;
}

export function alphabet(cast: Cast): readonly Operation[] {
  return cast.acting.flatMap((dev) => [
    { op: "pasid-enable" as const, dev },
    { op: "pasid-disable" as const, dev },
    ...ridOperations(cast, dev),
    ...pasidsOf(cast).flatMap((pasid) => pasidOperations(cast, dev, pasid)),
  ]);
}

function pasidsOf(cast: Cast): readonly number[] {
  const named = Array.from({ length: cast.pasids }, (_, i) => i + 1);
  return cast.plain ? named : [0, ...named];
}

/** No handle, then each of them. */
function handlesOf(cast: Cast): readonly { readonly handle?: number }[] {
  const count = cast.plain ? 0 : cast.handles;
  return [{}, ...Array.from({ length: count }, (_, i) => ({ handle: i + 1 }))];
}

function ridOperations(cast: Cast, dev: number): readonly Operation[] {
  const ops: Operation[] = [
    { op: "device-detach", dev },
    { op: "rid-detach", dev },
  ];
  for (const domain of cast.domains) {
    ops.push({ op: "device-attach", dev, domain });
    for (const handle of handlesOf(cast)) {
      ops.push({ op: "rid-attach", dev, domain, ...handle });
      if (!cast.plain) ops.push({ op: "rid-replace", dev, domain, ...handle });
    }
  }
  return ops;
}

function pasidOperations(cast: Cast, dev: number, pasid: number): readonly Operation[] {
  const ops: Operation[] = [{ op: "pasid-detach", dev, pasid }];
  for (const domain of cast.domains)
    for (const handle of handlesOf(cast)) {
      ops.push({ op: "pasid-attach", dev, pasid, domain, ...handle });
      if (!cast.plain) ops.push({ op: "pasid-replace", dev, pasid, domain, ...handle });
    }
  return ops;
}
