#!/usr/bin/env node
/**
 * Defines the command `pasidcheck`: the real process around run.ts.
 */
import { expectYoungDeaths } from "../properties/engines/heap.js";
import { processIo } from "./process-io.js";
import { run } from "./run.js";

expectYoungDeaths();

const load = async () => (await import("./machinery.js")).machinery;

process.exitCode = await run(process.argv.slice(2), processIo(), load);
