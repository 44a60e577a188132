/** The drivers with which the client is tested. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "../process/command.js";

/** The page of Python. */
export const example: Command = driver("example/per_device.py");

/** The one that misbehaves in the way that `mode` names where PASID 13 is named. */
export function misbehaving(mode: string, ...args: readonly string[]): Command {
  return { ...driver("testing/misbehaving.py"), args: [mode, ...args] };
}

/** Scripts lie beside the sources, also when this runs from dist/. */
function driver(path: string): Command {
  const here = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const source = fileURLToPath(new URL(`../../../../impl/remote/${path}`, import.meta.url));
  return { file: existsSync(here) ? here : source, args: [], channel: "stdio" };
}
