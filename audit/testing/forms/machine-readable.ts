/** What `lspci -m`, `-mm`, `-vm` and `-vmm` print (pciutils lspci.c show_machine). */
import { hex, slotText } from "./names.js";
import type { ShownFunction } from "./shown.js";

export function quotedLspci(all: readonly ShownFunction[]): string {
  const segments = all.some(({ segment }) => segment !== 0);
  return all
    .map((f) => {
      const names = [f.className, f.vendorName, f.deviceName].map((name) => `"${name}"`).join(" ");
      return `${slotText(f, segments && f.segment !== 0)} ${names} -p${hex(f.progIf, 2)} "" ""\n`;
    })
    .join("");
}

/** `kernel`: with -k. The group is printed with -v in any case. */
export function recordLspci(all: readonly ShownFunction[], kernel: boolean): string {
  const segments = all.some(({ segment }) => segment !== 0);
  return all
    .map((f) => {
      const fields = [
        `Slot:\t${slotText(f, segments && f.segment !== 0)}`,
        `Class:\t${f.className}`,
        `Vendor:\t${f.vendorName}`,
        `Device:\t${f.deviceName}`,
        `ProgIf:\t${hex(f.progIf, 2)}`,
        ...(kernel && f.driver !== null ? [`Driver:\t${f.driver}`] : []),
        ...(f.group === null ? [] : [`IOMMUGroup:\t${f.group}`]),
      ];
      return `${fields.join("\n")}\n\n`;
    })
    .join("");
}
