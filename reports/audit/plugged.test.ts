// What an audit says of a device that came after boot, from the bytes of a dump, and from a text
// that has no header bit; the answers are worked out by hand.
import { pluggedOf } from "../../audit/findings/plugged.js";
import { expect, test } from "vitest";
import { hexText, spaceOf, type Space } from "../../audit/testing/config-space.js";
import { audit } from "../../audit/findings/audit.js";
import { readGroups } from "../../audit/read/groups.js";
import { readMachine } from "../../audit/machine/machine.js";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { PLAIN_LOOK } from "../text/paint.js";
import { auditText } from "./audit.js";
import { auditJson } from "./json.js";

function value<T>(reading: Reading<T>): T {
  if (!reading.ok) throw new Error(problemText(reading.problem));
  return reading.value;
}

const ISOLATES = { id: 0x0d, words: { 4: 0x1d, 6: 0x1d } };
const PASID_ON = { id: 0x1b, words: { 4: 0x0800, 6: 0x0001 } };
const PASID_OFF = { id: 0x1b, words: { 4: 0x0800, 6: 0x0000 } };
const PORT: Space = {
  headerType: 0x01,
  secondary: 1,
  express: { version: 2, type: 4 },
  prefix: true,
  classCode: 0x0604,
  extended: [ISOLATES],
};

/** A root port that isolates, and a device of two functions without ACS below it. */
function dump(second: Space): string {
  const first: Space = { headerType: 0x80, prefix: true, extended: [PASID_OFF] };
  const spaces = { "00:01.0 PCI bridge: A": PORT, "01:00.0 Ethernet: B": first };
  const all = { ...spaces, "01:00.1 Ethernet: C": second };
  return Object.entries(all)
    .map(([title, space]) => `${title}\n${hexText(spaceOf(space))}\n`)
    .join("");
}

const GROUPS = "0 00:01.0\n1 01:00.0\n2 01:00.1\n";
const LOOK = { ...PLAIN_LOOK, width: 100 };

function said(text: string, groups: string | null): { readonly text: string; json: unknown } {
  const given = groups === null ? null : value(readGroups(groups));
  const machine = value(readMachine(text, given));
  const before = audit(machine, machine.groups);
  const audited = {
    source: "x",
    machine,
    audit: before,
    plugged: pluggedOf(machine),
    whatIf: null,
    answers: [],
  };
  return { text: auditText(audited, LOOK), json: JSON.parse(auditJson(audited)) };
}

test("header bit 0, groups of its own, PASID on: plugged, and a reboot changes both", () => {
  const { text, json } = said(dump({ prefix: true, extended: [PASID_ON] }), GROUPS);
  expect(text).toContain(`
Given groups
  agree, if 01:00.1 was plugged after boot: 3 functions in 3 groups

As if plugged after boot
  01:00.1 endpoint: its own header has no multifunction bit
      plugged together with 01:00.0
      given 01:00.0 | 01:00.1: a function that is added is grouped before Linux marks it
        multifunction, so it is held against no other function of its device
      after a reboot 01:00.0, 01:00.1
      until then functions are in different groups though nothing is known to keep requests of one
        from the other
      PASID is on at 01:00.1: it was enabled in the same moment, without the ACS that is asked of
        a multifunction device (no ACS capability); after a reboot it cannot be enabled
  A boot does otherwise where PCI is scanned before the IOMMU driver comes, as on x86; where the
    driver is there first, as on some Arm machines, every boot does this.
`);
  expect(json).toMatchObject({
    plugged: [
      {
        functions: ["01:00.1"],
        late: ["01:00.0", "01:00.1"],
        sure: true,
        given: [["01:00.0"], ["01:00.1"]],
        after_reboot: [["01:00.0", "01:00.1"]],
        pasid_lost: ["01:00.1"],
      },
    ],
  });
});

test("without groups, PASID that is on says it alone", () => {
  const { text } = said(dump({ prefix: true, extended: [PASID_ON] }), null);
  expect(text).toContain("\nAs if plugged after boot\n  01:00.1 endpoint: its own header has no");
  expect(text).toContain("\n      PASID is on at 01:00.1: ");
  expect(text).not.toContain("after a reboot 01:00.0");
});

test("header bit 1: the groups just differ", () => {
  const { text, json } = said(dump({ headerType: 0x80, prefix: true, extended: [] }), GROUPS);
  expect(text).toContain("\n  differ: 1 of 3 functions in 3 groups\n");
  expect(text).not.toContain("plugged");
  expect(json).toMatchObject({ plugged: [], agrees: false });
});

test("a text without the bit: may be", () => {
  const isolates = `\tCapabilities: [100 v1] Access Control Services
\t\tACSCap: SrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-
\t\tACSCtl: SrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-
`;
  const text = `00:01.0 PCI bridge: A
\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0
\tCapabilities: [40] Express (v2) Root Port (Slot+), MSI 00
${isolates}
01:00.0 Ethernet controller: B
\tCapabilities: [40] Express (v2) Endpoint, MSI 00

01:00.1 Ethernet controller: C
\tCapabilities: [40] Express (v2) Endpoint, MSI 00
`;
  const { text: told, json } = said(text, GROUPS);
  expect(told).toContain("\n  would agree, if 01:00.1 was plugged after boot: 3 functions in 3");
  expect(told).toContain("\n  01:00.1 endpoint: may be; its own multifunction bit, or something");
  expect(json).toMatchObject({ plugged: [{ functions: ["01:00.1"], sure: false }] });
});
