/**
 * What lspci prints for programs, turned into the header and body that it prints for people: -mm
 * with a line a function, -vmm with a field a line. Format: pciutils lspci.c show_machine.
 */

/** A function as the fields of -m name it. */
export interface Fields {
  readonly class: string;
  readonly vendor: string;
  readonly device: string;
  readonly rev: string | null;
}

const BDF = "(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]";
const TERSE = new RegExp(
  `^\\s{0,40}(${BDF}) +("[^"]{0,200}" +"[^"]{0,400}" +"[^"]{0,400}".*)$`,
  "i",
);
const SLOT = new RegExp(`^\\s{0,40}(?:Slot|Device):\\s+(${BDF})\\s*$`, "i");
const FIELD = /^\s{0,40}([A-Za-z]{3,16}):\s*(.*)$/;

/** A line of -m or -mm: address and title; null: it is none. */
export function terseLine(text: string): { path: string; title: string } | null {
  const [, path, line = ""] = TERSE.exec(text) ?? [];
  if (path === undefined) return null;
  const [cls = "", vendor = "", device = ""] = [...line.matchAll(/"([^"]{0,400})"/g)].map(
    ([, word = ""]) => word,
  );
  const rev = /" +-r([0-9a-f]{2})\b/i.exec(line)?.[1] ?? null;
  return { path, title: titleOf({ class: cls, vendor, device, rev }) };
}

/** The line with which a function begins in -vmm, or in -vm, where its name is Device. */
export function slotLine(text: string): string | null {
  return SLOT.exec(text)?.[1] ?? null;
}

/** Title and body of the fields of -vmm; the lines that are none are left out. */
export function ofFields(lines: readonly string[]): { title: string; body: readonly string[] } {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ""] = FIELD.exec(line) ?? [];
    if (name !== undefined && !fields.has(name)) fields.set(name, value.trim());
  }
  const named = (name: string): string => fields.get(name) ?? "";
  const body = [
    ...(fields.has("Driver") ? [`Kernel driver in use: ${named("Driver")}`] : []),
    ...(fields.has("IOMMUGroup") ? [`IOMMU group: ${named("IOMMUGroup")}`] : []),
  ];
  const title = titleOf({
    class: named("Class"),
    vendor: named("Vendor"),
    device: named("Device"),
    rev: fields.get("Rev") ?? null,
  });
  return { title, body };
}

const ID = /^(?:(.*?) ?\[)?([0-9a-f]{4})\]?$/i;

/** `PCI bridge [0604]: Maker Name [8086:1901] (rev 05)`, `0604: 8086:1901`. */
function titleOf({ class: cls, vendor, device, rev }: Fields): string {
  const [, className, classId] = ID.exec(cls) ?? [];
  const [, maker, vendorId] = ID.exec(vendor) ?? [];
  const [, name, deviceId] = ID.exec(device) ?? [];
  const revision = rev !== null && /^[0-9a-f]{2}$/i.test(rev) ? ` (rev ${rev})` : "";
  const ids = vendorId === undefined || deviceId === undefined ? "" : `${vendorId}:${deviceId}`;
  if (classId !== undefined && className === undefined && ids !== "")
    return `${classId}: ${ids}${revision}`;
  const head = classId === undefined || className === undefined ? cls : `${className} [${classId}]`;
  const names = [maker ?? vendor, name ?? device].filter((word) => word !== "").join(" ");
  return `${head}: ${names}${ids === "" ? "" : ` [${ids}]`}${revision}`;
}
