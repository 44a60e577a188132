/**
 * Groups met while a text is gone through: headings stand for the lines below them, the kernel's
 * log begins anew with each boot.
 */
import type { Address } from "../../../model/vocabulary/topology/address.js";
import { addressesIn, branchOf, groupWords, membersBelow } from "./line.js";
import { GroupLog } from "./log.js";
import { GroupTable } from "./table.js";

/** What a line was: `rest` is it from the address of a function on, if it lists one. */
export type Met =
  | { readonly kind: "members"; readonly group: number; readonly rest: string }
  | { readonly kind: "words" }
  | null;

/** The field of lspci -v, which is no heading where it stands in the text of a function. */
const FIELD = /^\s*(?:IOMMU )?group:? \d{1,9}\s*$/;
/** The field of lspci -vmm. */
const MACHINE_FIELD = /^\s*IOMMUGroup:\s/;
const TIMESTAMP = /^\W{0,4}\[ {0,6}(\d{1,7}\.\d{1,9})\]/;
const BOOT = /\bLinux version \d|^-- (?:Boot|Reboot)\b/;

export class GroupScan {
  readonly log = new GroupLog();
  private heading: number | null = null;
  /** Only indented lines are below it: it has a function on its own line. */
  private indented = false;
  private members = 0;
  private seconds = 0;
  private inTree = false;
  private readonly table = new GroupTable();
  /** The function in the line before, if its group is to come in this one. */
  private broken: readonly Address[] = [];

  /**
   * `inFunction`: the line before belongs to the text of a function that is no list. `addressed`:
   * the line has something like an address.
   */
  meet(text: string, at: number, inFunction: boolean, addressed: boolean): Met {
    this.watchBoots(text);
    if (text.includes("iommu_groups")) this.inTree = true;
    const row = this.table.row(text);
    if (row !== null) {
      if (row !== "head" && row.group !== null) this.log.add(row.group, [row.address], at, false);
      return { kind: "words" };
    }
    if (this.meetBroken(text, at)) return { kind: "words" };
    if (MACHINE_FIELD.test(text) || (inFunction && FIELD.test(text))) return null;
    const isBelow = addressed && this.heading !== null && (!this.indented || /^\s+\S/.test(text));
    const below = isBelow ? membersBelow(text) : null;
    if (below !== null && this.heading !== null) {
      this.members++;
      this.log.add(this.heading, below.addresses, at, false);
      return { kind: "members", group: this.heading, rest: below.rest };
    }
    const words = addressed || /group/i.test(text) ? groupWords(text) : null;
    if (words === null) return this.branch(text);
    switch (words.kind) {
      case "members":
        this.begin(words.log || words.rest === "" ? null : words.group, true);
        this.log.add(words.group, words.addresses, at, words.log);
        return { kind: "members", group: words.group, rest: words.rest };
      case "heading":
        this.begin(words.group, false);
        break;
      case "removed":
        this.log.remove(words.addresses);
        break;
      case "other":
        if (text.includes("</iommuGroup>")) this.heading = null;
        break;
    }
    return { kind: "words" };
  }

  /** `.../0000:01:00.0/iommu_group ->`, of which a mail put the rest on the next line. */
  private meetBroken(text: string, at: number): boolean {
    const { broken } = this;
    this.broken = /\/iommu_group\s*(?:->\s*)?$/.test(text) ? addressesIn(text).slice(-1) : [];
    if (this.broken.length > 0) return true;
    const group = /^\s*(?:-> *)?[./]*(?:\w+\/){0,4}iommu_groups\/(\d{1,9})\s*$/.exec(text)?.[1];
    if (broken.length === 0 || group === undefined) return false;
    this.log.add(Number(group), broken, at, false);
    return true;
  }

  private branch(text: string): Met {
    const group = this.inTree || /[├└]/.test(text) ? branchOf(text) : null;
    if (group === null) return null;
    this.begin(group, false);
    return { kind: "words" };
  }

  private begin(group: number | null, indented: boolean): void {
    this.heading = group;
    this.indented = indented;
    this.members = indented ? 1 : 0;
  }

  /** A list ends with a blank line behind its functions, or where something else begins. */
  end(blank: boolean): void {
    if (!blank || this.members > 0) this.heading = null;
  }

  private watchBoots(text: string): void {
    const stamp = TIMESTAMP.exec(text)?.[1];
    const now = stamp === undefined ? this.seconds : Number(stamp);
    const named = (text.startsWith("--") || text.includes("Linux")) && BOOT.test(text);
    if (now < this.seconds || named) this.log.boot();
    this.seconds = now;
  }
}
