/**
 * An answer is played back: what the driver called and recorded is what invariants see, and a
 * driver that contradicts the hardware or itself is broken.
 */
import { describe, expect, test } from "vitest";
import type { Precision } from "../../model/vocabulary/design/design.js";
import { domainId, IDENTITY, NO_DOMAIN } from "../../model/vocabulary/operation/domain.js";
import { OK, refusal } from "../../model/vocabulary/operation/outcome.js";
import { Hardware } from "../../model/vocabulary/design/hardware.js";
import { Observation } from "../../model/vocabulary/design/observation.js";
import { isUserOperationName, type Operation } from "../../model/vocabulary/operation/operation.js";
import { UserObservation } from "../../model/vocabulary/design/user-observation.js";
import { answerLines } from "./write-answer.js";
import { AnswerReader } from "./protocol/read-answer.js";
import { RemoteMachine } from "./machine.js";
import { requestOf } from "./protocol/request.js";
import { asked } from "./testing/questions.js";

const D1 = domainId("D1");
const D2 = domainId("D2");
const ATTACH: Operation = { op: "pasid-attach", dev: 1, pasid: 5, domain: "D1", handle: 2 };
const FIVE = 1;

/** A root port in a group of its own, two endpoints in another. */
const BOOT = ["fn 0 1 4 I - I - 0 0", "fn 1 2 4 I - I - 0 0", "fn 2 2 4 I - I - 0 0"];
const CALLS = [0, 1, 2].map((dev) => `call ${dev} 0 I - - 0`);

interface Setup {
  readonly strict?: boolean;
  readonly calls?: Precision["calls"];
  /** What each operation is. */
  readonly asks?: Operation;
}

class Played {
  readonly hardware: Hardware;
  readonly machine: RemoteMachine;
  readonly seen: Observation;

  constructor(
    lines: readonly string[],
    { strict = false, calls = "all", asks = ATTACH }: Setup = {},
  ) {
    this.seen = new Observation(3, 2, isUserOperationName(asks.op));
    this.hardware = new Hardware({
      functions: 3,
      columns: [0, 5],
      strict,
      tableSize: () => 256,
      controlOf: (dev) => dev,
    });
    const operations = lines.filter((line) => line.startsWith("op ")).map(() => asks);
    const given = { ...asked(operations), columns: [0, 5] };
    const reader = new AnswerReader(calls);
    reader.begin({ ...requestOf(given) }, 1);
    for (const line of ["answer 1", ...lines]) reader.line(line);
    const answer = reader.line("end 1");
    if (answer?.how !== "done") throw new Error("not done");
    this.hardware.begin(undefined);
    this.machine = new RemoteMachine({ ...given, hardware: this.hardware }, calls, answer, null);
    this.look();
  }

  step(op: Operation = ATTACH): ReturnType<RemoteMachine["step"]> {
    this.hardware.begin("fail" in op ? op.fail : undefined);
    const outcome = this.machine.step(op, 0);
    this.look();
    return outcome;
  }

  private look(): void {
    this.machine.observe(this.seen);
    this.hardware.observe(this.seen);
  }
}

describe("what the driver did is seen", () => {
  const played = new Played([
    ...CALLS,
    ...BOOT,
    "op 0 0",
    "call 1 5 D1 - D2 0",
    "fn 1 2 5 I D1 I D1 0 2",
    "handles - D1 - - - - - -",
    "warn a warning",
    "op 1 -16",
    "op 2 0",
    "call 1 5 B D1 D1 0",
    "fn 1 2 5 I - I - 0 0",
  ]);
  test("groups and domains after boot", () => {
    expect([0, 1, 2].map((dev) => played.seen.group(dev))).toEqual([1, 2, 2]);
    expect([0, 1, 2].map((dev) => played.seen.hardware(dev, 0))).toEqual([2, 2, 2]);
    expect(played.seen.recorded(2, 0)).toBe(IDENTITY);
    expect(played.machine.warnings()).toEqual([]);
  });
  test("a call, what a lookup saw, what is recorded, what the platform complained of", () => {
    expect(played.step()).toBe(OK);
    expect(played.hardware.calls.at(0)).toMatchObject({ dev: 1, pasid: 5, domain: D1, seen: D2 });
    expect(played.seen.enabled(1)).toBe(true);
    expect([played.seen.hardware(1, FIVE), played.seen.recorded(1, FIVE)]).toEqual([D1, D1]);
    expect([played.seen.handle(1, FIVE), played.seen.handleDomain(2)]).toEqual([2, D1]);
    expect([played.machine.lookup(1, 5), played.machine.lookup(1, 6)]).toEqual([D1, NO_DOMAIN]);
    expect(played.machine.warnings()).toEqual(["a warning"]);
  });
  test("a refusal by its name; everything stays, and the warning is over", () => {
    expect(played.step()).toBe(refusal("EBUSY"));
    expect(played.seen.recorded(1, FIVE)).toBe(D1);
    expect(played.machine.warnings()).toEqual([]);
  });
  test("a removal", () => {
    expect(played.step()).toBe(OK);
    expect([played.seen.hardware(1, FIVE), played.seen.recorded(1, FIVE)]).toEqual([0, 0]);
    expect(() => played.step()).toThrow("more operations than were asked");
  });
});

describe("the state of users of the core", () => {
  const told = [
    ...CALLS,
    ...BOOT,
    "op 0 0",
    "own 1 3 2 1 1 0 4",
    "cell 1 5 6 3 2",
    "ioas 2 1 5 8",
    "table 6 2 3 1 4",
    "mm 2 5",
    "op 1 0",
    "own 1 3 1 0 1 0 0",
  ];
  const asks: Operation = { op: "fd-bind", dev: 1, context: 1 };
  test("is seen as it is told, and what is not told stays", () => {
    const played = new Played(told, { asks });
    const { users } = played.seen;
    if (users === null) throw new Error("nothing is seen of users of the core");
    expect(users.equals(new UserObservation(3, 2))).toBe(true);
    played.step();
    expect([users.owner(1), users.ownerCount(1), users.context(1)]).toEqual([3, 2, 1]);
    expect([users.driverBound(1), users.bonds(1, 1), users.bonds(1, 2)]).toEqual([true, 0, 4]);
    expect([users.attached(1, FIVE), users.handleNames(1, FIVE)]).toEqual([6, 3]);
    expect([users.holders(1, FIVE), users.mmPasid(2)]).toEqual([2, 5]);
    expect([users.ioasContext(2), users.mapped(2), users.reserved(2)]).toEqual([1, 5, 8]);
    const table = { ioas: 2, forPasids: true, nestParent: true, parent: 1, users: 4 };
    expect(users.table(6)).toEqual(table);
    played.step();
    expect([users.ownerCount(1), users.driverBound(1)]).toEqual([1, false]);
    expect(users.table(6)).toEqual(table);
  });
  test("is left aside where the scenario does not speak of it", () => {
    const played = new Played(told);
    played.step();
    expect(played.seen.users).toBeNull();
  });
  test("is written down as it came", () => {
    const lines = told.slice(CALLS.length);
    const reader = new AnswerReader("all");
    const operations = [asks, asks];
    reader.begin({ ...requestOf({ ...asked(operations), columns: [0, 5] }) }, 1);
    for (const line of ["answer 1", ...lines]) reader.line(line);
    const answer = reader.line("end 1");
    if (answer?.how !== "done") throw new Error("not done");
    expect(answerLines(answer, 2)).toEqual(lines);
  });
});

describe("a driver that contradicts", () => {
  const step = (...lines: readonly string[]): (() => unknown) => {
    const played = new Played([...CALLS, ...BOOT, "op 0 0", ...lines]);
    return () => played.step();
  };
  test("the IOMMU about a refusal", () => {
    expect(step("call 1 5 D1 - - 12")).toThrow(
      "setting D1 on function 1 pasid 5: the driver's IOMMU answers 12, the harness' 0",
    );
  });
  test("its own calls about the hardware", () => {
    expect(step("call 1 5 D1 - - 0", "fn 1 2 4 I D2 I D1 0 0")).toThrow(
      "function 1 pasid 5: the driver says that D2 translates, its calls left D1",
    );
  });
  test("its own calls by saying nothing", () => {
    expect(step("call 1 0 D1 I - 0")).toThrow(
      "function 1: the driver says that I translates, its calls left D1",
    );
  });
  test("itself at boot", () => {
    expect(() => new Played(BOOT)).toThrow("function 0: the driver says that I translates");
  });
  test("the vocabulary by an errno that it does not know", () => {
    const played = new Played([...CALLS, ...BOOT, "op 0 -517"]);
    expect(() => played.step()).toThrow("pasid-attach ended with -517");
  });
});

describe("a strict IOMMU", () => {
  const enabled = "fn 1 2 5 I D1 I D1 0 0";
  const calls = ["call 1 5 D1 - - 0", enabled];
  test("knows PASID enabled where the driver says so, also in the same step", () => {
    const played = new Played([...CALLS, ...BOOT, "op 0 0", ...calls], { strict: true });
    expect(played.step()).toBe(OK);
    expect(played.hardware.pasidControl(1)).toBe(true);
  });
  test("and disabled once the step is over", () => {
    const removed = ["op 1 0", "call 1 5 D2 D1 - 0", "fn 1 2 4 I D2 I D2 0 0"];
    const played = new Played([...CALLS, ...BOOT, "op 0 0", ...calls, ...removed], {
      strict: true,
    });
    played.step();
    expect(played.step()).toBe(OK);
    expect(played.hardware.pasidControl(1)).toBe(false);
  });
});

test("without calls the hardware is what the driver says it is, and no call is logged", () => {
  const lines = [...BOOT, "op 0 0", "fn 1 2 4 D1 D2 D1 D2 0 0"];
  const played = new Played(lines, { calls: "none" });
  expect(played.seen.hardware(2, 0)).toBe(IDENTITY);
  expect(played.step()).toBe(OK);
  expect([played.seen.hardware(1, 0), played.seen.hardware(1, FIVE)]).toEqual([D1, D2]);
  expect(played.hardware.calls.length).toBe(0);
});
