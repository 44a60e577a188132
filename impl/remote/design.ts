/**
 * A design in another process (impl/remote/protocol.md): a whole scenario is asked at boot, and
 * what the driver answered is played back step by step.
 */
import {
  NotExpressible,
  type Design,
  type BootInput,
} from "../../model/vocabulary/design/design.js";
import { channelTo } from "./channel/channel.js";
import type { Command } from "./process/command.js";
import { RemoteMachine } from "./machine.js";
import { requestOf } from "./protocol/request.js";

/** What is known of a driver beside what it says itself. */
export type Extras = Pick<Design, "fit">;

/** The driver as a design. Waits for its hello; throws if it does not come up. */
export function remoteDesign(command: Command, extras: Extras = {}): Design {
  const { name, sentence, contract, precision } = channelTo(command).hello();
  return {
    ...extras,
    name,
    sentence,
    contract,
    precision,
    announce: (coming) => channelTo(command).announce(coming.map(requestOf)),
    boot: (given: BootInput) => {
      const reply = channelTo(command).ask(requestOf(given));
      switch (reply.how) {
        case "done":
          return new RemoteMachine(given, precision.calls, reply);
        case "unsupported":
          throw new NotExpressible(reply.reason);
        case "crashed":
          throw new Error(reply.message);
        default:
          return reply satisfies never;
      }
    },
  };
}
