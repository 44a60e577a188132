// Texts without end in each of the forms that are looked for: every reader passes over them in
// time that grows with their length.
import { expect, test } from "vitest";
import { readMachine } from "../machine/machine.js";
import { readGroups } from "../read/groups.js";

const MANY = 50_000;
const FUNCTION = "00:02.0 X: y\n";

const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ["escape sequences", "\u001B[1;32m".repeat(MANY)],
  ["escape sequences that do not end", "\u001B[".repeat(MANY)],
  ["numbers of an escape sequence", `\u001B[${"1;".repeat(MANY)}`],
  ["hyperlinks that do not end", "\u001B]8;;x".repeat(MANY)],
  ["escape sequences as text", "^[[".repeat(MANY)],
  ["entities", "&amp;".repeat(MANY)],
  ["entities that do not end", "&".repeat(MANY)],
  ["tags", "<b>".repeat(MANY)],
  ["tags that do not end", "<".repeat(MANY)],
  ["branches of a tree", "-+-".repeat(MANY)],
  ["branches of a tree, line by line", " |           +-00.0\n".repeat(MANY / 10)],
  ["a tree as deep as it is long", `-[0000:00]-${"-00.0-[01]-".repeat(MANY / 10)}`],
  ["buses of a tree", "-[0000:00]-".repeat(MANY)],
  ["a path", `${"00:01.0/".repeat(MANY)}00.0 X: y`],
  ["slashes", `00:01.0${"/".repeat(MANY)}`],
  ["paths of paths", "00:01.0/02:00.0 X: y\n".repeat(1000)],
  ["groups on one line", "IOMMU Group 1 ".repeat(MANY)],
  ["groups without functions", "IOMMU Group 1:\n".repeat(MANY / 10)],
  ["digits", `IOMMU Group ${"1".repeat(MANY)} 00:01.0`],
  ["messages of the kernel", "[    0.1] pci 0000:00:01.0: ".repeat(MANY / 10)],
  ["paths of groups", "/sys/kernel/iommu_groups/1/devices/".repeat(MANY / 10)],
  ["fields of a record", `Slot:\t00:02.0\n${"Class:\tX\n".repeat(MANY / 10)}`],
  ["records", "Slot:\t00:02.0\n\n".repeat(4000)],
  ["quotes", `00:02.0 ${'"'.repeat(MANY)}`],
  ["zero bytes", "\0".repeat(MANY)],
  ["zero bytes between letters", "0\0".repeat(MANY)],
  ["blanks before a line end", `${FUNCTION}${" ".repeat(MANY)}x`],
  ["blanks after a title", `00:02.0 X: y${" ".repeat(MANY)}\nz`],
  ["non-breaking spaces", "\u00A0".repeat(MANY)],
  ["line ends", "\r\n".repeat(MANY)],
  ["carriage returns", "\r".repeat(MANY)],
  ["quotation marks of mails", "> ".repeat(MANY)],
  ["runs", FUNCTION.repeat(4000)],
  ["prompts", "$ lspci\n".repeat(MANY / 10)],
  ["FreeBSD's functions", "pcib1@pci0:0:1:0:\tclass=0x060400\n".repeat(4000)],
  ["words of FreeBSD's ACS", `pcib1@pci0:0:1:0:\t${"Source Validation ".repeat(MANY / 10)}`],
  ["broken titles", `00:02.0 X: y\n${"and so on\n".repeat(MANY / 10)}`],
  ["VFs", "00:02.0 X: Virtual Function\n\tPhysical Function: 00:02.0\n".repeat(1000)],
];

test.each(TEXTS)("%s", (_, text) => {
  for (const whole of [text, `${FUNCTION}${text}`, `${text}\n${FUNCTION}`]) {
    expect(typeof readMachine(whole).ok).toBe("boolean");
    expect(typeof readGroups(whole).ok).toBe("boolean");
  }
});
