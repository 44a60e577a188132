#!/usr/bin/env node
// The command, executable in every clone; what it does is compiled from cli/main.ts.
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  process.stderr.write("pasidcheck: not built yet; run `npm run build` in its folder first\n");
  process.exitCode = 2;
}
