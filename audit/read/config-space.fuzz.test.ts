import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { ConfigBytes, extendedList, standardList } from "./capability-list.js";
import { decodeConfigSpace } from "./config-space.js";
import { UNSEEN } from "./record.js";
import { EXPRESS_AT, spaceOf, type Capability, type Space } from "../testing/config-space.js";

function decode(space: Space, sizeBytes: number | null = null) {
  return decodeConfigSpace(spaceOf(space), sizeBytes);
}

/** An endpoint with one of everything, the registers as a Linux would find them. */
const FULL: Space = {
  vendor: 0x8086,
  device: 0x0b25,
  revision: 3,
  classCode: 0x0880,
  headerType: 0x80,
  express: { version: 2, type: 9 },
  prefix: true,
  extended: [
    { id: 0x0d, words: { 4: 0x045d, 6: 0x001d } },
    { id: 0x1b, words: { 4: 0x1406, 6: 0x0001 } },
    { id: 0x0f, words: { 4: 0x0020, 6: 0x8005 } },
    { id: 0x13, words: { 4: 0x0001 } },
    { id: 0x0e, words: { 4: 0x0100 } },
    { id: 0x10, words: { 8: 0x0001, 0x0e: 8, 0x10: 4, 0x14: 16, 0x16: 2 } },
  ],
};

test("every register is read from its place", () => {
  const bytes = spaceOf(FULL);
  bytes.set([0x86, 0x80, 0x10, 0x00], 0x2c);
  bytes[0xf0] = 0x01;
  expect(decodeConfigSpace(bytes, null)).toEqual({
    vendor: 0x8086,
    device: 0x0b25,
    revision: 3,
    classCode: 0x0880,
    header: 0,
    multifunction: true,
    secondary: null,
    subordinate: null,
    standard: "whole",
    extended: "whole",
    express: { kind: "rciep", prefix: true, port: 0, ariForwarding: false },
    acs: { cap: 0x5d, ctrl: 0x1d, egress: [], wide: { cap: 0x001d045d, ctrl: 0 } },
    pasid: { width: 20, exec: true, priv: true, enabled: true },
    ats: { enabled: true },
    pri: { enabled: true },
    ari: true,
    sriov: { enabled: true, total: 8, vfs: 4, offset: 16, stride: 2 },
    subsystem: "8086:0010",
    rcbaEnabled: true,
    trouble: null,
  });
});

test.each([
  [0, "endpoint"],
  [1, "legacy-endpoint"],
  [4, "root-port"],
  [5, "upstream-port"],
  [6, "downstream-port"],
  [7, "pcie-to-pci-bridge"],
  [8, "pci-to-pcie-bridge"],
  [9, "rciep"],
  [10, "rcec"],
  [2, null],
  [15, null],
])("PCI_EXP_TYPE %i is %s", (type, kind) => {
  expect(decode({ express: { version: 2, type } }).express?.kind).toBe(kind);
});

test("a bridge says its buses, and its port number", () => {
  const express = { version: 2, type: 4 };
  const facts = decode({ headerType: 0x81, secondary: 3, subordinate: 7, express, port: 9 });
  expect(facts).toMatchObject({ header: 1, multifunction: true, secondary: 3, subordinate: 7 });
  expect(facts.express?.port).toBe(9);
});

test("a CardBus bridge has its capability pointer elsewhere", () => {
  expect(decode({ headerType: 2, secondary: 3 })).toMatchObject({
    header: 2,
    secondary: 3,
    express: { kind: "endpoint" },
  });
});

test("the first version of the Express capability has no prefixes", () => {
  expect(decode({ express: { version: 1, type: 0 }, prefix: true }).express?.prefix).toBe(false);
});

function acs(size: number): Capability {
  return { id: 0x0d, words: { 4: 0x20 | (size << 8), 6: 0x20, 8: 0x8003, 0x0a: 1 } };
}

test("the Egress Control Vector has the bits that the capability says", () => {
  expect(decode({ extended: [acs(16)] }).acs?.egress).toEqual([0, 1, 15]);
  expect(decode({ extended: [acs(17)] }).acs?.egress).toEqual([0, 1, 15, 16]);
  expect(decode({ extended: [acs(0)] }).acs?.egress).toEqual([0, 1, 15, 16]);
  const cut = decodeConfigSpace(spaceOf({ extended: [acs(0)], sizeBytes: 0x110 }), null);
  expect(cut.acs).toMatchObject({ cap: 0x20, ctrl: 0x20, egress: null });
});

describe("what the bytes do not reach is not said", () => {
  test("64 bytes: the header", () => {
    expect(decode({ ...FULL, sizeBytes: 64 })).toMatchObject({
      vendor: 0x8086,
      multifunction: true,
      standard: "part",
      extended: "unseen",
      express: null,
      acs: null,
    });
  });

  test("64 bytes without a list say that there is no capability", () => {
    expect(decode({ express: null, sizeBytes: 64 })).toMatchObject({
      standard: "whole",
      extended: "whole",
    });
  });

  test("256 bytes: all of a space of that size, a part of a larger one", () => {
    const space = { ...FULL, sizeBytes: 256 };
    expect(decode(space)).toMatchObject({ standard: "whole", extended: "unseen", acs: null });
    expect(decode(space, 4096).extended).toBe("unseen");
    expect(decode(space, 256).extended).toBe("whole");
  });

  test("cut within a register", () => {
    const at = EXPRESS_AT + 0x25;
    expect(decode({ ...FULL, sizeBytes: at }).express).toMatchObject({
      kind: "rciep",
      prefix: null,
    });
    expect(decode({ ...FULL, sizeBytes: 0x146 })).toMatchObject({
      extended: "part",
      pasid: { width: 20, enabled: null },
      ats: null,
    });
  });

  test("no byte at all", () => {
    expect(decodeConfigSpace(new Uint8Array(), null)).toEqual(UNSEEN);
  });
});

test("a function that is switched off reads as ones", () => {
  const facts = decodeConfigSpace(new Uint8Array(4096).fill(0xff), 4096);
  expect(facts).toEqual({
    ...UNSEEN,
    trouble: "its configuration space reads as all ones: switched off or gone",
  });
});

test("a VF has no ids of its own", () => {
  const facts = decode({ vendor: 0xffff, device: 0xffff });
  expect(facts).toMatchObject({ vendor: null, device: null, express: { kind: "endpoint" } });
});

test("an unknown header type is told, and its capabilities are not looked for", () => {
  const facts = decode({ headerType: 3 });
  expect(facts).toMatchObject({ standard: "unseen", trouble: "has the unknown header type 3" });
});

test("lists that loop end, and what comes before the loop counts", () => {
  const bytes = spaceOf(FULL);
  bytes[EXPRESS_AT + 1] = EXPRESS_AT;
  const view = new DataView(bytes.buffer);
  view.setUint32(0x100, (0x140 << 20) | 0x1000d, true);
  view.setUint32(0x140, (0x100 << 20) | 0x1001b, true);
  expect(decodeConfigSpace(bytes, 4096)).toMatchObject({
    extended: "whole",
    express: { kind: "rciep" },
    pasid: { width: 20 },
    ats: null,
    trouble: "its list of capabilities does not end",
  });
});

test("a list ends at what is no capability", () => {
  const bytes = spaceOf({ extended: [{ id: 0x0d, words: {} }] });
  const view = new DataView(bytes.buffer);
  view.setUint32(0x100, (0x0fc << 20) | 0x1000d, true);
  expect(extendedList(new ConfigBytes(bytes))).toMatchObject({ extent: "whole", trouble: null });
  view.setUint32(0x100, 0xffff_ffff, true);
  expect(extendedList(new ConfigBytes(bytes)).at.size).toBe(0);
  bytes[0x34] = 0x3c;
  expect(standardList(new ConfigBytes(bytes), 0x34).at.size).toBe(0);
  bytes[0x34] = 0x80;
  bytes[0x80] = 0xff;
  expect(standardList(new ConfigBytes(bytes), 0x34).at.size).toBe(0);
});

test("the lowest bits of a pointer do not count", () => {
  const bytes = spaceOf(FULL);
  bytes[0x34] = EXPRESS_AT + 3;
  expect(decodeConfigSpace(bytes, 4096).express?.kind).toBe("rciep");
});

test("no bytes make the decoder throw, or say more than registers can hold", () => {
  const random = fc.uint8Array({ maxLength: 5000, size: "max" });
  const mutated = fc
    .array(fc.tuple(fc.nat(0x280), fc.nat(0xff)), { maxLength: 20 })
    .map((changes) => {
      const bytes = spaceOf(FULL);
      for (const [at, value] of changes) bytes[at] = value;
      return bytes;
    });
  const cut = fc.tuple(mutated, fc.nat(4096)).map(([bytes, length]) => bytes.subarray(0, length));
  const size = fc.constantFrom(null, 64, 256, 4096);
  fc.assert(
    fc.property(fc.oneof(random, mutated, cut), size, (bytes, sizeBytes) => {
      const facts = decodeConfigSpace(bytes, sizeBytes);
      expect(facts.pasid?.width ?? 0).toBeLessThan(32);
      expect(facts.acs?.cap ?? 0).toBeLessThan(128);
      expect(facts.acs?.egress?.length ?? 0).toBeLessThanOrEqual(256);
      expect(facts.secondary ?? 0).toBeLessThan(256);
      if (facts.express === null) expect(facts.acs).toBeNull();
    }),
    { numRuns: cases({ all: 2000, quick: 400 }) },
  );
});

test("more bytes never change what fewer have said", () => {
  fc.assert(
    fc.property(fc.nat(4096), fc.nat(4096), (a, b) => {
      const few = decode({ ...FULL, sizeBytes: Math.min(a, b) });
      const more = decode({ ...FULL, sizeBytes: Math.max(a, b) });
      for (const name of ["vendor", "revision", "header", "multifunction"] as const)
        if (few[name] !== null) expect(more[name]).toBe(few[name]);
      if (few.pasid?.enabled !== null && few.pasid !== null) expect(more.pasid).toEqual(few.pasid);
      if (few.express?.prefix === true) expect(more.express?.prefix).toBe(true);
    }),
  );
});
