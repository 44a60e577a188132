/**
 * A kernel tree that the user names: whether it is one at all, its release, and its identity, which
 * is what make goes by: the paths, sizes and times of the files that a build needs.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { digestOf } from "../cache/digest.js";
import { Refused, type Lacks } from "../refusal.js";
import { fileMatters, folderMatters } from "./relevant.js";

/** Files by path relative to the tree, each with what tells whether it changed. */
export type Listing = ReadonlyMap<string, string>;

/** What `make kernelversion` says, read from the text of the topmost Makefile; null if nothing. */
export function releaseIn(makefile: string): string | null {
  const value = (name: string): string =>
    new RegExp(`^${name} *=[ \\t]*(\\S*)[ \\t]*$`, "m").exec(makefile)?.[1] ?? "";
  const [version, patchlevel] = [value("VERSION"), value("PATCHLEVEL")];
  const sublevel = value("SUBLEVEL");
  if (!/^\d+$/.test(version)) return null;
  const numbers = [version, patchlevel, sublevel].filter((part) => part !== "").join(".");
  return numbers + value("EXTRAVERSION");
}

/** The release of the tree. Throws Refused if it is no kernel tree. */
export function releaseOf(tree: string): string {
  const lacks = (what: Lacks): Refused => new Refused({ why: "no-tree", path: tree, lacks: what });
  if (!isFolder(tree)) throw lacks("folder");
  const makefile = join(tree, "Makefile");
  const isFile = statSync(makefile, { throwIfNoEntry: false })?.isFile() ?? false;
  const release = isFile ? releaseIn(readFileSync(makefile, "utf8")) : null;
  if (release === null) throw lacks("makefile");
  if (!["Kconfig", "Makefile"].every((name) => isThere(join(tree, "drivers/iommu", name))))
    throw lacks("iommu");
  return release;
}

/** Lists what a build needs of the tree. Reads names and times only. */
export function listingOf(tree: string): Listing {
  const listing = new Map<string, string>();
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(join(tree, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (folderMatters(path)) folders.push(path);
      } else if ((entry.isFile() || entry.isSymbolicLink()) && fileMatters(path)) {
        listing.set(path, stateOf(join(tree, path), entry.isSymbolicLink()));
      }
    }
  }
  return listing;
}

/** The tree's identity: that of its place and of everything in the list. */
export function identityOf(tree: string, listing: Listing): string {
  const paths = [...listing.keys()].toSorted();
  return digestOf([tree, ...paths.flatMap((path) => [path, listing.get(path) ?? ""])]);
}

/** What the state of a symbolic link begins with. */
const LINK = "link ";

export function isLink(state: string | undefined): boolean {
  return state?.startsWith(LINK) ?? false;
}

/** `size mtime`, in bytes and nanoseconds; for a link also where it leads. */
function stateOf(path: string, link: boolean): string {
  if (!link) return sizeAndTime(lstatSync(path, { bigint: true }));
  const target = statSync(path, { bigint: true, throwIfNoEntry: false });
  const there = target?.isFile() === true ? sizeAndTime(target) : "elsewhere";
  return `${LINK}${there} ${readlinkSync(path)}`;
}

function sizeAndTime(stat: { readonly size: bigint; readonly mtimeNs: bigint }): string {
  return `${stat.size} ${stat.mtimeNs}`;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
