/**
 * Random topologies for this room's tests: whatever the vocabulary allows, dense in shared slots
 * and aliases.
 */
import type { Acs } from "../../model/vocabulary/topology/acs.js";
import { impossible, topology } from "../../model/vocabulary/topology/validate.js";
import {
  isBridge,
  isEndpoint,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import type { Dice } from "./dice.js";
import {
  acs,
  bridgeToExpress,
  bridgeToPci,
  endpoint,
  eventCollector,
  pciBridge,
  pciDevice,
  port,
  virtual,
  width,
} from "./topologies.js";

const FUNCTIONS_MAX = 9;
const TRIES_MAX = 60;
const WORDS = ["", "RR CR", "RR UF", "SV RR UF", "SV RR CR UF", "SV TB RR CR UF", "RR UF EC"];
const CONTROLS = ["", "RR UF", "RR UF EC", "EC", "SV RR CR UF"];
const DEVFNS = [0, 1, 2, 8, 9, 16, 17];
const BEHIND_VMD = 0x1_0000;

export function randomTopology(dice: Dice): Topology {
  const functions: PciFunction[] = [];
  for (let tries = 0; tries < TRIES_MAX && functions.length < FUNCTIONS_MAX; tries++) {
    const next = [...functions, randomFunction(dice, functions)];
    const made = { functions: next, probe: { scan: "boot", order: null } } as const;
    if (impossible(made) === null) functions.push(next.at(-1)!);
  }
  if (functions.length === 0) functions.push(endpoint([0, 0, null]));
  return topology(functions, { scan: dice.one(["boot", "hot"]), order: null });
}

function randomAcs(dice: Dice): Acs | null {
  if (dice.chance(3)) return null;
  const cap = dice.one(WORDS);
  const ctrl = dice.one([cap, ...CONTROLS].filter((words) => within(words, cap)));
  return acs(cap, ctrl, cap.includes("EC") && dice.chance(2) ? [dice.one(DEVFNS)] : []);
}

function within(words: string, cap: string): boolean {
  return words.split(" ").every((word) => word === "" || cap.split(" ").includes(word));
}

function randomFunction(dice: Dice, all: readonly PciFunction[]): PciFunction {
  const indices = all.map((_, i) => i);
  const bridges = indices.filter((i) => isBridge(all[i]!));
  const pfs = indices.filter((i) => isEndpoint(all[i]!));
  if (pfs.length > 0 && dice.chance(7)) return randomVf(dice, all, dice.one(pfs));
  const parent = bridges.length === 0 || dice.chance(3) ? null : dice.one(bridges);
  const above = parent === null ? undefined : all[parent];
  const behindVmd = above === undefined ? dice.chance(8) : above.segment === BEHIND_VMD;
  const bus = above !== undefined && isBridge(above) ? above.secondary : 0;
  const common = {
    segment: behindVmd ? BEHIND_VMD : 0,
    realDma: behindVmd && all.length > 0 && dice.chance(2) ? 0 : null,
    multifunction: dice.chance(2),
    iommu: !dice.chance(8),
    directMap: dice.chance(6),
    aliases: dice.chance(4) ? [dice.one(DEVFNS)] : [],
  };
  const absent = dice.chance(4) ? { absent: true as const } : {};
  return {
    ...randomKind(dice, [bus, dice.one(DEVFNS), parent], all.length + 1),
    ...common,
    ...absent,
  };
}

type Where = readonly [bus: number, devfn: number, parent: number | null];

function randomKind(dice: Dice, where: Where, secondary: number): PciFunction {
  const express = { acs: randomAcs(dice), prefix: !dice.chance(5) };
  const xlateRoot = dice.chance(4);
  switch (dice.below(10)) {
    case 0:
      return port("root-port", where, secondary, express);
    case 1:
      return port("upstream-port", where, secondary, express);
    case 2:
      return port("downstream-port", where, secondary, express);
    case 3:
      return bridgeToPci(where, secondary, { xlateRoot, noAlias: dice.chance(3) });
    case 4:
      return pciBridge(where, secondary, { xlateRoot, pcieAlias: dice.chance(3) });
    case 5:
      return bridgeToExpress(where, secondary, { xlateRoot });
    case 6:
      return pciDevice(where);
    case 7:
      return eventCollector(where, express);
    default:
      return endpoint(where, {
        ...express,
        kind: dice.one(["endpoint", "legacy-endpoint", "rciep", "rciep"]),
        ari: dice.chance(6),
        ...(dice.chance(2) ? { ats: true as const } : {}),
        pasidNoTlp: dice.chance(6),
        pasid: dice.chance(3) ? null : width(dice.one([0, 2, 8]), { exec: dice.chance(2) }),
      });
  }
}

function randomVf(dice: Dice, all: readonly PciFunction[], pf: number): PciFunction {
  const { segment, bus, parent } = all[pf]!;
  const aliases = dice.chance(4) ? [dice.one(DEVFNS)] : [];
  return virtual([bus + dice.below(2), dice.one(DEVFNS), parent], pf, { segment, aliases });
}
