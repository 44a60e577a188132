// What a source does not show, and what is known in spite of that: texts that leave facts out, each
// with what is unseen and with what its readings agree on.
import { describe, expect, test } from "vitest";
import { audit } from "../findings/audit.js";
import {
  ACS,
  BUS,
  DENIED,
  EXPRESS,
  GROUP,
  pair,
  pasid,
  PASID,
  read,
  ROOT_PORT,
  unseenAt,
} from "../testing/readings.js";

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

  test("a PCI Express function below a bridge makes it none to PCI in every reading", () => {
    const machine = read(
      `00:06.0 PCI bridge: Acme\n${BUS("02")}${DENIED}02:00.0 VGA: A\n${EXPRESS("Endpoint")}`,
    );
    const kinds = [machine.topology, ...machine.readings].map((t) => t.functions[0]?.kind);
    // Only one from PCI to PCI Express isolates as little as a port without ACS.
    expect(kinds).toEqual(["root-port", "pci-to-pcie-bridge", "root-port"]);
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
