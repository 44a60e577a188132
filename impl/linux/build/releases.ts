/**
 * The releases of Linux that the driver is known to work with, and which one is taken of those that
 * Debian has.
 */

/** `VERSION.PATCHLEVEL`, the newest first. */
export const KNOWN_RELEASES: readonly string[] = ["7.3"];

const PACKAGE = /^linux-source-(\d+\.\d+)(?= - |$)/;

/** Whether the driver is known to work with a release such as `7.3.4`. */
export function isKnown(release: string): boolean {
  return KNOWN_RELEASES.some((known) => release === known || /^[.-]/.test(rest(release, known)));
}

/** What follows the known release in the text; empty if it does not begin with it. */
function rest(release: string, known: string): string {
  return release.startsWith(known) ? release.slice(known.length) : "";
}

/** The releases in what `apt-cache search` printed, the newest first. */
export function releasesIn(searched: string): readonly string[] {
  const found = searched.split("\n").flatMap((line) => PACKAGE.exec(line)?.[1] ?? []);
  return [...new Set(found)].toSorted((a, b) => weight(b) - weight(a));
}

/**
 * The release that the user wants; if none is named the newest one that is known to work, or else
 * the newest. Null if it is not there.
 */
export function chosenRelease(wanted: string | null, there: readonly string[]): string | null {
  if (wanted !== null) return there.includes(wanted) ? wanted : null;
  return there.find((release) => KNOWN_RELEASES.includes(release)) ?? there[0] ?? null;
}

function weight(release: string): number {
  const [version = "0", patchlevel = "0"] = release.split(".");
  return Number(version) * 1_000_000 + Number(patchlevel);
}
