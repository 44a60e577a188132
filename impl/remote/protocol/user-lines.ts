/**
 * The lines of an answer that tell the state of users of the core (impl/remote/protocol.md, "An
 * answer"; model/vocabulary/design/user-observation.ts): their words, all of them numbers, how they
 * are read, and how they become a UserObservation.
 */
import { DRIVERS_MAX, MMS_MAX } from "../../../model/vocabulary/operation/allocation.js";
import {
  CONTEXTS_MAX,
  HWPTS_MAX,
  IOASES_MAX,
} from "../../../model/vocabulary/operation/iommufd.js";
import { OWNERS_MAX } from "../../../model/vocabulary/operation/ownership.js";
import {
  TABLES_MAX,
  type UserObservation,
} from "../../../model/vocabulary/design/user-observation.js";
import { RECORD } from "./answer.js";
import type { Records } from "./records.js";
import type { Request } from "./request.js";
import type { Words } from "./words.js";
import { REGIONS_MAX } from "../../../model/vocabulary/topology/topology.js";

/** What a cell of a UserObservation holds at most. */
const CELL_MAX = 0xffff;
const REGIONS_ALL = 2 ** REGIONS_MAX - 1;
const FOR_PASIDS = 1;
const NEST_PARENT = 2;
const TABLE_FLAGS = FOR_PASIDS | NEST_PARENT;

/** A word: its name, and the numbers that it may be in an answer to the request. */
interface Field {
  readonly what: string;
  readonly min: number;
  readonly max: (request: Request) => number;
}

export interface UserLine {
  readonly name: string;
  readonly mark: number;
  /** So many of the fields say what the line speaks of; it does so once a step. */
  readonly keys: number;
  readonly fields: readonly Field[];
}

function upTo(what: string, max: number, min = 0): Field {
  return { what, min, max: () => max };
}

const DEV: Field = { what: "INDEX", min: 0, max: ({ functions }) => functions - 1 };
const NAMES: Field = { what: "NAMES", min: 0, max: ({ functions }) => functions };
const BONDS = Array.from({ length: MMS_MAX }, () => upTo("BONDS", CELL_MAX));

const LINES: readonly UserLine[] = [
  {
    name: "own",
    mark: RECORD.own,
    keys: 1,
    fields: [
      DEV,
      upTo("OWNER", OWNERS_MAX + CONTEXTS_MAX),
      upTo("COUNT", CELL_MAX),
      upTo("DRIVER", 1),
      upTo("CONTEXT", CONTEXTS_MAX),
      ...BONDS,
    ],
  },
  {
    name: "cell",
    mark: RECORD.cell,
    keys: 2,
    fields: [
      DEV,
      upTo("PASID", Number.MAX_SAFE_INTEGER),
      upTo("TABLE", TABLES_MAX),
      NAMES,
      upTo("HOLDERS", 2 ** DRIVERS_MAX - 1),
    ],
  },
  {
    name: "ioas",
    mark: RECORD.ioas,
    keys: 1,
    fields: [
      upTo("NUMBER", IOASES_MAX, 1),
      upTo("CONTEXT", CONTEXTS_MAX),
      upTo("MAPPED", REGIONS_ALL),
      upTo("RESERVED", REGIONS_ALL),
    ],
  },
  {
    name: "table",
    mark: RECORD.table,
    keys: 1,
    fields: [
      upTo("NUMBER", TABLES_MAX, 1),
      upTo("IOAS", IOASES_MAX),
      upTo("FLAGS", TABLE_FLAGS),
      upTo("PARENT", HWPTS_MAX),
      upTo("USERS", CELL_MAX),
    ],
  },
  {
    name: "mm",
    mark: RECORD.mm,
    keys: 1,
    fields: [upTo("NUMBER", MMS_MAX, 1), upTo("PASID", CELL_MAX)],
  },
];

const byName = new Map(LINES.map((line) => [line.name, line]));
const byMark = new Map(LINES.map((line) => [line.mark, line]));

/** The line that begins with this word; undefined if none of these does. */
export function userLine(name: string): UserLine | undefined {
  return byName.get(name);
}

/** The line of such a record; undefined if it is of another kind. */
export function userLineOf(mark: number): UserLine | undefined {
  return byMark.get(mark);
}

/** Reads the words after the first into a record; answers what the line speaks of. */
export function readUserLine(
  line: UserLine,
  words: Words,
  request: Request,
  records: Records,
): readonly number[] {
  records.begin(line.mark, line.fields.length);
  const keys: number[] = [];
  for (const { what, min, max } of line.fields) {
    const word = words.number(what, min, max(request));
    if (keys.length < line.keys) keys.push(word);
    records.push(word);
  }
  words.end();
  return keys;
}

/** Takes in the words of a record; `columns` are the PASIDs of the columns. */
export function tell(
  into: UserObservation,
  mark: number,
  words: ArrayLike<number>,
  columns: readonly number[],
): void {
  const word = (i: number): number => words[i] as number;
  const first = word(0);
  switch (mark) {
    case RECORD.own:
      into.setGroup(first, word(1), word(2));
      into.setUse(first, word(3) === 1, word(4));
      for (let mm = 1; mm <= MMS_MAX; mm++) into.setBonds(first, mm, word(4 + mm));
      break;
    case RECORD.cell: {
      const column = columns.indexOf(word(1));
      into.setAttached(first, column, word(2), word(3));
      into.setHolders(first, column, word(4));
      break;
    }
    case RECORD.ioas:
      into.setIoas(first, word(1), word(2), word(3));
      break;
    case RECORD.table: {
      const has = (flag: number): boolean => (word(2) & flag) !== 0;
      into.setTable(first, {
        ioas: word(1),
        forPasids: has(FOR_PASIDS),
        nestParent: has(NEST_PARENT),
        parent: word(3),
        users: word(4),
      });
      break;
    }
    case RECORD.mm:
      into.setMmPasid(first, word(1));
      break;
    default:
      throw new RangeError("no record of the state of users of the core");
  }
}
