/**
 * docs/answers/placement.md shows the code of both placements as it is, and the figures of a search
 * made anew. `npx vitest run bench/placement/page.test.ts -u` writes it.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DEVICE_XARRAY, SOUND } from "../../impl/designs/contracts.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { plain } from "../../search/designs/named.js";
import { searchCallers, type Caller } from "../../search/interleaving/callers.js";
import { invariants } from "../../properties/invariants/all.js";
import { scenario } from "../../properties/testing/conjecture.js";
import { placementPage, type PlacementFigures } from "./page.js";

const SIBLINGS = `
00:01.0  root-port  bus 01  acs SV TB RR CR UF of SV TB RR CR UF  prefix
01:00.0  endpoint  multifunction  pasid 8  prefix  acs RR of RR CR
01:00.1  endpoint  multifunction  pasid 8  prefix  acs RR of RR CR
`;
const SET_UP = `
fd-bind 01:00.0 context C1
fd-bind 01:00.1 context C1
ioas-alloc 01:00.0 ioas A1
hwpt-alloc 01:00.0 hwpt H1 of A1 for-pasids
hwpt-alloc 01:00.0 hwpt H2 of A1 for-pasids
`;
const PASID = 5;
const STATES_MAX = 10_000;

function user(dev: number): Caller {
  const operations = (["H1", "H2"] as const).flatMap((target): readonly Operation[] => [
    { op: "fd-attach", dev, pasid: PASID, target },
    { op: "fd-replace", dev, pasid: PASID, target },
  ]);
  return { operations: [...operations, { op: "fd-detach", dev, pasid: PASID }], budget: null };
}

function figures(title: string, file: string, contract: Contract): PlacementFigures {
  const { states, transitions, broken, complete } = searchCallers(
    scenario(SIBLINGS, SET_UP),
    [user(1), user(2)],
    plain("placement", "A contract.", contract),
    // Both keep groups of siblings equal or not by design: that is the question, not an answer.
    invariants.filter(({ name, on }) => on !== "boot" && name !== "members-programmed-alike"),
    STATES_MAX,
  );
  expect(complete).toBe(true);
  const source = readFileSync(new URL(`./${file}`, import.meta.url), "utf8");
  const names = new Set(broken.map(({ invariant }) => `\`${invariant}\``));
  return { title, source, states, transitions, broken: [...names] };
}

test("the page", async () => {
  const page = placementPage(
    figures("The table is the group's", "per-group.ts", SOUND),
    figures("The table is the device's", "per-device.ts", DEVICE_XARRAY),
  );
  await expect(page).toMatchFileSnapshot("../../docs/answers/placement.md");
});
