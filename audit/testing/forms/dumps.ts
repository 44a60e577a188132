/** The forms of a dump, by name, with what each of them can say. */
import { quotedLspci, recordLspci } from "./machine-readable.js";
import { plainLspci, PLAIN_TITLES } from "./names.js";
import { pathLspci } from "./paths.js";
import { pciconfText } from "./pciconf.js";
import type { ShownFunction } from "./shown.js";
import { treeLspci } from "./tree.js";
import { hexLspci, verboseLspci } from "./verbose.js";

export interface DumpForm {
  readonly name: string;
  /** What a user types. */
  readonly command: string;
  readonly print: (all: readonly ShownFunction[]) => string;
  /**
   * `all`: kinds, buses, ACS and PASID; `header`: all but what is beyond 64 bytes; `names`: titles.
   */
  readonly shows: "all" | "header" | "names";
  /** Whether the groups are in it. */
  readonly groups: boolean;
}

type Print = DumpForm["print"];
const form = (
  name: string,
  command: string,
  shows: DumpForm["shows"],
  groups: boolean,
  print: Print,
): DumpForm => ({ name, command, print, shows, groups });

const both = { ...PLAIN_TITLES, naming: "both" } as const;
const numbers = { ...PLAIN_TITLES, naming: "numbers" } as const;

export const DUMP_FORMS: readonly DumpForm[] = [
  form("vv", "sudo lspci -vv", "all", true, (all) => verboseLspci(all, { level: 2, root: true })),
  form("vvv-D-nn", "sudo lspci -D -nn -vvv", "all", true, (all) =>
    verboseLspci(all, { level: 3, root: true, titles: { ...both, segments: true } }),
  ),
  form("vvxxxx", "sudo lspci -vvxxxx", "all", true, (all) =>
    verboseLspci(all, { level: 2, root: true, bytes: 4096 }),
  ),
  form("vvx", "sudo lspci -vvx", "all", true, (all) =>
    verboseLspci(all, { level: 2, root: true, bytes: 64 }),
  ),
  form("xxxx", "sudo lspci -xxxx", "all", false, (all) => hexLspci(all, 4096)),
  form("v", "sudo lspci -v", "header", true, (all) => verboseLspci(all, { level: 1, root: true })),
  form("vv-user", "lspci -vv", "header", true, (all) =>
    verboseLspci(all, { level: 2, root: false }),
  ),
  form("v-user", "lspci -v", "header", true, (all) => verboseLspci(all, { level: 1, root: false })),
  form("x-user", "lspci -x", "header", false, (all) => hexLspci(all, 64)),
  form("plain", "lspci", "names", false, (all) => plainLspci(all)),
  form("n", "lspci -n", "names", false, (all) => plainLspci(all, numbers)),
  form("nn", "lspci -nn", "names", false, (all) => plainLspci(all, both)),
  form("D", "lspci -D", "names", false, (all) =>
    plainLspci(all, { ...PLAIN_TITLES, segments: true }),
  ),
  form("t", "lspci -t", "names", false, (all) => treeLspci(all, false)),
  form("tv", "lspci -tv", "names", false, (all) => treeLspci(all, true)),
  form("P", "lspci -P", "names", false, (all) => pathLspci(all, false)),
  form("PP", "lspci -PP", "names", false, (all) => pathLspci(all, true)),
  form("mm", "lspci -mm", "names", false, (all) => quotedLspci(all)),
  form("vmm", "lspci -vmm", "names", true, (all) => recordLspci(all, false)),
  form("vmmk", "lspci -vmm -k", "names", true, (all) => recordLspci(all, true)),
  form("pciconf", "pciconf -lvbc", "names", false, (all) => pciconfText(all)),
  form(
    "tree-and-nn",
    "lspci -t; lspci -nn",
    "names",
    false,
    (all) => `$ lspci -t\n${treeLspci(all, false)}$ lspci -nn\n${plainLspci(all, both)}`,
  ),
  form(
    "nn-and-vv",
    "lspci -nn; sudo lspci -vv",
    "all",
    true,
    (all) =>
      `$ lspci -nn\n${plainLspci(all, both)}$ sudo lspci -vv\n` +
      verboseLspci(all, { level: 2, root: true }),
  ),
];

export function dumpForm(name: string): DumpForm {
  const found = DUMP_FORMS.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`no form ${name}`);
  return found;
}
