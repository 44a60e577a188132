/**
 * The reader of the lines of an answer (impl/remote/protocol.md, "An answer"): everything is
 * validated, for whoever wrote the driver may have made a mistake, and a kernel may be broken.
 */
import { HANDLES_MAX } from "../../../model/vocabulary/operation/operands.js";
import type { Precision } from "../../../model/vocabulary/design/design.js";
import {
  CALL_WORDS,
  FLAG,
  FLAGS_MAX,
  FN_WORDS,
  RECORD,
  type Answer,
  type Cut,
  type Warning,
} from "./answer.js";
import { Malformed, quoted } from "./malformed.js";
import { Records } from "./records.js";
import type { Request } from "./request.js";
import { readUserLine, userLine, type UserLine } from "./user-lines.js";
import { Words } from "./words.js";

/** No answer is larger. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;
const WARNING_MAX = 200;
const REASON_MAX = 1_000;
/** Errno numbers are smaller (include/linux/err.h MAX_ERRNO). */
const ERRNO_MAX = 4095;
const BOOT = -1;

/** Reads one answer after another, line by line. */
export class AnswerReader {
  private readonly calls: Precision["calls"];
  private readonly words = new Words();
  private readonly records = new Records();
  private request: Request = { text: "", functions: 0, columns: [], operations: 0 };
  private columnOf = new Map<number, number>();
  private id = 0;
  private lines = 0;
  private bytes = 0;
  private step = BOOT;
  private warnings: Warning[] = [];
  /** Per function the last step in which it was told; fewer than BOOT: never. */
  private told = new Int32Array(0);
  private toldAtBoot = 0;
  private groups = new Int32Array(0);
  private handlesTold = BOOT - 1;
  private cut: Cut | null = null;
  /** What has been told in this step of the state of users of the core. */
  private readonly usersTold = new Set<string>();

  constructor(calls: Precision["calls"]) {
    this.calls = calls;
  }

  /** The next line is the first of the answer to this request. */
  begin(request: Request, id: number): void {
    this.request = request;
    this.columnOf = new Map(request.columns.map((pasid, column) => [pasid, column]));
    this.id = id;
    this.lines = 0;
    this.bytes = 0;
    this.step = BOOT;
    this.records.clear();
    this.warnings = [];
    this.told = new Int32Array(request.functions).fill(BOOT - 1);
    this.toldAtBoot = 0;
    this.groups = new Int32Array(request.functions);
    this.handlesTold = BOOT - 1;
    this.cut = null;
    this.usersTold.clear();
  }

  /** What came of the answer that has begun, if its driver is dying; null: it did not say so. */
  remains(): Cut | null {
    return this.cut;
  }

  /** The answer, once its last line has come; null: more to come. Throws Malformed. */
  line(text: string): Answer | null {
    this.lines++;
    this.bytes += text.length + 1;
    try {
      this.words.open(text);
      if (this.bytes > ANSWER_BYTES_MAX)
        throw new Malformed(`an answer has at most ${ANSWER_BYTES_MAX} bytes`);
      return this.lines === 1 ? this.first(text) : this.next(text);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      throw new Malformed(`answer line ${this.lines}: ${error.message}`);
    }
  }

  private first(text: string): Answer | null {
    const { words } = this;
    const how = words.word(`"answer" or "unsupported"`);
    if (how !== "answer" && how !== "unsupported")
      throw new Malformed(`expected "answer" or "unsupported", got ${quoted(text)}`);
    this.ownId();
    if (how === "unsupported")
      return { how: "unsupported", reason: words.rest("REASON", REASON_MAX) };
    words.end();
    return null;
  }

  private next(text: string): Answer | null {
    // Callbacks of the operation that does not return: nobody can play them back.
    if (this.cut !== null) return null;
    const word = this.words.word("call, fn, handles, warn, op or end");
    switch (word) {
      case "call":
        this.call();
        return null;
      case "fn":
        this.fn();
        return null;
      case "op":
        this.op();
        return null;
      case "handles":
        this.handles();
        return null;
      case "dying":
        this.dying();
        return null;
      case "warn":
        this.warnings.push({ step: this.step, text: this.words.rest("TEXT", WARNING_MAX) });
        return null;
      case "end":
        return this.end();
      default:
        this.other(userLine(word), text);
        return null;
    }
  }

  private other(line: UserLine | undefined, text: string): void {
    if (line === undefined)
      throw new Malformed(`expected call, fn, handles, warn, op or end, got ${quoted(text)}`);
    const keys = readUserLine(line, this.words, this.request, this.records);
    const pasid = keys[1];
    if (pasid !== undefined) this.columnAssert(pasid);
    const what = `${line.name} ${keys.join(" ")}`;
    if (this.usersTold.has(what)) throw new Malformed(`"${what}" is told twice`);
    this.usersTold.add(what);
  }

  private columnAssert(pasid: number): void {
    if (!this.columnOf.has(pasid)) throw new Malformed(`PASID ${pasid} is not among "pasids"`);
  }

  private call(): void {
    const { words, records } = this;
    if (this.calls === "none") throw new Malformed(`a call, though the hello said "calls none"`);
    records.begin(RECORD.call, CALL_WORDS);
    records.push(words.number("DEV", 0, this.request.functions - 1));
    const pasid = words.number("PASID", 0, Number.MAX_SAFE_INTEGER);
    this.columnAssert(pasid);
    records.push(pasid);
    records.push(words.domain("DOMAIN"));
    records.push(words.domain("OLD"));
    records.push(words.domain("SEEN"));
    records.push(words.number("STATUS", 0, ERRNO_MAX));
    words.end();
  }

  private fn(): void {
    const { words, records } = this;
    const { functions, columns } = this.request;
    records.begin(RECORD.fn, FN_WORDS + 3 * columns.length);
    const dev = words.number("INDEX", 0, functions - 1);
    if (this.told[dev] === this.step) throw new Malformed(`function ${dev} is told twice`);
    this.told[dev] = this.step;
    const group = words.number("GROUP", 0, functions);
    if (this.step === BOOT) {
      this.toldAtBoot++;
      this.groups[dev] = group;
    }
    records.push(dev);
    records.push(group);
    const flags = words.number("FLAGS", 0, FLAGS_MAX);
    if (group > 0 && (flags & FLAG.present) === 0)
      throw new Malformed(`function ${dev} is in a group, and not there`);
    records.push(flags);
    for (let i = 0; i < columns.length; i++) records.push(words.domain("HARDWARE"));
    for (let i = 0; i < columns.length; i++) records.push(words.domain("RECORDED"));
    for (let i = 0; i < columns.length; i++) records.push(words.number("HANDLE", 0, HANDLES_MAX));
    words.end();
  }

  private op(): void {
    const { words, records } = this;
    if (this.step === BOOT) this.booted();
    const index = this.step + 1;
    if (index === this.request.operations) throw new Malformed("an operation more than was asked");
    words.number("INDEX", index, index);
    this.step = index;
    if (this.usersTold.size > 0) this.usersTold.clear();
    records.begin(RECORD.op, 1);
    records.push(words.number("RESULT", -ERRNO_MAX, 0));
    words.end();
  }

  private dying(): void {
    const running = this.words.number("INDEX", this.step, this.step + 1);
    if (running !== BOOT) {
      if (this.step === BOOT) this.booted();
      if (running !== this.step + 1) throw new Malformed(`operation ${running} has returned`);
    }
    this.words.end();
    const warnings = [...this.warnings];
    this.cut = { records: this.records.finished(), warnings, running };
  }

  private handles(): void {
    const { words, records } = this;
    if (this.handlesTold === this.step) throw new Malformed("the handles are told twice");
    this.handlesTold = this.step;
    records.begin(RECORD.handles, HANDLES_MAX);
    for (let i = 0; i < HANDLES_MAX; i++) records.push(words.domain("DOMAIN"));
    words.end();
  }

  private end(): Answer {
    if (this.step === BOOT) this.booted();
    this.ownId();
    this.words.end();
    const done = this.step + 1;
    if (done !== this.request.operations)
      throw new Malformed(`${done} operations are answered, ${this.request.operations} were asked`);
    return { how: "done", records: this.records.finished(), warnings: this.warnings };
  }

  private ownId(): void {
    const id = this.words.number("ID", 0, Number.MAX_SAFE_INTEGER);
    if (id !== this.id) throw new Malformed(`expected id ${this.id}, got ${id}`);
  }

  /** After boot every function has been told, and every group is named by its smallest member. */
  private booted(): void {
    const { functions } = this.request;
    if (this.toldAtBoot !== functions) {
      const missing = this.told.indexOf(BOOT - 1);
      throw new Malformed(`function ${missing} is not told after boot`);
    }
    for (let dev = 0; dev < functions; dev++) {
      const group = this.groups[dev] as number;
      if (group > 0 && (group > dev + 1 || this.groups[group - 1] !== group))
        throw new Malformed(
          `group ${group} of function ${dev} is not named by its smallest member`,
        );
    }
  }
}
