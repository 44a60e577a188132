/**
 * The mock driver does to the tables what each callback says, refuses what it must, and keeps a
 * log; a design can neither misreport nor call what is not there.
 */
import { beforeEach, describe, expect, test } from "vitest";
import { BLOCKED, domainId, IDENTITY, NO_DOMAIN } from "../operation/domain.js";
import { ERRNO, errnoNames } from "../operation/outcome.js";
import { CallLog, type DriverCall, errnoOf, Hardware } from "./hardware.js";
import { Observation } from "./observation.js";
import { CALLS_MAX } from "../operation/operands.js";

const D1 = domainId("D1");
const D2 = domainId("D2");
const PASIDS = [0, 5, 6];
const FIVE = 1;

/** 0 is a PF with PASIDs, 1 its VF, 2 has no PASIDs. */
function hardware(strict = false): Hardware {
  return new Hardware({
    functions: 3,
    columns: PASIDS,
    strict,
    tableSize: (dev) => (dev === 2 ? 0 : 256),
    controlOf: (dev) => (dev === 1 ? 0 : dev),
  });
}

let hw = hardware();
beforeEach(() => {
  hw = hardware();
  hw.begin(undefined);
});

describe("attach_dev", () => {
  test("sets the RID's domain of one function, the blocked domain too", () => {
    expect(hw.attachDev(IDENTITY, 0, NO_DOMAIN)).toBe(0);
    expect(hw.attachDev(BLOCKED, 1, NO_DOMAIN)).toBe(0);
    expect([0, 1, 2].map((dev) => hw.programmed(dev, 0))).toEqual([IDENTITY, BLOCKED, NO_DOMAIN]);
  });
  test("needs neither PASIDs nor their being enabled", () => {
    expect(hardware(true).attachDev(D1, 2, IDENTITY)).toBe(0);
  });
});

describe("set_dev_pasid", () => {
  test("sets one PASID of one function", () => {
    expect(hw.setDevPasid(D1, 0, 5, NO_DOMAIN)).toBe(0);
    expect(hw.programmed(0, FIVE)).toBe(D1);
    expect([hw.programmed(0, 0), hw.programmed(0, 2), hw.programmed(1, FIVE)]).toEqual([0, 0, 0]);
  });
  test("the blocked domain removes", () => {
    hw.setDevPasid(D1, 0, 5, NO_DOMAIN);
    expect(hw.setDevPasid(BLOCKED, 0, 5, D1)).toBe(0);
    expect(hw.programmed(0, FIVE)).toBe(NO_DOMAIN);
  });
  test("PASID 0 is the RID's translation, and blocked there is a domain like others", () => {
    expect(hw.setDevPasid(BLOCKED, 0, 0, NO_DOMAIN)).toBe(0);
    expect(hw.programmed(0, 0)).toBe(BLOCKED);
  });
  test("a function without a PASID table refuses, except to remove", () => {
    expect(hw.setDevPasid(D1, 2, 5, NO_DOMAIN)).toBe(ERRNO.EINVAL);
    expect(hw.programmed(2, FIVE)).toBe(NO_DOMAIN);
    expect(hw.setDevPasid(BLOCKED, 2, 5, NO_DOMAIN)).toBe(0);
  });
  test("a domain without the op cannot be called", () => {
    expect(() => hw.setDevPasid(domainId("N1"), 0, 5, NO_DOMAIN)).toThrow("set_dev_pasid");
  });
  test("a PASID that no operation names cannot be called", () => {
    expect(() => hw.setDevPasid(D1, 0, 7, NO_DOMAIN)).toThrow(RangeError);
    expect(() => hw.removeDevPasid(0, 7)).toThrow("PASID 7");
  });
});

describe("a strict driver", () => {
  beforeEach(() => {
    hw = hardware(true);
  });
  test("refuses a PASID where PASID is not enabled", () => {
    expect(hw.setDevPasid(D1, 0, 5, NO_DOMAIN)).toBe(ERRNO.EINVAL);
    hw.setPasidControl(0, true);
    expect(hw.setDevPasid(D1, 0, 5, NO_DOMAIN)).toBe(0);
    hw.setPasidControl(0, false);
    expect(hw.setDevPasid(D2, 0, 5, D1)).toBe(ERRNO.EINVAL);
    expect(hw.programmed(0, FIVE)).toBe(D1);
  });
  test("asks the register that governs the function: a VF's is its PF's", () => {
    hw.setPasidControl(1, true);
    expect(hw.setDevPasid(D1, 1, 5, NO_DOMAIN)).toBe(ERRNO.EINVAL);
    hw.setPasidControl(0, true);
    expect(hw.setDevPasid(D1, 1, 5, NO_DOMAIN)).toBe(0);
    expect([hw.pasidControl(0), hw.pasidControl(1), hw.pasidControl(2)]).toEqual([
      true,
      true,
      false,
    ]);
  });
  test("removes all the same", () => {
    expect(hw.setDevPasid(BLOCKED, 0, 5, D1)).toBe(0);
  });
});

const attachAll = (): number[] => [0, 1, 2].map((dev) => hw.attachDev(D1, dev, IDENTITY));

describe("the k-th call fails", () => {
  test("that one only, with its errno, and it changes nothing", () => {
    hw.begin({ call: 2, errno: "ENOSPC" });
    expect(attachAll()).toEqual([0, ERRNO.ENOSPC, 0]);
    expect([0, 1, 2].map((dev) => hw.programmed(dev, 0))).toEqual([D1, NO_DOMAIN, D1]);
    expect(hw.attachDev(D1, 1, IDENTITY)).toBe(0);
  });
  test("callbacks of all kinds count, removals too", () => {
    hw.begin({ call: 3, errno: "EBUSY" });
    expect(hw.attachDev(D1, 0, IDENTITY)).toBe(0);
    expect(hw.setDevPasid(D1, 0, 5, NO_DOMAIN)).toBe(0);
    expect(hw.setDevPasid(BLOCKED, 0, 5, D1)).toBe(ERRNO.EBUSY);
    expect(hw.programmed(0, FIVE)).toBe(D1);
  });
  test("the armed failure comes before the driver's own reasons", () => {
    hw.begin({ call: 1, errno: "ENODEV" });
    expect(hw.setDevPasid(D1, 2, 5, NO_DOMAIN)).toBe(ERRNO.ENODEV);
  });
  test("a refusal of the driver's own counts as a call", () => {
    hw.begin({ call: 2, errno: "ENOMEM" });
    expect(hw.setDevPasid(D1, 2, 5, NO_DOMAIN)).toBe(ERRNO.EINVAL);
    expect(hw.setDevPasid(D1, 0, 5, NO_DOMAIN)).toBe(ERRNO.ENOMEM);
  });
  test("a failure beyond the last call is not carried over", () => {
    hw.begin({ call: 4, errno: "ENOMEM" });
    attachAll();
    hw.begin(undefined);
    expect(attachAll()).toEqual([0, 0, 0]);
  });
});

const last = (): DriverCall => hw.calls.at(hw.calls.length - 1);

describe("the log", () => {
  test("says who was called with what, and what was really there", () => {
    hw.setDevPasid(D1, 0, 5, NO_DOMAIN);
    hw.setDevPasid(D2, 0, 5, IDENTITY);
    expect(last()).toMatchObject({ dev: 0, pasid: 5, column: FIVE, domain: D2, status: 0 });
    expect(last()).toMatchObject({ told: IDENTITY, was: D1 });
  });
  test("keeps what was refused", () => {
    hw.setDevPasid(D1, 2, 5, NO_DOMAIN);
    expect(last()).toMatchObject({ dev: 2, domain: D1, status: ERRNO.EINVAL });
  });
  test("says what a lookup found at that moment; the RID is not looked up", () => {
    hw.lookup = (dev, pasid) => (dev === 0 && pasid === 5 ? D2 : NO_DOMAIN);
    hw.setDevPasid(D1, 0, 5, NO_DOMAIN);
    expect(last().seen).toBe(D2);
    hw.setDevPasid(D1, 1, 5, NO_DOMAIN);
    expect(last().seen).toBe(NO_DOMAIN);
    hw.lookup = () => D2;
    hw.attachDev(D1, 0, IDENTITY);
    expect(last().seen).toBe(NO_DOMAIN);
  });
  test("a removal without old domain is told what the table says (BUG-2)", () => {
    hw.setDevPasid(D1, 0, 5, NO_DOMAIN);
    hw.lookup = () => D2;
    expect(hw.removeDevPasid(0, 5)).toBe(0);
    expect(last()).toMatchObject({ domain: BLOCKED, told: D2, was: D1, pasid: 5 });
    expect(hw.programmed(0, FIVE)).toBe(NO_DOMAIN);
  });
  test("is emptied before every operation; a snapshot stays", () => {
    hw.attachDev(D1, 0, IDENTITY);
    const kept = hw.calls.snapshot();
    hw.begin(undefined);
    expect(hw.calls.length).toBe(0);
    expect(() => hw.calls.at(0)).toThrow(RangeError);
    hw.attachDev(D2, 1, IDENTITY);
    expect(kept.at(0)).toMatchObject({ dev: 0, domain: D1 });
    expect(kept.equals(hw.calls)).toBe(false);
  });
  test("two logs are equal if the calls are; what was there and what was seen do not count", () => {
    const other = hardware();
    other.lookup = () => D2;
    hw.setDevPasid(D1, 0, 5, NO_DOMAIN);
    other.setDevPasid(D1, 0, 5, NO_DOMAIN);
    expect(hw.calls.equals(other.calls)).toBe(true);
    other.setDevPasid(D1, 1, 5, NO_DOMAIN);
    expect(hw.calls.equals(other.calls)).toBe(false);
    hw.setDevPasid(D1, 1, 5, D2);
    expect(hw.calls.equals(other.calls)).toBe(false);
  });
  test("a design that never stops calling is crashed", () => {
    const log = new CallLog();
    for (let i = 0; i < CALLS_MAX; i++) log.next();
    expect(() => log.next()).toThrow(`more than ${CALLS_MAX}`);
  });
});

test("what is put into place is there, and is no call", () => {
  hw.place(1, FIVE, D2);
  expect(hw.programmed(1, FIVE)).toBe(D2);
  hw.place(1, FIVE, NO_DOMAIN);
  expect([hw.programmed(1, FIVE), hw.calls.length]).toEqual([NO_DOMAIN, 0]);
});

test("a released function keeps in the books what nobody removed, a probed one has nothing", () => {
  hw.attachDev(D1, 0, NO_DOMAIN);
  hw.setDevPasid(D2, 0, 5, NO_DOMAIN);
  hw.attachDev(D1, 1, NO_DOMAIN);
  hw.releaseDevice(0);
  expect([hw.programmed(0, 0), hw.programmed(0, FIVE), hw.programmed(1, 0)]).toEqual([0, D2, D1]);
  hw.probeDevice(0);
  expect([hw.programmed(0, 0), hw.programmed(0, FIVE), hw.programmed(1, 0)]).toEqual([0, 0, D1]);
});

test("an observation gets the whole table", () => {
  hw.attachDev(D1, 0, NO_DOMAIN);
  hw.setDevPasid(D2, 1, 6, NO_DOMAIN);
  const seen = new Observation(3, PASIDS.length);
  hw.observe(seen);
  expect([seen.hardware(0, 0), seen.hardware(1, 2), seen.hardware(2, 1)]).toEqual([D1, D2, 0]);
});

test("every errno has its number and its name back", () => {
  for (const name of errnoNames()) expect(errnoOf(ERRNO[name])).toBe(name);
  expect(() => errnoOf(1000)).toThrow("1000");
});
