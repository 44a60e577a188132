/**
 * A function that lies could use another's requester ID (docs/reference/semantics.md 5.3 with spoof
 * = any, below ports) only if every port above lets the victim's bus number pass, and only Source
 * Validation that is on stops it.
 */
import { describe, expect, test } from "vitest";
import { addressText } from "../vocabulary/topology/address.js";
import { problemText } from "../vocabulary/reading/reading.js";
import { readScenario } from "../vocabulary/scenario/text/text.js";
import { canSpoof } from "./spoofing.js";

function spoofs(text: string, liar: string, victim: string): boolean {
  const read = readScenario(`pasidcheck scenario 1\n${text.trim()}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  const { topology } = read.value;
  const at = (address: string): number =>
    topology.functions.findIndex((f) => addressText(f) === address);
  return canSpoof(topology, at(liar), at(victim));
}

const ports = (acs: string): string => `
00:01.0 root-port bus 01 ${acs}
01:00.0 endpoint
00:02.0 root-port bus 02
02:00.0 endpoint
00:03.0 rciep`;

describe("a port above", () => {
  test("with SV on lets only [secondary, subordinate] pass", () => {
    expect(spoofs(ports("acs SV of SV"), "01:00.0", "02:00.0")).toBe(false);
    expect(spoofs(ports("acs SV of SV"), "01:00.0", "00:03.0")).toBe(false);
  });
  test.each(["", "acs - of SV", "acs RR of RR"])(
    "without SV (%s) lets every requester ID pass",
    (acs) => {
      expect(spoofs(ports(acs), "01:00.0", "02:00.0")).toBe(true);
      expect(spoofs(ports(acs), "01:00.0", "00:03.0")).toBe(true);
      expect(spoofs(ports(acs), "01:00.0", "00:02.0")).toBe(true);
    },
  );
  test("it is the liar's ports that count, not the victim's", () => {
    expect(spoofs(ports("acs SV of SV"), "02:00.0", "01:00.0")).toBe(true);
  });
  test("a function on a root bus has no port above, and is not asked", () => {
    expect(spoofs(ports(""), "00:03.0", "01:00.0")).toBe(false);
    expect(spoofs(ports(""), "00:01.0", "02:00.0")).toBe(false);
  });
  test("functions of one bus are one package, and trusted", () => {
    const pair = "00:01.0 root-port bus 01\n01:00.0 endpoint multifunction\n01:00.1 endpoint";
    expect(spoofs(pair, "01:00.0", "01:00.1")).toBe(false);
  });
  test("requester IDs are compared within a segment", () => {
    const two = `
00:01.0 root-port bus 01
01:00.0 endpoint
10000:00:01.0 root-port bus 01
10000:01:00.0 endpoint`;
    expect(spoofs(two, "01:00.0", "10000:01:00.0")).toBe(false);
  });
});

const deep = (root: string, dsp: string): string => `
00:01.0 root-port bus 01 ${root}
01:00.0 upstream-port bus 02
02:00.0 downstream-port bus 03 ${dsp}
03:00.0 endpoint
02:01.0 downstream-port bus 05
05:00.0 endpoint
00:02.0 root-port bus 06
06:00.0 endpoint`;

describe("several ports above", () => {
  const SV = "acs SV of SV";
  test("all of them must let it pass: one that validates is enough", () => {
    expect(spoofs(deep("", ""), "03:00.0", "06:00.0")).toBe(true);
    expect(spoofs(deep(SV, ""), "03:00.0", "06:00.0")).toBe(false);
    expect(spoofs(deep("", SV), "03:00.0", "06:00.0")).toBe(false);
  });
  test("a port that validates passes what is below it: up to the highest bus there", () => {
    expect(spoofs(deep(SV, ""), "03:00.0", "05:00.0")).toBe(true);
    expect(spoofs(deep(SV, ""), "03:00.0", "01:00.0")).toBe(true);
    expect(spoofs(deep(SV, SV), "03:00.0", "05:00.0")).toBe(false);
  });
  test("the bus of a bridge with nothing on it is below the port as well", () => {
    const empty = `
00:01.0 root-port bus 01 ${SV}
01:00.0 upstream-port bus 02
02:00.0 downstream-port bus 09
00:02.0 root-port bus 05
05:00.0 endpoint`;
    expect(spoofs(empty, "02:00.0", "05:00.0")).toBe(true);
  });
  test("an upstream port validates nothing", () => {
    const upstream = deep("", "").replace("01:00.0 upstream-port bus 02", `$& ${SV}`);
    expect(spoofs(upstream, "03:00.0", "06:00.0")).toBe(true);
  });
  test("the virtual bus of VFs is below the port", () => {
    const virtual = `
00:01.0 root-port bus 01 ${SV}
01:00.0 endpoint
02:00.0 vf of-pf 01:00.0`;
    expect(spoofs(virtual, "01:00.0", "02:00.0")).toBe(true);
  });
});
