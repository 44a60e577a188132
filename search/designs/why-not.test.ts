/**
 * A name of a design that is wrong is told by its wrong word, with the nearest that there is; what
 * is half a design is said, and run all the same.
 */
import { describe, expect, test } from "vitest";
import { catalog } from "../../impl/designs/catalog.js";
import { POLICIES, POLICY_NAMES, type PolicyName } from "../../model/vocabulary/design/policies.js";
import { subjectNamed } from "./named.js";
import { halfDesign, whyNoDesign } from "./why-not.js";

/** The word with its last two letters in the other order. */
function swapped(word: string): string {
  return word.slice(0, -2) + word.slice(-1) + word.slice(-2, -1);
}

const PAIRS = POLICY_NAMES.flatMap((policy) =>
  POLICIES[policy].map((value): readonly [PolicyName, string] => [policy, value]),
);

test("there are all 39 policies", () => {
  expect(POLICY_NAMES).toHaveLength(39);
});

test.each(PAIRS)("%s=%s is accepted on every design", (policy, value) => {
  for (const { name } of catalog) {
    const contract = `contract:${name},${policy}=${value}`;
    expect(subjectNamed(contract)?.design.contract[policy]).toBe(value);
    expect(whyNoDesign(contract)).toBeNull();
  }
});

test.each(POLICY_NAMES.filter((name) => swapped(name) !== name))(
  "%s, misspelt, is told with the right word",
  (policy) => {
    const wrong = swapped(policy);
    const name = `contract:linux-7.3,${wrong}=${POLICIES[policy][0]}`;
    expect(subjectNamed(name)).toBeNull();
    expect(whyNoDesign(name)).toBe(`there is no policy '${wrong}'; did you mean '${policy}'?`);
  },
);

test.each(POLICY_NAMES)("a wrong value of %s is told with its values", (policy) => {
  const said = whyNoDesign(`contract:linux-7.3,${policy}=zzzzzzzz`) ?? "";
  expect(said).toBe(
    `policy '${policy}' has no value 'zzzzzzzz'; its values are ${POLICIES[policy].join(", ")}`,
  );
  const value = POLICIES[policy][0];
  const near = whyNoDesign(`contract:linux-7.3,${policy}=${value}x`) ?? "";
  expect(near).toMatch(/; did you mean '[^']+'\?$/);
});

test.each([
  ["contract:linux-7.4", "there is no design 'linux-7.4'; did you mean 'linux-7.3'?"],
  ["contract:", "a contract begins with a design; there are linux-6.2, linux-7.3, "],
  ["contract:linux-7.3,", "a comma is followed by POLICY=VALUE, e.g. table=device"],
  ["contract:linux-7.3,=device", "a comma is followed by POLICY=VALUE, e.g. table=device"],
  ["contract:linux-7.3,table", "policy 'table' needs a value: table= and one of group, device"],
  ["contract:linux-7.3,table=device,table=group", "policy 'table' is named twice"],
  ["contract:linux-7.3,table=device=x", "policy 'table' has no value 'device=x'; "],
  ["contract:linux-7.3,toString=x", "there is no policy 'toString'"],
  ["bug:BUG-1x", "there is no historic bug 'BUG-1x'; did you mean 'BUG-1'?"],
  ["sound:BUG-99", "there is no historic bug 'BUG-99'; did you mean "],
  ["seeded-fault:pasid-stays-locl", "; did you mean 'pasid-stays-local'?"],
  ["misbehaving:hang", "there is no misbehaviour 'hang'; did you mean 'hangs'?"],
  ["misbehaving:toString", "there is no misbehaviour 'toString'"],
  ["contrat:linux-7.3", "'contrat:' is no kind of design; "],
  ["my-design.mjs", "a design of your own is named by its path; say ./my-design.mjs"],
])("%s: %s", (name, said) => {
  expect(subjectNamed(name)).toBeNull();
  expect(whyNoDesign(name)).toContain(said);
});

test("of a plain name nothing more is known", () => {
  expect(whyNoDesign("linux-7.4")).toBeNull();
});

describe("half a design", () => {
  test("a table for each device, all members programmed", () => {
    expect(halfDesign("contract:linux-7.3,table=device")).toMatch(
      /^half a design: a table for each device, but an attach programs other members/,
    );
  });
  test("is told for what was chosen, not for what the design has anyhow", () => {
    expect(halfDesign("contract:linux-6.2,zero=refused")).toBeNull();
    expect(halfDesign("contract:linux-6.2,fdUndo=keeps")).toMatch(/fdUndo has no effect/);
  });
  test("is not told of a whole one, nor of any other name", () => {
    const whole = "contract:linux-7.3,table=device,programs=own-device,range=own-device";
    for (const name of [whole, "contract:linux-7.3", "linux-7.3", "contract:x", "bug:BUG-1"])
      expect(halfDesign(name)).toBeNull();
  });
});
