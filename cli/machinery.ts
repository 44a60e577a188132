/**
 * Defines what the commands ask of the search, answered by the real one. This is the only file of cli/ that knows
 * where the search lives; it is loaded when it is first needed, so that --help and --version start at once.
 */
import { catalog } from "../impl/catalog.js";
import { mutants } from "../impl/mutants.js";
import { checkBugs } from "../properties/engines/bugs.js";
import { check } from "../properties/engines/check.js";
import { factsOf, replay, traceOf } from "../properties/engines/recorded.js";
import { expectation } from "../properties/expectations.js";
import { readLspci } from "../properties/given/machine/lspci.js";
import { laws } from "../properties/laws/all.js";
import type { Engine } from "./engine.js";

const titles = new Map(mutants.map(({ id, title }) => [id, title]));

export const machinery: Engine = {
  designs: catalog,
  laws,
  check,
  checkBugs,
  bugTitle: (id) => titles.get(id) ?? "",
  replay,
  traceOf,
  factsOf,
  expectedToBreak: (design, law) => expectation(design, law).expected === "fails",
  readLspci,
};
