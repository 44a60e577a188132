/**
 * The process of a driver: started in a process group and a folder of its own, read line by line,
 * and removed with all that belongs to it (impl/remote/protocol.md, "Life and death").
 */
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex, Readable, Writable } from "node:stream";
import type { Command } from "./command.js";
import { LineSplitter } from "./line-splitter.js";
import { Malformed } from "../protocol/malformed.js";
import { Output } from "./output.js";
import { lookAtGroup, type ProcessorLook } from "./processor-time.js";
import { LIFELINE_FD, SUPERVISOR } from "./supervisor.js";

/** What a driver's folder is called, before a random part. */
const FOLDER_PREFIX = "pasidcheck-driver-";

/** How long after its output a process may still live, and how long after its end its pipes. */
const LINGER_MS = 1_000;

/** Who is told what a process does. After `ended` nothing more is told. */
export interface Listener {
  /** A line of output, without its end. */
  line(text: string): void;
  /** More can be written. */
  drained(): void;
  /** It exited, or cannot go on: what happened, in words. */
  ended(how: string): void;
}

export class DriverProcess {
  /** The last of what it printed beside the protocol. */
  readonly output = new Output();
  private readonly child: ChildProcess;
  private readonly folder: string;
  private readonly input: Writable;
  private readonly listener: Listener;
  private readonly closed: Promise<void>;
  private listening = true;
  private exit: string | null = null;
  private removal: Promise<void> | null = null;

  constructor(command: Command, listener: Listener) {
    this.listener = listener;
    this.folder = join(tmpdir(), `${FOLDER_PREFIX}${randomUUID()}`);
    this.child = start(command, this.folder);
    this.closed = new Promise((resolve) => this.child.once("close", () => resolve()));
    this.child.once("error", (error) => this.end(error.message));
    this.child.once("exit", (code, signal) => this.exited(code, signal));
    const [input, protocol, asides] = channels(this.child, command.channel);
    this.input = input;
    input.on("drain", () => this.listening && this.listener.drained());
    this.read(protocol);
    for (const aside of asides) aside.on("data", (chunk: Buffer) => this.output.add(chunk));
    for (const stream of this.child.stdio) stream?.on("error", ignore);
  }

  /** Writes to the driver; false: better wait until it has drained. */
  write(text: string): boolean {
    return this.input.write(text, "latin1");
  }

  /** Sends the driver a signal; one that is gone does not get it. */
  signal(signal: NodeJS.Signals): void {
    if (this.exit === null) this.child.kill(signal);
  }

  /** Looks at the driver and all that it began; null where the system does not tell. */
  look(): ProcessorLook | null {
    return this.child.pid === undefined ? null : lookAtGroup(this.child.pid);
  }

  /** Ends the driver's input, upon which it should exit. */
  endInput(): void {
    this.input.end();
  }

  /** Kills the process group and removes the folder. Resolves when both are done. */
  kill(): Promise<void> {
    this.listening = false;
    this.removal ??= this.remove();
    return this.removal;
  }

  private read(protocol: Readable): void {
    const lines = new LineSplitter();
    protocol.on("data", (chunk: Buffer) => {
      if (!this.listening) return;
      try {
        lines.add(chunk, (line) => {
          if (this.listening) this.listener.line(line);
        });
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        this.end(error.message);
      }
    });
    protocol.once("end", () => this.endLater("closed its output"));
  }

  private exited(code: number | null, signal: NodeJS.Signals | null): void {
    this.exit = signal === null ? `exit code ${code}` : `killed by ${signal}`;
    this.cutLifeline();
    void this.closed.then(() => this.end(this.exit ?? ""));
    this.endLater(this.exit);
  }

  /** Ends with this unless the process exits, and all that it wrote is read, before long. */
  private endLater(how: string): void {
    if (this.listening) setTimeout(() => this.end(this.exit ?? how), LINGER_MS).unref();
  }

  private end(how: string): void {
    if (!this.listening) return;
    this.listening = false;
    this.listener.ended(how);
  }

  /** Our end stays open for reading: it closes when the watchdog, the last of all, is dead. */
  private cutLifeline(): void {
    const lifeline = this.child.stdio[LIFELINE_FD];
    if (lifeline instanceof Duplex && !lifeline.writableEnded) lifeline.resume().end();
  }

  private async remove(): Promise<void> {
    const { child } = this;
    this.cutLifeline();
    const overdue = setTimeout(() => {
      killGroup(child);
      // Somebody who has left the group may still hold the other ends.
      for (const stream of child.stdio) stream?.destroy();
    }, LINGER_MS);
    await this.closed;
    clearTimeout(overdue);
    // The watchdog has done this, unless it was killed by the driver.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 }).catch(ignore);
  }
}

function start(command: Command, folder: string): ChildProcess {
  const { file, args, channel } = command;
  const ownPipe = channel === "fd3" ? "pipe" : "ignore";
  return spawn("/bin/sh", ["-c", SUPERVISOR, "pasidcheck-driver", folder, file, ...args], {
    detached: true,
    env: { ...process.env, HOME: folder, TMPDIR: folder },
    stdio: [channel === "stdio" ? "pipe" : "ignore", "pipe", "pipe", ownPipe, "pipe"],
  });
}

/** Where the driver reads, where it answers, and what it prints beside. */
function channels(
  child: ChildProcess,
  channel: Command["channel"],
): readonly [Writable, Readable, readonly Readable[]] {
  const [stdin, stdout, stderr, own] = child.stdio;
  if (!(stdout instanceof Readable) || !(stderr instanceof Readable)) throw noPipes();
  if (channel === "stdio") {
    if (!(stdin instanceof Writable)) throw noPipes();
    return [stdin, stdout, [stderr]];
  }
  if (!(own instanceof Duplex)) throw noPipes();
  return [own, own, [stdout, stderr]];
}

function noPipes(): Error {
  return new Error("a process was started without its pipes");
}

/** An error of a pipe says only that the other end is gone; a folder that stays harms nobody. */
function ignore(): void {}

/** The leader has not been reaped: its process group is still its own. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has gone meanwhile.
  }
}
