/**
 * The messages between a worker channel and the thread that asks it, and the numbers that they
 * share: the asking thread sleeps on them.
 */
import type { MessagePort } from "node:worker_threads";
import type { Job, Reply } from "../process/client.js";
import type { Command } from "../process/command.js";
import type { Hello } from "../protocol/hello.js";

/** Numbers in the shared memory: messages posted by the channel so far; whether it has ended. */
export const POSTED = 0;
export const ENDED = 1;
export const SHARED_NUMBERS = 2;

/** What the channel is started with. */
export interface ChannelData {
  readonly command: Command;
  readonly port: MessagePort;
  readonly shared: SharedArrayBuffer;
}

export type ToChannel =
  /** `urgent`: somebody waits for them. */
  | { readonly what: "ask"; readonly jobs: readonly Job[]; readonly urgent: boolean }
  /** What is asked next is asked a new process. */
  | { readonly what: "renew" }
  | { readonly what: "drop"; readonly tickets: ReadonlySet<number> };

export type FromChannel =
  | { readonly what: "hello"; readonly hello: Hello }
  | { readonly what: "replies"; readonly replies: readonly Reply[] }
  /** The driver does not come up. */
  | { readonly what: "given-up"; readonly message: string }
  /** The channel itself is broken. */
  | { readonly what: "broken"; readonly message: string };
