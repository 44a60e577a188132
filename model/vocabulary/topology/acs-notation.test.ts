/** All three notations of ACS say the same, wherever a text has them, and contradict nothing. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { problemText } from "../reading/reading.js";
import { printScenario, readScenario } from "../scenario/text/text.js";
import { ACS, ACS_BITS, acsBitsText, type AcsBit } from "./acs.js";
import { LSPCI_ACS_NAMES } from "./acs-notation.js";
import { acsOf } from "./topology.js";

const sets = fc.subarray([...ACS_BITS]);
const control = sets.chain((cap) => fc.subarray(cap).map((on) => ({ cap, on })));

function bits(names: readonly AcsBit[]): number {
  return names.reduce((sum, name) => sum | ACS[name], 0);
}

/** As lspci prints a register: all names, each with its sign. */
function register(names: readonly AcsBit[]): string {
  return ACS_BITS.map((n) => `${LSPCI_ACS_NAMES[n]}${names.includes(n) ? "+" : "-"}`).join(" ");
}

function scenarioOf(acs: string, operation: string): ReturnType<typeof readScenario> {
  return readScenario(
    `pasidcheck scenario 1\n00:01.0 root-port ${acs} prefix\n----\n${operation}\n`,
  );
}

function capability(acs: string): unknown {
  const read = scenarioOf(acs, "");
  if (!read.ok) return problemText(read.problem);
  const [f] = read.value.topology.functions;
  return f === undefined ? null : acsOf(f);
}

test("on a function: of, signs, lspci's names, and both of its registers", () => {
  fc.assert(
    fc.property(control, ({ cap, on }) => {
      const wanted = { cap: bits(cap), ctrl: bits(on), egress: [] };
      const signed = cap.map((n) => `${n}${on.includes(n) ? "+" : "-"}`);
      const long = cap.map((n) => `${LSPCI_ACS_NAMES[n]}${on.includes(n) ? "+" : "-"}`);
      expect(capability(`acs ${acsBitsText(bits(on))} of ${acsBitsText(bits(cap))}`)).toEqual(
        wanted,
      );
      expect(capability(`acs ACSCap: ${register(cap)} ACSCtl: ${register(on)}`)).toEqual(wanted);
      if (cap.length === 0) return;
      expect(capability(`acs ${signed.join(" ")}`)).toEqual(wanted);
      expect(capability(`acs ${long.join(" ")}`)).toEqual(wanted);
      expect(capability(`acs ACSCtl: ${long.toReversed().join(" ")}`)).toEqual(wanted);
    }),
  );
});

test("in acs-set the whole register is written, in each notation", () => {
  fc.assert(
    fc.property(control, ({ cap, on }) => {
      const acs = `acs - of ${acsBitsText(bits(cap))}`;
      const forms = [
        acsBitsText(bits(on)),
        `${acsBitsText(bits(on))} of ${acsBitsText(bits(cap))}`,
        register(on),
        `ACSCtl: ${register(on)}`,
        `ACSCap: ${register(cap)} ACSCtl: ${register(on)}`,
      ];
      for (const form of forms) {
        const read = scenarioOf(acs, `acs-set 00:01.0 acs ${form}`);
        if (!read.ok) throw new Error(`${form}: ${problemText(read.problem)}`);
        expect(read.value.operations).toEqual([{ op: "acs-set", dev: 0, ctrl: bits(on) }]);
        expect(printScenario(read.value)).toContain(
          `acs-set 00:01.0 acs ${acsBitsText(bits(on))}\n`,
        );
      }
    }),
  );
});

test("a rule of Linux may claim what it does not look at", () => {
  const read = readScenario("pasidcheck scenario 1\n00:01.0 root-port acs-rule RR CR of RR");
  expect(read.ok && read.value.topology.functions[0]?.acsRule).toEqual({ claims: 12, mask: 4 });
  const signed = readScenario("pasidcheck scenario 1\n00:01.0 root-port acs-rule ReqRedir+ UF-");
  expect(signed.ok && signed.value.topology.functions[0]?.acsRule).toEqual({
    claims: ACS.RR,
    mask: ACS.RR | ACS.UF,
  });
});

describe("what is said twice, or contradicts itself, is told with its word", () => {
  test.each([
    ["RR RR of RR", "2:26: 'RR' is said twice"],
    ["RR of RR CR ReqRedir", "2:35: 'ReqRedir' is said twice"],
    ["RR UF of RR", "2:26: 'UF' is on, and not among the bits that are implemented"],
    ["RR+ ReqRedir-", "2:27: 'ReqRedir-' contradicts the word before it that says the opposite"],
    ["RR+ CR- CR-", "2:31: 'CR-' is said twice"],
    ["RR+ CR", "2:27: 'CR' is of another notation than the bits before it"],
    ["RR CR+", "2:26: 'CR+' is of another notation than the bits before it"],
    ["- RR of RR", "2:25: '-' says that there is none, and 'RR' that there is"],
    ["RR of - CR", "2:31: '-' says that there is none, and 'CR' that there is"],
    ["ACSCap: ReqRedir+ ACSCtl: CmpltRedir+", "2:49: 'CmpltRedir+' is on, and not among"],
    ["ACSCap: ReqRedir+", "2:41: 'ACSCap:' says what is implemented; 'ACSCtl:' must follow"],
    ["ACSCtl: RR", "2:31: 'RR' is of another notation"],
    ["ReqRedr+", "2:23: expected ACS bits, or '-' for none, not 'ReqRedr+' (did you mean"],
  ])("acs %s", (acs, message) => {
    expect(capability(`acs ${acs}`)).toContain(message);
  });

  test("acs-set of bits that the function does not implement", () => {
    const why = (operation: string): string => {
      const read = scenarioOf("acs RR of RR CR", operation);
      return read.ok ? "no problem" : problemText(read.problem);
    };
    expect(why("acs-set 00:01.0 acs RR of RR")).toBe("4:21: the function implements RR CR, not RR");
    expect(why("acs-set 00:01.0 acs RR+ RR-")).toBe(
      "4:25: 'RR-' contradicts the word before it that says the opposite",
    );
    expect(why("acs-set 00:01.0 acs RR+ CR-")).toBe("no problem");
  });
});
