/**
 * The client of a driver: hello, scenarios in order with many in flight, deadlines, and a new
 * process where one crashed, hung, spoke nonsense or has served long enough
 * (impl/remote/protocol.md, "Life and death").
 */
import type { Answer, Crash } from "../protocol/answer.js";
import { AnswerReader } from "../protocol/read-answer.js";
import type { Command } from "./command.js";
import { Deadline } from "./deadline.js";
import { HelloReader, type Hello } from "../protocol/hello.js";
import { Malformed, quoted } from "../protocol/malformed.js";
import { DriverProcess } from "./process.js";
import type { Request } from "../protocol/request.js";

/** How long a driver may take; milliseconds of its processor time (deadline.ts). */
export interface Patience {
  /** To its hello. */
  readonly helloMs: number;
  /** To a scenario, from when it is the next to be answered. */
  readonly answerMs: number;
}

export const PATIENCE: Patience = Object.freeze({ helloMs: 10_000, answerMs: 3_000 });
/** What a driver says between answers that does not trust itself any more. */
const BYE = "bye";
function usual({ answerMs }: Command): Patience {
  return answerMs === undefined ? PATIENCE : { ...PATIENCE, answerMs };
}

/** What a driver that is late may take to tell where it is. */
const TELL_MS = 1_000;
/** Scenarios that are asked before the first of them is answered. */
const IN_FLIGHT_MAX = 32;
/** A process is replaced after so many scenarios. */
const SCENARIOS_A_PROCESS_MAX = 20_000;
/** A driver that does not come up so many times in a row is given up. */
const STARTS_MAX = 3;

/** A scenario to be asked; the ticket is its asker's name for it. */
export interface Job {
  readonly ticket: number;
  readonly request: Request;
}

export type Reply = { readonly ticket: number } & (Answer | Crash);

/** Who is told what the driver says. */
export interface ClientListener {
  hello(hello: Hello): void;
  reply(reply: Reply): void;
  /** The driver does not come up; every scenario, now or later, is answered with this. */
  givenUp(message: string): void;
}

/** A scenario at which a process came to its end; it is asked once more, alone. */
interface Suspect {
  readonly job: Job;
  readonly trouble: string;
}

export class Client {
  private readonly command: Command;
  private readonly listener: ClientListener;
  private readonly patience: Patience;
  private process: DriverProcess | null = null;
  private readonly dying = new Set<Promise<void>>();
  private readonly deadline = new Deadline(
    () => this.late(),
    () => this.process?.look() ?? null,
  );
  private hello: HelloReader | null = null;
  private greeted = false;
  private reader: AnswerReader | null = null;
  /** Whether the answer that is coming has begun. */
  private begun = false;
  private starts = 0;
  private asked = 0;
  private nextId = 1;
  private writable = true;
  private waiting: Job[] = [];
  private inFlight: { readonly job: Job; readonly id: number }[] = [];
  private suspect: Suspect | null = null;
  private gaveUp: string | null = null;
  /** That the driver was late, and signals that it can still be sent. */
  private overdue: { readonly how: string; readonly signals: NodeJS.Signals[] } | null = null;

  /** Starts the driver's process. */
  constructor(command: Command, listener: ClientListener, patience: Patience = usual(command)) {
    this.command = command;
    this.listener = listener;
    this.patience = patience;
    this.start();
  }

  /** Asks scenarios; those that somebody waits for come before others that were not sent yet. */
  ask(jobs: readonly Job[], urgent: boolean): void {
    this.waiting = urgent ? [...jobs, ...this.waiting] : [...this.waiting, ...jobs];
    this.pump();
  }

  /** Forgets scenarios that were not sent yet. */
  drop(tickets: ReadonlySet<number>): void {
    this.waiting = this.waiting.filter((job) => !tickets.has(job.ticket));
  }

  /** What is asked next is asked a new process. */
  renewNow(): void {
    if (this.inFlight.length === 0 && this.hello === null) this.discard();
  }

  /** Ends the process. Resolves when nothing of it remains. */
  async close(): Promise<void> {
    this.gaveUp ??= "the client is closed";
    this.discard();
    await Promise.all(this.dying);
  }

  private start(): void {
    this.starts++;
    this.asked = 0;
    this.writable = true;
    this.hello = new HelloReader();
    this.deadline.begin(this.patience.helloMs);
    try {
      this.process = new DriverProcess(this.command, {
        line: (text) => this.line(text),
        drained: () => {
          this.writable = true;
          this.pump();
        },
        ended: (how) => this.trouble(how),
      });
    } catch (error) {
      // The system has no process or no pipe left.
      this.trouble(String(error));
    }
  }

  /** Takes leave of the process. */
  private discard(): void {
    this.deadline.stop();
    const process = this.process;
    this.process = null;
    this.hello = null;
    this.overdue = null;
    if (process === null) return;
    const death = process.kill().finally(() => this.dying.delete(death));
    this.dying.add(death);
  }

  /** Sends what may be sent. */
  private pump(): void {
    if (this.gaveUp !== null) return this.refuseAll(this.gaveUp);
    const work = this.suspect !== null || this.waiting.length > 0;
    if (this.process === null && work) this.start();
    if (this.process === null || this.hello !== null) return;
    if (this.suspect !== null) {
      if (this.inFlight.length === 0) this.send(this.suspect.job);
      return;
    }
    while (this.writable && this.inFlight.length < IN_FLIGHT_MAX) {
      if (this.asked >= SCENARIOS_A_PROCESS_MAX) return this.renew();
      const job = this.waiting.shift();
      if (job === undefined) return;
      this.send(job);
    }
  }

  private send(job: Job): void {
    const id = this.nextId++;
    this.asked++;
    this.inFlight.push({ job, id });
    if (this.inFlight.length === 1) this.expect();
    this.writable = this.process?.write(`scenario ${id}\n${job.request.text}end ${id}\n`) ?? false;
  }

  /** A process that has served long enough: once all is answered, the next one takes over. */
  private renew(): void {
    if (this.inFlight.length > 0) return;
    this.discard();
    this.pump();
  }

  /** The head of those in flight is now the next to be answered. */
  private expect(): void {
    this.begun = false;
    const head = this.inFlight[0];
    if (head === undefined) return this.deadline.stop();
    this.reader?.begin(head.job.request, head.id);
    this.deadline.begin(this.patience.answerMs);
  }

  private line(text: string): void {
    try {
      if (this.hello !== null) this.greet(this.hello.line(text));
      else this.answer(text);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.trouble(error.message);
    }
  }

  private greet(hello: Hello | null): void {
    if (hello === null) return;
    this.hello = null;
    this.starts = 0;
    this.deadline.stop();
    this.reader ??= new AnswerReader(hello.precision.calls);
    if (!this.greeted) this.listener.hello(hello);
    this.greeted = true;
    this.pump();
  }

  private answer(text: string): void {
    if (text === BYE && !this.begun) return this.leave();
    this.begun = true;
    const head = this.inFlight[0];
    if (head === undefined) throw new Malformed(`a line that nobody asked for: ${quoted(text)}`);
    const answer = this.reader?.line(text) ?? null;
    if (answer === null) return;
    this.inFlight.shift();
    this.expect();
    const { ticket } = head.job;
    if (this.suspect?.job === head.job) {
      const message = `crashed, but not when run again alone: ${this.suspect.trouble}`;
      this.suspect = null;
      this.listener.reply({ ticket, how: "crashed", message, cut: null });
    } else this.listener.reply({ ticket, ...answer });
    this.pump();
  }

  /** The driver wants to be replaced: what is in flight goes to the next process. */
  private leave(): void {
    this.discard();
    this.waiting.unshift(...this.inFlight.map(({ job }) => job));
    this.inFlight = [];
    this.pump();
  }

  private late(): void {
    const ms = this.hello === null ? this.patience.answerMs : this.patience.helloMs;
    const what = this.hello === null ? "did not answer" : "did not say hello";
    this.overdue ??= {
      how: `${what} within ${ms / 1000} s`,
      signals: [...(this.command.tellBy ?? [])],
    };
    const signal = this.overdue.signals.shift();
    if (signal === undefined) return this.trouble(this.overdue.how);
    this.process?.signal(signal);
    this.deadline.begin(TELL_MS);
  }

  /** The process is at its end; the scenario that it was to answer next is the suspect. */
  private trouble(how: string): void {
    const output = this.process?.output;
    const words = output?.telling() ?? [];
    const first = this.overdue?.how ?? output?.headline() ?? how;
    const message = [first, ...words].join("\n");
    const cut = this.begun ? (this.reader?.remains() ?? null) : null;
    const askedOfIt = this.asked;
    const came = this.hello === null;
    this.discard();
    const head = this.inFlight.shift();
    this.waiting.unshift(...this.inFlight.map(({ job }) => job));
    this.inFlight = [];
    if (!came && this.starts >= STARTS_MAX)
      this.giveUp(`did not come up, ${STARTS_MAX} times in a row: ${message}`);
    else if (!came) this.start();
    if (head === undefined) return this.pump();
    // One that dies of the first thing that it is asked, and says so, need not be asked again.
    const isSure = this.suspect?.job === head.job || (cut !== null && askedOfIt === 1);
    if (isSure) {
      this.suspect = null;
      this.listener.reply({ ticket: head.job.ticket, how: "crashed", message, cut });
    } else this.suspect = { job: head.job, trouble: message };
    this.pump();
  }

  private giveUp(message: string): void {
    this.gaveUp = message;
    this.listener.givenUp(message);
  }

  private refuseAll(message: string): void {
    const refused = [...(this.suspect === null ? [] : [this.suspect.job]), ...this.waiting];
    this.suspect = null;
    this.waiting = [];
    for (const { ticket } of refused)
      this.listener.reply({ ticket, how: "crashed", message, cut: null });
  }
}
