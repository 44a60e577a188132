// A collection of texts as people send them, one of each kind, and the right answer to each: where
// it is at hand (testing/posted-texts.ts). Variants of each kind are in the tests beside this one.
import { describe, expect, test } from "vitest";
import { acsOf, pasidOf } from "../../model/vocabulary/topology/topology.js";
import { answerTo } from "../testing/answer.js";
import { claimsOf } from "../testing/forms/claims.js";
import { at } from "../testing/machines.js";
import { postedFolder, postedText } from "../testing/posted-texts.js";
import { bridgeAbove, functionAt, groupsOf, problemOf, readOf, shownOf } from "../testing/texts.js";

const folder = postedFolder();
const text = (name: string): string => postedText(folder, name);

describe.skipIf(folder === null)("a text as people send them", () => {
  test.each(["groups-arch-loop", "groups-indented", "groups-dmesg", "groups-dmesg-old"])(
    "%s",
    async (name) => {
      expect(problemOf(text(name))).toContain("--groups");
      const { code, out, json } = await answerTo(text("iommu-off"), text(name));
      expect(code).toBe(0);
      // 00:01.0 and 01:00.0 in group 1: with an IOMMU Linux divides them. 00:02.0 is not shown.
      expect(json?.agrees).not.toBe(true);
      expect(out).toMatch(/\b1 (?:\w+ )?function\b/);
    },
  );

  test("groups-of-the-whole-machine", async () => {
    const { code, out } = await answerTo(text("iommu-off"), text("groups-of-the-whole-machine"));
    expect(code).toBe(0);
    expect(out).toMatch(/\b1 (?:\w+ )?function\b.*\b(?:not|only|more)\b/);
  });

  test("iommu-off", async () => {
    const machine = readOf(text("iommu-off"));
    expect(machine.caveats[0]).toMatch(/IOMMU/);
    expect(groupsOf(machine)).toEqual(["00:01.0", "01:00.0"]);
    const { out } = await answerTo(text("iommu-off"));
    expect(out.slice(0, 1000)).toMatch(/without (?:an )?IOMMU/i);
  });

  test("not-root", async () => {
    const machine = readOf(text("not-root"));
    expect(functionAt(machine, "00:01.0").kind).toBe("root-port");
    expect(machine.groups).toEqual([1, 9]);
    const { out, json } = await answerTo(text("not-root"));
    expect(out).toContain("cannot be said without root");
    expect(json?.agrees).not.toBe(false);
    expect(json?.differences).toEqual([]);
  });

  test("plain-two-root-complexes", () => {
    const machine = readOf(text("plain-two-root-complexes"));
    expect(bridgeAbove(machine, "40:00.0")).toBeNull();
    expect(bridgeAbove(machine, "40:00.2")).toBeNull();
    expect(machine.caveats.join(" ")).toMatch(/bus number/);
  });

  test("two-runs", () => {
    const machine = readOf(text("two-runs"));
    expect(shownOf(machine)).toEqual(["00:01.0"]);
    expect(functionAt(machine, "00:01.0").kind).toBe("root-port");
    expect(machine.functions[0]).toMatchObject({ vendor: 0x1234, device: 0x10 });
  });

  test("one-downstream-port", () => {
    const machine = readOf(text("one-downstream-port"));
    expect(functionAt(machine, "02:1f.0").kind).toBe("downstream-port");
    const upstream = bridgeAbove(machine, "02:1f.0") ?? "";
    expect(functionAt(machine, upstream).kind).toBe("upstream-port");
    expect(functionAt(machine, bridgeAbove(machine, upstream) ?? "").kind).toBe("root-port");
  });

  test("acs-without-express-line", async () => {
    const machine = readOf(text("acs-without-express-line"));
    const f = functionAt(machine, "40:01.1");
    expect(f).toMatchObject({ kind: "root-port", parent: null });
    expect(acsOf(f)).toMatchObject({ cap: 0x5f, ctrl: 0x1c });
    const changed = ["--what-if", "40:01.1:+SV"];
    expect(await answerTo(text("acs-without-express-line"), null, ...changed)).toMatchObject({
      code: 0,
    });
  });

  test("paths", () => {
    const machine = readOf(text("paths"));
    expect(shownOf(machine)).toEqual(["00:00.0", "00:06.0", "02:00.0"]);
    expect(bridgeAbove(machine, "02:00.0")).toBe("00:06.0");
  });

  test("colours", () => {
    const machine = readOf(text("colours"));
    expect(shownOf(machine)).toEqual(["00:00.0", "00:01.0"]);
    expect(acsOf(functionAt(machine, "00:01.0"))).toMatchObject({ cap: 0x1f, ctrl: 0x1d });
  });

  test("flowed-mail", () => {
    const machine = readOf(text("flowed-mail"));
    expect(machine.titles[at(machine.topology, "00:1c.0")]).toContain("PCI Express Root Port #1");
    expect(machine.rules.map(({ rule }) => rule).join()).toMatch(/PCH root port/);
    expect(groupsOf(machine)).toEqual(["00:1c.0", "00:1c.4"]);
  });

  test("function-2-alone", async () => {
    expect(groupsOf(readOf(text("function-2-alone")))).toEqual(["00:07.2"]);
    const { out } = await answerTo(text("function-2-alone"));
    expect(out).toMatch(/\b1 group\b/);
    expect(out).not.toMatch(/\d+ pairs? meets? across/);
  });

  test("vf-without-pf", () => {
    const machine = readOf(text("vf-without-pf"));
    expect(shownOf(machine)).toEqual(["b1:00.2", "b1:00.3"]);
    expect(groupsOf(machine)).toEqual(["b1:00.2", "b1:00.3"]);
  });

  test("pasid-width-commas", () => {
    const machine = readOf(text("pasid-width-commas"));
    expect(pasidOf(functionAt(machine, "01:00.0"))?.width).toBe(16);
    expect(claimsOf(machine).pasid.get("01:00.0")).not.toBe("no");
  });
});
