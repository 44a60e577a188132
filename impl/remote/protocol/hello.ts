/**
 * The hello of a driver (impl/remote/protocol.md, "Hello"): who it is, which contract it claims,
 * and how precisely it can be compared. It is read strictly: a newer driver must not be half
 * understood.
 */
import { withPolicies, type Contract } from "../../../model/vocabulary/design/contract.js";
import { EXACT, type Precision } from "../../../model/vocabulary/design/design.js";
import {
  DEVICE_XARRAY,
  DEVICE_XARRAY_NO_RID_ALIAS,
  SPEC_DEVICE_XARRAY,
  GROUP_TABLE_SINGLETON,
  LINUX_6_2,
  LINUX_7_3,
  SOUND,
} from "../../designs/contracts.js";
import { Malformed, isPrintable, quoted } from "./malformed.js";
import {
  isPolicyName,
  isPolicyValue,
  POLICIES,
} from "../../../model/vocabulary/design/policies.js";

/** What a driver says of itself. */
export interface Hello {
  readonly name: string;
  readonly sentence: string;
  readonly contract: Contract;
  readonly precision: Precision;
}

const GREETING = "pasidcheck-driver 1";
const LINES_MAX = 64;
const SENTENCE_MAX = 500;
const NAME = /^[a-z0-9][a-z0-9.-]{0,63}$/;

const CONTRACTS: ReadonlyMap<string, Contract> = new Map([
  ["linux-6.2", LINUX_6_2],
  ["linux-7.3", LINUX_7_3],
  ["sound", SOUND],
  ["group-table-singleton", GROUP_TABLE_SINGLETON],
  ["device-xarray", DEVICE_XARRAY],
  ["device-xarray-no-rid-alias", DEVICE_XARRAY_NO_RID_ALIAS],
  ["spec-device-xarray", SPEC_DEVICE_XARRAY],
]);

const OUTCOMES: readonly Precision["outcome"][] = ["errno", "refusal"];
const CALLS: readonly Precision["calls"][] = ["all", "none"];

/** Reads a hello line by line. */
export class HelloReader {
  private lines = 0;
  private name: string | null = null;
  private sentence: string | null = null;
  private contract: Contract | null = null;
  private readonly policies = new Map<string, string>();
  private outcome: Precision["outcome"] | null = null;
  private calls: Precision["calls"] | null = null;

  /** The hello, once its last line has come; null: more to come. Throws Malformed. */
  line(text: string): Hello | null {
    this.lines++;
    try {
      return this.read(text);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      throw new Malformed(`hello line ${this.lines}: ${error.message}`);
    }
  }

  private read(text: string): Hello | null {
    if (this.lines > LINES_MAX) throw new Malformed(`a hello has at most ${LINES_MAX} lines`);
    if (this.lines === 1) {
      if (text !== GREETING) throw new Malformed(`expected "${GREETING}", got ${quoted(text)}`);
      return null;
    }
    if (text === "ready") return this.finished();
    const blank = text.indexOf(" ");
    const key = blank < 0 ? text : text.slice(0, blank);
    this.take(key, blank < 0 ? "" : text.slice(blank + 1));
    return null;
  }

  private take(key: string, value: string): void {
    switch (key) {
      case "name":
        this.name = once(key, this.name, nameOf(value));
        return;
      case "sentence":
        this.sentence = once(key, this.sentence, sentenceOf(value));
        return;
      case "contract":
        this.contract = once(key, this.contract, contractOf(value));
        return;
      case "policy":
        this.takePolicy(value);
        return;
      case "compares":
        this.takePrecision(value);
        return;
      default:
        throw new Malformed(`${quoted(key)} is no word of a hello`);
    }
  }

  private takePolicy(text: string): void {
    const [name = "", value = "", ...more] = text.split(" ");
    if (!isPolicyName(name)) throw new Malformed(`no policy ${quoted(name)}`);
    if (more.length > 0 || !isPolicyValue(name, value)) {
      const known = POLICIES[name].join(", ");
      throw new Malformed(`expected a policy ${name} of ${known}, got ${quoted(text)}`);
    }
    if (this.policies.has(name)) throw new Malformed(`policy ${name} is said twice`);
    this.policies.set(name, value);
  }

  private takePrecision(text: string): void {
    const outcome = OUTCOMES.find((known) => text === `outcome ${known}`);
    const calls = CALLS.find((known) => text === `calls ${known}`);
    if (outcome !== undefined) this.outcome = once("compares outcome", this.outcome, outcome);
    else if (calls !== undefined) this.calls = once("compares calls", this.calls, calls);
    else throw new Malformed(`nothing is compared by ${quoted(text)}`);
  }

  private finished(): Hello {
    const { name, sentence, contract } = this;
    if (name === null || sentence === null || contract === null)
      throw new Malformed('"ready" comes after name, sentence and contract');
    const changed: Partial<Contract> = Object.fromEntries(this.policies);
    const outcome = this.outcome ?? EXACT.outcome;
    const calls = this.calls ?? EXACT.calls;
    const precision = { outcome, calls };
    return { name, sentence, contract: withPolicies(contract, changed), precision };
  }
}

function once<T>(key: string, before: T | null, value: T): T {
  if (before !== null) throw new Malformed(`${key} is said twice`);
  return value;
}

function nameOf(text: string): string {
  if (NAME.test(text)) return text;
  throw new Malformed(`a name is lower case, digits, dots and dashes, got ${quoted(text)}`);
}

function sentenceOf(text: string): string {
  if (text !== "" && text.length <= SENTENCE_MAX && isPrintable(text)) return text;
  throw new Malformed(`a sentence has 1 to ${SENTENCE_MAX} printable characters`);
}

function contractOf(text: string): Contract {
  const contract = CONTRACTS.get(text);
  if (contract !== undefined) return contract;
  throw new Malformed(`no contract ${quoted(text)}; there are ${[...CONTRACTS.keys()].join(", ")}`);
}
