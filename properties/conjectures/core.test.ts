/**
 * The conjectures of docs/reference/semantics.md section 13 that speak of attach, replace and
 * detach, each with exactly its topology and operations.
 */
import { describe, expect, test } from "vitest";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { ALL, CE1, CE3 } from "./conjecture.js";
import { missing, outcomes, programmed, scenario, trace } from "../testing/conjecture.js";

describe("CLAIM-4, CLAIM-18: a PASID operation affects only its own device: false in 7.3", () => {
  test("attach on f0 programs f1; replace on f1 changes f0", () => {
    const s = scenario(CE3, "pasid-attach 01:00.0 pasid 5 domain D1");
    expect(programmed(s, "01:00.1", 5)).toBe("D1");
    expect(programmed(s, "01:00.1", 5, "device-xarray")).toBe("none");
    const r = scenario(
      CE3,
      "pasid-attach 01:00.0 pasid 5 domain D1\npasid-replace 01:00.1 pasid 5 domain D2 handle h1",
    );
    expect(outcomes(r)).toBe("0 0");
    expect(programmed(r, "01:00.0", 5)).toBe("D2");
  });
});

test("CLAIM-5: a device without PASID cannot be attached to one: false for CE1's port", () => {
  const s = scenario(CE1, "pasid-attach 00:01.0 pasid 5 domain D1");
  expect(outcomes(s)).toBe("0");
  expect(programmed(s, "01:00.0", 5)).toBe("D1");
  expect(outcomes(s, "device-xarray")).toBe("-EINVAL");
});

test("CLAIM-15: failed operations change nothing: false, the handle changes (LEAD-5)", () => {
  const s = scenario(
    CE3,
    `pasid-attach 01:00.0 pasid 5 domain D1 handle h1
pasid-attach 01:00.0 pasid 5 domain D2 handle h1
pasid-replace 01:00.0 pasid 5 domain D2 handle h2`,
  );
  expect(outcomes(s)).toBe("0 -EBUSY 0");
  expect(trace(s).steps.at(-2)?.after.handleDomain(1)).toBe(4);
  // The replace believes that D2 is there already, and programs nothing.
  expect(programmed(s, "01:00.0", 5)).toBe("D1");
});

test("CLAIM-17: attach on both members: the second is EBUSY, the hardware equal", () => {
  const both = (a: string, b: string): Scenario =>
    scenario(
      CE3,
      [
        `pasid-attach ${a} pasid 5 domain D1 handle h1`,
        `pasid-attach ${b} pasid 5 domain D1 handle h2`,
      ].join("\n"),
    );
  const one = both("01:00.0", "01:00.1");
  const other = both("01:00.1", "01:00.0");
  expect([outcomes(one), outcomes(other)]).toEqual(["0 -EBUSY", "0 -EBUSY"]);
  const last = (s: Scenario) => trace(s).steps.at(-1)?.after;
  expect(last(one)?.equals(last(other) ?? missing())).toBe(true);
});

test("CLAIM-20: two drivers use one PASID in one group only with a table per device", () => {
  const s = scenario(
    CE3,
    "pasid-attach 01:00.0 pasid 5 domain D1\npasid-attach 01:00.1 pasid 5 domain D2",
  );
  expect(outcomes(s)).toBe("0 -EBUSY");
  expect(outcomes(s, "device-xarray")).toBe("0 0");
  expect(programmed(s, "01:00.1", 5, "device-xarray")).toBe("D2");
});

test("CLAIM-23: a singleton rule makes a group table one per device, in groups of one", () => {
  const s = scenario(
    `00:01.0 root-port bus 01 ${ALL} prefix\n01:00.0 endpoint pasid 8 prefix`,
    `pasid-attach 01:00.0 pasid 5 domain D1
pasid-replace 01:00.0 pasid 5 domain D2 handle h1
pasid-detach 01:00.0 pasid 5`,
  );
  expect(outcomes(s, "group-table-singleton")).toBe(outcomes(s, "device-xarray"));
  const refused = scenario(CE3, "pasid-attach 01:00.0 pasid 5 domain D1");
  expect(outcomes(refused, "group-table-singleton")).toBe("-EINVAL");
});
