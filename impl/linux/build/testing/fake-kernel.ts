/** A folder for tests that looks like a built kernel. */
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { RECORD_SCHEMA, type BuildRecord } from "../record.js";
import { writeFiles } from "./fake-tree.js";

export function fakeRecord(digest: string, changed: Partial<BuildRecord> = {}): BuildRecord {
  return {
    schema: RECORD_SCHEMA,
    release: "7.3.4",
    source: "linux-source-7.3 7.3.4-1",
    digest,
    debug: false,
    driver: "d",
    config: "c",
    built: "2026-11-25T20:00:00.000Z",
    compiler: "gcc 12",
    ...changed,
  };
}

export function writeFakeKernel(folder: string, record: BuildRecord): void {
  writeFiles(folder, {
    linux: `kernel ${record.digest}`,
    "root/init": "init",
    "build.json": JSON.stringify(record),
  });
  for (const program of ["linux", "root/init"]) chmodSync(join(folder, program), 0o755);
}
