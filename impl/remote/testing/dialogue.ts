/**
 * A dialogue with a driver's process, line by line, for whoever holds it against the protocol
 * itself (conformance.ts) and wants neither deadlines nor second tries.
 */
import { AnswerReader } from "../protocol/read-answer.js";
import type { Answer } from "../protocol/answer.js";
import type { Command } from "../process/command.js";
import { Deadline } from "../process/deadline.js";
import { HelloReader, type Hello } from "../protocol/hello.js";
import { DriverProcess } from "../process/process.js";
import type { Request } from "../protocol/request.js";

/** A request with its id; `text` where it is not that of the request. */
export interface Question {
  readonly id: number;
  readonly request: Request;
  readonly text?: string;
}

/** What a driver answered. */
export interface Said {
  /** The lines between the first and the last. */
  readonly lines: readonly string[];
  readonly answer: Answer;
}

export class Dialogue {
  private readonly process: DriverProcess;
  private readonly silenceMs: number;
  private readonly heard: string[] = [];
  private over: string | null = null;
  private wake: () => void = () => {};
  private calls: Hello["precision"]["calls"] = "all";

  /** A dialogue that is silent for so long is over. */
  constructor(command: Command, silenceMs: number) {
    this.silenceMs = silenceMs;
    this.process = new DriverProcess(command, {
      line: (text) => {
        this.heard.push(text);
        this.wake();
      },
      drained: () => {},
      ended: (how) => {
        this.over = how;
        this.wake();
      },
    });
  }

  async hello(): Promise<Hello> {
    const reader = new HelloReader();
    for (;;) {
      const hello = reader.line(await this.line());
      if (hello === null) continue;
      this.calls = hello.precision.calls;
      return hello;
    }
  }

  /** Asks all of them before any answer is read. */
  async ask(questions: readonly Question[]): Promise<readonly Said[]> {
    for (const { id, request, text } of questions)
      this.process.write(`scenario ${id}\n${text ?? request.text}end ${id}\n`);
    const reader = new AnswerReader(this.calls);
    const said: Said[] = [];
    for (const { id, request } of questions) {
      reader.begin(request, id);
      const lines: string[] = [];
      let answer: Answer | null = null;
      while (answer === null) {
        const line = await this.line();
        lines.push(line);
        answer = reader.line(line);
      }
      said.push({ lines: lines.slice(1, -1), answer });
    }
    return said;
  }

  /** Ends the driver's input and waits for its exit: how it exited. */
  async end(): Promise<string> {
    this.process.endInput();
    await this.until(() => this.over !== null || this.heard.length > 0);
    const line = this.heard[0];
    if (line !== undefined) throw new Error(`it says ${line} after the end of its input`);
    return this.over ?? "";
  }

  close(): Promise<void> {
    return this.process.kill();
  }

  private async line(): Promise<string> {
    await this.until(() => this.heard.length > 0 || this.over !== null);
    const line = this.heard.shift();
    if (line !== undefined) return line;
    throw new Error([this.over ?? "", ...this.process.output.telling()].join("\n"));
  }

  private async until(done: () => boolean): Promise<void> {
    while (!done()) {
      await new Promise<void>((resolve, reject) => {
        const silent = new Error(`it is silent for ${this.silenceMs / 1000} s`);
        const deadline = new Deadline(
          () => reject(silent),
          () => this.process.look(),
        );
        deadline.begin(this.silenceMs);
        this.wake = () => {
          deadline.stop();
          resolve();
        };
      });
    }
  }
}
