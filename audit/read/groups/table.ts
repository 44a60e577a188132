/**
 * A table in which one column has functions and one their groups, as Proxmox prints it
 * (`pvesh get /nodes/NODE/hardware/pci`), drawn with lines or with `|`.
 */
import { parseAddress, type Address } from "../../../model/vocabulary/topology/address.js";

const CELLS = /[\u2502|]/;
const GROUP_COLUMN = /^iommu[ _-]?group$/i;
const LINE_LENGTH_MAX = 4000;

export class GroupTable {
  /** The column of groups; null outside of a table. */
  private column: number | null = null;

  /** A row: its function, and its group, null where it has none. */
  row(text: string): { readonly address: Address; readonly group: number | null } | "head" | null {
    if (text.length > LINE_LENGTH_MAX || !CELLS.test(text)) return null;
    const cells = text.split(CELLS).map((cell) => cell.trim());
    const column = cells.findIndex((cell) => GROUP_COLUMN.test(cell));
    if (column >= 0) {
      this.column = column;
      return "head";
    }
    if (this.column === null) return null;
    const address = cells.map((cell) => parseAddress(cell)).find((found) => found !== null);
    if (address === undefined || address === null) return null;
    const group = cells[this.column] ?? "";
    return { address, group: /^\d{1,9}$/.test(group) ? Number(group) : null };
  }
}
