/** The progress of a build, as data. */
export type Progress =
  | { readonly phase: "reading"; readonly tree: string }
  | { readonly phase: "asking" }
  | { readonly phase: "fetching"; readonly source: string }
  | { readonly phase: "unpacking"; readonly source: string }
  | { readonly phase: "copying"; readonly tree: string }
  /** Another process builds in the same folder. */
  | { readonly phase: "waiting" }
  | { readonly phase: "configuring"; readonly release: string }
  | {
      readonly phase: "compiling";
      readonly release: string;
      readonly objects: number;
      /** About so many there are in all; null: only what changed is compiled. */
      readonly of: number | null;
    }
  | { readonly phase: "linking"; readonly release: string };
