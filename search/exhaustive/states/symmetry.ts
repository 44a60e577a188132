/**
 * The state that stands for all that are like it: what differs only in which of several
 * interchangeable functions, PASIDs, paging domains and handles is which. Found by sorting, never
 * by trying permutations: rows and columns are sorted by what no renaming changes, names are then
 * given by first use. Two states that are alike may still come out different where the sort keys
 * tie; that costs states, and never an answer.
 *
 * Interchangeable names are the scalarsets of Ip and Dill ("Better Verification Through Symmetry",
 * Formal Methods in System Design 9, 1996). Sorting in place of canonical representatives is as in
 * Symmetric Spin (Bosnacki, Dams and Holenderski, STTT 4(1), 2002).
 */
import { DOMAINS, domainId } from "../../../model/vocabulary/operation/domain.js";
import type { Operation } from "../../../model/vocabulary/operation/operation.js";
import { ENTRY_OF_HANDLE } from "../../../model/vocabulary/design/snapshot.js";

/** Where a state's bytes are; see StateBytes. */
export interface Layout {
  readonly functions: number;
  /** RID and PASIDs. */
  readonly columns: number;
  /** Bytes of a function in the memory: flag, domain, entries. */
  readonly row: number;
  readonly handles: number;
  readonly handlesAt: number;
  readonly hardwareAt: number;
  readonly controlAt: number;
}

export interface Interchangeable {
  /** Two or more functions, each alone in its group, that nothing tells apart; or none. */
  readonly functions: readonly number[];
  /** Whether PASIDs 1.. can be exchanged. */
  readonly pasids: boolean;
  /** Ids of paging domains that can be exchanged, ascending. */
  readonly domains: readonly number[];
}

/** What the state that stands for another calls by another name: new name -> old name. */
export interface Renaming {
  readonly functions: readonly number[];
  readonly columns: readonly number[];
  /** Ids of domains, numbers of handles. */
  readonly domains: ReadonlyMap<number, number>;
  readonly handles: ReadonlyMap<number, number>;
}

const NAMES_MAX = 32;
/** In sort keys: some paging domain that can be exchanged, some handle. */
const SOME_DOMAIN = 30;
const SOME_HANDLE = 31;

export class Canon {
  private readonly at: Layout;
  private readonly like: Interchangeable;
  private readonly blind = new Uint8Array(NAMES_MAX);
  private readonly domainOf = new Uint8Array(NAMES_MAX);
  private readonly handleOf = new Uint8Array(NAMES_MAX);
  private readonly keys: Float64Array;
  /** Where the rows and columns of the last state came from. */
  private readonly rowAt: Uint8Array;
  private readonly columnAt: Uint8Array;
  private nextDomain = 0;
  private nextHandle = 0;
  private bytes: Uint8Array = new Uint8Array(0);

  constructor(at: Layout, like: Interchangeable) {
    this.at = at;
    this.like = like;
    this.rowAt = Uint8Array.from({ length: at.functions }, (_, f) => f);
    this.columnAt = Uint8Array.from({ length: at.columns }, (_, c) => c);
    this.keys = new Float64Array(Math.max(at.functions, at.columns, at.handles));
    for (let v = 0; v < NAMES_MAX; v++) this.blind[v] = v > ENTRY_OF_HANDLE ? SOME_HANDLE : v;
    for (const domain of like.domains) this.blind[domain] = SOME_DOMAIN;
  }

  /** Makes the state the one that stands for it. */
  apply(bytes: Uint8Array): void {
    this.bytes = bytes;
    for (let f = 0; f < this.rowAt.length; f++) this.rowAt[f] = f;
    for (let c = 0; c < this.columnAt.length; c++) this.columnAt[c] = c;
    if (this.like.pasids) this.sortColumns();
    if (this.like.functions.length > 1) this.sortRows();
    this.rename();
  }

  /** How the last state was renamed. */
  renaming(): Renaming {
    const domains = new Map<number, number>();
    const { like, at } = this;
    for (const old of like.domains)
      if (this.domainOf[old] !== 0) domains.set(this.domainOf[old]!, old);
    const free = like.domains.filter((id) => !domains.has(id));
    for (const old of like.domains) if (this.domainOf[old] === 0) domains.set(free.shift()!, old);
    const handles = new Map<number, number>();
    for (let h = 1; h <= at.handles; h++) handles.set(this.handleOf[h]!, h);
    return { functions: [...this.rowAt], columns: [...this.columnAt], domains, handles };
  }

  private sortColumns(): void {
    const { columns } = this.at;
    for (let c = 1; c < columns; c++) this.keys[c] = this.columnKey(c);
    for (let i = 2; i < columns; i++)
      for (let k = i; k > 1 && this.keys[k - 1]! > this.keys[k]!; k--) this.swapColumns(k - 1, k);
  }

  /** Blind to names, and to the order of interchangeable functions. */
  private columnKey(c: number): number {
    const { functions, row, columns, hardwareAt } = this.at;
    const { bytes, blind, like } = this;
    let fixed = 0;
    let sum = 0;
    for (let f = 0; f < functions; f++) {
      const entry = blind[bytes[f * row + 2 + c]!]!;
      const cell = entry * NAMES_MAX + blind[bytes[hardwareAt + f * columns + c]!]!;
      if (like.functions.includes(f)) sum += cell * (cell + 3);
      else fixed = (fixed * 1021 + cell) % 0x1fff_ffff;
    }
    return fixed * 0x80_0000 + (sum % 0x80_0000);
  }

  private swapColumns(a: number, b: number): void {
    const { functions, row, columns, hardwareAt } = this.at;
    for (let f = 0; f < functions; f++) {
      swap(this.bytes, f * row + 2 + a, f * row + 2 + b);
      swap(this.bytes, hardwareAt + f * columns + a, hardwareAt + f * columns + b);
    }
    swapKeys(this.keys, a, b);
    swap(this.columnAt, a, b);
  }

  private sortRows(): void {
    const order = this.like.functions;
    for (let i = 0; i < order.length; i++) this.keys[i] = this.rowKey(order[i]!);
    for (let i = 1; i < order.length; i++)
      for (let k = i; k > 0 && this.keys[k - 1]! > this.keys[k]!; k--) {
        this.swapRows(order[k - 1]!, order[k]!);
        swapKeys(this.keys, k - 1, k);
      }
  }

  /** Blind to names; columns are in their order by now. */
  private rowKey(f: number): number {
    const { row, columns, hardwareAt, controlAt } = this.at;
    const { bytes, blind } = this;
    let key = bytes[controlAt + f]!;
    for (let i = 0; i < row; i++) key = (key * 37 + blind[bytes[f * row + i]!]!) % 0x1fff_ffff_ffff;
    for (let c = 0; c < columns; c++)
      key = (key * 37 + blind[bytes[hardwareAt + f * columns + c]!]!) % 0x1fff_ffff_ffff;
    return key;
  }

  private swapRows(a: number, b: number): void {
    const { row, columns, hardwareAt, controlAt } = this.at;
    for (let i = 0; i < row; i++) swap(this.bytes, a * row + i, b * row + i);
    for (let c = 0; c < columns; c++)
      swap(this.bytes, hardwareAt + a * columns + c, hardwareAt + b * columns + c);
    swap(this.bytes, controlAt + a, controlAt + b);
    swap(this.rowAt, a, b);
  }

  /** Names by first use; handles that are installed nowhere come last, by what they say. */
  private rename(): void {
    const { functions, row, handles, hardwareAt, controlAt } = this.at;
    const { bytes, domainOf, handleOf } = this;
    domainOf.fill(0);
    handleOf.fill(0);
    this.nextDomain = 0;
    this.nextHandle = 0;
    for (let i = 0; i < functions * row; i++) this.meet(bytes[i]!);
    for (let i = hardwareAt; i < controlAt; i++) this.meet(bytes[i]!);
    if (handles > 0) this.moveHandles();
    for (let i = 0; i < functions * row; i++) bytes[i] = this.named(bytes[i]!);
    for (let i = hardwareAt; i < controlAt; i++) bytes[i] = this.named(bytes[i]!);
  }

  private meet(value: number): void {
    if (value > ENTRY_OF_HANDLE) {
      if (this.handleOf[value - ENTRY_OF_HANDLE] !== 0) return;
      this.handleOf[value - ENTRY_OF_HANDLE] = ++this.nextHandle;
      this.meet(this.bytes[this.at.handlesAt + value - ENTRY_OF_HANDLE - 1]!);
    } else if (this.blind[value] === SOME_DOMAIN && this.domainOf[value] === 0)
      this.domainOf[value] = this.like.domains[this.nextDomain++]!;
  }

  private named(value: number): number {
    if (value > ENTRY_OF_HANDLE) return ENTRY_OF_HANDLE + this.handleOf[value - ENTRY_OF_HANDLE]!;
    return this.blind[value] === SOME_DOMAIN ? this.domainOf[value]! : value;
  }

  private moveHandles(): void {
    const { handles, handlesAt } = this.at;
    const { bytes, handleOf, keys } = this;
    while (this.nextHandle < handles) {
      let least = 0;
      for (let h = 1; h <= handles; h++)
        if (handleOf[h] === 0 && (least === 0 || this.says(h) < this.says(least))) least = h;
      handleOf[least] = ++this.nextHandle;
      this.meet(bytes[handlesAt + least - 1]!);
    }
    for (let h = 1; h <= handles; h++)
      keys[handleOf[h]! - 1] = this.named(bytes[handlesAt + h - 1]!);
    for (let h = 0; h < handles; h++) bytes[handlesAt + h] = keys[h]!;
  }

  /** What an uninstalled handle says, under the names given so far; a new name is larger. */
  private says(handle: number): number {
    const value = this.bytes[this.at.handlesAt + handle - 1]!;
    const named = this.named(value);
    return named === 0 && value !== 0 ? NAMES_MAX : named;
  }
}

function swap(bytes: Uint8Array, a: number, b: number): void {
  const kept = bytes[a]!;
  bytes[a] = bytes[b]!;
  bytes[b] = kept;
}

function swapKeys(keys: Float64Array, a: number, b: number): void {
  const kept = keys[a]!;
  keys[a] = keys[b]!;
  keys[b] = kept;
}

type Names = ReadonlyMap<number, number>;

function through(map: Names, before: Names): Names {
  return new Map([...map].map(([name, old]) => [name, before.get(old) ?? old]));
}

/** One renaming after another: new name -> name before both. */
export function composed(first: Renaming, then: Renaming): Renaming {
  return {
    functions: then.functions.map((f) => first.functions[f]!),
    columns: then.columns.map((c) => first.columns[c]!),
    domains: through(then.domains, first.domains),
    handles: through(then.handles, first.handles),
  };
}

/** The operation by its old names; PASIDs are their columns' numbers. */
export function renamedBack(op: Operation, { functions, columns, ...by }: Renaming): Operation {
  const dev = functions[op.dev] ?? op.dev;
  const pasid = "pasid" in op ? { pasid: columns[op.pasid] ?? op.pasid } : {};
  const old = "domain" in op ? domainId(op.domain) : 0;
  const domain = "domain" in op ? { domain: DOMAINS[by.domains.get(old) ?? old] } : {};
  const named = "handle" in op ? op.handle : undefined;
  const handle = named === undefined ? {} : { handle: by.handles.get(named) ?? named };
  return { ...op, dev, ...pasid, ...domain, ...handle } as Operation;
}
