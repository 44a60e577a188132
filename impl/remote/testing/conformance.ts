/**
 * The conformance of a driver to the protocol itself (impl/remote/protocol.md): not whether its
 * answers are right, which invariants and the reference judge, but whether they are answers.
 */
import type { Operation } from "../../../model/vocabulary/operation/operation.js";
import type { Command } from "../process/command.js";
import type { Request } from "../protocol/request.js";
import { Dialogue, type Question, type Said } from "./dialogue.js";
import { question } from "./questions.js";
import { thrownText } from "../../../model/vocabulary/reading/error-text.js";

/** A driver that says nothing for so long, where it should, does not conform. */
const SILENCE_MS_MAX = 10_000;
/** Requests that are sent before any answer is read. */
const MANY = 40;

const ENABLE: Operation = { op: "pasid-enable", dev: 1 };
const ATTACH: Operation = { op: "pasid-attach", dev: 1, pasid: 5, domain: "D1", handle: 1 };
const MOVE: Operation = { op: "rid-attach", dev: 1, domain: "D2" };

/** It leaves PASID on, an entry in a table, a handle installed, and a group on another domain. */
const lively = question([
  ENABLE,
  ATTACH,
  { op: "pasid-attach", dev: 2, pasid: 5, domain: "D2", fail: { call: 1, errno: "ENOMEM" } },
  { op: "pasid-replace", dev: 1, pasid: 5, domain: "D3", handle: 2 },
  MOVE,
]);
const same = question([ENABLE, ATTACH, MOVE]);
/** It leaves an owner, a bond, and page tables with devices and maps. Most drivers know none. */
const withUsers = question([
  { op: "sva-bind", dev: 1, mm: 1 },
  { op: "claim", dev: 0, owner: 1 },
  { op: "sva-unbind", dev: 1, mm: 1 },
  { op: "fd-bind", dev: 1, context: 1 },
  { op: "ioas-alloc", dev: 1, ioas: "A1" },
  { op: "hwpt-alloc", dev: 1, hwpt: "H1", of: "A1", forPasids: true },
  { op: "ioas-map", dev: 1, ioas: "A1", region: 2 },
  { op: "fd-attach", dev: 1, pasid: 0, target: "H1" },
  { op: "vfio-attach-pasid", dev: 1, pasid: 5, target: "H1", copyFault: true },
]);
const quiet = question([{ op: "pasid-disable", dev: 1 }]);
const empty = question([]);

interface Check {
  readonly name: string;
  /** What is wrong; null if nothing is. Throws where the driver does not answer as it must. */
  readonly problem: (dialogue: Dialogue) => Promise<string | null>;
}

const checks: readonly Check[] = [
  { name: "it says hello and answers", problem: answersAnything },
  { name: "many are in flight, their ids are any", problem: answersInOrder },
  { name: "the answer depends on the request alone", problem: startsAfresh },
  { name: "unknown words are refused", problem: refusesUnknownWords },
  { name: "it exits at the end of its input", problem: exits },
];

/** Everything in which the driver does not conform; each check starts a process of its own. */
export async function conformance(
  command: Command,
  silenceMs = SILENCE_MS_MAX,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { name, problem } of checks) {
    const dialogue = new Dialogue(command, silenceMs);
    try {
      await dialogue.hello();
      const found = await problem(dialogue);
      if (found !== null) problems.push(`${name}: ${found}`);
    } catch (error) {
      problems.push(`${name}: ${thrownText(error)}`);
    } finally {
      await dialogue.close();
    }
  }
  return problems;
}

/** Numbers the requests, not by their order. */
function numbered(requests: readonly Request[]): readonly Question[] {
  return requests.map((request, i) => ({ id: i % 2 === 0 ? 1_000_000 - i : i, request }));
}

/** That an answer is well formed and complete is asserted by its reader. */
async function answersAnything(dialogue: Dialogue): Promise<string | null> {
  const said = await dialogue.ask(numbered([lively, quiet, withUsers, empty]));
  const done = said.filter(({ answer }) => answer.how === "done");
  return done.length > 0 ? null : `even this is unsupported:\n${empty.text}`;
}

async function answersInOrder(dialogue: Dialogue): Promise<string | null> {
  const requests = [lively, same, withUsers, quiet, empty];
  const many = Array.from({ length: MANY }, (_, i) => requests[i % requests.length] ?? empty);
  await dialogue.ask(numbered(many));
  return null;
}

async function startsAfresh(dialogue: Dialogue): Promise<string | null> {
  return (await answeredAgain(dialogue, same)) ?? (await answeredAgain(dialogue, withUsers));
}

async function answeredAgain(dialogue: Dialogue, request: Request): Promise<string | null> {
  const [alone] = await dialogue.ask([{ id: 1, request }]);
  const others = [request, lively, request, withUsers, request, empty, request];
  const rest = await dialogue.ask(numbered(others));
  const again = rest.filter((_, i) => others[i] === request);
  const other = again.find((said) => said === undefined || !isSame(alone, said));
  if (other === undefined || alone === undefined) return null;
  const answers = [alone, other].map(({ lines }) => lines.join("\n"));
  return `the same request is answered differently:\n${answers.join("\n-- and then:\n")}`;
}

function isSame(a: Said | undefined, b: Said): boolean {
  return a?.lines.join("\n") === b.lines.join("\n");
}

interface Strange {
  readonly what: string;
  readonly request: Request;
  readonly text: string;
}

function strangeIn(request: Request, what: string, word: string, instead: string): Strange {
  return { what, request, text: request.text.replace(word, instead) };
}

/** Requests with a word that no version of the protocol knows. */
const strange: readonly Strange[] = [
  strangeIn(lively, "a key of a function", " devfn=8", " devfn=8 sparkle=1"),
  strangeIn(lively, "a kind of function", "kind=root-port", "kind=sparkle-port"),
  strangeIn(lively, "a key of the IOMMU", " strict=0", " strict=0 sparkle=1"),
  strangeIn(lively, "an operation", "op pasid-enable", "op pasid-sparkle"),
  strangeIn(lively, "a key of an operation", "op pasid-enable", "op pasid-enable sparkle=1"),
  strangeIn(withUsers, "an owner", "owner=1", "owner=3"),
  strangeIn(withUsers, "a context", "context=1", "context=0"),
  strangeIn(withUsers, "an object", "target=H1", "target=X1"),
  strangeIn(withUsers, "a region", "region=2", "region=5"),
  strangeIn(lively, "a domain", "domain=D1", "domain=S1"),
  strangeIn(lively, "a line", "pasids ", "sparkle 1\npasids "),
];

async function refusesUnknownWords(dialogue: Dialogue): Promise<string | null> {
  const questions = strange.map(({ request, text }, i) => ({ id: i, request, text }));
  const said = await dialogue.ask([...questions, { id: MANY, request: empty }]);
  const accepted = strange.flatMap(({ what }, i) =>
    said[i]?.answer.how === "unsupported" ? [] : [what],
  );
  return accepted.length === 0 ? null : `it accepts ${accepted.join(", ")} that does not exist`;
}

async function exits(dialogue: Dialogue): Promise<string | null> {
  await dialogue.ask(numbered([quiet]));
  const how = await dialogue.end();
  return how === "exit code 0" ? null : how;
}
