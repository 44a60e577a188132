/**
 * The readings of a machine beside the one that is told: the least isolating and the most isolating
 * one that its source permits.
 */
import { addressText, deviceText } from "../../model/vocabulary/topology/address.js";
import { ACS } from "../../model/vocabulary/topology/acs.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { withRules } from "../quirks/apply.js";
import { Notes } from "../read/notes.js";
import { STAND_IN_TITLE, type FunctionRecord } from "../read/record.js";
import { isBridgeRecord } from "./bridge-record.js";
import { reindexed } from "./part.js";
import { chosenKinds, type Tree } from "./possible-kinds.js";
import { completed, unseenOf, type Stance } from "./reading.js";
import { isNamedVf, virtualAddresses } from "./relations.js";
import { busKey } from "./root-buses.js";
import type { GroupsTell } from "./shown-groups.js";
import { functionsOf, type Standing } from "./topology-of.js";
import type { Unseen } from "../read/unseen.js";

/** What is known of a machine beside its records. */
export interface Knowledge {
  readonly tree: Tree;
  /** Buses of which it is not known where they are, by their keys. */
  readonly floating: ReadonlySet<string>;
  readonly named: ReadonlySet<number>;
  readonly told: GroupsTell;
  /** Linux has switched on, or would, what ACS is implemented (pci_std_enable_acs). */
  readonly switchedOn: boolean;
  /** The source shows groups, and no list of them is beside it. */
  readonly grouped: boolean;
}

/** Beside each record what is unseen of it. */
export function unseenOfAll(
  records: readonly FunctionRecord[],
  { tree, floating, told, grouped }: Knowledge,
): readonly ReadonlySet<Unseen>[] {
  const inDevice = new Map<string, number>();
  const devices = records.map((r) => deviceText(r));
  for (const device of devices) inDevice.set(device, (inDevice.get(device) ?? 0) + 1);
  const virtual = virtualAddresses(records);
  return records.map((r, i) => {
    const alone = inDevice.get(devices[i] ?? "") === 1 && (r.devfn & 7) === 0;
    const unseen = unseenOf(r, { alone, isolates: told.isolating.has(i), grouped });
    // A VF stands where its PF does, whatever its bus; where that is not shown, nobody knows.
    const stays = r.title === STAND_IN_TITLE || virtual.has(addressText(r));
    const pf = records[tree.pfs[i] ?? -1];
    const lost =
      pf !== undefined && (pf.title === STAND_IN_TITLE || floating.has(busKey(pf.segment, pf.bus)));
    // Of what is called a VF, and belongs to no PF that is known, nothing is known but its address.
    const orphan = isNamedVf(r) && pf === undefined && !stays;
    const floats = lost || orphan || (!stays && floating.has(busKey(r.segment, r.bus)));
    const hides = vectorIsOpen(r, records);
    if (hides && !floats) return new Set<Unseen>([...unseen, "egress"]);
    return floats ? new Set<Unseen>([...unseen, "place"]) : unseen;
  });
}

/** Whether a vector that is in use names ports by numbers that are not shown. */
function vectorIsOpen(r: FunctionRecord, records: readonly FunctionRecord[]): boolean {
  const numbers = r.acs?.egress ?? [];
  if (numbers.length === 0 || ((r.acs?.ctrl ?? 0) & ACS.EC) === 0) return false;
  return records.some(
    (peer) =>
      peer !== r &&
      peer.segment === r.segment &&
      peer.bus === r.bus &&
      (peer.express?.port ?? null) === null &&
      isBridgeRecord(peer),
  );
}

/** What a reading may differ in; of a place nothing is said at all. */
const VARIES: ReadonlySet<Unseen> = new Set<Unseen>([
  "function",
  "kind",
  "multifunction",
  "iommu",
  "acs",
  "acs-bits",
  "egress",
  "prefix",
  "pasid",
]);

/** What a source permits beside what is told. */
export interface Readings {
  /** The least isolating and the most isolating one; empty where nothing is unseen. */
  readonly readings: readonly Topology[];
  /** The least isolating one of those in which bridges that are not in the dump isolate. */
  readonly supposing: Topology | null;
  /** False where an extreme is no topology: then no place is known. */
  readonly possible: boolean;
}

export function readingsOf(
  standing: Omit<Standing, "kinds">,
  unseen: readonly ReadonlySet<Unseen>[],
  knowledge: Knowledge,
  indices: readonly number[],
): Readings {
  if (!unseen.some((some) => [...some].some((fact) => VARIES.has(fact))))
    return { readings: [], supposing: null, possible: true };
  const { records, secondaries } = standing;
  const read = (stance: Stance, bridges: boolean): Topology => {
    const notes = new Notes();
    const { records: taken, kinds } = readingIn(records, unseen, knowledge, stance);
    const full = taken.map((r, i) => {
      const as = records[i];
      return bridges && as !== undefined && isMissingBridge(as) ? as : r;
    });
    const managed = withoutIommu(unseen, stance);
    const made = functionsOf({ secondaries, records: full, kinds }, knowledge.tree, managed, notes);
    const { functions } = withRules(full, made, notes);
    const kept = indices.length === records.length ? functions : reindexed(functions, indices);
    return { functions: kept, probe: { scan: "boot", order: null } };
  };
  const readings = [read("least", false), read("most", false)];
  const supposing = records.some(isMissingBridge) ? read("least", true) : null;
  const possible = [...readings, ...(supposing === null ? [] : [supposing])].every(
    (t) => impossible(t) === null,
  );
  return possible ? { readings, supposing, possible } : { readings: [], supposing: null, possible };
}

function isMissingBridge(r: FunctionRecord): boolean {
  return r.title === STAND_IN_TITLE && r.secondary !== null;
}

/** The records as one reading has them, and beside each its kind. */
export function readingIn(
  records: readonly FunctionRecord[],
  unseen: readonly ReadonlySet<Unseen>[],
  knowledge: Knowledge,
  stance: Stance,
): Pick<Standing, "records" | "kinds"> {
  const { tree, named, told } = knowledge;
  const kinds = chosenKinds(records, tree, { named, isolating: told.isolating }, stance);
  const full = records.map((r, i) =>
    completed(r, lacksOf(i, unseen, knowledge), kinds[i] ?? null, stance),
  );
  return { records: full, kinds };
}

function lacksOf(
  i: number,
  unseen: readonly ReadonlySet<Unseen>[],
  { told, switchedOn }: Knowledge,
): Parameters<typeof completed>[1] {
  return {
    unseen: unseen[i] ?? new Set(),
    isolates: told.isolating.has(i),
    switchedOn: switchedOn && !told.sharing.has(i),
    joined: told.joined.has(i),
  };
}

/** What has no IOMMU is in nobody's group. */
function withoutIommu(
  unseen: readonly ReadonlySet<Unseen>[],
  stance: Stance,
): readonly ReadonlySet<Unseen>[] {
  if (stance !== "most") return unseen;
  return unseen.map((some) => new Set([...some].filter((fact) => fact !== "iommu")));
}

/**
 * A bridge whose kind was chosen by what a guess puts below it: nothing is known of it but that it
 * is a bridge.
 */
export function withGuessed(
  unseen: readonly ReadonlySet<Unseen>[],
  { functions }: Topology,
  most: Topology,
): readonly ReadonlySet<Unseen>[] {
  const guesses = new Set(
    functions.flatMap(({ parent }, dev) =>
      parent !== null && unseen[dev]?.has("place") === true ? [parent] : [],
    ),
  );
  return unseen.map((some, dev) => {
    const kind = most.functions[dev]?.kind ?? "";
    const isChosen = some.has("kind") && guesses.has(dev) && !kind.endsWith("-port");
    return isChosen ? new Set<Unseen>([...some, "place"]) : some;
  });
}
