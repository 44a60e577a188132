/**
 * The command `scenario`: a real machine as a text that can be edited and replayed. The text goes
 * to stdout, or to a file; that something is assumed in it is told on stderr.
 */
import { addressText, parseAddress } from "../../model/vocabulary/topology/address.js";
import { onlyThese, wholeMachine, type Part } from "../../audit/machine/part.js";
import { machineScenario } from "../../reports/audit/scenario-text.js";
import { counted, printable } from "../../reports/text/words.js";
import { EXIT, UsageError, type ExitCode } from "../process/exit.js";
import { realMachine } from "../input/real-machine.js";
import type { Io } from "../process/io.js";
import { outputs } from "../output/files.js";

/** The options of `scenario` as commander gives them. */
export interface ScenarioFlags {
  readonly fromLspci?: string;
  readonly groups?: string;
  readonly sysfs: boolean;
  readonly root?: string;
  readonly only?: readonly string[];
  readonly out?: string;
}

export async function scenario(flags: ScenarioFlags, io: Io): Promise<ExitCode> {
  const { fromLspci: lspci, groups, sysfs, root, out } = flags;
  const only = namedIn(flags.only ?? []);
  const part: Part = only.length === 0 ? wholeMachine : onlyThese(only);
  const naming = { lspci: "--from-lspci", command: "scenario" } as const;
  const { source, machine } = await realMachine({ lspci, groups, sysfs, root }, naming, part);
  const text = machineScenario({ source, only, machine });
  const assumed = machine.unknown.length;
  if (assumed > 0) {
    const what = `${counted(assumed, "thing")} that it does not say`;
    io.err.write(`pasidcheck: ${printable(source)}: ${what}; the text lists what is assumed\n`);
  }
  if (out !== undefined) return outputs([{ path: out, text, replace: true }], io);
  io.out.write(text);
  return EXIT.asExpected;
}

/** `00:1c.0,01:00.0`, and the option may be given more than once. */
function namedIn(lists: readonly string[]): readonly string[] {
  const names = lists.flatMap((list) => list.split(","));
  return [...new Set(names)].map((name) => {
    const address = parseAddress(name.trim());
    if (address !== null) return addressText(address);
    throw new UsageError(
      `--only ${printable(name)}: expected addresses of functions, like 00:1c.0,01:00.0`,
    );
  });
}
