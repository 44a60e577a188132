/**
 * A worker channel: the synchronous front of a driver in another process. Designs answer at once,
 * processes do not; so the asking thread posts to a worker thread that runs the client, and sleeps
 * until the answer is there.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MessageChannel, Worker, receiveMessageOnPort } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import {
  ENDED,
  POSTED,
  SHARED_NUMBERS,
  type ChannelData,
  type FromChannel,
  type ToChannel,
} from "./messages.js";
import type { Job, Reply } from "../process/client.js";
import type { Command } from "../process/command.js";
import type { Hello } from "../protocol/hello.js";
import type { Request } from "../protocol/request.js";

/**
 * A channel that is silent for so long is broken: even a driver that hangs, and then does not come
 * up again, is told of sooner, on a machine as busy as may be.
 */
const SILENCE_MS_MAX = 1_800_000;

/** Of one thread, by command. */
const channels = new Map<string, Channel>();

/** The channel of this thread to the driver with this command: one process each. */
export function channelTo(command: Command): Channel {
  const key = JSON.stringify([command.file, command.args, command.channel]);
  let channel = channels.get(key);
  if (channel === undefined) {
    channel = new Channel(command);
    channels.set(key, channel);
  }
  return channel;
}

/** Ends the channels of this thread, and their processes. */
export async function closeChannels(): Promise<void> {
  const all = [...channels.values()];
  channels.clear();
  await Promise.all(all.map((channel) => channel.close()));
}

export class Channel {
  private readonly worker: Worker;
  private readonly port: MessagePort;
  private readonly numbers: Int32Array;
  private greeting: Hello | null = null;
  private failure: string | null = null;
  private nextTicket = 1;
  /** Tickets of what was announced and not fetched yet, by the request's text. */
  private announced = new Map<string, number[]>();
  /** Answers that came and were not fetched yet; null: still to come. Others are thrown away. */
  private readonly answers = new Map<number, Reply | null>();

  constructor(command: Command) {
    const { port1, port2 } = new MessageChannel();
    const shared = new SharedArrayBuffer(SHARED_NUMBERS * Int32Array.BYTES_PER_ELEMENT);
    const workerData: ChannelData = { command, port: port2, shared };
    // Node's own arguments are not inherited: some of them are for the main script alone.
    const options = { workerData, transferList: [port2], execArgv: [] };
    this.worker = new Worker(workerUrl(), options);
    this.worker.unref();
    this.port = port1;
    this.port.unref();
    this.numbers = new Int32Array(shared);
  }

  /** What the driver says of itself; waits for it. Throws if it does not come up. */
  hello(): Hello {
    return this.waitFor(() => this.greeting);
  }

  /** Asks what will be fetched later, and forgets what was announced before and never fetched. */
  announce(requests: readonly Request[]): void {
    const unfetched = new Set([...this.announced.values()].flat());
    for (const ticket of unfetched) this.answers.delete(ticket);
    if (unfetched.size > 0) this.post({ what: "drop", tickets: unfetched });
    this.announced = new Map();
    const jobs = requests.map((request) => this.job(request));
    for (const { ticket, request } of jobs) {
      const same = this.announced.get(request.text);
      if (same === undefined) this.announced.set(request.text, [ticket]);
      else same.push(ticket);
    }
    this.post({ what: "ask", jobs, urgent: false });
  }

  /** The answer to a request: one that was announced, or asked now. Waits for it. */
  ask(request: Request): Reply {
    const ticket = this.announced.get(request.text)?.shift() ?? this.askNow(request);
    const reply = this.waitFor(() => this.answers.get(ticket) ?? null);
    this.answers.delete(ticket);
    return reply;
  }

  /** What is asked next is asked a new process, in which nothing has happened yet. */
  renew(): void {
    this.announce([]);
    this.post({ what: "renew" });
  }

  /** Ends the thread and the driver's process. */
  async close(): Promise<void> {
    this.failure ??= "the channel is closed";
    await this.worker.terminate();
  }

  private askNow(request: Request): number {
    const job = this.job(request);
    this.post({ what: "ask", jobs: [job], urgent: true });
    return job.ticket;
  }

  private job(request: Request): Job {
    const ticket = this.nextTicket++;
    this.answers.set(ticket, null);
    return { ticket, request };
  }

  private post(message: ToChannel): void {
    this.port.postMessage(message);
  }

  private waitFor<T>(ready: () => T | null): T {
    let silentSince = Date.now();
    for (;;) {
      const posted = Atomics.load(this.numbers, POSTED);
      if (this.receive()) silentSince = Date.now();
      const value = ready();
      if (value !== null) return value;
      if (this.failure !== null) throw new Error(this.failure);
      const silence = SILENCE_MS_MAX - (Date.now() - silentSince);
      if (Atomics.load(this.numbers, ENDED) === 1) this.failure = "the channel has ended";
      else if (silence <= 0) this.failure = `the channel is silent for ${SILENCE_MS_MAX / 1000} s`;
      else Atomics.wait(this.numbers, POSTED, posted, silence);
    }
  }

  /** Takes in everything that the channel has posted; false if there was nothing. */
  private receive(): boolean {
    let received = false;
    for (;;) {
      const envelope: { message: unknown } | undefined = receiveMessageOnPort(this.port);
      if (envelope === undefined) return received;
      received = true;
      this.accept(envelope.message as FromChannel);
    }
  }

  private accept(message: FromChannel): void {
    switch (message.what) {
      case "hello":
        this.greeting = message.hello;
        return;
      case "replies":
        for (const reply of message.replies)
          if (this.answers.has(reply.ticket)) this.answers.set(reply.ticket, reply);
        return;
      case "given-up":
      case "broken":
        this.failure = message.message;
        return;
      default:
        message satisfies never;
    }
  }
}

/** The compiled worker; under a test runner that reads the sources, it is in dist/. */
function workerUrl(): URL {
  const here = new URL("./worker.js", import.meta.url);
  const source = import.meta.url.endsWith(".ts");
  const url = source
    ? new URL("../../../dist/impl/remote/channel/worker.js", import.meta.url)
    : here;
  if (!existsSync(url)) throw new Error(`${fileURLToPath(url)} is missing; build first`);
  return url;
}
