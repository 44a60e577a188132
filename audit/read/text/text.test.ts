// Reads one small machine in every form in which people post it: the records are the same, or less
// is in them and nothing else.
import { describe, expect, test } from "vitest";
import { DUMP, dumpOf } from "../../testing/small-dump.js";
import { addressText } from "../../../model/vocabulary/topology/address.js";

/** Records without their lines. */
function recordsOf(text: string): unknown {
  return dumpOf(text).records.map((record) => ({ ...record, line: 0 }));
}

function notesOf(text: string): readonly string[] {
  return dumpOf(text).notes.map(({ reason, at }) =>
    at === null ? reason : `${addressText(at)}: ${reason}`,
  );
}

function eachLine(change: (line: string) => string): string {
  return `${DUMP.split("\n").map(change).join("\n")}\n`;
}

/** As a mail program breaks lines. */
function wrapped(width: number, end = "\n"): string {
  return eachLine((line) => {
    const lines: string[] = [];
    for (const word of line.split(" ")) {
      const last = lines.at(-1);
      if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
      else lines.splice(-1, 1, `${last} ${word}`);
    }
    return lines.join(end);
  });
}

function mail(headers: string, body: string): string {
  return `From: A <a@example.org>\nSubject: groups\n${headers}\n\n${body}`;
}

const encoded = DUMP.replaceAll("=", "=3D").replaceAll("\t", "=09");
const base64 = Buffer.from(DUMP)
  .toString("base64")
  .replaceAll(/(.{76})/g, "$1\n");
const QP = "Content-Transfer-Encoding: quoted-printable";

describe("a dump is read whatever was done to it on its way", () => {
  test.each([
    ["quoted", eachLine((line) => `> > ${line}`)],
    ["quoted with initials", eachLine((line) => `JD> ${line}`)],
    ["indented", eachLine((line) => `    ${line}`)],
    ["without its indentation", DUMP.replaceAll("\t", "")],
    ["in a code block", `\`\`\`\n${DUMP}\`\`\`\nThanks!\n`],
    ["in a table", eachLine((line) => `| ${line} |`)],
    ["as a new file of a diff", eachLine((line) => `+${line}`)],
    ["with a blank line behind each", DUMP.replaceAll("\n", "\n\n")],
    ["with lines of Windows", DUMP.replaceAll("\n", "\r\n")],
    ["with blanks that are none", DUMP.replaceAll("\t", "\u00A0\u00A0").replaceAll("-", "\u2212")],
    ["in colours", DUMP.replaceAll(/^(\d\S+)/gm, "\u001B[1;32m$1\u001B[0m\u001B[K")],
    ["in colours as an editor shows them", DUMP.replaceAll(/^(\d\S+)/gm, "^[[32m$1^[[0m")],
    ["in colours without their escapes", DUMP.replaceAll(/^(\d\S+)/gm, "[01;32m$1[m[K")],
    ["with zeros", DUMP.replaceAll("V", "\0V")],
    [
      "on a page",
      `<html><pre>${DUMP.replaceAll("00", "<b>00</b>").replaceAll(" ", "&nbsp;")}</pre>`,
    ],
    ["broken at 72", wrapped(72)],
    ["broken at 40", wrapped(40)],
    ["broken at 24", wrapped(24)],
    ["flowed", mail("Content-Type: text/plain; format=flowed", wrapped(50, " \n"))],
    [
      "flowed, with delsp",
      mail(
        "Content-Type: text/plain; charset=utf-8;\n format=flowed; delsp=yes",
        DUMP.replaceAll(/([^\n]{50})/g, "$1 \n"),
      ),
    ],
    ["quoted-printable", mail(QP, encoded.replaceAll(/(.{60})/g, "$1=\n"))],
    ["quoted-printable, unsaid", encoded.replaceAll(/(.{60})/g, "$1=\n")],
    ["said to be quoted-printable, and not", mail(QP, DUMP)],
    ["base64", mail("Content-Transfer-Encoding: base64", base64)],
    ["among prose", `Hi,\n\n$ sudo lspci -vv\n${DUMP}\nThe port has IOMMU group 7.\n-- \nMe\n`],
    ["twice", `${DUMP}\n# lspci\n${DUMP}`],
  ])("%s", (_, text) => {
    expect(recordsOf(text)).toEqual(recordsOf(DUMP));
  });

  test("and the dump itself is", () => {
    expect(dumpOf(DUMP)).toMatchObject({
      records: [
        {
          title: "PCI bridge: Example Root Port (rev 01) (prog-if 00 [Normal decode])",
          secondary: 1,
          group: 1,
          driver: "pcieport",
          express: { kind: "root-port" },
          acs: { cap: 0x1d, ctrl: 0x15 },
          extended: "whole",
        },
        { title: "VGA compatible controller: Example GPU (rev a1)", group: 2 },
      ],
      forms: new Set(["lspci -vv", "lspci -v"]),
      busNumbers: true,
      notes: [],
    });
  });
});

test("broken at any width, it has the same records", () => {
  for (let width = 24; width <= 110; width++)
    expect(recordsOf(wrapped(width)), `${width} columns`).toEqual(recordsOf(DUMP));
});

describe("a part of a dump", () => {
  test("that begins within a function", () => {
    const text = DUMP.slice(DUMP.indexOf("\tCapabilities"));
    expect(dumpOf(text).records).toMatchObject([{ bus: 1, group: 2 }]);
    expect(notesOf(text)).toEqual([
      "fields without the line that names their function, in 1 to 5; passed over",
    ]);
  });

  test("in which a header is lost: its fields are nobody else's", () => {
    const text = DUMP.replace(/^01:00.*\n/m, "");
    expect(recordsOf(text)).toEqual(recordsOf(DUMP.slice(0, DUMP.indexOf("01:00.0 VGA"))));
    expect(notesOf(text)).toEqual([
      "fields without the line that names their function, in 10 to 12; passed over",
    ]);
  });

  test("that is cut: nobody knows which capabilities came after", () => {
    const [port] = dumpOf(DUMP.slice(0, DUMP.indexOf(" Access"))).records;
    expect(port).toMatchObject({ standard: "part", extended: "part", acs: null });
    const [snipped] = dumpOf(DUMP.replace(/\tCapabilities: \[100[^]*?\tK/, "[...]\n\tK")).records;
    expect(snipped).toMatchObject({ standard: "part", extended: "part", acs: null });
  });

  test("that shows ACS and no Express capability is of PCI Express", () => {
    const text = DUMP.replace(/\tCapabilities: \[40.*\n/, "");
    expect(dumpOf(text).records[0]).toMatchObject({
      express: { kind: null, prefix: null },
      acs: { cap: 0x1d },
      standard: "part",
    });
    expect(notesOf(text)[0]).toMatch(/^00:01.0: shows capabilities that only PCI Express has/);
  });

  test("taken without root", () => {
    const text = "00:01.0 PCI bridge: X\n\tFlags: fast devsel\n\tCapabilities: <access denied>\n";
    expect(dumpOf(text).records).toMatchObject([
      { denied: true, standard: "unseen", express: null },
    ]);
  });
});

test("lines that look like a function and are none are named", () => {
  expect(
    notesOf("00:1g.0 VGA: x\n00:01.0 VGA: y\n00:02.9 VGA: z\n00:01.0 is the culprit\n"),
  ).toEqual([
    "3 lines look like a function or a group and are not understood: " +
      'line 1 ("00:1g.0 VGA: x"), 3 ("00:02.9 VGA: z"), 4 ("00:01.0 is the culprit")',
  ]);
});

describe("several runs", () => {
  const names = "$ lspci -nn\n00:01.0 PCI bridge [0604]: Example Root Port [1234:0010]\n";

  test("are merged where nothing contradicts", () => {
    expect(dumpOf(`${names}$ sudo lspci -vv\n${DUMP}`)).toMatchObject({
      records: [
        { vendor: 0x1234, device: 0x10, classCode: 0x604, express: { kind: "root-port" } },
        { bus: 1 },
      ],
      notes: [],
    });
  });

  test("of which one has another setting: that of the run that shows most counts", () => {
    const later = DUMP.replace("CmpltRedir- ", "CmpltRedir+ ").replace(/^01:00[^]*/m, "");
    for (const text of [`${DUMP}$ lspci -vv\n${later}`, `${later}$ lspci -vv\n${DUMP}`]) {
      expect(dumpOf(text).records).toMatchObject([{ acs: { ctrl: 0x15 } }, { bus: 1 }]);
      expect(notesOf(text)[0]).toMatch(/^00:01.0: its ACS bits differ between line \d+ and line/);
    }
  });

  test("of host and guest: the one that shows most is taken", () => {
    const guest = "guest# lspci\n00:01.0 ISA bridge: PIIX3\n00:02.0 VGA compatible controller: Q\n";
    expect(dumpOf(DUMP + guest).records.map((r) => addressText(r))).toEqual(["00:01.0", "01:00.0"]);
    expect(notesOf(DUMP + guest)).toEqual([
      "00:01.0: the functions in lines 16 to 17 are of another run, which contradicts a better " +
        "one (its class in line 16 and in line 1); left out",
    ]);
  });

  test("of two boots: their groups are not mixed", () => {
    const second = DUMP.replace("group 1", "group 2").replace(/\n01:00[^]*/, "\n03:00.0 VGA: X\n");
    const { records } = dumpOf(`${DUMP}$ lspci -v\n${second}\tFlags: fast devsel, IOMMU group 1\n`);
    expect(records.map(({ bus, group }) => [bus, group])).toEqual([
      [0, 1],
      [1, 2],
      [3, null],
    ]);
  });
});
