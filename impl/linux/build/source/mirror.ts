/**
 * The copy of a user's tree in which the kernel is built. Only what changed since the last time is
 * copied, and it gets the time of copying: so make builds again exactly what changed, also where an
 * older file came back.
 */
import { constants, copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { readlinkSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { isLink, type Listing } from "./source-tree.js";

/** After so many files Ctrl-C is listened to. */
const FILES_AT_ONCE = 200;

export interface Mirror {
  readonly from: string;
  readonly to: string;
  /** Where the listing of what was copied is kept. */
  readonly manifest: string;
}

/** Makes the copy as the list says. Cut short, it goes on from there the next time. */
export async function updateMirror(
  { from, to, manifest }: Mirror,
  listing: Listing,
  signal: AbortSignal,
): Promise<void> {
  const before = readManifest(manifest);
  const changed = [...listing.keys()].filter((path) => listing.get(path) !== before.get(path));
  const gone = [...before.keys()].filter((path) => !listing.has(path));
  if (changed.length + gone.length === 0) return;
  const same = [...before].filter(([path, state]) => listing.get(path) === state);
  writeManifest(manifest, new Map(same));
  for (const path of gone) rmSync(join(to, path), { recursive: true, force: true });
  const folders = new Set(changed.map((path) => dirname(path)));
  for (const folder of folders) mkdirSync(join(to, folder), { recursive: true });
  for (const [index, path] of changed.entries()) {
    if (index % FILES_AT_ONCE === 0) {
      await setImmediate();
      signal.throwIfAborted();
    }
    copy(join(from, path), join(to, path), isLink(listing.get(path)));
  }
  writeManifest(manifest, listing);
}

/** A file is never written through: a link that stood there is replaced, as is a read-only file. */
function copy(from: string, to: string, link: boolean): void {
  rmSync(to, { recursive: true, force: true });
  if (link) symlinkSync(readlinkSync(from), to);
  else copyFileSync(from, to, constants.COPYFILE_FICLONE);
}

/** A line a file: its state, a tab, its path. Read leniently: what is not understood is copied. */
function readManifest(file: string): Listing {
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return new Map();
  }
  const entries = text.split("\0").map((line): [string, string] => {
    const [state = "", path = ""] = line.split("\t", 2);
    return [path, state];
  });
  return new Map(entries.filter(([path]) => path !== ""));
}

function writeManifest(file: string, listing: Listing): void {
  const text = [...listing].map(([path, state]) => `${state}\t${path}`).join("\0");
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}
