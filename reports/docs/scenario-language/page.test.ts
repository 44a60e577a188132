/**
 * docs/reference/scenario.md is made from the tables, its examples give the answers that it tells,
 * and the errors that it names are those of the reference, no more and no fewer.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LINUX_7_3 } from "../../../impl/designs/contracts.js";
import { DOMAINS } from "../../../model/vocabulary/operation/domain.js";
import { makeOperation } from "../../../model/vocabulary/operation/make-operation.js";
import { fieldsOf, OPERATION_NAMES } from "../../../model/vocabulary/operation/operation.js";
import { outcomeText } from "../../../model/vocabulary/operation/outcome.js";
import { problemText } from "../../../model/vocabulary/reading/reading.js";
import { scenarioNotes } from "../../../model/vocabulary/scenario/notes.js";
import type { Scenario } from "../../../model/vocabulary/scenario/scenario.js";
import { readScenario } from "../../../model/vocabulary/scenario/text/text.js";
import { referenceDesign } from "../../../model/reference/machine.js";
import { scenarios } from "../../../properties/generators/scenario.js";
import { traced } from "../../../properties/run/trace.js";
import { EXAMPLES } from "./examples.js";
import { DOMAIN_MEANS, OBJECT_MEANS } from "./names.js";
import { OPERATION_WORDS } from "./operations.js";
import { scenarioPage } from "./page.js";

const reference = referenceDesign("reference", "of Linux 7.3", LINUX_7_3);
const page = scenarioPage();

function scenarioOf(text: string): Scenario {
  const read = readScenario(text);
  if (!read.ok) throw new Error(`${problemText(read.problem)}\n${text}`);
  return read.value;
}

function answersOf(scenario: Scenario): readonly string[] {
  const { steps, crash } = traced("reference", reference, scenario);
  expect(crash).toBeNull();
  return steps.map(({ outcome }) => outcomeText(outcome));
}

test("the page", async () => {
  await expect(page).toMatchFileSnapshot("../../../docs/reference/scenario.md");
});

describe("the examples of the page", () => {
  const blocks = [...page.matchAll(/^```\n([^`]*)```$/gm)].map(([, text = ""]) => text);

  test("are all there", () => {
    expect(blocks).toHaveLength(EXAMPLES.length);
  });

  test.each(blocks.map((text, i) => [EXAMPLES[i]?.title ?? "", text] as const))(
    "%s: each operation answers what is told",
    (_, text) => {
      const [, below = ""] = text.split("----\n");
      const told = below
        .trim()
        .split("\n")
        .map((line) => line.split("# ")[1]);
      const scenario = scenarioOf(text);
      expect(told.length).toBeGreaterThan(0);
      expect(answersOf(scenario)).toEqual(told);
      const refused = scenarioNotes(scenario).filter((note) => note.refused !== null);
      expect(refused.every(({ operation }) => told[operation ?? -1] !== "0")).toBe(true);
    },
  );
});

/** Operations that answer what the random ones hardly meet; the last one counts. */
const PAIR = `00:01.0 root-port bus 01 acs SV RR CR UF of SV RR CR UF prefix
01:00.0 endpoint multifunction pasid 8 ats prefix reserved 1
01:00.1 endpoint multifunction pasid 8 prefix
00:03.0 rciep
00:04.0 rciep
00:05.0 rciep
00:06.0 rciep absent`;
const BIND = "fd-bind 01:00.0 context C1";
const IOAS = `${BIND}\nioas-alloc 01:00.0 ioas A1\nioas-alloc 01:00.0 ioas A2`;
const FULL = `${IOAS}
ioas-alloc 01:00.0 ioas A3
ioas-alloc 01:00.0 ioas A4
fd-bind 01:00.1 context C1
fd-bind 00:03.0 context C1
fd-bind 00:04.0 context C1
fd-bind 00:05.0 context C1
fd-attach 01:00.0 pasid 0 to A1
fd-attach 00:03.0 pasid 0 to A2
fd-attach 00:04.0 pasid 0 to A3
fd-attach 00:05.0 pasid 0 to A4`;
const MAPPED = `${IOAS}\nioas-map 01:00.0 ioas A2 region 1`;
const RARE = [
  "free-pasid 00:06.0 driver R1",
  "sva-unbind 00:06.0 mm M1",
  "acs-set 01:00.0 acs RR",
  ...[
    "device-attach 01:00.0 domain D1",
    "device-detach 01:00.0",
    "rid-attach 01:00.0 domain D1",
    "rid-replace 01:00.0 domain D1 handle h1",
    "rid-detach 01:00.0",
    "pasid-attach 01:00.0 pasid 5 domain D1",
    "pasid-replace 01:00.0 pasid 5 domain D1 handle h1",
    "pasid-detach 01:00.0 pasid 5",
    "allocate-pasid 01:00.0 driver R1 domain D1",
    "free-pasid 01:00.0 driver R1",
    "sva-bind 01:00.0 mm M1",
    "sva-unbind 01:00.0 mm M1",
  ].map((operation) => `${BIND}\n${operation}`),
  `${FULL}\nfd-attach 01:00.1 pasid 0 to A2`,
  `${FULL}\nvfio-attach 01:00.1 to A2`,
  `${FULL}\nvfio-attach-pasid 01:00.1 pasid 5 to A2`,
  `${FULL}\nfd-replace 01:00.1 pasid 0 to A2`,
  `${MAPPED}\nfd-attach 01:00.0 pasid 0 to A1\nfd-replace 01:00.0 pasid 0 to A2`,
  `${MAPPED}\nvfio-attach 01:00.0 to A2`,
  `${MAPPED}\nvfio-attach-pasid 01:00.0 pasid 0 to A2`,
  `${IOAS}\nfd-attach 01:00.0 pasid 0 to A1\nreset-prepare 01:00.0
fd-replace 01:00.0 pasid 0 to A2`,
  `${IOAS}\nhwpt-alloc 01:00.0 hwpt H1 of A1 nest-parent
hwpt-alloc 01:00.0 hwpt H2 of H1 nest-parent`,
  "pasid-attach 01:00.0 pasid 1 domain D1\nallocate-pasid 01:00.0 driver R1 domain D1",
  "pasid-attach 01:00.0 pasid 1 domain D1\nsva-bind 01:00.0 mm M1",
  `pasid-attach 01:00.0 pasid 1 domain D1 handle h1\nreset-prepare 01:00.0
pasid-replace 01:00.0 pasid 1 domain D2 handle h2`,
];

/** `pasid-attach EBUSY`: of each operation the errors that it was seen to answer. */
function seen(): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (scenario: Scenario): void => {
    for (const { op, outcome } of traced("reference", reference, scenario).steps)
      if (!outcome.ok) found.add(`${op.op} ${outcome.errno}`);
  };
  for (const text of RARE) look(scenarioOf(`pasidcheck scenario 1\n${PAIR}\n----\n${text}`));
  for (const scenario of fc.sample(scenarios(), { numRuns: 2000, seed: 1 })) {
    const operations = scenario.operations.map((op) =>
      makeOperation(op.op, op.dev, { ...fieldsOf(op), fail: undefined }),
    );
    look({ ...scenario, operations });
  }
  return found;
}

test("the errors of an operation are those that the reference answers", () => {
  const told = OPERATION_NAMES.flatMap((name) =>
    Object.keys(OPERATION_WORDS[name].errors).map((errno) => `${name} ${errno}`),
  );
  expect([...seen()].sort()).toEqual(told.sort());
});

describe("a name means one thing", () => {
  test("each domain and each object is explained once", () => {
    const domains = DOMAIN_MEANS.flatMap(({ names }) => names);
    expect(domains.toSorted()).toEqual(DOMAINS.filter((name) => name !== "none").toSorted());
    const objects = OBJECT_MEANS.flatMap(({ names }) => names);
    expect(objects.filter((name, i) => objects.indexOf(name) !== i)).toEqual([]);
  });

  test("no document and no comment has an id of the old form", () => {
    const root = fileURLToPath(new URL("../../../", import.meta.url));
    const old = /(?<![\w-])(?:[IBL][1-9]\d?|F(?:[2-9]|1\d)|C[3-9])(?![\w-]*\])\b/;
    const files = ["README.md", "CONTRIBUTING.md", ...under(root, "docs"), ...under(root, "impl")];
    const left = files.flatMap((file) => {
      const lines = readFileSync(`${root}${file}`, "utf8").split("\n");
      return lines.flatMap((line, i) =>
        old.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [],
      );
    });
    expect(left).toEqual([]);
  });
});

function under(root: string, folder: string): readonly string[] {
  return readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(?:md|c|h|ts)$/.test(path))
    .map((path) => `${folder}/${path}`);
}
