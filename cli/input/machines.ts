/**
 * The topologies that a user gives: our own format (JSON, or the text of a scenario, of which only
 * the machine counts), and what `lspci -vv` printed on a real machine.
 */
import { TOPOLOGY_BYTES_MAX } from "../../model/vocabulary/reading/reading.js";
import {
  readScenarioJson,
  readTopologyJson,
  SCENARIO_SCHEMA,
  type TopologyFile,
} from "../../model/vocabulary/scenario/json.js";
import { topologyNotes } from "../../model/vocabulary/scenario/notes.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { DEFAULT_IOMMU, type Iommu } from "../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { LSPCI_BYTES_MAX } from "../../audit/read/lspci.js";
import type { Engine } from "../engine.js";
import { readInput, valueOf } from "./read-file.js";
import { looksLikeJson } from "../../properties/results/counterexample/file.js";
import { schemaOf } from "./recorded.js";

export interface NamedMachine {
  readonly file: string;
  readonly topology: Topology;
  readonly iommu: Iommu;
  /** What the file does not say, and what was assumed. */
  readonly notes: readonly string[];
}

/** Throws UsageError on the first file that cannot be read. */
export async function fixedTopologies(
  topologyFiles: readonly string[],
  lspciFiles: readonly string[],
  engine: Engine,
): Promise<readonly NamedMachine[]> {
  const machines: NamedMachine[] = [];
  for (const file of topologyFiles) {
    const { topology, iommu } = await readTopologyFile(file);
    const notes = topologyNotes(topology).map(({ message }) => message);
    machines.push({ file, topology, iommu, notes });
  }
  for (const file of lspciFiles) {
    const text = await readInput(file, "an lspci -vv", LSPCI_BYTES_MAX);
    const { topology, unknown } = valueOf(file, engine.readLspci(text));
    machines.push({ file, topology, iommu: DEFAULT_IOMMU, notes: unknown });
  }
  return machines;
}

async function readTopologyFile(file: string): Promise<TopologyFile> {
  const text = await readInput(file, "a topology", TOPOLOGY_BYTES_MAX);
  if (!looksLikeJson(file, text)) return valueOf(file, readScenario(text));
  const reading =
    schemaOf(text) === SCENARIO_SCHEMA
      ? await readScenarioJson(text)
      : await readTopologyJson(text);
  return valueOf<TopologyFile>(file, reading);
}
