/**
 * The surroundings of a test of `kernel build`: fake programs, a fake tree and a fake driver, in a
 * folder that goes with the test.
 */
import { join } from "node:path";
import {
  FAKE_INPUTS,
  FAKE_TREE,
  inFolder,
  writeFiles,
  type Files,
} from "../../impl/linux/build/testing/fake-tree.js";
import { fakeTools } from "../../impl/linux/build/testing/fake-tools.js";
import { kernelBuild, type KernelBuildFlags } from "../commands/kernel-build.js";
import { fakeIo, type FakeIo } from "./fake-io.js";

export interface KernelSetup {
  readonly folder: string;
  readonly tree: string;
  readonly kernels: string;
  readonly env: Readonly<Record<string, string>>;
  readonly used: (flags: Partial<KernelBuildFlags>, io?: FakeIo) => Promise<Used>;
}

export interface Used {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `scripts` are programs, `files` are in the tree, both besides what is there anyway. */
export function withKernelSetup(
  work: (given: KernelSetup) => Promise<void>,
  scripts: Readonly<Record<string, string>> = {},
  files: Files = {},
): Promise<void> {
  return inFolder((folder) => {
    const [tree, bin, inputs] = ["linux", "bin", "inputs"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFiles(tree, { ...FAKE_TREE, ...files });
    writeFiles(inputs, FAKE_INPUTS);
    fakeTools(bin, scripts);
    const env = { PATH: bin, XDG_CACHE_HOME: join(folder, "cache") };
    const used = async (flags: Partial<KernelBuildFlags>, io = fakeIo({ env })): Promise<Used> => {
      const code = await kernelBuild({ debug: false, ...flags }, io, inputs);
      return { code, out: io.stdout(), err: io.stderr() };
    };
    return work({ folder, tree, kernels: join(folder, "cache/pasidcheck/kernel"), env, used });
  });
}

/** The last line that was said. */
export const lastLine = (text: string): string => text.trimEnd().split("\n").at(-1) ?? "";
