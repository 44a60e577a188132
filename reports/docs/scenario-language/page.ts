/**
 * The page docs/reference/scenario.md: the language of scenarios, made from the tables by which
 * texts are read, so that it has every kind, word, operation and name, and no others.
 */
import { OPERATIONS } from "../../../model/vocabulary/operation/table.js";
import {
  operandKind,
  OPERAND_NAMES,
  type OperandName,
} from "../../../model/vocabulary/operation/operands.js";
import {
  kernelOf,
  OPERATION_NAMES,
  operandsOf,
  type OperationName,
} from "../../../model/vocabulary/operation/operation.js";
import { errnoNames } from "../../../model/vocabulary/operation/outcome.js";
import { OPERATIONS_MAX, PASIDS_NAMED_MAX } from "../../../model/vocabulary/scenario/scenario.js";
import {
  FEATURE_WORDS,
  FUNCTION_WORDS,
  operandWord,
  SEPARATOR,
  TITLE,
  VERSION,
} from "../../../model/vocabulary/scenario/text/words.js";
import { FUNCTIONS_MAX, KINDS } from "../../../model/vocabulary/topology/topology.js";
import { ACS_BITS } from "../../../model/vocabulary/topology/acs.js";
import { LSPCI_ACS_NAMES } from "../../../model/vocabulary/topology/acs-notation.js";
import { paragraph } from "../prose.js";
import { FAILURES, FIRST, HOT_PLUG, IOMMUFD, NOTATIONS, type Example } from "./examples.js";
import { IOMMU_MEANS, KIND_MEANS, PROBE_MEANS, WORD_MEANS } from "./lines.js";
import { DOMAIN_MEANS, namesText, OBJECT_MEANS, type NameMeans } from "./names.js";
import { OPERATION_WORDS } from "./operations.js";

export function scenarioPage(): string {
  const parts = [
    ...introduction(),
    ...settings(),
    ...functions(),
    ...operations(),
    ...names(),
    ...sequences(),
    ...traps(),
  ];
  return `${parts.join("\n\n")}\n`;
}

function introduction(): readonly string[] {
  return [
    "# The language of scenarios",
    paragraph(`A scenario is a machine and what is done to it. \`npx pasidcheck replay FILE\` holds
      it against all designs, \`npx pasidcheck explain FILE\` tells it step by step, and
      \`npx pasidcheck scenario --from-lspci lspci.txt\` writes the machine of a dump. This page is
      made from the tables by which texts are read (\`npm run pages\`); its examples are replayed by
      a test, and the comments in them are the answers of Linux 7.3.`),
    fence(FIRST.text),
    "## Lines",
    list([
      `The first line is \`${TITLE} ${VERSION}\`.`,
      "Above the dashes, in any order but for functions: at most one line `iommu`, at most one " +
        "line `probe`, and a line for each function. Bridges stand above what is below them, " +
        "physical functions above their VFs.",
      `A line \`${SEPARATOR}\`, then an operation a line. Without operations the dashes may be ` +
        "left out.",
      "`#` begins a comment that ends with the line. Empty lines, `> ` of a quoted mail and CRLF " +
        "are passed over. Words are separated by spaces; case counts.",
      `Limits: ${FUNCTIONS_MAX} functions, ${OPERATIONS_MAX} operations, ${PASIDS_NAMED_MAX} ` +
        "different PASIDs.",
    ]),
    paragraph(`Functions are named as lspci names them: \`01:00.0\`, and \`10000:01:00.0\` outside
      segment 0. Numbers are decimal, or hexadecimal with \`0x\`.`),
  ];
}

function settings(): readonly string[] {
  return [
    "## The line `iommu`",
    paragraph("One IOMMU driver serves the machine. Any of these words, in any order:"),
    table(
      ["words", "meaning", "default"],
      IOMMU_MEANS.map(([form, means, without]) => [code(form), means, code(without)]),
    ),
    "## The line `probe`",
    table(
      ["line", "meaning"],
      PROBE_MEANS.map(([form, means]) => [code(form), means]),
    ),
  ];
}

function functions(): readonly string[] {
  const common = new Set(
    FUNCTION_WORDS.vf.filter((word) => KINDS.every((kind) => FUNCTION_WORDS[kind].includes(word))),
  );
  const kinds = KINDS.map((kind) => [
    code(kind),
    KIND_MEANS[kind],
    codes(FUNCTION_WORDS[kind].filter((word) => !common.has(word))),
  ]);
  const words = [...new Set(KINDS.flatMap((kind) => FUNCTION_WORDS[kind]))].map((word) => {
    const { form, means, without } = WORD_MEANS[word];
    return [code(form), means, without];
  });
  return [
    "## The line of a function",
    paragraph(`Its address, its kind, and words in any order (but \`egress\` after \`acs\`). A bus
      to which no bridge leads is a root bus. Every kind may have ${codes([...common])}.`),
    table(["kind", "meaning", "words beside those"], kinds),
    table(["words", "meaning", "without"], words),
    "## ACS",
    paragraph(`The bits are those of the PCI Express specification, section 6.12. Output has
      the first notation; a text, \`acs-set\` and \`audit --what-if\` may have any of the three, and
      with lspci's names also its whole lines, \`ACSCap: ... ACSCtl: ...\`. A bit that is
      said twice, or is on and not implemented, is an error.`),
    table(
      ["bit", "lspci"],
      ACS_BITS.map((bit) => [code(bit), code(LSPCI_ACS_NAMES[bit])]),
    ),
    ...example(NOTATIONS),
  ];
}

const LAYERS = [
  ["core", "PCI and the IOMMU core"],
  ["ownership", "DMA ownership"],
  ["iommufd", "iommufd and VFIO"],
  ["allocation", "PASIDs from an allocator"],
] as const;

function operations(): readonly string[] {
  return [
    "## Operations",
    paragraph(`An operation, its function, and words in any order; what stands in brackets may be
      left out. An operation that is refused is no error of the text. The errors are those of Linux
      7.3 where no \`fail\` is said ([errno-table.md](errno-table.md) has their order); with
      \`fail\` an operation can also answer what the driver answers.`),
    ...LAYERS.flatMap(([layer, title]) => [
      `### ${title}`,
      OPERATION_NAMES.filter((name) => OPERATIONS[name].layer === layer)
        .map((name) => operation(name))
        .join("\n"),
    ]),
    "### What operations name",
    table(["word", "values"], operandRows()),
    ...example(FAILURES),
  ];
}

function operation(name: OperationName): string {
  const { does, errors } = OPERATION_WORDS[name];
  const form = [name, "ADDRESS", ...operandsOf(name).map((operand) => operandForm(operand))];
  const [file = "", call = ""] = kernelOf(name).split(", ");
  const answers = errnoNames().flatMap((errno) => {
    const why = errors[errno];
    return why === undefined ? [] : [`  * \`-${errno}\`: ${why}.`];
  });
  const said = `* \`${form.join(" ")}\`: ${does}. \`${call}\` in ${file}.`;
  return [said, ...answers].map((line) => indented(line)).join("\n");
}

/** `pasid P`, `[handle h1]`, `[exec] [priv]`. */
function operandForm(name: OperandName): string {
  const kind = operandKind(name);
  const word = operandWord(name);
  const form = ((): string => {
    switch (kind.form) {
      case "features":
        return FEATURE_WORDS.map(([said]) => `[${said}]`).join(" ");
      case "flag":
        return word;
      case "failure":
        return `${word} CALL ERRNO`;
      case "acs":
        return `${word} BITS`;
      case "numbered":
        return `${word} ${kind.letter}1`;
      case "name":
        return `${word} ${kind.names.find((one) => /\d/.test(one)) ?? kind.names[0] ?? ""}`;
      case "number":
        return `${word} ${kind.max > 9 ? "5" : "1"}`;
    }
  })();
  return kind.optional === true && kind.form !== "features" ? `[${form}]` : form;
}

const OPERAND_MEANS: Readonly<Partial<Record<OperandName, string>>> = {
  features: "what `pci_enable_pasid()` is asked for: Execute Permission, Privileged Mode",
  ctrl: "ACS bits, in any notation; `-` for none",
  handle: "without it the call has no handle",
  forPasids: "`IOMMU_HWPT_ALLOC_PASID`",
  nestParent: "`IOMMU_HWPT_ALLOC_NEST_PARENT`",
  copyFault: "the answer cannot be copied to the user: EFAULT, after all has been done",
  pasid: "one more than 20 bits hold, to see it refused; for a user, 0 is the RID",
  fail: "the CALL-th callback (from 1) of the driver during this operation answers ERRNO",
};

function operandRows(): readonly (readonly string[])[] {
  return OPERAND_NAMES.map((name) => {
    const kind = operandKind(name);
    const word = name === "features" ? "`exec`, `priv`" : code(operandWord(name));
    const values = ((): string => {
      if (kind.form === "number") return `${kind.min}..${kind.max}`;
      if (kind.form === "numbered") return `\`${kind.letter}1\`..\`${kind.letter}${kind.max}\``;
      if (kind.form === "name") return codes(kind.names);
      if (kind.form === "failure") return errnoNames().join(" ");
      return "";
    })();
    return [word, [values, OPERAND_MEANS[name] ?? ""].filter((text) => text !== "").join("; ")];
  });
}

function nameRow(entry: NameMeans): readonly string[] {
  return [namesText(entry), entry.means];
}

function names(): readonly string[] {
  return [
    "## Names",
    paragraph(`Domains. They exist from the start, but for those that stand only in answers:`),
    table(
      ["name", "domain"],
      DOMAIN_MEANS.map((entry) => nameRow(entry)),
    ),
    paragraph("Everything else:"),
    table(
      ["name", "meaning"],
      OBJECT_MEANS.map((entry) => nameRow(entry)),
    ),
    paragraph(`Ids of the documents have a dash: CLAIM-1 is a claim of the mail thread, FLAW-1 a
      flaw of Linux' groups, INV-1 an invariant, BUG-1 a historic bug, LEAD-1 a lead
      ([semantics.md](semantics.md)).`),
  ];
}

function sequences(): readonly string[] {
  return [
    "## How to write iommufd sequences",
    ...IOMMUFD.flatMap((one) => example(one)),
    "## How to write hot-plug and reset",
    ...example(HOT_PLUG, null),
  ];
}

function traps(): readonly string[] {
  return [
    "## Notes",
    paragraph(`What cannot be is an error, with line and column. What can be and is hardly meant is
      a note on stderr, and the scenario is run all the same:`),
    list([
      "an endpoint on a bus to which no bridge leads (then it is a root bus);",
      "a PASID capability on a path without `prefix`;",
      "an operation on an `absent` function that nothing has plugged, or of a user whose " +
        "function is bound to no context;",
      "an attach to a PASID that nothing has enabled, or of a function without PASID;",
      "a replace without a handle, a reset without `ats`, `acs-set` of bits that are not there, " +
        "`egress` where EC is off.",
    ]),
  ];
}

function example(one: Example, title: string | null = one.title): readonly string[] {
  const said = one.says === "" ? [] : [paragraph(one.says)];
  return [...(title === null ? [] : [`### ${title}`]), ...said, fence(one.text)];
}

function codes(words: readonly string[]): string {
  return words.map((word) => code(word)).join(" ");
}

function code(text: string): string {
  return `\`${text}\``;
}

function fence(text: string): string {
  return `\`\`\`\n${text}\`\`\``;
}

function list(items: readonly string[]): string {
  return items.map((item) => indented(`* ${item}`)).join("\n");
}

/** A list item, its later lines as far to the right as its text. */
function indented(item: string): string {
  const by = item.indexOf("* ") + 2;
  const [first = "", ...rest] = paragraph(item.slice(by), 100 - by).split("\n");
  const indent = " ".repeat(by);
  return [`${item.slice(0, by)}${first}`, ...rest.map((line) => `${indent}${line}`)].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
