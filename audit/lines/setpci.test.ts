// Commands as setpci of pciutils takes them apart: what is chosen, then register=value:mask.
import { expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { isSetpci, readSetpci } from "./setpci.js";

function writes(text: string) {
  const read = readSetpci(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value.map(({ slotText, value, mask }) => [slotText, value, mask]);
}

function problem(text: string): string {
  const read = readSetpci(text);
  return read.ok ? "" : problemText(read.problem);
}

test.each([
  ["setpci -s 00:1c.0 ECAP_ACS+6.w=1d", [["00:1c.0", 0x1d, 0x7f]]],
  ["sudo setpci -v -s 00:1c.0 ecap_acs+6.W=0x1D", [["00:1c.0", 0x1d, 0x7f]]],
  ["# /usr/bin/setpci -s0000:00:1c.0 ECAP_ACS+0x6.w=0004:0004", [["0000:00:1c.0", 4, 4]]],
  ["setpci -s 1c.0 ECAP_ACS+6.b=8:c", [["1c.0", 8, 0xc]]],
  // The double word at 4: the control register is its upper half, the capability is read-only.
  ["setpci -s 00:1c.0 ECAP_ACS+4.l=001dffff", [["00:1c.0", 0x1d, 0x7f]]],
  ["setpci -s 00:1c.0 ECAP000d+6.w=1", [["00:1c.0", 1, 0x7f]]],
  ["setpci -d 8086: ECAP_ACS+6.w=0", [["8086:", 0, 0x7f]]],
  [
    "setpci -s 00:1c.0 ECAP_ACS+6.w=1 -s 00:1d.0 ECAP_ACS+6.w=2:2",
    [
      ["00:1c.0", 1, 0x7f],
      ["00:1d.0", 2, 2],
    ],
  ],
])("%s", (text, expected) => {
  expect(isSetpci(text)).toBe(true);
  expect(writes(text)).toEqual(expected);
});

test.each([
  ["setpci", /nothing is written/],
  ["setpci -s 00:1c.0", /nothing is written/],
  ["setpci ECAP_ACS+6.w=1", /no function is chosen/],
  ["setpci -s 00:1c.0 ECAP_ACS+6.w", /only reads the register; add =VALUE/],
  ["setpci -s 00:1c.0 ECAP_ACS+6=1", /has no width/],
  ["setpci -s 00:1c.0 ECAP_ACS+6.b=1d0", /wider than \.b/],
  ["setpci -s 00:1c.0 ECAP_ACS+6.l=1", /not aligned/],
  ["setpci -s 00:1c.0 ECAP_ACS+4.w=1", /writes no bit of the ACS Control register/],
  ["setpci -s 00:1c.0 COMMAND=7", /'COMMAND=7' is not the ACS Control register/],
  ["setpci -s 00:1c.0 ECAP_ACS+6.w=CR", /'CR' is no VALUE/],
  ["setpci -s 00:1c.0 ECAP_ACS+6.w=1,2", /'1,2' is no VALUE/],
  ["setpci -s 00:1c.9 ECAP_ACS+6.w=1", /chooses no function/],
  ["setpci -D -s 00:1c.0 ECAP_ACS+6.w=1", /-D only shows/],
])("%s is refused in one line", (text, message) => {
  expect(problem(text)).toMatch(message);
  expect(problem(text)).not.toContain("\n");
});
