/**
 * A real machine that a user names: an lspci dump, with a list of groups if there is one, or a
 * /sys, that of the machine itself or a copy.
 */
import { GROUPS_BYTES_MAX, groupsOf, readGroups } from "../../audit/read/groups.js";
import { LSPCI_BYTES_MAX } from "../../audit/read/lspci.js";
import { readMachine, type How, type RealMachine } from "../../audit/machine/machine.js";
import { wholeMachine, type Part } from "../../audit/machine/part.js";
import { UsageError } from "../process/exit.js";
import { readInput, valueOf } from "./read-file.js";
import { readRunningMachine } from "./sysfs.js";

export interface MachineFlags {
  readonly lspci?: string | undefined;
  readonly groups?: string | undefined;
  readonly sysfs: boolean;
  readonly root?: string | undefined;
  readonly acsAsShown?: boolean;
}

/** How the user names the dump, and the command that speaks of it. */
export interface Naming {
  readonly lspci: "--lspci" | "--from-lspci";
  readonly command: string;
}

export interface Source {
  readonly source: string;
  readonly machine: RealMachine;
}

/** The machine, or just a part of it. Throws UsageError. */
export async function realMachine(
  flags: MachineFlags,
  naming: Naming,
  part: Part | null = null,
): Promise<Source> {
  const { lspci, groups, sysfs, root } = flags;
  const help = `see pasidcheck ${naming.command} --help`;
  if (sysfs && lspci !== undefined)
    throw new UsageError(`name ${naming.lspci} or --sysfs, not both; ${help}`);
  if (sysfs && groups !== undefined)
    throw new UsageError(`--groups is for ${naming.lspci}: --sysfs has the groups; leave it out`);
  if (!sysfs && root !== undefined)
    throw new UsageError("--root is for --sysfs; name --sysfs as well");
  const how = { part, acsAsShown: flags.acsAsShown === true };
  if (sysfs) {
    const folder = root ?? "/sys";
    return { source: folder, machine: valueOf(folder, await readRunningMachine(folder, how)) };
  }
  if (lspci === undefined)
    throw new UsageError(`name a machine: ${naming.lspci} FILE or --sysfs; ${help}`);
  return { source: lspci, machine: await dumpedMachine(lspci, groups, how) };
}

async function dumpedMachine(
  lspci: string,
  groups: string | undefined,
  how: How,
): Promise<RealMachine> {
  const text = await readInput(lspci, "an lspci -vv", LSPCI_BYTES_MAX);
  if (groups === undefined) return valueOf(lspci, readMachine(text, null, how));
  const list = await readInput(groups, "a list of groups", GROUPS_BYTES_MAX);
  const lines = valueOf(groups, readGroups(list));
  const machine = valueOf(lspci, readMachine(text, lines, how));
  // Of a part nobody can say whether the list is of another machine.
  if (how.part !== null && how.part !== wholeMachine) return machine;
  const shown = machine.functions.flatMap((f) => (f.shown ? [f.address] : []));
  const { absent } = valueOf(groups, groupsOf(shown, lines));
  if (absent === 0) return machine;
  const functions =
    absent === 1
      ? "1 function of the list of groups is"
      : `${absent} functions of the list of groups are`;
  const note = `${functions} not in the dump; only the others are compared`;
  return { ...machine, unknown: [note, ...machine.unknown] };
}
