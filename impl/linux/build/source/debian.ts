/**
 * A kernel's source from Debian: apt looks into a suite with a configuration of its own and
 * verifies what it gets; nothing is installed, and the system's apt never hears of it.
 */
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "../cache/cache-folder.js";
import { writeIfChanged } from "./overlay.js";
import { runToEnd, type Ran } from "../process.js";
import { Refused } from "../refusal.js";
import { chosenRelease, releasesIn } from "../releases.js";
import { tarExcludes } from "./relevant.js";
import { inTemporary } from "../temporary.js";
import { programAt } from "../tools.js";

/** Debian's mirror; PASIDCHECK_DEBIAN_MIRROR names another one. */
const MIRROR_DEFAULT = "http://deb.debian.org/debian";
const SUITE = "trixie-backports";
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
/** Debian is asked again for what it has when so much time has passed. */
const LISTS_AGE_MS_MAX = 24 * 3600 * 1000;

export interface SourcePackage {
  /** `linux-source-7.3`. */
  readonly name: string;
  readonly version: string;
  readonly release: string;
}

export interface Debian {
  /** A folder of the cache, for apt's configuration and lists. */
  readonly folder: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/** The package to build from. Throws Refused if there is none, or Debian cannot be asked. */
export async function findPackage(debian: Debian, wanted: string | null): Promise<SourcePackage> {
  for (const name of ["apt-get", "apt-cache", "dpkg-deb"])
    if (programAt(name, debian.env) === null) throw unavailable(`there is no ${name} here`);
  configure(debian);
  const failure = await update(debian);
  const search = ["search", "--names-only", "^linux-source-[0-9]"];
  const there = releasesIn((await apt(debian, "apt-cache", search)).stdout);
  if (there.length === 0) throw failure ?? unavailable(`${SUITE} has no linux-source packages`);
  const release = chosenRelease(wanted, there);
  if (release === null) throw new Refused({ why: "release", wanted: wanted ?? "", there });
  const name = `linux-source-${release}`;
  const shown = await apt(debian, "apt-cache", ["show", "--no-all-versions", name]);
  const version = /^Version: *(\S+)$/m.exec(shown.stdout)?.[1];
  if (version === undefined) throw unavailable(`apt says no version of ${name}`);
  return { name, version, release };
}

/** Downloads and unpacks the package; the tree gets the path `tree` when it is complete. */
export async function fetchTree(
  debian: Debian,
  { name, version }: SourcePackage,
  tree: string,
  onUnpack: () => void,
): Promise<void> {
  const folder = join(debian.folder, "fetch");
  await inTemporary(folder, async () => {
    const got = await apt(debian, "apt-get", ["download", `${name}=${version}`], folder);
    const deb = readdirSync(folder).find((file) => file.endsWith(".deb"));
    if (got.code !== 0 || deb === undefined) throw failureIn(got.said, folder);
    onUnpack();
    await unpack(debian, "dpkg-deb", ["-x", deb, "package"], folder);
    const archive = join("package/usr/src", `${name}.tar.xz`);
    mkdirSync(join(folder, "tree"));
    const options = ["--strip-components=1", "--no-same-owner", ...tarExcludes(name)];
    await unpack(debian, "tar", ["-xJf", archive, "-C", "tree", ...options], folder);
    await rename(join(folder, "tree"), tree);
  });
}

function configure({ folder, env }: Debian): void {
  const mirror = env["PASIDCHECK_DEBIAN_MIRROR"] ?? MIRROR_DEFAULT;
  if (!/^[a-z][a-z+]*:\/[^\s[\]]+$/.test(mirror)) throw new Refused({ why: "mirror", mirror });
  for (const name of ["lists/partial", "cache/archives/partial", "state"])
    mkdirSync(join(folder, name), { recursive: true });
  writeIfChanged(join(folder, "state/status"), "");
  const settings = {
    "Dir::Etc::sourcelist": join(folder, "sources.list"),
    "Dir::Etc::sourceparts": "-",
    "Dir::State": join(folder, "state"),
    "Dir::State::lists": join(folder, "lists"),
    "Dir::State::status": join(folder, "state/status"),
    "Dir::Cache": join(folder, "cache"),
    "APT::Architecture": "amd64",
    "APT::Architectures": "amd64",
    "APT::Update::Error-Mode": "any",
    "Acquire::Languages": "none",
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} "${value}";\n`);
  writeIfChanged(join(folder, "apt.conf"), lines.join(""));
  writeIfChanged(
    join(folder, "sources.list"),
    `deb [signed-by=${KEYRING}] ${mirror} ${SUITE} main\n`,
  );
}

/** Asks Debian what it has, unless that was done not long ago. What went wrong, or null. */
async function update(debian: Debian): Promise<Refused | null> {
  const stamp = join(debian.folder, "updated");
  const asked = timeOf(stamp);
  const isFresh = Date.now() - asked < LISTS_AGE_MS_MAX;
  if (isFresh && asked >= timeOf(join(debian.folder, "sources.list"))) return null;
  const ran = await apt(debian, "apt-get", ["update"]);
  if (ran.code !== 0) return failureIn(ran.said, debian.folder);
  writeFileSync(stamp, "");
  const now = new Date();
  utimesSync(stamp, now, now);
  return null;
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;
}

async function apt(
  { folder, env, signal }: Debian,
  command: string,
  args: readonly string[],
  cwd: string = folder,
): Promise<Ran> {
  const asRoot = process.getuid?.() === 0 ? ["-o", "APT::Sandbox::User=root"] : [];
  const aptEnv = { ...env, LC_ALL: "C", APT_CONFIG: join(folder, "apt.conf") };
  return runToEnd({ command, args: [...asRoot, ...args], cwd, env: aptEnv, signal });
}

async function unpack(
  { env, signal }: Debian,
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<void> {
  const { code, said } = await runToEnd({ command, args, cwd, env, signal });
  if (code !== 0) throw failureIn(said, cwd);
}

/** The first line that apt marks as an error, or the last one of all. */
function failureIn(said: string, path: string): Refused {
  if (/No space left on device|enough free space/.test(said))
    return new Refused({ why: "space", path });
  const lines = said.split("\n").map((line) => line.trim());
  const first = (mark: string): string | undefined => lines.find((line) => line.startsWith(mark));
  const marked = first("E: ") ?? first("W: ");
  const last = lines.findLast((line) => line !== "");
  return unavailable(marked?.slice(3) ?? last ?? "apt said nothing");
}

function unavailable(what: string): Refused {
  return new Refused({ why: "unavailable", what });
}
