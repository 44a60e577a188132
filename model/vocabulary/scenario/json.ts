/**
 * The JSON form of scenarios (`scenario@1`) and topologies (`topology@1`): the same data as the
 * types, without what is the default, in a fixed order. Reading loads zod when it is first asked;
 * writing does not.
 */
import { impossible } from "../topology/validate.js";
import { writeJson, type Json } from "../reading/json-text.js";
import { operandsNamed, type Operation } from "../operation/operation.js";
import {
  SCENARIO_BYTES_MAX,
  TOPOLOGY_BYTES_MAX,
  readable,
  unreadable,
  type Reading,
} from "../reading/reading.js";
import { impossibleScenario } from "./validate.js";
import { DEFAULT_IOMMU, type Iommu, type Scenario } from "./scenario.js";
import { PLAIN } from "../topology/make-function.js";
import { acsOf, fieldsOf, pasidOf, type PciFunction, type Topology } from "../topology/topology.js";

export const SCENARIO_SCHEMA = "scenario@1";
const TOPOLOGY_SCHEMA = "topology@1";

/** What a topology file says. */
export interface TopologyFile {
  readonly topology: Topology;
  readonly iommu: Iommu;
}

export async function readScenarioJson(text: string): Promise<Reading<Scenario>> {
  const { scenarioFileSchema } = await import("./schema.js");
  const { readDocument } = await import("./document.js");
  const file = readDocument(text, SCENARIO_SCHEMA, SCENARIO_BYTES_MAX, scenarioFileSchema);
  if (!file.ok) return file;
  const { topology, iommu, operations } = file.value;
  const scenario = { topology, iommu, operations };
  const reason = impossibleScenario(scenario);
  return reason === null ? readable(scenario) : unreadable(reason.message, { path: reason.path });
}

export async function readTopologyJson(text: string): Promise<Reading<TopologyFile>> {
  const { topologyFileSchema } = await import("./schema.js");
  const { readDocument } = await import("./document.js");
  const file = readDocument(text, TOPOLOGY_SCHEMA, TOPOLOGY_BYTES_MAX, topologyFileSchema);
  if (!file.ok) return file;
  const { topology, iommu } = file.value;
  const reason = impossible(topology);
  if (reason === null) return readable({ topology, iommu });
  return unreadable(reason.message, { path: `topology.${reason.path}` });
}

export function writeScenarioJson(scenario: Scenario): string {
  return writeJson({ schema: SCENARIO_SCHEMA, ...plainScenario(scenario) });
}

export function writeTopologyJson(file: TopologyFile): string {
  const { topology, iommu } = file;
  return writeJson({
    schema: TOPOLOGY_SCHEMA,
    topology: plainTopology(topology),
    iommu: plainIommu(iommu),
  });
}

/** A scenario as it stands inside another file. */
export function plainScenario(scenario: Scenario): { readonly [name: string]: Json | undefined } {
  return {
    topology: plainTopology(scenario.topology),
    iommu: plainIommu(scenario.iommu),
    operations: scenario.operations.map(plainOperation),
  };
}

function plainTopology({ functions, probe }: Topology): Json {
  const boot = probe.scan === "boot" && probe.order === null;
  const order = probe.order ?? undefined;
  return {
    functions: functions.map(plainFunction),
    probe: boot ? undefined : { scan: probe.scan, order },
  };
}

/** Undefined where nothing differs from DEFAULT_IOMMU. */
function plainIommu(iommu: Iommu): Json | undefined {
  const blocking = iommu.blocking === DEFAULT_IOMMU.blocking ? undefined : iommu.blocking;
  const strict = iommu.strict === DEFAULT_IOMMU.strict ? undefined : iommu.strict;
  const pasidBits = iommu.pasidBits === DEFAULT_IOMMU.pasidBits ? undefined : iommu.pasidBits;
  const same = blocking === undefined && strict === undefined && pasidBits === undefined;
  return same ? undefined : { blocking, strict, pasidBits };
}

function plainFunction(f: PciFunction): Json {
  const fields = fieldsOf(f);
  const acs = acsOf(f);
  const pasid = pasidOf(f);
  return {
    kind: f.kind,
    segment: unless(f.segment, PLAIN.segment),
    bus: f.bus,
    devfn: f.devfn,
    secondary: fields.secondary,
    parent: f.parent ?? undefined,
    pf: f.kind === "vf" ? f.pf : undefined,
    multifunction: unless(f.multifunction, false),
    pasid: pasid === null ? undefined : plainPasid(pasid),
    pasidNoTlp: unless(fields.pasidNoTlp, false),
    acs:
      acs === null ? undefined : { cap: acs.cap, ctrl: acs.ctrl, egress: unlessEmpty(acs.egress) },
    prefix: unless(fields.prefix, false),
    ari: unless(fields.ari, false),
    ats: fields.ats,
    aliases: unlessEmpty(f.aliases),
    realDma: f.realDma ?? undefined,
    iommu: unless(f.iommu, true),
    directMap: unless(f.directMap, false),
    absent: f.absent,
    reserved: f.reserved,
    acsRule: f.acsRule === undefined ? undefined : { ...f.acsRule },
    xlateRoot: unless(fields.xlateRoot, false),
    noAlias: unless(fields.noAlias, false),
    pcieAlias: unless(fields.pcieAlias, false),
  };
}

function plainPasid(pasid: { width: number; exec: boolean; priv: boolean }): Json {
  const { width, exec, priv } = pasid;
  return { width, exec: unless(exec, false), priv: unless(priv, false) };
}

function plainOperation(op: Operation): Json {
  const plain: Record<string, Json> = { op: op.op, dev: op.dev };
  for (const [name, value] of operandsNamed(op))
    plain[name] = typeof value === "object" ? { call: value.call, errno: value.errno } : value;
  return plain;
}

function unless<T>(value: T, ordinary: T): T | undefined {
  return value === ordinary ? undefined : value;
}

function unlessEmpty(list: readonly number[]): readonly number[] | undefined {
  return list.length === 0 ? undefined : list;
}
