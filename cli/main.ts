#!/usr/bin/env node
/** The command `pasidcheck`: the real process around run.ts. */
import { expectYoungDeaths } from "../search/pool/gc-flags.js";
import { processIo } from "./process/process-io.js";
import { run } from "./run.js";

expectYoungDeaths();

const load = async () => (await import("./real-engine.js")).realEngine;

process.exitCode = await run(process.argv.slice(2), processIo(), load);
