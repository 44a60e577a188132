/**
 * The time that the audit of a machine takes: 300 functions, and 4,096, the most that are read; and
 * what a user waits for, from the text of `lspci -vv` of 300 functions to the answer. The first run
 * of a process is told by itself: it is the one that counts.
 */
import { pluggedOf } from "../audit/findings/plugged.js";
import { audit } from "../audit/findings/audit.js";
import { readMachine } from "../audit/machine/machine.js";
import { shownMachine } from "../audit/testing/forms/shown.js";
import { verboseLspci } from "../audit/testing/forms/verbose.js";
import { problemText } from "../model/vocabulary/reading/reading.js";
import { auditText } from "../reports/audit/audit.js";
import { PLAIN } from "../reports/text/paint.js";
import { ACS_ISOLATED, type Acs } from "../model/vocabulary/topology/acs.js";
import { topology } from "../model/vocabulary/topology/validate.js";
import { PLAIN as PLAIN_PARTS, functionOf } from "../model/vocabulary/topology/make-function.js";
import type { PciFunction, Topology } from "../model/vocabulary/topology/topology.js";

const ROUNDS = 5;
/** One root port, a switch with eight ports, eight functions below each. */
const HIERARCHY_FUNCTIONS = 74;
const SWITCH_PORTS = 8;
const PORT_FUNCTIONS = 8;

/** 4 of them are the 300 functions of a large machine, 55 the most that are read. */
const HIERARCHIES_LARGE = 4;
const HIERARCHIES_MOST = 55;
const ANSWER_GOAL_MS = 300;

/** Lines of figures. */
export function benchAudit(): string[] {
  const text = dumpOf(topologyOf(HIERARCHIES_LARGE));
  const dump = figures(() => answerMs(text));
  const kilobytes = Math.round(text.length / 1024);
  const machines = [HIERARCHIES_LARGE, HIERARCHIES_MOST].map((hierarchies) => {
    const machine = topologyOf(hierarchies);
    return `${machine.functions.length} functions: ${figures(() => auditMs(machine))}`;
  });
  return [
    `lspci -vv of 300 functions (${kilobytes} KiB), text to answer: ${dump}`,
    `  (goal: the first under ${ANSWER_GOAL_MS} ms)`,
    ...machines,
  ];
}

function figures(run: () => number): string {
  const [first = 0, ...others] = Array.from({ length: ROUNDS }, run);
  return `first ${first.toFixed(1)} ms, later ${others.map((ms) => ms.toFixed(1)).join(" ")} ms`;
}

function dumpOf(machine: Topology): string {
  return verboseLspci(shownMachine(machine), { level: 2, root: true });
}

/** Reads, audits and tells. */
function answerMs(text: string): number {
  const started = performance.now();
  const read = readMachine(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  const machine = read.value;
  const told = audit(machine, machine.groups);
  auditText(
    {
      source: "lspci.txt",
      machine,
      audit: told,
      plugged: pluggedOf(machine),
      whatIf: null,
      answers: [],
    },
    { width: 100, paint: PLAIN, ascii: false },
  );
  return performance.now() - started;
}

function auditMs(machine: Topology): number {
  const started = performance.now();
  audit({ topology: machine });
  return performance.now() - started;
}

/** Half of the switches have CR off, so groups are large and their splits are tried. */
function topologyOf(hierarchies: number): Topology {
  const functions: PciFunction[] = [];
  for (let segment = 0; functions.length < hierarchies * HIERARCHY_FUNCTIONS; segment++)
    addSwitch(functions, segment, segment % 2 === 0 ? ACS_ISOLATED : ACS_ISOLATED & ~0x08);
  return topology(functions);
}

function addSwitch(functions: PciFunction[], segment: number, ctrl: number): void {
  const acs: Acs = { cap: ACS_ISOLATED, ctrl, egress: [] };
  const common = { ...PLAIN_PARTS, segment, prefix: true, pf: 0, secondary: 0 };
  const root = functions.length;
  functions.push(
    functionOf("root-port", { ...common, bus: 0, devfn: 8, secondary: 1, acs }),
    functionOf("upstream-port", { ...common, bus: 1, devfn: 0, parent: root, secondary: 2 }),
  );
  for (let port = 0; port < SWITCH_PORTS; port++) {
    const bus = 3 + port;
    const at = functions.length;
    const place = { bus: 2, devfn: port << 3, parent: root + 1, secondary: bus };
    functions.push(functionOf("downstream-port", { ...common, ...place, acs }));
    for (let devfn = 0; devfn < PORT_FUNCTIONS; devfn++) {
      const pasid = { width: 20, exec: false, priv: false };
      const more = { bus, devfn, parent: at, multifunction: true, pasid };
      functions.push(functionOf("endpoint", { ...common, ...more }));
    }
  }
}
