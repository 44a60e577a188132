/** Functions that come, go and are reset are told in plain words. */
import { expect, test } from "vitest";
import { scenario, trace } from "../../properties/testing/conjecture.js";
import { drawing } from "../drawing/tree.js";
import { PLAIN_LOOK } from "../text/paint.js";
import { story } from "./story.js";

const HOT_ADDED = `
00:01.0 root-port bus 01 acs RR UF of SV RR CR UF prefix
01:00.0 endpoint multifunction pasid 8 prefix ats
01:00.1 endpoint multifunction pasid 8 prefix absent`;

const MOVES = `pasid-attach 01:00.0 pasid 5 domain D1
plug 01:00.1
reset-prepare 01:00.0
reset-done 01:00.0
unplug 01:00.1`;

test("the story of one that comes to a group with a PASID, and goes again", async () => {
  const told = trace(scenario(HOT_ADDED, MOVES));
  const none = { found: [], others: [], note: null, facts: [], decided: [], beside: null };
  const text = story({ file: "hot-added.txt", trace: told, ...none }, PLAIN_LOOK);
  await expect(text).toMatchFileSnapshot("../golden/story-hot-added.txt");
});

test("a drawing says who is absent and who has ATS", () => {
  const { topology } = scenario(HOT_ADDED, MOVES);
  const lines = drawing(topology, { ascii: true }).split("\n");
  expect(lines[1]).toContain("ATS");
  expect(lines[2]).toContain("absent at boot");
});
