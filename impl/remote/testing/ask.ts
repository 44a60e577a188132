/** A driver, asked by tests through the client: all at once, and every answer is awaited. */
import { Client, PATIENCE, type Reply } from "../process/client.js";
import type { Command } from "../process/command.js";
import type { Request } from "../protocol/request.js";

/** What became of each request, in order; nothing of the driver remains afterwards. */
export function ask(
  command: Command,
  requests: readonly Request[],
  patience = PATIENCE,
): Promise<readonly Reply[]> {
  return new Promise((resolve) => {
    const replies: Reply[] = [];
    const end = async (): Promise<void> => {
      await client.close();
      resolve(replies.toSorted((a, b) => a.ticket - b.ticket));
    };
    const listener = {
      hello: () => {},
      givenUp: () => {},
      reply: (reply: Reply) => {
        if (replies.push(reply) === requests.length) void end();
      },
    };
    const client = new Client(command, listener, patience);
    const jobs = requests.map((request, ticket) => ({ ticket, request }));
    client.ask(jobs, false);
  });
}

/** The message of a crash; nothing if it was none. */
export function crash(reply: Reply | undefined): string {
  return reply?.how === "crashed" ? reply.message : "";
}
