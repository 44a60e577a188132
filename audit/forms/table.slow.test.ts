// The table of docs/use/machines.md that says how much of a machine can be said from each form of
// text: over random topologies with a fixed seed, each printed in each form and read again.
// `npx vitest run audit/forms/table -u` writes it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { pasidOf, pasidOwner, type Topology } from "../../model/vocabulary/topology/topology.js";
import { truthOf } from "../testing/forms/claims.js";
import { DUMP_FORMS, dumpForm } from "../testing/forms/dumps.js";
import { DISGUISES } from "../testing/forms/mail.js";
import { shownMachine, type Boot } from "../testing/forms/shown.js";
import { cells, newTotals, tell } from "../testing/forms/totals.js";
import { printable } from "../testing/forms/topologies.js";

const MACHINES = 60;
const SEED = 2026;

/** As Linux boots them, since most machines that are posted are as they came. */
const topologies = fc.sample(printable({ control: "linux", silent: true }), {
  numRuns: MACHINES,
  seed: SEED,
});

interface Row {
  readonly name: string;
  readonly text: (t: Topology) => string;
}

const VV = dumpForm("vv");

function printed(form: (typeof DUMP_FORMS)[number], boot: Boot = "as-is") {
  return (t: Topology): string => form.print(shownMachine(t, boot));
}

const ROWS: readonly Row[] = [
  ...DUMP_FORMS.map((form) => ({ name: `\`${form.command}\``, text: printed(form) })),
  { name: "`sudo lspci -vv`, without IOMMU", text: printed(VV, "no-iommu") },
  ...DISGUISES.slice(1).map(({ name, of }) => ({
    name: `\`sudo lspci -vv\`, ${name}`,
    text: (t: Topology) => of(printed(VV)(t)),
  })),
];

/** The functions that have PASID, by their own capability or that of their PF. */
function capable(t: Topology): ReadonlySet<string> {
  const has = t.functions.filter((f, dev) => {
    const owner = t.functions[pasidOwner(f, dev)];
    return owner !== undefined && pasidOf(owner) !== null;
  });
  return new Set(has.map((f) => addressText(f)));
}

function rowOf({ name, text }: Row): string {
  const totals = newTotals();
  for (const t of topologies) tell(totals, text(t), truthOf(t), capable(t));
  return `| ${[name, ...cells(totals)].join(" | ")} |`;
}

const HEAD = [
  "| given as | read | groups right | wrong | unsaid | PASID right | wrong | unsaid |",
  "| --- | --- | --- | --- | --- | --- | --- | --- |",
];

test("the table of forms in docs/use/machines.md is what comes out", async () => {
  const path = fileURLToPath(new URL("../../docs/use/machines.md", import.meta.url));
  const page = readFileSync(path, "utf8");
  const table = [...HEAD, ...ROWS.map((row) => rowOf(row))].join("\n");
  const start = page.indexOf(HEAD[0] ?? "");
  expect(start).toBeGreaterThan(0);
  const end = page.indexOf("\n\n", start);
  await expect(page.slice(0, start) + table + page.slice(end)).toMatchFileSnapshot(path);
});
