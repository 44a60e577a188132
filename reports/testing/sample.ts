/**
 * A made-up run for the tests of reports/ and cli/: six designs, six invariants, one
 * counterexample, one surprise in each direction. The numbers mean nothing.
 */
import { ACS } from "../../model/vocabulary/topology/acs.js";
import { topology } from "../../model/vocabulary/topology/validate.js";
import { functionOf, PLAIN } from "../../model/vocabulary/topology/make-function.js";
import { DEFAULT_IOMMU, type Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import type {
  CheckResult,
  Report,
  ReportInvariant,
  Verdict,
} from "../../properties/results/report.js";

const { SV, RR, CR, UF } = ACS;
const rootPort = { ...PLAIN, bus: 0, devfn: 8, secondary: 1, pf: 0, prefix: true };
const endpoint = { ...rootPort, bus: 1, devfn: 0, parent: 0, secondary: 0, multifunction: true };
const pasid = { width: 8, exec: false, priv: false };

/**
 * Two PASID-capable functions in one package: what the first is given, the second gets too
 * (CLAIM-4).
 */
export const TWO_FUNCTIONS: Scenario = {
  topology: topology([
    functionOf("root-port", {
      ...rootPort,
      acs: { cap: SV | RR | CR | UF, ctrl: RR | UF, egress: [] },
    }),
    functionOf("endpoint", { ...endpoint, pasid, acs: { cap: RR, ctrl: RR, egress: [] } }),
    functionOf("endpoint", {
      ...endpoint,
      devfn: 1,
      pasid,
      acs: { cap: RR | CR, ctrl: RR, egress: [] },
    }),
  ]),
  iommu: DEFAULT_IOMMU,
  operations: [
    { op: "pasid-enable", dev: 1 },
    { op: "pasid-attach", dev: 1, pasid: 5, domain: "D1" },
  ],
};

export const COUNTEREXAMPLE: Counterexample = {
  schema: "counterexample@2",
  id: "7c1f4a2b9d0e6688",
  invariant: "a-pasid-operation-moves-only-its-device",
  design: "linux-7.3",
  scenario: TWO_FUNCTIONS,
  step: 1,
  finding: {
    failureMode: "collateral-change",
    device: 2,
    other: 1,
    pasid: 5,
    seen: "D1",
    wanted: "none",
  },
  provenance: { version: "0.1.0", found: "random, seed 1, batch 3, run 17" },
};

export const DESIGNS = [
  "linux-6.2",
  "linux-7.3",
  "group-table-singleton",
  "device-xarray",
  "device-xarray-no-rid-alias",
  "spec-device-xarray",
];

export const INVARIANTS: readonly ReportInvariant[] = [
  {
    name: "a-pasid-operation-moves-only-its-device",
    ids: ["INV-34", "CLAIM-4"],
    severity: "safety",
  },
  { name: "groups-are-as-fine-as-they-can-be", ids: ["INV-25"], severity: "advisory" },
  { name: "sharing-a-requester-id-means-sharing-a-group", ids: ["INV-26"], severity: "safety" },
  { name: "replace-needs-an-entry", ids: ["INV-15"], severity: "bookkeeping" },
];

const holding: Omit<Verdict, "design" | "invariant"> = {
  tag: "holds",
  expected: "holds",
  evidence: { corpus: 3, scenarios: 50_000, applied: 1_234_567, exhaustive: null },
};
const failing: Omit<Verdict, "design" | "invariant"> = {
  ...holding,
  tag: "fails",
  counterexample: {
    id: COUNTEREXAMPLE.id,
    failureMode: "collateral-change",
    functions: 3,
    operations: 2,
    file: "counterexamples/a-pasid-operation-moves-only-its-device-7c1f4a2b9d0e6688.json",
  },
};

function verdict(design: string, invariant: string): Verdict {
  const at = `${DESIGNS.indexOf(design)} ${INVARIANTS.findIndex(({ name }) => name === invariant)}`;
  switch (at) {
    case "0 0":
      return { ...failing, design, invariant, expected: "fails", reason: "CLAIM-4" };
    case "1 0":
      return { ...failing, design, invariant };
    case "2 2":
      return { ...holding, design, invariant, expected: "fails", reason: "CLAIM-2" };
    case "0 3":
      return { ...holding, design, invariant, tag: "unknown", why: "not-exercised" };
    default:
      return { ...holding, design, invariant };
  }
}

export const REPORT: Report = {
  schema: "report@2",
  seed: 1,
  designs: DESIGNS,
  invariants: INVARIANTS,
  verdicts: DESIGNS.flatMap((design) => INVARIANTS.map(({ name }) => verdict(design, name))),
};

export const RESULT: CheckResult = {
  report: REPORT,
  counterexamples: new Map([[COUNTEREXAMPLE.id, COUNTEREXAMPLE]]),
  crashes: [],
  interrupted: false,
};

/** The same run if every verdict were as expected and known. */
export const AS_EXPECTED: CheckResult = {
  ...RESULT,
  report: {
    ...REPORT,
    verdicts: REPORT.verdicts.map((v) =>
      v.tag === "unknown"
        ? { ...holding, design: v.design, invariant: v.invariant }
        : asExpected(v),
    ),
  },
};

function asExpected(v: Verdict): Verdict {
  return v.tag === "fails"
    ? { ...v, expected: "fails", reason: "CLAIM-4" }
    : { ...v, expected: "holds" };
}
