/**
 * The words of a scenario's text form: which follow a function of which kind, and which follow an
 * operation. What each word means is beside the field of the same name in topology.ts and
 * operands.ts.
 */
import { operandKind, type OperandName } from "../../operation/operands.js";
import {
  OPERATION_NAMES,
  operandsOf,
  PASID_EXEC,
  PASID_PRIV,
  type OperationName,
} from "../../operation/operation.js";
import type { Kind } from "../../topology/topology.js";

export const TITLE = "pasidcheck scenario";
export const VERSION = "1";
export const SEPARATOR = "----";

const COMMON = [
  "multifunction",
  "alias",
  "dma-as",
  "no-iommu",
  "direct-map",
  "acs-rule",
  "absent",
  "reserved",
] as const;
const EXPRESS = [...COMMON, "acs", "egress", "prefix"] as const;
const BRIDGE = ["bus", "xlate-root"] as const;
const ENDPOINT = [...EXPRESS, "pasid", "pasid-no-tlp", "ari", "ats"] as const;
const PORT = [...BRIDGE, ...EXPRESS] as const;

export type FunctionWord =
  | (typeof ENDPOINT | typeof PORT)[number]
  | "no-alias"
  | "pcie-bridge-alias"
  | "of-pf";

/** The words that may follow a function of a kind. */
export const FUNCTION_WORDS: Readonly<Record<Kind, readonly FunctionWord[]>> = {
  "root-port": PORT,
  "upstream-port": PORT,
  "downstream-port": PORT,
  endpoint: ENDPOINT,
  "legacy-endpoint": ENDPOINT,
  rciep: ENDPOINT,
  rcec: EXPRESS,
  "pcie-to-pci-bridge": [...BRIDGE, ...COMMON, "no-alias"],
  "pci-to-pcie-bridge": [...BRIDGE, ...COMMON],
  "pci-bridge": [...BRIDGE, ...COMMON, "pcie-bridge-alias"],
  "pci-device": COMMON,
  vf: ["of-pf", ...COMMON],
};

/** The words of `features`, each with its bit. */
export const FEATURE_WORDS = [
  ["exec", PASID_EXEC],
  ["priv", PASID_PRIV],
] as const;

/** The words that may follow the function of an operation, each with the operand that it says. */
export function operationWords(op: OperationName): ReadonlyMap<string, OperandName> {
  return WORDS.get(op) ?? NO_WORDS;
}

/** The word before the value of an operand. */
export function operandWord(name: OperandName): string {
  return operandKind(name).word ?? name;
}

function wordsOf(name: OperandName): readonly string[] {
  return name === "features" ? FEATURE_WORDS.map(([word]) => word) : [operandWord(name)];
}

const NO_WORDS: ReadonlyMap<string, OperandName> = new Map();
const WORDS = new Map(
  OPERATION_NAMES.map((op) => {
    const words = operandsOf(op).flatMap((name) =>
      wordsOf(name).map((word): [string, OperandName] => [word, name]),
    );
    return [op, new Map(words)];
  }),
);
