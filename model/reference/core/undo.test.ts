/**
 * Undoing survives what LEAD-5 can bring about: an entry whose handle names a domain that cannot be
 * set on a PASID. Linux 7.3 would call a null pointer there; the reference removes it.
 */
import { expect, test } from "vitest";
import { foretold, run } from "../../../properties/testing/rows.js";

const PAIR = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF prefix
01:00.0 endpoint multifunction acs RR of RR CR pasid 8 prefix
01:00.1 endpoint multifunction acs RR of RR CR pasid 8 prefix`;

test("a replace fails half-way after the installed handle was passed to a RID attach of N1", () => {
  const ran = run(
    PAIR,
    `pasid-attach 01:00.0 pasid 5 domain D1 handle h1
rid-attach 01:00.0 domain N1 handle h1
pasid-replace 01:00.0 pasid 5 domain D2 handle h2 fail 2 ENOMEM`,
  );
  expect(ran.outcomes).toBe("0 0 -ENOMEM");
  expect(ran.changed).toContain("hardware 1:5 none");
});

test("what would have killed Linux is foretold, and nothing else is", () => {
  const installed = "pasid-attach 01:00.0 pasid 5 domain D1 handle h1\n";
  const passed = `${installed}rid-attach 01:00.0 domain N1 handle h1\n`;
  const replace = "pasid-replace 01:00.0 pasid 5 domain D2 handle h2";
  const cycle = "reset-prepare 01:00.0\nreset-done 01:00.0";
  const pair = PAIR.replaceAll(" endpoint ", " endpoint ats ");
  expect(foretold(pair, `${passed}${replace} fail 2 ENOMEM`)).toMatch(/^LEAD-5/);
  expect(foretold(pair, `${passed}${cycle}`)).toMatch(/^LEAD-5/);
  expect(foretold(pair, `${passed}${replace}`)).toBeNull();
  expect(foretold(pair, `${installed}${replace} fail 2 ENOMEM\n${cycle}`)).toBeNull();
});
