/**
 * The designs that can be named in a run: those of the catalog, `bug:BUG-12` for a historic bug,
 * `sound:BUG-12` for the contract that it was made from, `seeded-fault:INVARIANT` for the design
 * that an invariant must catch, `misbehaving:KIND`; `contract:DESIGN,POLICY=VALUE...` for the
 * reference under a design's contract with some policies changed; `linux:FOLDER` for a real kernel,
 * `exec:COMMAND` for a driver; `./my-design.js` for a module that exports a Design.
 */
import { catalog } from "../../impl/designs/catalog.js";
import { linuxCommand, linuxDesign } from "../../impl/linux/design.js";
import { kernelFolder } from "../../impl/linux/kernel-folder.js";
import { channelTo } from "../../impl/remote/channel/channel.js";
import { bugs } from "../../properties/bugs/all.js";
import { basisOf, expectedContract } from "../../properties/expectations/basis.js";
import { buggyContract } from "../../properties/bugs/bug.js";
import { execCommand, type Command } from "../../impl/remote/process/command.js";
import { whyNoProgram } from "../../impl/remote/process/program.js";
import { remoteDesign } from "../../impl/remote/design.js";
import { bootReference, referenceDesign } from "../../model/reference/machine.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type { Design, BootInput, Machine } from "../../model/vocabulary/design/design.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { invariants } from "../../properties/invariants/all.js";
import type { SeededFault } from "../../properties/invariants/invariant.js";
import type { Subject } from "../../properties/run/run.js";
import { contractNamed } from "./contract-name.js";
import { misbehaving } from "./misbehaving.js";
import { moduleDesign, namesModule } from "./module.js";

const LINUX = "linux:";
const EXEC = "exec:";

/** Whether the design runs in a process of its own, which must be started first. */
export function isRemote(name: string): boolean {
  return name.startsWith(LINUX) || name.startsWith(EXEC);
}

/**
 * The named design; null if there is none of that name. Throws an Error with one line where a
 * design in another process or in a module cannot be had. `like`: the design of the catalog whose
 * expectations are taken; null: its own.
 */
export function subjectNamed(name: string, like: string | null = null): Subject | null {
  const subject = withoutExpectations(name);
  if (subject === null) return null;
  const basis = basisOf(name, like ?? undefined);
  const expected = expectedContract(basis, subject.design.contract);
  return expected === undefined ? subject : { ...subject, expected };
}

function withoutExpectations(name: string): Subject | null {
  if (isRemote(name)) return { design: remoteNamed(name), plain: false };
  if (namesModule(name)) return { design: moduleDesign(name), plain: false };
  const known = catalog.find((design) => design.name === name);
  if (known !== undefined) return { design: known, plain: false };
  const contract = contractNamed(name);
  if (contract !== null) return plain(name, "A contract with some policies changed.", contract);
  const [kind, id] = name.split(":");
  if (kind === "seeded-fault") {
    const invariant = invariants.find((l) => l.name === id);
    return invariant === undefined ? null : seededFaultSubject(name, invariant.seededFault);
  }
  if (kind === "misbehaving") {
    const design = misbehaving(id ?? "");
    return design === null ? null : { design, plain: false };
  }
  const bug = bugs.find((m) => m.id === id);
  if (bug === undefined) return null;
  if (kind === "bug") return plain(name, bug.title, buggyContract(bug));
  return kind === "sound" ? plain(name, `${bug.id} repaired`, bug.base) : null;
}

/** What the design is asked next is asked a new process, if it runs in one. */
export function renewProcess(name: string): void {
  const command = commandOf(name);
  if (command !== null) channelTo(command).renew();
}

function commandOf(name: string): Command | null {
  if (name.startsWith(LINUX)) return linuxCommand(kernelFolder(name.slice(LINUX.length)));
  if (!name.startsWith(EXEC)) return null;
  const command = execCommand(name.slice(EXEC.length));
  return command.ok ? command.value : null;
}

function remoteNamed(name: string): Design {
  if (name.startsWith(LINUX)) return linuxDesign(name.slice(LINUX.length));
  const command = execCommand(name.slice(EXEC.length));
  if (!command.ok) throw new Error(problemText(command.problem));
  const why = whyNoProgram(command.value.file);
  if (why !== null) throw new Error(why);
  return remoteDesign(command.value);
}

/** All names that `candidateNamed` knows without a prefix. */
export function designNames(): readonly string[] {
  return catalog.map((design) => design.name);
}

/** The reference itself as a design. */
export function plain(name: string, sentence: string, contract: Contract): Subject {
  return { design: referenceDesign(name, sentence, contract), plain: true };
}

function seededFaultSubject(name: string, { claims, does, warns }: SeededFault): Subject {
  const boot = (input: BootInput): Machine => {
    const machine = bootReference(input, does);
    return warns === undefined ? machine : warning(machine, warns);
  };
  const sentence = "A design that must be caught.";
  return { design: { name, sentence, contract: claims, boot }, plain: claims === does };
}

/** The machine, on a platform that complains at every PASID attach. */
function warning(machine: Machine, text: string): Machine {
  let warnings: readonly string[] = [];
  return {
    step: (op, dev) => {
      warnings = op.op === "pasid-attach" ? [text] : [];
      return machine.step(op, dev);
    },
    observe: (into) => machine.observe(into),
    lookup: (dev, pasid) => machine.lookup(dev, pasid),
    warnings: () => warnings,
  };
}
