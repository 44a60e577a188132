// What a source does not show, and what is known in spite of that: inputs of the kinds that people
// send, each with what is unseen and with what its readings agree on.
import { describe, expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { audit } from "../findings/audit.js";
import { linuxGrouped } from "../findings/boot-groups.js";
import { readMachine, type RealMachine } from "./machine.js";

function read(text: string): RealMachine {
  const machine = readMachine(text);
  if (!machine.ok) throw new Error(problemText(machine.problem));
  return machine.value;
}

function at(machine: RealMachine, address: string): number {
  return machine.functions.findIndex((f) => f.address === address);
}

function unseenAt(machine: RealMachine, address: string): readonly string[] {
  return [...(machine.unseen[at(machine, address)] ?? [])].sort();
}

/** What all readings say of two functions. */
function pair(machine: RealMachine, a: string, b: string): "together" | "apart" | "unknown" {
  const said = [machine.topology, ...machine.readings].map((t) => {
    const { groupOf } = linuxGrouped(t);
    return groupOf[at(machine, a)] === groupOf[at(machine, b)];
  });
  if (said.every((same) => same)) return "together";
  return said.some((same) => same) ? "unknown" : "apart";
}

function pasid(machine: RealMachine, address: string): "yes" | "no" | "unknown" {
  const said = [machine.topology, ...machine.readings].map(
    (topology) => audit({ topology }).pasid[at(machine, address)]?.enableable,
  );
  if (said.every((yes) => yes === true)) return "yes";
  return said.some((yes) => yes === true) ? "unknown" : "no";
}

const DENIED = "\tCapabilities: <access denied>\n";
const BUS = (secondary: string, subordinate = secondary): string =>
  `\tBus: primary=00, secondary=${secondary}, subordinate=${subordinate}, sec-latency=0\n`;
const GROUP = (group: number): string => `\tFlags: fast devsel, IOMMU group ${group}\n`;
const EXPRESS = (type: string): string =>
  `\tCapabilities: [40] Express (v2) ${type}, MSI 00\n\t\tDevCap2: EETLPPrefix+\n`;
const ACS = (on: string): string =>
  "\tCapabilities: [100 v1] Access Control Services\n" +
  "\t\tACSCap:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-\n" +
  `\t\tACSCtl:\tSrcValid${on} TransBlk- ReqRedir${on} CmpltRedir${on} UpstreamFwd${on} EgressCtrl- DirectTrans-\n`;
const PASID = (enabled = "-"): string =>
  "\tCapabilities: [180 v1] Process Address Space ID (PASID)\n" +
  `\t\tPASIDCap: Exec- Priv-, Max PASID Width: 14\n\t\tPASIDCtl: Enable${enabled} Exec- Priv-\n`;
const ROOT_PORT = `00:01.0 PCI bridge: Acme\n${BUS("01", "05")}${EXPRESS("Root Port")}${ACS("+")}`;

describe("a dump taken without root", () => {
  const dump = (groups: readonly [string, string]): string =>
    `00:06.0 PCI bridge: Acme Thing (prog-if 00)\n${groups[0]}${BUS("02")}${DENIED}` +
    `02:00.0 Non-Volatile memory controller: Acme NVMe\n${groups[1]}${DENIED}`;

  test("hides whether a bridge isolates: nothing is said", () => {
    const machine = read(dump(["", ""]));
    expect(pair(machine, "00:06.0", "02:00.0")).toBe("unknown");
    expect(pasid(machine, "02:00.0")).toBe("unknown");
    expect(unseenAt(machine, "00:06.0")).toEqual([
      "acs",
      "kind",
      "multifunction",
      "pasid",
      "prefix",
    ]);
    expect(machine.caveats).toContain("taken without root: capabilities were not readable");
  });

  test("tells by its groups that the bridge isolates: then it is no bridge to PCI", () => {
    const machine = read(dump([GROUP(3), GROUP(8)]));
    expect(pair(machine, "00:06.0", "02:00.0")).toBe("apart");
    expect(machine.topology.functions[0]?.kind).toBe("root-port");
    expect(pasid(machine, "02:00.0")).toBe("unknown");
  });

  test("does not tell by one group that it does not isolate", () => {
    expect(pair(read(dump([GROUP(3), GROUP(3)])), "00:06.0", "02:00.0")).toBe("unknown");
  });

  test("takes a kind from the name of a bridge, and says so", () => {
    const text = `00:06.0 PCI bridge: Acme PCIe Root Port\n${BUS("02")}${DENIED}`;
    const machine = read(text);
    expect(machine.topology.functions[0]?.kind).toBe("root-port");
    expect(machine.unknown.join()).toContain("taken as root-port, by its name");
    expect(unseenAt(machine, "00:06.0")).not.toContain("kind");
  });

  test("takes no kind from a name where it cannot stand", () => {
    const text =
      `00:06.0 PCI bridge: Acme PCIe Root Port\n${BUS("02")}${DENIED}` +
      `02:00.0 Network controller: A\n${DENIED}` +
      `02:03.0 PCI bridge: B PCIe Switch Upstream Port\n${BUS("03")}${DENIED}`;
    expect(read(text).topology.functions).toHaveLength(3);
  });

  test("may have functions above 7 below a port, or a bridge to PCI", () => {
    const text =
      `00:06.0 PCI bridge: Acme\n${BUS("02")}${DENIED}` +
      `02:00.0 Network controller: A\n${DENIED}02:01.0 Network controller: B\n${DENIED}`;
    const machine = read(text);
    expect(machine.readings.map((t) => t.functions.map((f) => f.kind))).toEqual([
      ["pci-bridge", "pci-device", "pci-device"],
      ["root-port", "endpoint", "endpoint"],
    ]);
    expect(pair(machine, "02:00.0", "02:01.0")).toBe("unknown");
  });

  test("a PCI Express function below a bridge makes it a port in every reading", () => {
    const machine = read(
      `00:06.0 PCI bridge: Acme\n${BUS("02")}${DENIED}02:00.0 VGA: A\n${EXPRESS("Endpoint")}`,
    );
    for (const t of [machine.topology, ...machine.readings])
      expect(t.functions[0]?.kind).toBe("root-port");
  });
});

describe("the header bit of a function that is alone", () => {
  const endpoint = (pasidText: string, bytes = ""): string =>
    `${ROOT_PORT}01:00.0 Processing accelerators: A\n${EXPRESS("Endpoint")}${pasidText}${bytes}`;

  test("decides over PASID where it has no ACS", () => {
    const machine = read(endpoint(PASID()));
    expect(unseenAt(machine, "01:00.0")).toEqual(["multifunction"]);
    expect(pasid(machine, "01:00.0")).toBe("unknown");
  });

  test("is shown by bytes", () => {
    const bytes = (type: string): string =>
      `00: 34 12 00 2f 00 00 10 00 02 00 00 06 10 00 ${type} 00\n`;
    expect(pasid(read(endpoint(PASID(), bytes("00"))), "01:00.0")).toBe("yes");
    expect(pasid(read(endpoint(PASID(), bytes("80"))), "01:00.0")).toBe("no");
  });

  test("is shown by a PASID that is on: Linux has found the path good", () => {
    expect(pasid(read(endpoint(PASID("+"))), "01:00.0")).toBe("yes");
  });

  test("does not matter where ACS is complete", () => {
    const machine = read(endpoint(ACS("+") + PASID()));
    expect(unseenAt(machine, "01:00.0")).toEqual([]);
    expect(pasid(machine, "01:00.0")).toBe("yes");
  });

  test("decides over what is below an upstream port without ACS; groups show it", () => {
    const text = (first: string, second: string): string =>
      `00:01.0 PCI bridge: A\n${first}${BUS("01", "03")}${EXPRESS("Root Port")}${ACS("+")}` +
      `01:00.0 PCI bridge: A\n${first}${BUS("02", "03")}${EXPRESS("Upstream Port")}` +
      `02:00.0 PCI bridge: A\n${second}${BUS("03")}${EXPRESS("Downstream Port")}${ACS("+")}`;
    expect(pair(read(text("", "")), "01:00.0", "02:00.0")).toBe("unknown");
    expect(pair(read(text(GROUP(1), GROUP(2))), "01:00.0", "02:00.0")).toBe("apart");
  });
});

describe("an ACS capability whose bits are not printed", () => {
  const NAME = "\tCapabilities: [100] Access Control Services\n";
  const dump = (first: string, second: string): string =>
    `00:01.0 PCI bridge: A\n${first}${BUS("01")}\tCapabilities: [40] Express Root Port\n${NAME}` +
    `01:00.0 VGA: A\n${second}\tCapabilities: [40] Express Endpoint\n`;

  test("has all on that is implemented, where there is an IOMMU", () => {
    const machine = read(dump(GROUP(1), GROUP(2)));
    expect(unseenAt(machine, "00:01.0")).toEqual(["acs-bits", "prefix"]);
    expect(pair(machine, "00:01.0", "01:00.0")).toBe("apart");
  });

  test("may have none on where nobody knows", () => {
    expect(pair(read(dump("", "")), "00:01.0", "01:00.0")).toBe("unknown");
  });

  test("is not taken for isolating against the kernel's groups", () => {
    expect(pair(read(dump(GROUP(1), GROUP(1))), "00:01.0", "01:00.0")).toBe("unknown");
  });

  test("does not say whether two ports send requests straight to each other", () => {
    const other = dump(GROUP(3), GROUP(4)).replace("00:01.0", "00:01.1").replace("01:00", "02:00");
    const machine = read(
      dump(GROUP(1), GROUP(2)) + other.replace("secondary=01, subordinate=01", "secondary=02"),
    );
    const [least, most] = machine.readings.map((topology) => audit({ topology }).notIsolated);
    expect(least?.length).toBeGreaterThan(0);
    expect(most).toEqual([]);
  });
});

describe("what is not in the dump", () => {
  test("an upstream port and a root port stand in above a downstream port", () => {
    const machine = read(`05:02.0 PCI bridge: A\n${BUS("09")}${EXPRESS("Downstream Port")}`);
    expect(machine.topology.functions.map((f) => f.kind)).toEqual([
      "root-port",
      "upstream-port",
      "downstream-port",
    ]);
    expect(machine.functions.map((f) => f.shown)).toEqual([false, false, true]);
    expect(machine.unseen.slice(0, 2).map((some) => [...some])).toEqual([
      ["function"],
      ["function"],
    ]);
  });

  test("the switch stands in behind the port that has reserved its buses", () => {
    const machine = read(
      `${ROOT_PORT}02:04.0 PCI bridge: A\n${BUS("03")}${EXPRESS("Downstream Port")}`,
    );
    expect(machine.functions.map((f) => f.address)).toEqual(["00:01.0", "01:00.0", "02:04.0"]);
    expect(unseenAt(machine, "02:04.0")).toEqual([]);
    // The port isolates, whatever the switch is.
    expect(pair(machine, "00:01.0", "02:04.0")).toBe("apart");
  });

  test("two switches do not stand in at one place", () => {
    const down = (address: string, bus: string): string =>
      `${address} PCI bridge: A\n${BUS(bus)}${EXPRESS("Downstream Port")}`;
    const machine = read(ROOT_PORT + down("02:04.0", "03") + down("04:04.0", "05"));
    expect(new Set(machine.functions.map((f) => f.address)).size).toBe(machine.functions.length);
    expect(unseenAt(machine, "04:04.0")).toContain("place");
  });

  test("what hangs below two stand-ins may hang below one", () => {
    const machine = read(
      `03:00.0 VGA: A\n${EXPRESS("Endpoint")}07:00.0 VGA: A\n${EXPRESS("Endpoint")}`,
    );
    expect(unseenAt(machine, "03:00.0")).toContain("place");
    expect(unseenAt(machine, "07:00.0")).toContain("place");
  });

  test("one thing alone has no place that matters", () => {
    const machine = read(`03:00.0 VGA: A\n${EXPRESS("Endpoint")}`);
    expect(unseenAt(machine, "03:00.0")).not.toContain("place");
  });

  test("a PF stands in for VFs, each of a group of its own", () => {
    const vf = (address: string): string =>
      `${address} Ethernet controller: Acme Virtual Function\n${EXPRESS("Endpoint")}`;
    const machine = read(vf("81:00.4") + vf("81:00.5"));
    expect(machine.topology.functions.map((f) => f.kind).slice(-2)).toEqual(["vf", "vf"]);
    const { groupOf } = linuxGrouped(machine.topology);
    expect(new Set(groupOf.slice(-2)).size).toBe(2);
    expect(pasid(machine, "81:00.4")).toBe("unknown");
  });

  test("VFs on the bus after that of their PF are behind the same port", () => {
    const machine = read(
      `00:03.0 PCI bridge: A\n${BUS("02", "03")}${EXPRESS("Root Port")}${ACS("+")}` +
        `02:00.0 Ethernet controller: A\n${DENIED}` +
        `03:00.0 Ethernet controller: A Virtual Function\n${DENIED}` +
        `03:00.1 Ethernet controller: A Virtual Function\n${DENIED}`,
    );
    expect(machine.topology.functions.slice(2)).toMatchObject([
      { kind: "vf", pf: 1, parent: 0 },
      { kind: "vf", pf: 1, parent: 0 },
    ]);
    expect(pair(machine, "03:00.0", "03:00.1")).toBe("apart");
  });
});

describe("a list without bus numbers", () => {
  test("shows root buses by what stands on them", () => {
    const machine = read(
      "00:00.0 Host bridge: A\n00:03.0 PCI bridge: A\n80:00.0 Host bridge: A\n" +
        "ff:08.0 System peripheral: Intel Corporation Xeon QPI\nc0:00.2 IOMMU: A\n",
    );
    for (const address of ["80:00.0", "ff:08.0", "c0:00.2"]) {
      expect(machine.topology.functions[at(machine, address)]?.parent).toBeNull();
      expect(unseenAt(machine, address)).not.toContain("place");
    }
  });

  test("does not show which bridge leads where", () => {
    const machine = read("00:00.0 Host bridge: A\n00:03.0 PCI bridge: A\n01:00.0 VGA: A\n");
    expect(unseenAt(machine, "01:00.0")).toContain("place");
    expect(machine.caveats.join()).toContain("bus numbers");
  });
});

test("a high domain is a VMD's only where a VMD is", () => {
  const behind = `10000:e0:06.0 PCI bridge: A\n${BUS("e1")}${EXPRESS("Root Port")}`;
  const vmd = "00:0e.0 RAID bus controller: Intel Corporation Volume Management Device\n";
  expect(read(behind).topology.functions[0]?.realDma).toBeNull();
  expect(read(behind).unknown.join()).not.toContain("VMD");
  expect(read(vmd + behind).topology.functions[1]?.realDma).toBe(0);
});

test("a capability at 100 or above exists in PCI Express only", () => {
  const machine = read(`40:01.1 PCI bridge: A\n${ACS("-")}`);
  const dev = at(machine, "40:01.1");
  for (const t of [machine.topology, ...machine.readings])
    expect(t.functions[dev]).toMatchObject({ kind: "root-port", parent: null, acs: { cap: 0x1d } });
});
