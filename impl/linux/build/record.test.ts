import { expect, test } from "vitest";
import { parseRecord, RECORD_SCHEMA, type BuildRecord } from "./record.js";

const RECORD: BuildRecord = {
  schema: RECORD_SCHEMA,
  release: "7.3.4",
  source: "linux-source-7.3 7.3.4-1",
  digest: "0123456789abcdef",
  debug: false,
  driver: "d",
  config: "c",
  built: "2026-11-25T20:00:00.000Z",
  compiler: "gcc 12",
};

test("what is written can be read", () => {
  expect(parseRecord(JSON.stringify(RECORD))).toEqual({ ok: true, record: RECORD });
});

test.each([
  ["{", "is no JSON"],
  ["[]", "is no object"],
  ["null", "is no object"],
  ["{}", "is not of the schema kernel-build@1"],
  [JSON.stringify({ ...RECORD, schema: "kernel-build@2" }), "is not of the schema kernel-build@1"],
  [JSON.stringify({ ...RECORD, release: undefined }), "says no release"],
  [JSON.stringify({ ...RECORD, digest: 7 }), "says no digest"],
  [JSON.stringify({ ...RECORD, source: "" }), "says no source"],
  [JSON.stringify({ ...RECORD, compiler: "x".repeat(5000) }), "says no compiler"],
  [JSON.stringify({ ...RECORD, debug: "no" }), "says no debug"],
])("%s", (text, problem) => expect(parseRecord(text)).toEqual({ ok: false, problem }));
