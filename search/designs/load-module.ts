/**
 * The loading of a module that somebody brings, and why one cannot be loaded: in one line, which
 * says what to rename, to install or to mend. The errors are those of Node.js' two module systems
 * (doc/api/errors.md and doc/api/modules.md of Node.js).
 */
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname } from "node:path";
import { meant } from "../../model/vocabulary/reading/nearest.js";
import { thrownText } from "../../model/vocabulary/reading/error-text.js";
import { NotADesign } from "./not-a-design.js";

const JAVASCRIPT = /^\.[cm]?js$/;
const TYPESCRIPT = /^\.[cm]?ts$/;
/** A syntax error is looked for by a second process, which needs a fraction of that. */
const SYNTAX_CHECK_MS = 10_000;

const load = createRequire(import.meta.url);

/** What the module at this path exports. Throws NotADesign; `name` is how the user named it. */
export function exportsOf(path: string, name: string): object {
  const unfit = whyUnfit(path, name);
  if (unfit !== null) throw new NotADesign(unfit);
  let found: unknown;
  try {
    found = quietly(() => load(path));
  } catch (error) {
    throw new NotADesign(whyNotLoaded(error, path));
  }
  return typeof found === "object" && found !== null ? found : {};
}

/**
 * Without the warning by which Node.js comes before its own error about module systems; what a
 * module itself warns of is told in a later tick.
 */
function quietly(act: () => unknown): unknown {
  const listeners = process.listeners("warning");
  process.removeAllListeners("warning");
  try {
    return act();
  } finally {
    for (const listener of listeners) process.on("warning", listener);
  }
}

/** What can be said of a file before it is loaded. */
function whyUnfit(path: string, name: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    const near = meant(basename(path), filesIn(dirname(path)));
    return `no such module: ${path}${near}`;
  }
  if (found.isDirectory()) return `it is a folder; name the module in it, e.g. ${name}/design.mjs`;
  const extension = extname(path);
  if (extension === ".json")
    return "it is JSON, and a design is a program: name an ES module that exports a Design";
  if (JAVASCRIPT.test(extension) || TYPESCRIPT.test(extension)) return null;
  return (
    "it is no module of JavaScript (.mjs, .js, .cjs); a program that speaks the driver protocol " +
    `is named exec:${name}`
  );
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((file) => /\.[cm]?[jt]s$/.test(file));
  } catch {
    return [];
  }
}

function whyNotLoaded(error: unknown, path: string): string {
  const [first = ""] = thrownText(error).split("\n");
  const code = errorCode(error);
  if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") return whyMissing(first);
  if (code === "ERR_REQUIRE_ASYNC_MODULE")
    return "it awaits at its top level; designs are loaded at once, so await inside a function";
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX")
    return `only types are stripped from TypeScript, so compile it to JavaScript first: ${first}`;
  if (code === "ERR_UNKNOWN_FILE_EXTENSION" || (error instanceof SyntaxError && isTyped(path)))
    return whyTypeScript(first);
  const mixed = whyMixed(first, path);
  if (mixed !== null) return `${mixed} (${first}${at(error, path)})`;
  if (error instanceof SyntaxError) return `syntax error: ${first}${at(error, path)}`;
  return `it throws while it is loaded: ${first}${at(error, path)}`;
}

function errorCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** `Cannot find package 'p' imported from f`, `Cannot find module './m' imported from f`. */
function whyMissing(first: string): string {
  const [, what = ""] = /'([^']+)'/.exec(first) ?? [];
  const importer = / imported from (.*)$/.exec(first)?.[1] ?? "";
  const from = importer === "" ? "" : `, imported from ${importer}`;
  if (what.startsWith("/") || what.startsWith(".") || what.startsWith("file:")) {
    const near = what.startsWith("/") ? meant(basename(what), filesIn(dirname(what))) : "";
    return `no such module ${what}${from}${near}`;
  }
  const install =
    what === "pasidcheck"
      ? "npm install --save-dev pasidcheck (or npm link pasidcheck, from a clone)"
      : `npm install ${what}`;
  return `there is no package '${what}'${from}; in the folder of the design say ${install}`;
}

function isTyped(path: string): boolean {
  return TYPESCRIPT.test(extname(path));
}

/** Node.js strips types from 22.18 and 23.6 on. */
function whyTypeScript(first: string): string {
  const strips = Boolean(Reflect.get(process.features, "typescript"));
  return strips
    ? `syntax error: ${first}`
    : `Node.js ${process.version} runs no TypeScript; compile it to JavaScript, or use Node.js ` +
        "22.18 or later";
}

/** A module of one system that is named as one of the other. */
function whyMixed(first: string, path: string): string | null {
  if (/import statement outside a module|Unexpected token 'export'|import\.meta/.test(first))
    return extname(path) === ".cjs"
      ? "it is an ES module; rename it to .mjs"
      : 'it is an ES module; rename it to .mjs, or put "type": "module" into its package.json';
  if (/(?:module|exports|require|__dirname) is not defined in ES module scope/.test(first))
    return "it is a CommonJS module; rename it to .cjs, or use import and export default";
  return null;
}

/** ` at file:line`, where it is known. */
function at(error: unknown, path: string): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const found =
    /^(?:file:\/\/)?(\/[^\n]*:\d+)\n/.exec(stack)?.[1] ??
    /\(?(?:file:\/\/)?(\/[^\n():]*:\d+)(?::\d+)?\)?$/m.exec(stackOfUser(stack))?.[1] ??
    (error instanceof SyntaxError ? syntaxErrorAt(path) : null);
  return found === null ? "" : ` at ${found}`;
}

/** The frames of a stack that are not of Node.js itself, nor of this file. */
function stackOfUser(stack: string): string {
  const frames = stack.split("\n").filter((line) => /^ +at /.test(line));
  const first = frames.find((line) => !line.includes("node:"));
  return first === undefined || first.includes("load-module") ? "" : first;
}

/** require() of an ES module does not say where its syntax is wrong; `node --check` does. */
function syntaxErrorAt(path: string): string | null {
  const { stderr } = spawnSync(process.execPath, ["--check", path], {
    encoding: "utf8",
    timeout: SYNTAX_CHECK_MS,
  });
  return /^(?:file:\/\/)?(\/.*:\d+)$/m.exec(stderr ?? "")?.[1] ?? null;
}
