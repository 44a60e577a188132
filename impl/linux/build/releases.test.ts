import { expect, test } from "vitest";
import { chosenRelease, isKnown, KNOWN_RELEASES, releasesIn } from "./releases.js";

/** As apt-cache of Debian 12 prints it. */
const SEARCHED = `linux-source-6.12 - Linux kernel source for version 6.12 with Debian patches
linux-source-7.3 - Linux kernel source for version 7.3 with Debian patches
linux-source-7.10 - Linux kernel source for version 7.10 with Debian patches
linux-source-7.3 - Linux kernel source for version 7.3 with Debian patches
linux-source - Linux kernel source (meta-package)
`;

test("the releases that apt knows, newest first, as numbers and not as text", () => {
  expect(releasesIn(SEARCHED)).toEqual(["7.10", "7.3", "6.12"]);
  expect(releasesIn("")).toEqual([]);
});

test("the one that is wanted, or none", () => {
  expect(chosenRelease("6.12", releasesIn(SEARCHED))).toBe("6.12");
  expect(chosenRelease("6.1", releasesIn(SEARCHED))).toBeNull();
});

test("by default the newest that is known to work; where there is none, the newest", () => {
  expect(KNOWN_RELEASES).toContain("7.3");
  expect(chosenRelease(null, ["7.10", "7.3", "6.12"])).toBe("7.3");
  expect(chosenRelease(null, ["9.1", "9.0"])).toBe("9.1");
  expect(chosenRelease(null, [])).toBeNull();
});

test("a stable update and a release candidate belong to their release", () => {
  for (const release of ["7.3", "7.3.4", "7.3-rc1"]) expect(isKnown(release)).toBe(true);
  for (const release of ["7.31", "7.4", "17.3"]) expect(isKnown(release)).toBe(false);
});
