/**
 * A design in another process (impl/remote/protocol.md): a whole scenario is asked at boot, and
 * what the driver answered is played back step by step.
 */
import {
  NotExpressible,
  type Design,
  type BootInput,
  type Precision,
} from "../../model/vocabulary/design/design.js";
import { channelTo } from "./channel/channel.js";
import type { Command } from "./process/command.js";
import { RemoteMachine } from "./machine.js";
import type { Crash } from "./protocol/answer.js";
import { requestOf } from "./protocol/request.js";

/** What is known of a driver beside what it says itself. */
export type Extras = Pick<Design, "fit">;

/** The machine up to the operation in which the driver died. Throws where nothing is known. */
function machineUntil(
  given: BootInput,
  calls: Precision["calls"],
  { message, cut }: Crash,
): RemoteMachine {
  const last = given.operations.length - 1;
  if (cut === null || cut.running < 0) throw new Error(message);
  if (cut.running <= last)
    return new RemoteMachine(given, calls, cut, { step: cut.running, message });
  // All operations have returned: it died when the hierarchy was taken down.
  const [first = "", ...rest] = message.split("\n");
  const late = [`${first} (after the last operation, as the devices went)`, ...rest].join("\n");
  if (last < 0) throw new Error(late);
  return new RemoteMachine(given, calls, cut, { step: last, message: late });
}

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
          return new RemoteMachine(given, precision.calls, reply, null);
        case "unsupported":
          throw new NotExpressible(reply.reason);
        case "crashed":
          return machineUntil(given, precision.calls, reply);
        default:
          return reply satisfies never;
      }
    },
  };
}
