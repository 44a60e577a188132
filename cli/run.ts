/**
 * A command line, carried out: from its words to an exit code. Nothing here throws; whatever goes
 * wrong is one line on stderr.
 */
import { CommanderError, type Command } from "commander";
import { VERSION } from "../properties/results/version.js";
import { printable } from "../reports/text/words.js";
import type { Engine } from "./engine.js";
import { EXIT, UsageError, type ExitCode } from "./process/exit.js";
import { lookOf, type Io } from "./process/io.js";
import { program, type Actions } from "./program.js";

/** `argv` begins with the command, not with node. `load` is called only if the command needs it. */
export async function run(
  argv: readonly string[],
  io: Io,
  load: () => Promise<Engine>,
): Promise<ExitCode> {
  let code: ExitCode = EXIT.asExpected;
  const root = program(
    {
      check: async (flags) => {
        const { check } = await import("./commands/check.js");
        code = await check(flags, io, await load());
      },
      bugs: async (flags) => {
        const { bugs } = await import("./commands/bugs.js");
        code = await bugs(flags, io, await load());
      },
      gate: async (flags) => {
        const { gate } = await import("./commands/gate.js");
        code = await gate(flags, io, await load());
      },
      exhaust: async (flags) => {
        const { exhaust } = await import("./commands/exhaust.js");
        code = await exhaust(flags, io, await load());
      },
      list: async () => {
        const { catalogue } = await import("../reports/terminal/list.js");
        const { designs, invariants } = await load();
        io.out.write(catalogue(designs, invariants, lookOf(io)));
      },
      replay: async (files, flags) => {
        const { replay } = await import("./commands/replay.js");
        code = await replay(files, flags, io, await load());
      },
      explain: async (file, flags) => {
        const { explain } = await import("./commands/explain.js");
        code = await explain(file, flags, io, await load());
      },
      audit: async (flags) => {
        const { audit } = await import("./commands/audit.js");
        code = await audit(flags, io);
      },
      scenario: async (flags) => {
        const { scenario } = await import("./commands/scenario.js");
        code = await scenario(flags, io);
      },
      ...kernelActions(io, load, (said) => {
        code = said;
      }),
    },
    VERSION,
  );
  quieten(root, io);
  try {
    namesCommand(argv);
    await root.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    return failed(error, io);
  }
}

/** Throws UsageError where no command is named. */
function namesCommand(argv: readonly string[]): void {
  if (argv.length === 0) throw new UsageError("name a command; see pasidcheck --help");
  if (argv.length === 1 && argv[0] === "kernel")
    throw new UsageError(
      "name a command: kernel build, list, check, rm or record; see pasidcheck kernel --help",
    );
}

/** Makes commander throw instead of exit, and speak through `io`, each error on one line. */
function quieten(command: Command, io: Io): void {
  command.exitOverride();
  command.configureOutput({
    writeOut: (text) => io.out.write(text),
    writeErr: (text) => io.err.write(text),
    outputError: (text, write) => {
      const line = printable(text.replace(/^error: /, "")).replace(/\.$/, "");
      write(`pasidcheck: ${line}; see pasidcheck ${commandName(command)}--help\n`);
    },
    getOutHelpWidth: () => io.out.columns ?? 100,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  });
  for (const sub of command.commands) quieten(sub, io);
}

function commandName(command: Command): string {
  return command.parent === null ? "" : `${commandName(command.parent)}${command.name()} `;
}

function failed(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.asExpected : EXIT.usage;
  if (error instanceof UsageError) {
    io.err.write(`pasidcheck: ${error.message}\n`);
    return EXIT.usage;
  }
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  io.err.write(
    `pasidcheck: ${printable(said)}; this is a defect of pasidcheck, please report it\n`,
  );
  return EXIT.inconclusive;
}

type KernelActions = Pick<
  Actions,
  "kernelBuild" | "kernelCheck" | "kernelList" | "kernelRemove" | "kernelRecord"
>;

function kernelActions(
  io: Io,
  load: () => Promise<Engine>,
  end: (code: ExitCode) => void,
): KernelActions {
  return {
    kernelBuild: async (flags) => {
      const { kernelBuild } = await import("./commands/kernel-build.js");
      end(await kernelBuild(flags, io));
    },
    kernelCheck: async (flags) => {
      const { kernelCheckCommand } = await import("./commands/kernel-check.js");
      end(await kernelCheckCommand(flags, io, await load()));
    },
    kernelList: async () => {
      const { kernelList } = await import("./commands/kernel-list.js");
      end(kernelList(io));
    },
    kernelRemove: async (names) => {
      const { kernelRemove } = await import("./commands/kernel-list.js");
      end(kernelRemove(names, io));
    },
    kernelRecord: async (flags) => {
      const { kernelRecord } = await import("./commands/kernel-record.js");
      end(await kernelRecord(flags, io));
    },
  };
}
