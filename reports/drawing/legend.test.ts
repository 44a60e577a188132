// No mark of a tree is left without an explanation, and none is explained that does not occur.
import fc from "fast-check";
import { expect, test } from "vitest";
import { topologies } from "../../properties/generators/topology/topology.js";
import type { Unseen } from "../../audit/read/unseen.js";
import { legend } from "./legend.js";
import { marksIn } from "./tree.js";

const FACTS: readonly Unseen[] = [
  "function",
  "kind",
  "place",
  "multifunction",
  "iommu",
  "acs",
  "acs-bits",
  "egress",
  "prefix",
  "pasid",
  "pasid-fields",
];

test("every mark of any machine is explained, whatever of it is not shown", () => {
  const many = { minLength: 20, maxLength: 20 };
  const property = fc.property(
    topologies({ functionsMax: 20, absentPercent: 20 }),
    fc.array(fc.subarray([...FACTS]), many),
    fc.array(fc.constantFrom("0", "17", "-", "?", ""), many),
    (t, unseen, tags) => {
      const marks = marksIn(t, {
        tagOf: (dev) => tags[dev] ?? "",
        unseenOf: (dev) => new Set(unseen[dev]),
      });
      for (const mark of marks) expect([mark, ...legend([mark])]).not.toEqual([mark]);
      const each = new Set([...marks].flatMap((mark) => legend([mark])));
      // The bits of all come last, in one text.
      for (const text of legend(marks).slice(0, -1)) expect(each.has(text)).toBe(true);
    },
  );
  fc.assert(property, { numRuns: 100, seed: 9 });
});

test("bits are spelled out, of those that occur", () => {
  expect(legend(["acs RR of RR CR"])).toEqual([
    "acs RR of RR CR: RR is on; CR is implemented and off",
    "RR request redirect, CR completion redirect",
  ]);
  expect(legend(["acs SV EC of SV EC", "egress 01.0"]).join(" ")).toMatch(
    /EC on: .*egress 01\.0: /,
  );
  expect(legend([])).toEqual([]);
});
