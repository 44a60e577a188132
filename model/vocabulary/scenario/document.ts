/**
 * A file that was parsed as JSON, held against a schema; what does not fit is told in one line: the
 * exact path of the field, what was expected.
 */
import type { z } from "zod";
import { didYouMean } from "../reading/nearest.js";
import { readJson } from "../reading/json-text.js";
import { PLAIN } from "../topology/make-function.js";
import { readable, tooLarge, unreadable, type Reading } from "../reading/reading.js";

/** Reads JSON text of one schema, `counterexample@2`; the byte cap comes first. */
export function readDocument<T>(
  text: string,
  name: string,
  bytesMax: number,
  schema: z.ZodType<T>,
): Reading<T> {
  const large = tooLarge(text, bytesMax);
  if (large !== null) return large;
  const json = readJson(text);
  if (!json.ok) return json;
  const wrong = wrongSchema(json.value, name);
  if (wrong !== null) return wrong;
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return readable(parsed.data);
  const issue = parsed.error.issues[0];
  if (issue === undefined) return unreadable("does not fit its schema");
  const input = valueAt(json.value, issue.path);
  return unreadable(issueText(issue, input), { path: pathText(issue.path) });
}

function wrongSchema(value: unknown, name: string): Reading<never> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return unreadable(`expected an object, {"schema": "${name}", ...}`);
  const schema: unknown = "schema" in value ? value.schema : undefined;
  if (schema === name) return null;
  const path = "schema";
  if (typeof schema !== "string") return unreadable(`expected "${name}"`, { path });
  const said = printable(schema);
  const kind = name.split("@", 1)[0] ?? name;
  if (schema.startsWith(`${kind}@`))
    return unreadable(`${said} is of another version; this one reads ${name}`, { path });
  return unreadable(`the file is of another kind, '${said}'; expected ${name}`, { path });
}

/** `functions[2].acs.cap` */
function pathText(path: readonly PropertyKey[]): string | null {
  if (path.length === 0) return null;
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  return text.join("").replace(/^\./, "");
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

function issueText(issue: z.core.$ZodIssue, input: unknown): string {
  switch (issue.code) {
    case "unrecognized_keys": {
      const name = issue.keys[0] ?? "";
      return `has no field '${printable(name)}'${didYouMean(name, FIELDS)}`;
    }
    case "invalid_type":
      return input === undefined
        ? `is not there; expected ${withArticle(issue.expected)}`
        : `expected ${withArticle(issue.expected)}, not ${seen(input)}`;
    case "invalid_value":
      return notOneOf(issue.values.map(String), input);
    case "invalid_union":
      return discriminatorText(issue, input);
    case "too_big":
      return `at most ${issue.maximum}${counted(issue.origin)}, here ${seen(input)}`;
    case "too_small":
      return `at least ${issue.minimum}${counted(issue.origin)}, here ${seen(input)}`;
    case "invalid_format":
    case "not_multiple_of":
    case "invalid_key":
    case "invalid_element":
    case "custom":
      return issue.message;
  }
}

/** The names of all fields that a file may have, to guess a misspelt one. */
const FIELDS = [
  ...Object.keys(PLAIN),
  ..."kind bus devfn secondary pf cap ctrl egress width exec priv".split(" "),
  ..."schema topology functions probe scan order iommu blocking strict pasidBits".split(" "),
  ..."operations op dev domain handle fail call errno features ctrl".split(" "),
  ..."id invariant design scenario step finding provenance version found".split(" "),
  ..."failure mode device other seen wanted".split(" "),
];

function discriminatorText(issue: z.core.$ZodIssueInvalidUnion, input: unknown): string {
  const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
  return notOneOf(options.map(String), input);
}

function notOneOf(values: readonly string[], input: unknown): string {
  if (input === undefined) return `is not there; expected ${values.join(", ")}`;
  const said = typeof input === "string" ? input : "";
  const hint = didYouMean(said, values) || `; expected ${values.join(", ")}`;
  return `${seen(input)} is not known${hint}`;
}

function withArticle(type: string): string {
  const name = type === "int" ? "integer" : type;
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}

function counted(origin: string): string {
  if (origin === "array") return " elements";
  return origin === "string" ? " characters" : "";
}

function seen(input: unknown): string {
  if (input === null || typeof input === "number" || typeof input === "boolean")
    return String(input);
  if (typeof input === "string") return `'${printable(input)}'`;
  if (Array.isArray(input)) return `${input.length}`;
  return input === undefined ? "nothing" : "an object";
}

const SHOWN_LENGTH_MAX = 40;

function printable(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7e]/g, "?");
  return plain.length > SHOWN_LENGTH_MAX ? `${plain.slice(0, SHOWN_LENGTH_MAX)}...` : plain;
}
