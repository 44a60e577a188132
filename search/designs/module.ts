/**
 * A design that a project brings as an ES module: named by its path (`./my-design.js`), its default
 * export, or its export `design`, is the Design. It is loaded at once, because workers name designs
 * in the middle of a task. What it exports and answers is checked, member by member.
 */
import { resolve } from "node:path";
import { isPolicyValue, POLICIES, POLICY_NAMES } from "../../model/vocabulary/design/policies.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type { Design, BootInput, Machine } from "../../model/vocabulary/design/design.js";
import { DOMAINS } from "../../model/vocabulary/operation/domain.js";
import { errnoNames, OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import { exportsOf } from "./load-module.js";
import { NotADesign } from "./not-a-design.js";

/** Counterexamples carry the name, and no name there is longer. */
const NAME_LENGTH_MAX = 100;
const DESIGN_NAME = /^[a-z0-9][a-z0-9.-]{0,63}$/;
const SENTENCE_LENGTH_MAX = 500;
/** Characters of a wrong value that a message quotes. */
const QUOTED_MAX = 60;

/** `./x.js`, `../x.js`, `/x.js`: a path, unlike any other name of a design. */
export function namesModule(name: string): boolean {
  return /^(?:\.{0,2}\/)/.test(name);
}

const loaded = new Map<string, Design>();

/** The design of the module at this path. Throws NotADesign. */
export function moduleDesign(name: string): Design {
  const path = resolve(name);
  let design = loaded.get(path);
  if (design === undefined) {
    if (name.length > NAME_LENGTH_MAX)
      throw new NotADesign(`a path has at most ${NAME_LENGTH_MAX} characters; use a relative one`);
    design = checked(designOf(exportsOf(path, name)));
    loaded.set(path, design);
  }
  return design;
}

function designOf(exported: object): object {
  const design: unknown =
    "default" in exported && exported.default !== undefined
      ? exported.default
      : "design" in exported
        ? exported.design
        : undefined;
  if (isObject(design)) return design;
  const members = "boot" in exported ? "; write module.exports.design = ... or export default" : "";
  throw new NotADesign(`it exports no Design: neither a default export nor \`design\`${members}`);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** The design with every answer of its machines checked. Throws NotADesign. */
export function checked(given: object): Design {
  const { name, sentence, contract, boot, precision, fit, announce } = given as Partial<Design>;
  if (typeof name !== "string" || !DESIGN_NAME.test(name))
    throw wrong("Design.name", "lower case with dashes, at most 64 characters", name);
  if (typeof sentence !== "string" || sentence === "" || sentence.length > SENTENCE_LENGTH_MAX)
    throw wrong("Design.sentence", "one sentence", sentence);
  checkContract(contract);
  if (typeof boot !== "function") throw wrong("Design.boot", "a function", boot);
  checkPrecision(precision);
  if (fit !== undefined && typeof fit !== "function")
    throw wrong("Design.fit", "a function or absent", fit);
  if (announce !== undefined && typeof announce !== "function")
    throw wrong("Design.announce", "a function or absent", announce);
  const design = given as Design;
  return {
    name,
    sentence,
    contract,
    ...(precision === undefined ? {} : { precision }),
    ...(fit === undefined ? {} : { fit: (scenario) => design.fit?.(scenario) ?? scenario }),
    ...(announce === undefined ? {} : { announce: (coming) => design.announce?.(coming) }),
    boot: (booted: BootInput) => checkedMachine(design.boot(booted)),
  };
}

function checkContract(contract: unknown): asserts contract is Contract {
  if (!isObject(contract)) throw wrong("Design.contract", "a Contract", contract);
  for (const policy of POLICY_NAMES) {
    const value: unknown = Reflect.get(contract, policy);
    if (!isPolicyValue(policy, value))
      throw wrong(`Design.contract.${policy}`, POLICIES[policy].join(", "), value);
  }
}

function checkPrecision(precision: Design["precision"] | null): void {
  if (precision === undefined) return;
  const outcome: unknown = precision?.outcome;
  const calls: unknown = precision?.calls;
  if (outcome !== "errno" && outcome !== "refusal")
    throw wrong("Design.precision.outcome", "errno, refusal", outcome);
  if (calls !== "all" && calls !== "none")
    throw wrong("Design.precision.calls", "all, none", calls);
}

const OPTIONAL = ["warnings", "save", "restore", "deathForetold", "retire"] as const;

/** Optional members are passed on only where they are there: their absence says something. */
function checkedMachine(machine: unknown): Machine {
  if (!isObject(machine)) throw wrong("Design.boot", "a function that returns a Machine", machine);
  const m = machine as Machine;
  for (const member of ["step", "observe", "lookup"] as const)
    if (typeof m[member] !== "function") throw wrong(`Machine.${member}`, "a function", m[member]);
  for (const member of OPTIONAL)
    if (m[member] !== undefined && typeof m[member] !== "function")
      throw wrong(`Machine.${member}`, "a function or absent", m[member]);
  return {
    step: (op, dev) => outcomeOf(m.step(op, dev)),
    observe: (into) => m.observe(into),
    lookup: (dev, pasid) => domainOf(m.lookup(dev, pasid)),
    ...(m.warnings === undefined ? {} : { warnings: () => warningsOf(m.warnings?.()) }),
    ...(m.save === undefined ? {} : { save: (into) => m.save?.(into) }),
    ...(m.restore === undefined ? {} : { restore: (from) => m.restore?.(from) }),
    ...(m.deathForetold === undefined ? {} : { deathForetold: () => m.deathForetold?.() ?? null }),
    ...(m.retire === undefined ? {} : { retire: () => m.retire?.() }),
  };
}

/** Outcomes are shared objects, and compared by identity. */
function outcomeOf(answer: unknown): Outcome {
  const { ok, errno } = isObject(answer) ? (answer as { ok?: unknown; errno?: unknown }) : {};
  if (ok === true) return OK;
  const known = ok === false ? errnoNames().find((name) => name === errno) : undefined;
  if (known !== undefined) return refusal(known);
  const names = errnoNames().join(", ");
  throw wrong("Machine.step", `{ok: true}, or {ok: false, errno} with one of ${names}`, answer);
}

function domainOf(answer: unknown): number {
  if (typeof answer === "number" && Number.isInteger(answer) && answer >= 0)
    if (answer < DOMAINS.length) return answer;
  throw wrong("Machine.lookup", `a DomainId, 0 to ${DOMAINS.length - 1}`, answer);
}

function warningsOf(answer: unknown): readonly string[] {
  if (Array.isArray(answer) && answer.every((text): text is string => typeof text === "string"))
    return answer;
  throw wrong("Machine.warnings", "strings", answer);
}

function wrong(member: string, wanted: string, got: unknown): NotADesign {
  return new NotADesign(`${member} is wrong: expected ${wanted}; got ${quoted(got)}`);
}

function quoted(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (value instanceof Promise) return "a Promise (nothing here is asynchronous)";
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = "what cannot be shown";
  }
  return text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}...` : text;
}
