/** Lists of IOMMU groups in the forms in which people post them. */
import { addressText } from "../../../model/vocabulary/topology/address.js";
import { hex, PLAIN_TITLES, slotText, titleText } from "./names.js";
import { recordLspci } from "./machine-readable.js";
import type { ShownFunction } from "./shown.js";

/** What a list says of one function. */
interface Member {
  readonly f: ShownFunction;
  readonly group: number;
}

export const GROUP_FORMS = [
  "pairs",
  "find",
  "find-sorted",
  "ls",
  "arch-loop",
  "arch-loop-segments",
  "indented",
  "indented-blanks",
  "proxmox",
  "dmesg",
  "dmesg-old",
  "journal",
  "records",
] as const;

export type GroupForm = (typeof GROUP_FORMS)[number];

export function groupsText(all: readonly ShownFunction[], form: GroupForm): string {
  const members = all
    .flatMap((f) => (f.group === null ? [] : [{ f, group: f.group }]))
    .sort((a, b) => a.group - b.group);
  switch (form) {
    case "pairs":
      return lines(members, ({ f, group }) => `${group} ${slotText(f, true)}`);
    case "find":
      // In the order of the directory, which is none.
      return lines(members.toReversed(), pathOf);
    case "find-sorted":
      return lines(members, pathOf);
    case "ls":
      return lines(members, ({ f, group }) => {
        const link = `/sys/bus/pci/devices/${slotText(f, true)}/iommu_group`;
        const date = "root root 0 Jan  1 12:00";
        return `lrwxrwxrwx 1 ${date} ${link} -> ../../../kernel/iommu_groups/${group}`;
      });
    case "arch-loop":
      return lines(members, ({ f, group }) => `IOMMU Group ${group} ${both(f, addressText(f))}`);
    case "arch-loop-segments":
      return lines(members, ({ f, group }) => `IOMMU group ${group} ${both(f, slotText(f, true))}`);
    case "indented":
      return blocks(members, (group) => `IOMMU Group ${group}:`, "\t");
    case "indented-blanks":
      return blocks(members, (group) => `IOMMU Group ${group}`, "    ");
    case "proxmox":
      return proxmox(members);
    case "dmesg":
      return lines(
        members,
        ({ f, group }) =>
          `[    ${secondsText(group)}] pci ${slotText(f, true)}: Adding to iommu group ${group}`,
      );
    case "dmesg-old":
      return lines(
        members,
        ({ f, group }) =>
          `[    ${secondsText(group)}] iommu: Adding device ${slotText(f, true)} to group ${group}`,
      );
    case "journal":
      return lines(
        members,
        ({ f, group }) =>
          `Jan 01 12:00:00 host kernel: pci ${slotText(f, true)}: Adding to iommu group ${group}`,
      );
    case "records":
      return recordLspci(all, false);
  }
}

/** Of a log, in which time only goes on. */
function secondsText(group: number): string {
  return `0.61${String(group).padStart(4, "0")}`;
}

function lines(members: readonly Member[], line: (member: Member) => string): string {
  return members.map((member) => `${line(member)}\n`).join("");
}

function pathOf({ f, group }: Member): string {
  return `/sys/kernel/iommu_groups/${group}/devices/${slotText(f, true)}`;
}

/** `lspci -nns ADDRESS`. */
function both(f: ShownFunction, at: string): string {
  return `${at} ${titleText(f, { ...PLAIN_TITLES, naming: "both" })}`;
}

function blocks(
  members: readonly Member[],
  title: (group: number) => string,
  indent: string,
): string {
  return members
    .map(({ f, group }, n) => {
      const first = members[n - 1]?.group !== group;
      return `${first ? `${title(group)}\n` : ""}${indent}${both(f, addressText(f))}\n`;
    })
    .join("");
}

const WIDTHS = [8, 6, 12, 10];

/** The table of `pvesh get /nodes/NODE/hardware/pci`: class, device, address and group. */
function proxmox(members: readonly Member[]): string {
  const rows = members.map(({ f, group }) => {
    const device = `0x${hex(f.device, 4)}`;
    return tableRow([`0x${hex(f.classCode, 4)}00`, device, slotText(f, true), String(group)]);
  });
  return tableRow(["class", "device", "id", "iommugroup"]) + rows.join("");
}

function tableRow(cells: readonly string[]): string {
  return `│${cells.map((text, n) => ` ${text.padEnd(WIDTHS[n] ?? 0)} `).join("│")}│\n`;
}
