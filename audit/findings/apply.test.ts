// What a command line, setpci and the ACS override make of a machine, against drivers/pci/pci.c of
// Linux 7.3 (__pci_config_acs, pci_std_enable_acs) read by hand, and what two kernels answered.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACS, ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { acsOf, type PciFunction } from "../../model/vocabulary/topology/topology.js";
import { configAcsText, disableRedirText, maskText, setpciText } from "../lines/print.js";
import { machineOf } from "../testing/machines.js";
import { applied, NO_FACTS, type Facts } from "./apply.js";
import { readChange } from "./change.js";

const { SV, RR, CR, UF, EC, DT } = ACS;
const PORT = "00:1c.0  root-port  bus 01";

function value<T>(reading: Reading<T>): T {
  if (!reading.ok) throw new Error(problemText(reading.problem));
  return reading.value;
}

function after(
  functions: readonly PciFunction[],
  texts: readonly string[],
  facts: Facts = NO_FACTS,
  kept: "off" | "as-shown" = "off",
) {
  const changes = texts.map((text) => value(readChange(text)));
  return applied(functions, changes, facts, kept);
}

function control(acs: string, text: string, firmware: number | null = null): number | undefined {
  const { functions } = machineOf(`${PORT}  acs ${acs}`);
  const made = value(after(functions, [text], { ...NO_FACTS, firmware: [firmware] }));
  return acsOf(made.now[0]!)?.ctrl;
}

describe("the control word is replaced: (firmware & ~mask) | (flags & mask)", () => {
  // The last four as kernels answered (docs/reference/semantics.md 2.2).
  test.each([
    ["SV RR CR UF of SV RR CR UF", "pci=config_acs=xxx1xxx@00:1c.0", 0, CR],
    ["SV RR CR UF of SV RR CR UF", "pci=config_acs=xxx1xxx@00:1c.0", SV, SV | CR],
    ["SV RR CR UF of SV RR CR UF", "pci=config_acs=0xxx0xx@00:1c.0", 0x1d, SV | CR | UF],
    ["SV RR CR UF of SV RR CR UF", "pci=config_acs=1111111@00:1c.0", 0, SV | RR | CR | UF],
    ["- of SV RR", "pci=config_acs=@00:1c.0", RR, RR],
    ["- of SV TB RR CR UF EC DT", "pci=config_acs=xx1xxxx@00:1c.0", 0, UF],
    ["- of SV TB RR CR UF EC DT", "pci=disable_acs_redir=00:1c.0", 0, 0],
    ["- of SV TB RR CR UF EC DT", "pci=disable_acs_redir=00:1c.0", 0x7f, 0x53],
    // config_acs= discards what disable_acs_redir= did.
    [
      "SV RR CR UF of SV RR CR UF",
      "pci=disable_acs_redir=00:1c.0,config_acs=xxxxxx0@00:1c.0",
      0x1d,
      RR | CR | UF,
    ],
  ])("acs %s, %s, firmware %i", (acs, text, firmware, expected) => {
    expect(control(acs, text, firmware)).toBe(expected);
  });

  test("of a running machine EC and DT are firmware's, what Linux adds is taken as off", () => {
    const acs = "SV RR CR UF EC DT of SV RR CR UF EC DT";
    expect(control(acs, "pci=config_acs=xxx1xxx@00:1c.0")).toBe(CR | EC | DT);
    const { functions } = machineOf(`${PORT}  acs ${acs}`);
    const texts = ["pci=config_acs=xxx1xxx@00:1c.0"];
    const kept = value(after(functions, texts, NO_FACTS, "as-shown"));
    expect(acsOf(kept.now[0]!)?.ctrl).toBe(SV | RR | CR | UF | EC | DT);
    expect(kept.notes).toEqual([{ what: "firmware", dev: 0, bits: SV | RR | UF }]);
  });

  test("a mask that names all leaves nothing open", () => {
    const { functions } = machineOf(`${PORT}  acs SV RR CR UF of SV RR CR UF`);
    const made = value(after(functions, ["pci=config_acs=xx101x1@00:1c.0"]));
    expect(made.notes).toEqual([]);
    expect(acsOf(made.atBoot[0]!)?.ctrl).toBe(SV | RR | UF);
  });
});

describe("devices", () => {
  const { functions } = machineOf(
    "00:1c.0  root-port      bus 01  acs - of RR",
    "01:00.0  upstream-port  bus 02",
    "02:00.0  downstream-port  bus 03  acs - of RR",
    "02:01.0  downstream-port  bus 04  acs - of RR",
  );
  const ids = [0x10, 0x20, 0x30, 0x31].map((device) => ({
    vendor: 0x8086,
    device,
    subvendor: null,
    subdevice: null,
  }));
  const on = (text: string): readonly string[] =>
    value(after(functions, [text], { ...NO_FACTS, ids })).now.flatMap((f) =>
      acsOf(f)?.ctrl === RR ? [addressText(f)] : [],
    );

  test.each([
    ["1xx@02:00.0", ["02:00.0"]],
    ["1xx@00:1c.0/00.0/01.0", ["02:01.0"]],
    ["1xx@01:00.0/00.0", ["02:00.0"]],
    ["1xx@pci:8086:0030", ["02:00.0"]],
    ["1xx@pci:8086:0", ["00:1c.0", "02:00.0", "02:01.0"]],
    // The first entry that means a device decides.
    ["0xx@02:00.0;1xx@pci:8086:0", ["00:1c.0", "02:01.0"]],
    ["1xx@pci:8086:0;0xx@02:00.0", ["00:1c.0", "02:00.0", "02:01.0"]],
  ])("config_acs=%s", (text, expected) => {
    expect(on(`pci=config_acs=${text}`)).toEqual(expected);
  });

  test.each([
    ["pci=config_acs=1@05:00.0", "05:00.0 is not a function of this machine"],
    ["pci=config_acs=1@00:1c.0/01.0", "00:1c.0/01.0 is not a function of this machine"],
    ["pci=config_acs=1@01:00.0", "01:00.0 has no ACS capability: it has no bit to change"],
    ["pci=config_acs=1@pci:8086:0:1:2", /whether a function is pci:8086:0000:0001:0002 the source/],
    ["setpci -s 01:00.0 ECAP_ACS+6.w=1", "01:00.0 has no ACS capability: it has no bit to change"],
    ["setpci -s 09:00.0 ECAP_ACS+6.w=1", "09:00.0 is not a function of this machine"],
  ])("%s is refused", (text, message) => {
    const read = after(functions, [text], { ...NO_FACTS, ids });
    expect(read.ok ? "" : problemText(read.problem)).toMatch(message);
  });

  test("a rule of Linux is a reason to refuse, and an entry for many passes it over", () => {
    const ruled = functions.map((f, i) =>
      i === 2 ? { ...f, acsRule: { claims: 0, mask: 0x7f } } : f,
    );
    const read = after(ruled, ["pci=config_acs=1xx@02:00.0"]);
    expect(read.ok ? "" : problemText(read.problem)).toMatch(/has a rule for 02:00\.0/);
    const many = value(after(ruled, ["pci=config_acs=1xx@pci:8086:0"], { ...NO_FACTS, ids }));
    expect(many.notes).toContainEqual({ what: "unchanged", devs: [1, 2] });
  });

  test("of Intel's wide registers Linux clears the redirection, whatever the mask", () => {
    const { functions: ports } = machineOf(`${PORT}  acs SV RR CR UF of SV RR CR UF`);
    const wide = { ...NO_FACTS, wide: new Set([0]) };
    const made = value(after(ports, ["pci=config_acs=11111@00:1c.0"], wide));
    expect(acsOf(made.now[0]!)?.ctrl).toBe(SV | UF);
    expect(after(ports, ["setpci -s 00:1c.0 ECAP_ACS+6.w=1"], wide).ok).toBe(false);
  });
});

test("setpci writes the machine as it runs, and leaves what it was at boot", () => {
  const { functions } = machineOf(`${PORT}  acs SV RR CR UF of SV RR CR UF`);
  const made = value(after(functions, ["setpci -s 1c.0 ECAP_ACS+6.w=0:4"]));
  expect(acsOf(made.now[0]!)?.ctrl).toBe(SV | CR | UF);
  expect(acsOf(made.atBoot[0]!)?.ctrl).toBe(SV | RR | CR | UF);
});

describe("the ACS override", () => {
  const { functions } = machineOf(
    "00:01.0  root-port        bus 01",
    "00:02.0  root-port        bus 02  acs - of RR",
    "00:1a.0  rciep            multifunction",
    "01:00.0  upstream-port    bus 03  multifunction",
    "01:00.1  endpoint",
    "02:00.0  endpoint",
    "03:00.0  downstream-port  bus 04",
    "04:00.0  pcie-to-pci-bridge  bus 05",
    "05:00.0  pci-device       multifunction",
  );
  const ids = functions.map((_, i) => ({
    vendor: 0x8086,
    device: i,
    subvendor: null,
    subdevice: null,
  }));
  const isolating = (text: string): readonly string[] => {
    const made = value(after(functions, [`acs-override=${text}`], { ...NO_FACTS, ids }));
    return made.overridden.map((dev) => addressText(functions[dev]!));
  };

  // By pcie_acs_overrides(): never a function with an ACS capability, never a conventional one.
  test.each([
    ["downstream", ["00:01.0", "03:00.0"]],
    ["multifunction", ["00:1a.0", "01:00.0", "01:00.1"]],
    ["id:8086:0007", ["04:00.0"]],
    ["id:8086:0008", []],
    ["id:8086:0001", []],
    ["id:8086:0005", ["02:00.0"]],
  ])("%s", (text, expected) => {
    expect(isolating(text)).toEqual(expected);
  });

  test("is what Linux believes, and the hardware stays as it is", () => {
    const made = value(after(functions, ["acs-override=downstream"], { ...NO_FACTS, ids }));
    expect(made.believed[0]).toMatchObject({ acsRule: { claims: 0x7f } });
    expect(made.now[0]).toBe(functions[0]);
  });
});

describe("what is printed is read again and gives the same bits", () => {
  const bits = fc.integer({ min: 0, max: 0x7f });
  const machine = fc.record({ cap: bits, shown: bits, want: bits, segment: fc.nat(0x20000) });

  function check(
    { cap, shown, want, segment }: { cap: number; shown: number; want: number; segment: number },
    lineOf: (wanted: { at: PciFunction; cap: number; ctrl: number }) => string,
    expected: (cap: number, want: number, shown: number) => number,
  ): boolean {
    const [port] = machineOf(`${PORT}  acs RR of RR`).functions;
    if (port?.kind !== "root-port") throw new Error("no root port");
    const f = { ...port, segment, acs: { cap, ctrl: shown & cap, egress: [] } };
    const line = lineOf({ at: f, cap, ctrl: want & cap });
    const made = value(after([f], [line]));
    return acsOf(made.now[0]!)?.ctrl === expected(cap, want & cap, shown & cap);
  }

  test("config_acs=, whatever firmware left", () => {
    fc.assert(
      fc.property(machine, (one) =>
        check(
          one,
          (w) => configAcsText([w]),
          (_, want) => want,
        ),
      ),
    );
  });

  test("setpci, whatever is on", () => {
    fc.assert(fc.property(machine, (one) => check(one, setpciText, (_, want) => want)));
  });

  test("disable_acs_redir=", () => {
    const redirected = RR | CR | EC;
    fc.assert(
      fc.property(machine, (one) =>
        check(
          one,
          ({ at }) => disableRedirText([at]),
          // What a running machine shows of SV, RR, CR and UF may be Linux' own; taken as off.
          (_, _want, shown) => shown & ~redirected & ~ACS_ISOLATED,
        ),
      ),
    );
  });

  test("several functions in one parameter", () => {
    const { functions } = machineOf(
      "00:1c.0  root-port  bus 01  acs SV RR CR UF of SV RR CR UF",
      "00:1d.0  root-port  bus 02  acs SV RR CR UF of SV RR CR UF",
    );
    fc.assert(
      fc.property(bits, bits, (first, second) => {
        const wanted = [first, second].map((ctrl, i) => ({
          at: functions[i]!,
          cap: 0x1d,
          ctrl: ctrl & 0x1d,
        }));
        const made = value(after(functions, [configAcsText(wanted)]));
        return made.now.every((f, i) => acsOf(f)?.ctrl === wanted[i]?.ctrl);
      }),
    );
  });

  test("the mask has SV at its right end", () => {
    expect(maskText({ cap: 0x1d, ctrl: 0x15 })).toBe("xx101x1");
    expect(setpciText({ at: { segment: 0, bus: 0, devfn: 0xe0 }, ctrl: 0x1d })).toBe(
      "setpci -s 00:1c.0 ECAP_ACS+6.w=1d:7f",
    );
  });
});
