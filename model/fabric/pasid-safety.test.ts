/**
 * PASID is safe by the PCIe specification (docs/reference/semantics.md 5.5, made exact in
 * docs/reference/choices.md) when no peer can be reached, and no redirected request is lost on the
 * way up.
 */
import { describe, expect, test } from "vitest";
import { addressText } from "../vocabulary/topology/address.js";
import { problemText } from "../vocabulary/reading/reading.js";
import { readScenario } from "../vocabulary/scenario/text/text.js";
import { pasidUnsafe } from "./pasid-safety.js";

/** `safe`, `peer 02:01.0` or `lost 00:01.0`. */
function judged(text: string, address: string): string {
  const read = readScenario(`pasidcheck scenario 1\n${text.trim()}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  const { functions } = read.value.topology;
  const dev = functions.findIndex((f) => addressText(f) === address);
  const unsafe = pasidUnsafe(read.value.topology, dev);
  const at = unsafe === null ? undefined : functions[unsafe.at];
  return unsafe === null || at === undefined ? "safe" : `${unsafe.why} ${addressText(at)}`;
}

const REDIRECT = "acs RR of RR";
const FORWARD = "acs RR UF of RR UF";

describe("peers", () => {
  test("a function alone in its device and on its way is safe", () => {
    expect(judged("00:02.0 rciep", "00:02.0")).toBe("safe");
    expect(judged("00:01.0 root-port bus 01\n01:00.0 endpoint", "01:00.0")).toBe("safe");
  });
  test("the first peer that a request can land at is named", () => {
    const three = "00:02.0 rciep multifunction acs - of RR\n00:02.1 rciep\n00:02.2 rciep";
    expect(judged(three, "00:02.0")).toBe("peer 00:02.1");
  });
  test("egress only: it does not matter who can reach it (CE6)", () => {
    const pair = "00:02.0 rciep multifunction acs RR of RR\n00:02.1 rciep acs - of RR";
    expect(judged(pair, "00:02.0")).toBe("safe");
    expect(judged(pair, "00:02.1")).toBe("peer 00:02.0");
  });
  test("egress control with a zero vector reaches the peer although RR is on (CE8)", () => {
    const pair = "00:02.0 rciep multifunction acs RR EC of RR EC\n00:02.1 rciep";
    expect(judged(pair, "00:02.0")).toBe("peer 00:02.1");
  });
});

const link = (port: string, f0: string): string => `
00:01.0 root-port bus 01 ${port}
01:00.0 endpoint multifunction ${f0}
01:00.1 endpoint`;

const inside = (root: string, dsp: string): string => `
00:01.0 root-port bus 01 ${root}
01:00.0 upstream-port bus 02
02:00.0 downstream-port bus 03 ${dsp}
02:01.0 downstream-port bus 04
03:00.0 endpoint`;

describe("requests lost on the way", () => {
  test("a port above a redirecting function must have UF on", () => {
    expect(judged(link(FORWARD, REDIRECT), "01:00.0")).toBe("safe");
    expect(judged(link("acs RR of RR UF", REDIRECT), "01:00.0")).toBe("lost 00:01.0");
  });
  test("not implemented is not good enough here, nor is no capability", () => {
    expect(judged(link(REDIRECT, REDIRECT), "01:00.0")).toBe("lost 00:01.0");
    expect(judged(link("", REDIRECT), "01:00.0")).toBe("lost 00:01.0");
  });
  test("RR on where nobody stands beside redirects nothing", () => {
    const alone = `00:01.0 root-port bus 01\n01:00.0 endpoint multifunction ${REDIRECT}`;
    expect(judged(alone, "01:00.0")).toBe("safe");
  });
  test("an element without RR that sends nowhere redirects nothing", () => {
    expect(judged(link("", "acs - of -"), "01:00.0")).toBe("safe");
  });
  test("a port that redirects need not forward itself; the ports above it must", () => {
    expect(judged(inside(FORWARD, REDIRECT), "03:00.0")).toBe("safe");
    expect(judged(inside(REDIRECT, REDIRECT), "03:00.0")).toBe("lost 00:01.0");
  });
  test("the first port above the first redirecting element is named", () => {
    const both = inside("", REDIRECT).replace("03:00.0 endpoint", "$& multifunction acs RR of RR");
    expect(judged(`${both}\n03:00.1 endpoint`, "03:00.0")).toBe("lost 02:00.0");
  });
  test("a peer comes before a loss", () => {
    const both = inside("", "").replace("03:00.0 endpoint", "$& multifunction acs RR of RR");
    expect(judged(`${both}\n03:00.1 endpoint`, "03:00.0")).toBe("peer 02:01.0");
  });
});

const device = (acs: string): string => `
00:01.0 root-port bus 01 ${FORWARD}
01:00.0 endpoint ${acs}
01:00.1 vf of-pf 01:00.0`;

describe("whose word counts", () => {
  test("a VF is as safe as its PF", () => {
    expect(judged(device(""), "01:00.1")).toBe("peer 01:00.1");
    expect(judged(device(REDIRECT), "01:00.1")).toBe("safe");
  });
  test("below a VMD the walk ends at its root bus, as for Linux", () => {
    const vmd = `
00:0e.0 rciep multifunction acs - of RR
00:0e.1 rciep
10000:00:00.0 root-port bus 01 ${FORWARD} dma-as 00:0e.0
10000:01:00.0 endpoint dma-as 00:0e.0`;
    expect(judged(vmd, "10000:01:00.0")).toBe("safe");
  });
});
