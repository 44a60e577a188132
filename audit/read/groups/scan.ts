/**
 * Groups met while a text is gone through: headings stand for the lines below them, the kernel's
 * log begins anew with each boot.
 */
import { branchOf, groupWords, membersBelow } from "./line.js";
import { GroupLog } from "./log.js";

/** What a line was: `rest` is it from the address of a function on, if it lists one. */
export type Met =
  | { readonly kind: "members"; readonly group: number; readonly rest: string }
  | { readonly kind: "words" }
  | null;

/** The field of lspci -v, which is no heading where it stands in the text of a function. */
const FIELD = /^\s*IOMMU group:? \d{1,9}\s*$/;
const TIMESTAMP = /^\W{0,4}\[ {0,6}(\d{1,7}\.\d{1,9})\]/;
const BOOT = /\bLinux version \d|^-- (?:Boot|Reboot)\b/;

export class GroupScan {
  readonly log = new GroupLog();
  private heading: number | null = null;
  private members = 0;
  private seconds = 0;
  private inTree = false;

  /** `inFunction`: the line before belongs to the text of a function that is no list. */
  meet(text: string, at: number, inFunction: boolean): Met {
    this.watchBoots(text);
    if (text.includes("iommu_groups")) this.inTree = true;
    if (inFunction && FIELD.test(text)) return null;
    const below = this.heading === null ? null : membersBelow(text);
    if (below !== null && this.heading !== null) {
      this.members++;
      this.log.add(this.heading, below.addresses, at, false);
      return { kind: "members", group: this.heading, rest: below.rest };
    }
    const words = groupWords(text);
    if (words === null) return this.branch(text);
    switch (words.kind) {
      case "members":
        this.heading = null;
        this.log.add(words.group, words.addresses, at, words.log);
        return { kind: "members", group: words.group, rest: words.rest };
      case "heading":
        this.heading = words.group;
        this.members = 0;
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

  private branch(text: string): Met {
    const group = this.inTree ? branchOf(text) : null;
    if (group === null) return null;
    this.heading = group;
    this.members = 0;
    return { kind: "words" };
  }

  /** A list ends with a blank line behind its functions, or where something else begins. */
  end(blank: boolean): void {
    if (!blank || this.members > 0) this.heading = null;
  }

  private watchBoots(text: string): void {
    const stamp = TIMESTAMP.exec(text)?.[1];
    const now = stamp === undefined ? this.seconds : Number(stamp);
    if (now < this.seconds || BOOT.test(text)) this.log.boot();
    this.seconds = now;
  }
}
