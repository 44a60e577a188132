// What a newcomer gets wrong in a scenario is told with line, column, word and what to write
// instead; what is a harmless variant is read.
import { expect, test } from "vitest";
import { OPERATION_NAMES } from "../../operation/operation.js";
import { problemText } from "../../reading/reading.js";
import { usageOf } from "./operation-hints.js";
import { printScenario, readScenario } from "./text.js";

const TITLE = "pasidcheck scenario 1";
const MACHINE = `00:01.0 root-port bus 1
01:00.0 endpoint pasid 8`;
const ATTACH = "pasid-attach 01:00.0 pasid 1 domain D1";
const USAGE = "write pasid-attach 01:00.0 pasid 1 domain D1 [handle h1] [fail 1 ENOMEM]";
const DOMAINS =
  "domains are B (blocked), I (identity), D1..D8 (paging), N1 (without set_dev_pasid), " +
  "F1 (another driver's)";

function said(text: string): string {
  const read = readScenario(text);
  return read.ok ? printScenario(read.value) : problemText(read.problem);
}

const PLAIN = said(`${TITLE}\n${MACHINE}\n----\n${ATTACH}`);

test.each([
  ["comments and blank lines", `# mine\n\n${TITLE}\n${MACHINE} # x\n\n----\n# y\n${ATTACH} # z\n`],
  ["CRLF", `${TITLE}\n${MACHINE}\n----\n${ATTACH}\n`.replaceAll("\n", "\r\n")],
  ["tabs", `${TITLE}\n${MACHINE}\n----\n${ATTACH}\n`.replaceAll(" ", "\t")],
  ["quoting of mails", `${TITLE}\n${MACHINE}\n----\n${ATTACH}`.replaceAll(/^/gm, "> ")],
  ["a byte order mark", `\uFEFF${TITLE}\n${MACHINE}\n----\n${ATTACH}`],
  ["the domain 0000", `${TITLE}\n${MACHINE}\n----\n${ATTACH}`.replaceAll(/(0\d:0)/g, "0000:$1")],
  ["another number of dashes", `${TITLE}\n${MACHINE}\n------\n${ATTACH}`],
  ["a title in capitals", `Pasidcheck Scenario 1\n${MACHINE}\n----\n${ATTACH}`],
  [
    "operands in another order",
    `${TITLE}\n${MACHINE}\n----\npasid-attach 01:00.0 domain D1 pasid 0x1`,
  ],
])("read all the same: %s", (_, text) => {
  expect(PLAIN).toContain("pasid-attach");
  expect(said(text)).toBe(PLAIN);
});

test("hexadecimal digits may be capitals", () => {
  const text = `${TITLE}\n00:1F.0 root-port bus 0A\n0A:00.0 endpoint\n----\npasid-enable 0A:00.0`;
  expect(said(text)).toBe(said(text.replaceAll(/0A|1F/g, (word) => word.toLowerCase())));
});

test.each([
  [
    "",
    "1:1: the first line is 'pasidcheck scenario 1', not ''; " +
      "then functions, a line '----', operations",
  ],
  [
    MACHINE,
    "1:1: the first line is 'pasidcheck scenario 1', not '00:01.0 root-port bus 1'; " +
      "put it above this line",
  ],
  [
    "pasidcheck scenaro 1",
    "1:1: the first line is 'pasidcheck scenario 1', not 'pasidcheck scenaro 1'",
  ],
  [
    `${TITLE}\n----\n${ATTACH}`,
    "2:1: there is no function; write one above '----', like '00:01.0 rciep pasid 16'",
  ],
  [
    `${TITLE}\n${MACHINE}\n${ATTACH}`,
    "4:1: expected the address of a function or '----', like 01:00.0, not 'pasid-attach'; " +
      "operations come after a line '----'",
  ],
  [
    `${TITLE}\n${MACHINE}\n--\n${ATTACH}`,
    "4:1: expected the address of a function or '----', like 01:00.0, not '--'; " +
      "write the line as '----'",
  ],
])("a text that lacks a part: %j", (text, message) => {
  expect(said(text)).toBe(message);
});

test.each([
  ["pasid-atach 01:00.0", "5:1: 'pasid-atach' is no operation (did you mean 'pasid-attach'?)"],
  ["pasid_attach 01:00.0", "5:1: 'pasid_attach' is no operation (did you mean 'pasid-attach'?)"],
  ["PASID-ATTACH 01:00.0", "5:1: 'PASID-ATTACH' is no operation (did you mean 'pasid-attach'?)"],
  [
    "attach 01:00.0",
    "5:1: 'attach' is no operation; there are pasid-attach, device-attach, rid-attach, " +
      "fd-attach, vfio-attach, vfio-attach-pasid",
  ],
  ["enable 01:00.0", "5:1: 'enable' is no operation (did you mean 'pasid-enable'?)"],
  [
    "iommu_attach_device_pasid(D1, 01:00.0)",
    "5:1: 'iommu_attach_device_pasid(D1,' is no operation; the operation is 'pasid-attach': " +
      USAGE.slice("write ".length),
  ],
  [
    "iommu_attach_group 01:00.0",
    "5:1: 'iommu_attach_group' is no operation; the operation is 'rid-attach': " +
      "rid-attach 01:00.0 domain D1 [handle h1] [fail 1 ENOMEM]",
  ],
  [`1 ${ATTACH}`, "5:1: '1' is no operation; operations are not numbered, leave it out"],
  [
    "02:00.0 rciep",
    "5:1: '02:00.0' is no operation; settings and functions stand above the line '----'",
  ],
  [
    "iommu strict",
    "5:1: 'iommu' is no operation; settings and functions stand above the line '----'",
  ],
  ["pasid-attach 01:00.0 pasid 1", `5:29: pasid-attach needs 'domain'; ${USAGE}`],
  ["pasid-attach 01:00.0 domain D1", `5:31: pasid-attach needs 'pasid'; ${USAGE}`],
  [
    "pasid-attach pasid 1 domain D1",
    "5:14: expected the address of the function, like 01:00.0, not 'pasid'",
  ],
  ["pasid-attach 01:00.0 1 D1", `5:22: pasid-attach has no '1'; ${USAGE}`],
  ["pasid-attach 01:00.0 pasid=1", "5:22: pasid-attach has no 'pasid=1'; write 'pasid 1'"],
  [`${ATTACH} // why`, "5:40: pasid-attach has no '//'; a comment begins with '#'"],
  [
    `${ATTACH} = 0`,
    "5:40: pasid-attach has no '='; the answer is not written, the design gives it",
  ],
  ["pasid-attach 01:00.0 pasid -1 domain D1", "5:28: a PASID is a number 0..1048576, not '-1'"],
  [
    "pasid-attach 01:00.0 pasid 1 domain D9",
    `5:37: 'D9' is no domain (did you mean 'D1'?); ${DOMAINS}`,
  ],
  [
    "pasid-attach 01:00.0 pasid 1 domain blocked",
    `5:37: 'blocked' is no domain (did you mean 'B'?); ${DOMAINS}`,
  ],
  [`${ATTACH} handle H1`, "5:47: a handle is h1..h8, not 'H1' (did you mean 'h1'?)"],
  [`${ATTACH} handle 2`, "5:47: a handle is h1..h8, not '2' (did you mean 'h2'?)"],
  [`${ATTACH} handle h9`, "5:47: a handle is h1..h8, not 'h9'"],
  [
    `${ATTACH} fail ENOMEM`,
    "5:45: the number of the driver call that fails is a number 1..100000, not 'ENOMEM'; " +
      "write 'fail 1 ENOMEM' for the first driver call",
  ],
  [
    "fd-attach 01:00.0 pasid 1 target A1",
    "5:27: fd-attach has no 'target'; write fd-attach 01:00.0 pasid 1 to A1 [fail 1 ENOMEM]",
  ],
  ["fd-bind 01:00.0 context 1", "5:25: a context is C1..C2, not '1' (did you mean 'C1'?)"],
])("%s", (line, message) => {
  expect(said(`${TITLE}\n${MACHINE}\n----\n${line}`)).toBe(message);
});

test("PASID 0 is no mistake of the text: the kernel refuses it", () => {
  expect(said(`${TITLE}\n${MACHINE}\n----\npasid-attach 01:00.0 pasid 0 domain D1`)).toContain(
    "pasid-attach 01:00.0 pasid 0 domain D1",
  );
});

test.each(OPERATION_NAMES)("the usage of %s is a line that is read", (op) => {
  const usage = usageOf(op);
  const line = usage.replaceAll(/[[\]]/g, "");
  for (const text of [line, usage.replaceAll(/ \[[^\]]*\]/g, "")])
    expect(said(`${TITLE}\n${MACHINE}\n----\n${text}`), text).toContain(`\n${op} `);
});

test.each(["valueOf", "constructor", "__proto__", "toString"])(
  "a word that every object has is no operation: %s",
  (word) => {
    expect(said(`${TITLE}\n${MACHINE}\n----\n${word}`)).toContain(`'${word}' is no operation`);
  },
);
