// Every kind of topology that rules disagree about is drawn: each at least so many times in 20,000
// scenarios.
import { expect, test } from "vitest";
import { ACS, ACS_ISOLATED, ACS_PASID } from "../../model/vocabulary/topology/acs.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import {
  acsOf,
  isBridge,
  isEndpoint,
  isExpress,
  isPort,
  KINDS,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import { scenarios } from "./scenario.js";
import { rareFeatures, someFunction, type Feature } from "./testing.js";

function somePort(cap: number, ctrl: number): (s: Scenario) => boolean {
  return someFunction((f) => isPort(f) && f.acs?.cap === cap && f.acs.ctrl === ctrl);
}

function sameBus(a: PciFunction, b: PciFunction): boolean {
  return a.bus === b.bus && a.segment === b.segment;
}

function sameSlot(a: PciFunction, b: PciFunction): boolean {
  return sameBus(a, b) && a.devfn >> 3 === b.devfn >> 3;
}

function isGhost(f: PciFunction, devfn: number, all: readonly PciFunction[]): boolean {
  return !all.some((g) => sameBus(f, g) && g.devfn === devfn);
}

function switches(f: PciFunction, all: readonly PciFunction[]): number {
  let count = 0;
  for (let p = f.parent; p !== null; p = all[p]?.parent ?? null)
    if (all[p]?.kind === "upstream-port") count++;
  return count;
}

function bitCount(bits: number): number {
  return bits === 0 ? 0 : (bits & 1) + bitCount(bits >> 1);
}

const FEATURES: Readonly<Record<string, Feature>> = {
  "port without ACS": [2000, someFunction((f) => isPort(f) && f.acs === null)],
  "port with empty ACS": [200, someFunction((f) => isPort(f) && f.acs?.cap === 0)],
  "port with REQ all on": [2000, somePort(ACS_ISOLATED, ACS_ISOLATED)],
  "port with REQ all off": [100, somePort(ACS_ISOLATED, 0)],
  "port with RR CR": [100, someFunction((f) => isPort(f) && f.acs?.cap === 0x0c)],
  "port with RR UF": [200, someFunction((f) => isPort(f) && f.acs?.cap === ACS_PASID)],
  "port with SV RR UF": [200, someFunction((f) => isPort(f) && f.acs?.cap === (0x01 | ACS_PASID))],
  "port with all seven bits": [400, someFunction((f) => isPort(f) && f.acs?.cap === 0x7f)],
  "only the PASID bits on": [400, somePort(ACS_ISOLATED, ACS_PASID)],
  "SV alone off": [200, somePort(ACS_ISOLATED, ACS_ISOLATED & ~ACS.SV)],
  "RR alone off": [200, somePort(ACS_ISOLATED, ACS_ISOLATED & ~ACS.RR)],
  "CR alone off": [200, somePort(ACS_ISOLATED, ACS_ISOLATED & ~ACS.CR)],
  "UF alone off": [200, somePort(ACS_ISOLATED, ACS_ISOLATED & ~ACS.UF)],
  "one bit short, anywhere": [
    3000,
    someFunction((f) => {
      const acs = acsOf(f);
      return acs !== null && bitCount(acs.cap & ACS_ISOLATED & ~acs.ctrl) === 1;
    }),
  ],
  "EC on with an egress vector": [
    100,
    someFunction((f) => ((acsOf(f)?.ctrl ?? 0) & ACS.EC) !== 0 && acsOf(f)?.egress.length !== 0),
  ],
  "EC on with nothing in the vector": [
    100,
    someFunction((f) => ((acsOf(f)?.ctrl ?? 0) & ACS.EC) !== 0 && acsOf(f)?.egress.length === 0),
  ],
  "DT on": [100, someFunction((f) => ((acsOf(f)?.ctrl ?? 0) & ACS.DT) !== 0)],
  "one switch": [800, someFunction((f, all) => switches(f, all) === 1 && isEndpoint(f))],
  "two switches": [20, someFunction((f, all) => switches(f, all) === 2)],
  "multifunction with a bridge": [
    400,
    someFunction(
      (f, all) => isBridge(f) && !isPort(f) && all.some((g) => g !== f && sameSlot(f, g)),
    ),
  ],
  "three functions in one slot": [
    500,
    someFunction((f, all) => all.filter((g) => sameSlot(f, g) && g.kind !== "vf").length === 3),
  ],
  "header bit missing above function 0": [
    500,
    someFunction((f) => (f.devfn & 7) > 0 && !f.multifunction && f.kind !== "vf"),
  ],
  "header bit on a lone function": [
    500,
    someFunction((f, all) => f.multifunction && !all.some((g) => g !== f && sameSlot(f, g))),
  ],
  "ARI functions 0 and 8": [
    100,
    someFunction((f) => isEndpoint(f) && f.ari && f.parent !== null && f.devfn === 8),
  ],
  "VF beside its PF": [300, someFunction((f, all) => f.kind === "vf" && all[f.pf]?.bus === f.bus)],
  "VF on a virtual bus": [
    200,
    someFunction((f, all) => f.kind === "vf" && all[f.pf]?.bus !== f.bus),
  ],
  "alias to a neighbour": [
    800,
    someFunction((f, all) => f.aliases.some((a) => !isGhost(f, a, all))),
  ],
  "alias to another slot": [
    300,
    someFunction((f, all) => f.aliases.some((a) => !isGhost(f, a, all) && a >> 3 !== f.devfn >> 3)),
  ],
  "alias to nobody": [800, someFunction((f, all) => f.aliases.some((a) => isGhost(f, a, all)))],
  "ghost that two share": [
    200,
    someFunction((f, all) =>
      f.aliases.some(
        (a) =>
          isGhost(f, a, all) && all.some((g) => g !== f && sameBus(f, g) && g.aliases.includes(a)),
      ),
    ),
  ],
  "alias ff.7": [200, someFunction((f) => f.aliases.includes(255))],
  "conventional device behind a PCIe-to-PCI bridge": [
    500,
    someFunction((f, all) => f.parent !== null && all[f.parent]?.kind === "pcie-to-pci-bridge"),
  ],
  "pcie-bridge-alias": [100, someFunction((f) => f.kind === "pci-bridge" && f.pcieAlias)],
  "no-alias": [100, someFunction((f) => f.kind === "pcie-to-pci-bridge" && f.noAlias)],
  "xlate-root": [200, someFunction((f) => isBridge(f) && f.xlateRoot)],
  "endpoint behind a VMD": [200, someFunction((f) => isEndpoint(f) && f.realDma !== null)],
  "bridge without IOMMU": [500, someFunction((f) => isBridge(f) && !f.iommu)],
  "device without IOMMU": [200, someFunction((f) => !isBridge(f) && !f.iommu)],
  "direct map": [1000, someFunction((f) => f.directMap)],
  "pasid-no-tlp": [500, someFunction((f) => isEndpoint(f) && f.pasidNoTlp)],
  "endpoint without PASID": [1000, someFunction((f) => isEndpoint(f) && f.pasid === null)],
  "one hop without prefix": [
    500,
    (s) => s.topology.functions.filter((f) => isExpress(f) && !f.prefix).length === 1,
  ],
  "several functions": [17_000, (s) => s.topology.functions.length > 1],
  "eight functions": [500, (s) => s.topology.functions.length === 8],
  boot: [8000, (s) => s.topology.probe.scan === "boot"],
  hot: [8000, (s) => s.topology.probe.scan === "hot"],
  "boot in another order": [
    500,
    (s) => s.topology.probe.order !== null && s.topology.probe.scan === "boot",
  ],
  "hot in another order": [
    500,
    (s) => s.topology.probe.order !== null && s.topology.probe.scan === "hot",
  ],
  "blocking rid": [500, (s) => s.iommu.blocking === "rid"],
  "blocking none": [300, (s) => s.iommu.blocking === "none"],
  strict: [2000, (s) => s.iommu.strict],
  "no PASID bits": [200, (s) => s.iommu.pasidBits === null],
  "few PASID bits": [1000, (s) => s.iommu.pasidBits !== null && s.iommu.pasidBits < 20],
};

test("in 20,000 scenarios each feature of topologies occurs often", () => {
  const features: Record<string, Feature> = { ...FEATURES };
  for (const kind of KINDS) features[kind] = [150, someFunction((f) => f.kind === kind)];
  expect(rareFeatures(scenarios(), features, 20_000)).toEqual([]);
});
