/** Every way to change one finite fact of one function. */
import { ACS, ACS_BITS, type Acs, type AcsBit } from "../../model/vocabulary/topology/acs.js";
import { devfnText } from "../../model/vocabulary/topology/address.js";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import {
  type Endpoint,
  isBridge,
  isEndpoint,
  isExpress,
  KINDS,
  type Pasid,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import { withoutFunctions } from "../shrink/topology-edits.js";
import { asKind, withAbsent, withAts, withReserved, withoutRule } from "../shrink/fields.js";
import { PLAIN_WIDTH, fullAcs } from "../shrink/shrink-order.js";

/** One change, in words, and what it makes; null: nothing that can be. */
export interface Flip {
  readonly what: string;
  readonly scenario: Scenario | null;
}

/** A change of one function, before it is put into its scenario. */
type Change = readonly [what: string, f: PciFunction];

export function* functionFlips(s: Scenario, i: number): Generator<Flip> {
  const f = s.topology.functions[i];
  if (f === undefined) return;
  yield { what: "dropped", scenario: withoutFunctions(s, [i], null) };
  for (const [what, changed] of changes(f)) {
    // No mending here: a flip that needs a second change is not one fact.
    const functions = s.topology.functions.with(i, changed);
    yield { what, scenario: { ...s, topology: { functions, probe: s.topology.probe } } };
  }
}

function* changes(f: PciFunction): Generator<Change> {
  for (const kind of KINDS) {
    if (kind === f.kind || kind === "vf" || f.kind === "vf") continue;
    const other = asKind(f, kind);
    // A kind that cannot hold all that the function has would change more than one fact.
    if (stableText(asKind(other, f.kind)) === stableText(f)) yield [`${f.kind} -> ${kind}`, other];
  }
  yield flag("multifunction", f.multifunction, { ...f, multifunction: !f.multifunction });
  yield flag("iommu", f.iommu, { ...f, iommu: !f.iommu });
  yield flag("direct-map", f.directMap, { ...f, directMap: !f.directMap });
  if (f.acsRule !== undefined) yield ["acs-rule dropped", withoutRule(f)];
  if (f.absent === true) yield flag("absent", true, withAbsent(f, false));
  if (f.realDma !== null) yield ["real-dma dropped", { ...f, realDma: null }];
  for (const alias of f.aliases)
    yield [
      `alias ${devfnText(alias)} dropped`,
      { ...f, aliases: f.aliases.filter((a) => a !== alias) },
    ];
  if (f.reserved !== undefined)
    yield [`reserved ${f.reserved.join(",")} -> none`, withReserved(f, [])];
  if (isBridge(f)) yield flag("xlate-root", f.xlateRoot, { ...f, xlateRoot: !f.xlateRoot });
  if (f.kind === "pcie-to-pci-bridge")
    yield flag("no-alias", f.noAlias, { ...f, noAlias: !f.noAlias });
  if (f.kind === "pci-bridge")
    yield flag("pcie-alias", f.pcieAlias, { ...f, pcieAlias: !f.pcieAlias });
  if (isExpress(f)) yield flag("prefix", f.prefix, { ...f, prefix: !f.prefix });
  if (isExpress(f))
    for (const [what, acs] of acsChanges(f.acs, f.kind)) yield [what, { ...f, acs }];
  if (isEndpoint(f)) yield* endpointChanges(f);
}

function flag(name: string, before: boolean, f: PciFunction): Change {
  return [before ? `${name} on -> off` : `${name} off -> on`, f];
}

function* endpointChanges(f: Endpoint): Generator<Change> {
  yield flag("pasid-no-tlp", f.pasidNoTlp, { ...f, pasidNoTlp: !f.pasidNoTlp });
  yield flag("ari", f.ari, { ...f, ari: !f.ari });
  yield flag("ats", f.ats === true, withAts(f, f.ats !== true));
  const pasid = f.pasid;
  if (pasid === null) {
    const plain: Pasid = { width: PLAIN_WIDTH, exec: false, priv: false };
    yield [`pasid none -> ${PLAIN_WIDTH}`, { ...f, pasid: plain }];
    return;
  }
  yield [`pasid ${pasid.width} -> none`, { ...f, pasid: null }];
  for (const width of [0, 1, PLAIN_WIDTH, 20])
    if (width !== pasid.width)
      yield [`pasid ${pasid.width} -> ${width}`, { ...f, pasid: { ...pasid, width } }];
  yield flag("pasid exec", pasid.exec, { ...f, pasid: { ...pasid, exec: !pasid.exec } });
  yield flag("pasid priv", pasid.priv, { ...f, pasid: { ...pasid, priv: !pasid.priv } });
}

type AcsChange = readonly [what: string, acs: Acs | null];

function* acsChanges(acs: Acs | null, kind: PciFunction["kind"]): Generator<AcsChange> {
  if (acs === null) {
    yield ["acs none -> all on", fullAcs(kind)];
    yield ["acs none -> empty", { cap: 0, ctrl: 0, egress: [] }];
    return;
  }
  yield ["acs -> none", null];
  for (const name of ACS_BITS) yield* bitChanges(acs, name);
  for (const peer of acs.egress)
    yield [
      `acs egress ${devfnText(peer)} dropped`,
      { ...acs, egress: acs.egress.filter((p) => p !== peer) },
    ];
}

/** A bit has three states: not implemented, off, on. */
function* bitChanges(acs: Acs, name: AcsBit): Generator<AcsChange> {
  const bit = ACS[name];
  const { cap, ctrl } = acs;
  const egress = name === "EC" ? [] : acs.egress;
  const before = (cap & bit) === 0 ? "absent" : (ctrl & bit) === 0 ? "off" : "on";
  const what = `acs ${name} ${before}`;
  if (before !== "absent")
    yield [`${what} -> absent`, { cap: cap & ~bit, ctrl: ctrl & ~bit, egress }];
  if (before !== "off") yield [`${what} -> off`, { ...acs, cap: cap | bit, ctrl: ctrl & ~bit }];
  if (before !== "on") yield [`${what} -> on`, { ...acs, cap: cap | bit, ctrl: ctrl | bit }];
}
