/**
 * The body of a worker channel: a thread that runs the asynchronous client of one driver, while the
 * thread that started it sleeps until an answer is there.
 */
import { workerData } from "node:worker_threads";
import { ENDED, POSTED, type ChannelData, type FromChannel, type ToChannel } from "./messages.js";
import { Client, type Reply } from "../process/client.js";

const { command, port, shared } = workerData as ChannelData;
const numbers = new Int32Array(shared);

function post(message: FromChannel): void {
  port.postMessage(message);
  Atomics.add(numbers, POSTED, 1);
  Atomics.notify(numbers, POSTED);
}

function end(): void {
  Atomics.store(numbers, ENDED, 1);
  Atomics.notify(numbers, POSTED);
}

process.on("exit", end);
process.on("uncaughtException", (error) => {
  post({ what: "broken", message: error.stack ?? error.message });
  process.exit(1);
});

let replies: Reply[] = [];

/** Answers that came together are posted together. */
function flush(): void {
  post({ what: "replies", replies });
  replies = [];
}

const client = new Client(command, {
  hello: (hello) => post({ what: "hello", hello }),
  givenUp: (message) => post({ what: "given-up", message }),
  reply: (reply) => {
    if (replies.length === 0) queueMicrotask(flush);
    replies.push(reply);
  },
});

port.on("message", (message: ToChannel) => {
  switch (message.what) {
    case "ask":
      client.ask(message.jobs, message.urgent);
      return;
    case "renew":
      client.renewNow();
      return;
    case "drop":
      client.drop(message.tickets);
      return;
    default:
      message satisfies never;
  }
});
