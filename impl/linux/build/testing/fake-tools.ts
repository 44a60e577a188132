/**
 * Programs for tests that stand in for gcc, make and apt: shell scripts in a folder of their own,
 * beside the few real ones that a build uses.
 */
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const REAL = ["sh", "cat", "flock", "tar", "xz", "sleep", "chmod", "grep", "mkdir"];

const GCC = `
case "$1" in
  --version) echo "gcc (Fake) 1.2.3" ;;
  -print-file-name=libc.a) echo /usr/lib/libc.a ;;
  *) shift 3; cat "$2" > "$1"; chmod 755 "$1" ;;
esac`;

/**
 * Understands the two calls of a build. Files in the tree make it behave: `make.options` leaves
 * PCI_PASID off, `make.fails` is what it says when it fails, `make.hangs` lets it take a minute.
 */
const MAKE = `
tree=; out=; goal=; fragment=
while [ $# -gt 0 ]; do
  case "$1" in
    -C) shift; tree=$1 ;;
    O=*) out=\${1#O=} ;;
    KCONFIG_ALLCONFIG=*) fragment=\${1#KCONFIG_ALLCONFIG=} ;;
    allnoconfig|linux) goal=$1 ;;
  esac
  shift
done
echo "$goal" >> "$tree/../calls"
if [ "$goal" = allnoconfig ]; then
  { cat "$fragment"; for x in PCI_IOV PCI_PASID PCI_ATS IOMMUFD KALLSYMS_ALL \\
    UML_TIME_TRAVEL_SUPPORT HOSTFS STATIC_LINK; do echo "CONFIG_$x=y"; done
  } | { [ -f "$tree/make.options" ] && grep -v PCI_PASID || cat; } > "$out/.config"
  exit 0
fi
if [ -f "$tree/make.fails" ]; then
  cat "$tree/make.fails" >&2
  exit 2
fi
echo "  CC      init/main.o"
if [ -f "$tree/make.hangs" ]; then
  echo $$ > "$tree/../hanging"
  sleep 60
fi
cat "$tree/drivers/iommu/iommu.c" > "$out/linux"`;

/** Makes the folder; these scripts come on top of, or in place of, gcc and make. */
export function fakeTools(folder: string, scripts: Readonly<Record<string, string>> = {}): void {
  mkdirSync(folder, { recursive: true });
  for (const name of REAL) {
    const real = ["/usr/bin", "/bin"].map((at) => join(at, name)).find((at) => existsSync(at));
    if (real !== undefined) symlinkSync(real, join(folder, name));
  }
  const all = { gcc: GCC, make: MAKE, ld: "", flex: "", bison: "", bc: "", ...scripts };
  for (const [name, script] of Object.entries(all)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
}
