import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeIo } from "../testing/fake-io.js";
import { withKernelSetup, lastLine } from "../testing/kernel-setup.js";

/** An apt that has one package, whose archive is made of the test's tree. */
const APT = {
  "apt-get": `
case "$*" in
  *update*) echo update >> "$APT_CONFIG.calls" ;;
  *download*) echo download >> "$APT_CONFIG.calls"; echo deb > linux-source.deb ;;
esac`,
  "apt-cache": `
case "$*" in
  *search*) echo "linux-source-7.3 - Linux kernel source"; echo "linux-source-7.9 - Linux" ;;
  *show*) echo "Package: linux-source-7.3"; echo "Version: 7.3.4-1~bpo13+1" ;;
esac`,
  "dpkg-deb": `
mkdir -p "$3/usr/src" linux-source-7.3
tar -cf - -C "$FAKE_TREE" . | tar -xf - -C linux-source-7.3
tar -cJf "$3/usr/src/linux-source-7.3.tar.xz" linux-source-7.3`,
};

test("without a tree Debian's package is fetched, once", async () => {
  await withKernelSetup(async ({ tree, folder, env, used }) => {
    const io = fakeIo({ env: { ...env, FAKE_TREE: tree } });
    const { code, out } = await used({}, io);
    expect(code).toBe(0);
    expect(out).toMatch(/^Linux 7\.3\.4 from linux-source-7\.3 7\.3\.4-1~bpo13\+1\nbuilt in /);
    expect((await used({})).out).toContain("found in the cache");
    const debian = join(folder, "cache/pasidcheck/kernel-work/debian");
    expect(readFileSync(join(debian, "apt.conf.calls"), "utf8")).toBe("update\ndownload\n");
    expect(readdirSync(debian)).not.toContain("fetch");
    expect(readFileSync(join(debian, "sources.list"), "utf8")).toContain("trixie-backports main");
  }, APT);
});

test("a release that Debian does not have: what it has, and what works; exit 2", async () => {
  await withKernelSetup(async ({ used }) => {
    const { code, err } = await used({ release: "6.1" });
    expect(code).toBe(2);
    expect(lastLine(err)).toBe(
      "pasidcheck: Debian has no linux-source-6.1 now; it has 7.9 and 7.3; " +
        "known to work: Linux 7.3",
    );
  }, APT);
});

test("a source package that cannot be had is inconclusive: exit 3", async () => {
  const offline = { ...APT, "apt-cache": "", "apt-get": `echo "E: Failed to fetch it"; exit 100` };
  await withKernelSetup(async ({ used }) => {
    const { code, err } = await used({});
    expect(code).toBe(3);
    expect(lastLine(err)).toBe(
      "pasidcheck: the kernel's source package cannot be had: Failed to fetch it; " +
        "name a tree of your own with --source DIR",
    );
  }, offline);
  await withKernelSetup(async ({ used }) => {
    const { code, err } = await used({});
    expect(code).toBe(3);
    expect(lastLine(err)).toContain("there is no apt-get here");
  });
});

test("a mirror that is none is refused; exit 2", async () => {
  await withKernelSetup(async ({ env, used }) => {
    const io = fakeIo({
      env: { ...env, PASIDCHECK_DEBIAN_MIRROR: "http://x/ main\ndeb http://y/" },
    });
    expect((await used({}, io)).code).toBe(2);
    expect(lastLine(io.stderr())).toContain("it is an address such as");
  }, APT);
});

test("a disk that is too full for the package is told as one; exit 2", async () => {
  const full = { ...APT, "apt-get": `echo "E: You don't have enough free space in /c"; exit 100` };
  await withKernelSetup(async ({ used }) => {
    const { code, err } = await used({});
    expect(code).toBe(2);
    expect(lastLine(err)).toMatch(/^pasidcheck: no space left in \/.*; a build needs about 1 GB/);
  }, full);
});
