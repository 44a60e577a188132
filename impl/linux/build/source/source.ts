/**
 * The source of a tree to build: what identifies it, its work folder in the cache, and how the tree
 * gets there.
 */
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../cache/cache-folder.js";
import { fetchTree, findPackage } from "./debian.js";
import { digestOf } from "../cache/digest.js";
import { withLock } from "../lock.js";
import { updateMirror } from "./mirror.js";
import type { Progress } from "../progress.js";
import type { Tree } from "../refusal.js";
import { tarExcludes } from "./relevant.js";
import { identityOf, listingOf, releaseOf } from "./source-tree.js";

export interface Source {
  /** Changes whenever the tree does. */
  readonly identity: string;
  /** The folder of the cache in which it is built. */
  readonly work: string;
  /** Puts the tree at `folder`, in the work folder, and says what it is. */
  readonly provide: (folder: string) => Promise<Tree>;
}

export interface Surroundings {
  /** The folder of all work folders. */
  readonly works: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** The user's tree, of which a copy is built. Throws Refused if it is no kernel tree. */
export async function folderSource(
  { works, signal, onProgress }: Surroundings,
  named: string,
): Promise<Source> {
  const release = releaseOf(named);
  const from = realpathSync(named);
  onProgress({ phase: "reading", tree: from });
  const listing = listingOf(from);
  const work = join(works, digestOf(["folder", from]));
  return {
    identity: identityOf(from, listing),
    work,
    provide: async (folder) => {
      onProgress({ phase: "copying", tree: from });
      const manifest = join(work, "manifest");
      await updateMirror({ from, to: folder, manifest }, listing, signal);
      return { release, source: from };
    },
  };
}

/** Debian's source package. Throws Refused if it cannot be had. */
export async function debianSource(
  { works, env, signal, onProgress }: Surroundings,
  wanted: string | null,
): Promise<Source> {
  const folder = join(works, "debian");
  const debian = { folder, env, signal };
  const onWait = (): void => onProgress({ phase: "waiting" });
  const locked = <T>(what: () => Promise<T>): Promise<T> =>
    withLock(join(folder, "lock"), { env, signal, onWait }, what);
  onProgress({ phase: "asking" });
  mkdirSync(folder, { recursive: true });
  const found = await locked(() => findPackage(debian, wanted));
  const source = `${found.name} ${found.version}`;
  return {
    identity: source,
    work: join(works, digestOf(["debian", source, ...tarExcludes(found.name)])),
    provide: async (tree) => {
      if (!existsSync(tree)) {
        onProgress({ phase: "fetching", source });
        const onUnpack = (): void => onProgress({ phase: "unpacking", source });
        await locked(() => fetchTree(debian, found, tree, onUnpack));
      }
      return { release: releaseOf(tree), source };
    },
  };
}
