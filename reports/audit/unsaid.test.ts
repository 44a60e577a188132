// What an audit says in words and in JSON of a dump that does not show everything: each sentence
// names what is not shown and what would show it, and no mark of the tree is left unexplained.
import { pluggedOf } from "../../audit/findings/plugged.js";
import { expect, test } from "vitest";
import { audit } from "../../audit/findings/audit.js";
import { readMachine } from "../../audit/machine/machine.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { marksIn } from "../drawing/tree.js";
import { legend } from "../drawing/legend.js";
import { auditPage } from "../html/audit.js";
import { PLAIN_LOOK } from "../text/paint.js";
import { auditText, treeTitles, type Audited } from "./audit.js";
import { auditJson } from "./json.js";

/** `given`: groups in place of those of the text. */
function auditedOf(text: string, given: readonly number[] | null = null): Audited {
  const read = readMachine(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  const machine = read.value;
  const told = audit(machine, given ?? machine.groups);
  return {
    source: "x",
    machine,
    audit: told,
    plugged: pluggedOf(machine),
    whatIf: null,
    answers: [],
  };
}

const LOOK = { ...PLAIN_LOOK, width: 100 };

/** On one line: no test depends on where lines are broken. */
function said(audited: Audited): string {
  return auditText(audited, LOOK).replaceAll(/\s+/g, " ");
}

const NOT_ROOT = `00:01.0 PCI bridge: Intel Corporation PCIe Root Port
\tFlags: bus master, fast devsel, latency 0, IRQ 24
\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0
\tCapabilities: <access denied>
01:00.0 Non-Volatile memory controller: Example NVMe
\tFlags: bus master, fast devsel, latency 0, IRQ 16
\tCapabilities: <access denied>
`;

test("a dump taken without root: said first and last, groups and PASID left open", () => {
  const audited = auditedOf(NOT_ROOT);
  const text = said(audited);
  expect(text).toMatch(/^x: taken without root: [^;]*; 2 functions, no group that is known: 2 /);
  expect(text).toContain("00:01.0 root port [?] capabilities ?");
  expect(text).toContain(
    "Groups that cannot be said 00:01.0, 01:00.0: whether they are together cannot be said " +
      "without root whether 00:01.0 root port has ACS is not shown (`sudo lspci -vvxxxx` shows " +
      "it) apart at most as: 00:01.0 | 01:00.0",
  );
  expect(text).toContain("01:00.0: cannot be said without root: whether it has PASID is not shown");
  expect(text).toMatch(/PASID: cannot be said on 1; .*Caveat: taken without root[^.]*\. $/);
  expect(text).not.toMatch(/no function has PASID|no ACS/);
  expect(JSON.parse(auditJson(audited))).toMatchObject({
    schema: "audit@3",
    caveats: ["taken without root: capabilities were not readable"],
    groups: [],
    devices: [
      { bdf: "00:01.0", kind: "root-port", group: null, basis: "unknown" },
      {
        bdf: "01:00.0",
        kind: null,
        group: null,
        basis: "unknown",
        pasid: {
          capable: null,
          enableable: null,
          reason: null,
          unseen: { element: "01:00.0" },
        },
      },
    ],
    cannot_be_said: {
      groups: [
        {
          functions: ["00:01.0", "01:00.0"],
          finest: [["00:01.0"], ["01:00.0"]],
          unseen: [{ element: "00:01.0", fact: "acs" }],
        },
      ],
      pasid: ["01:00.0"],
    },
  });
});

test("given groups are told as given, by their numbers, and never differ", () => {
  const audited = auditedOf(NOT_ROOT, [1, 9]);
  const text = said(audited);
  expect(text).toContain("2 functions, 2 groups (all as given), numbered as given");
  expect(text).toContain("00:01.0 root port [1]");
  expect(text).toContain("whether they are together cannot be said without root; told as given");
  expect(text).toContain("Given groups of 2 functions it cannot be said: 00:01.0, 01:00.0");
  expect(text).not.toMatch(/differ\b/);
  expect(JSON.parse(auditJson(audited))).toMatchObject({
    groups: [["00:01.0"], ["01:00.0"]],
    given_groups: [["00:01.0"], ["01:00.0"]],
    agrees: null,
    differences: [],
    devices: [{ basis: "given" }, { basis: "given" }],
    cannot_be_said: { agrees: ["00:01.0", "01:00.0"] },
  });
});

const ALONE = `01:00.0 Processing accelerators: Example Accelerator
\tCapabilities: [40] Express (v2) Endpoint, MSI 00
\t\tDevCap2: Completion Timeout: Range ABCD, TimeoutDis+, EETLPPrefix+, MaxEETLPPrefixes 1
\tCapabilities: [180 v1] Process Address Space ID (PASID)
\t\tPASIDCap: Exec+, Priv-, Max PASID Width: 10
\t\tPASIDCtl: Enable+, Exec-, Priv-
`;

test("a function whose bridge is not in the dump: only it is counted", () => {
  const text = said(auditedOf(ALONE));
  expect(text).toContain("1 function, 1 group,");
  expect(text).toMatch(/root port \(not in the dump\)/);
  expect(text).toContain(
    "01:00.0 endpoint (16 bits, on now): cannot be said: the bridge above 01:00.0 is not in the " +
      "dump (`sudo lspci -vv` of the whole machine shows it)",
  );
  expect(text).toContain("PASID can be enabled on 0 of 1, cannot be said on 1");
});

const REFUSED = `00:01.0 PCI bridge: Example Root Port
\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0
\tCapabilities: [40] Express (v2) Root Port (Slot+), MSI 00
\t\tDevCap2: Completion Timeout: Range ABCD, TimeoutDis+, EETLPPrefix+, MaxEETLPPrefixes 1

${ALONE}`;

test("PASID that is on though it cannot be enabled is remarked", () => {
  const text = said(auditedOf(REFUSED));
  expect(text).toContain(
    "01:00.0 endpoint (16 bits, on now): no: 00:01.0 root port: no ACS capability, and the way " +
      "up needs RR and UF on now although it cannot be enabled: by another kernel, or it was ",
  );
});

test("a width that is not printed is not known", () => {
  const text = said(auditedOf(REFUSED.replace(/\t\tPASIDCap.*\n\t\tPASIDCtl.*\n/, "")));
  expect(text).toContain("01:00.0 endpoint (width not known): no:");
  expect(text).toContain("PASID width ?");
});

test.each([NOT_ROOT, ALONE, REFUSED])("every mark is explained %#", (dump) => {
  const audited = auditedOf(dump);
  for (const mark of marksIn(audited.audit.topology, treeTitles(audited)))
    expect(legend([mark])).not.toEqual([]);
});

test("the page leaves open what the text leaves open", () => {
  const page = auditPage(auditedOf(NOT_ROOT), "npx pasidcheck").body.text;
  expect(page).toContain("[?]: its group cannot be said");
  expect(page).toContain("Groups that cannot be said");
  expect(page).not.toContain('class="mark"');
  const pasid = auditPage(auditedOf(ALONE), "npx pasidcheck").body.text.replaceAll(/<[^>]*>/g, " ");
  expect(pasid.replaceAll(/\s+/g, " ")).toContain(
    "PASID: cannot be said: the bridge above 01:00.0",
  );
});
