/**
 * The answer to `--p2p A,B`: whether two functions reach each other directly, by what, which
 * redirection would have to go, the lines for it, and what isolation is lost.
 */
import { match } from "ts-pattern";
import { ACS, acsBitsText } from "../../model/vocabulary/topology/acs.js";
import type { Json } from "../../model/vocabulary/reading/json-text.js";
import { acsOf, type Topology } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { Meeting, Side } from "../../audit/findings/direct-path.js";
import type { OpenedPath } from "../../audit/findings/opened-path.js";
import type { WhatIf } from "../../audit/findings/what-if.js";
import { configAcsText, disableRedirText } from "../../audit/lines/print.js";
import type { Answer } from "./answer.js";
import { giveItems, pairItems } from "./change-lines.js";
import { linesJson } from "./what-if-json.js";
import { whatIfParts } from "./what-if.js";
import { item, named, names, parts, type Item } from "./words.js";
import { nameOf } from "../text/finding.js";

type Beside = Extract<Meeting, { readonly at: "beside" }>;

/** `may-be-direct`: no ACS bit is in the way, and hardware may do as it likes. */
type PathVerdict =
  | "direct"
  | "may-be-direct"
  | "not-direct"
  | "cannot-be-opened"
  | "cannot-be-said";

function verdictOf({ meeting, unknown }: OpenedPath): PathVerdict {
  if (unknown.length > 0 || meeting.at === "same" || meeting.at === "above")
    return "cannot-be-said";
  if (meeting.at === "conventional") return "direct";
  if (meeting.at === "root-complex") return "cannot-be-opened";
  if (meeting.sides.some(({ fixed }) => fixed !== null)) return "cannot-be-opened";
  if (meeting.sides.some(({ inTheWay }) => inTheWay !== 0)) return "not-direct";
  return meeting.onRoot || !meeting.ofSwitch ? "may-be-direct" : "direct";
}

export function pathAnswer(before: Audit, path: OpenedPath): Answer {
  const t = before.topology;
  const { a, b, meeting, unknown } = path;
  const items =
    unknown.length > 0 ? [unknownItem(t, unknown)] : [meetingItem(t, path), ...moreItems(t, path)];
  return {
    key: "p2p",
    title: `Peer-to-peer between ${named(t, a)} and ${named(t, b)}`,
    items: [...items, ...linuxItems(t, path, meeting, unknown.length > 0)],
    json: pathJson(t, path),
  };
}

const SHOWN_BY = "root's lspci -vv of the whole machine shows it";

function unknownItem(t: Topology, unknown: OpenedPath["unknown"]): Item {
  const missing = unknown.map(
    ({ dev, facts }) => `${named(t, dev)}: not shown: ${facts.join(", ") || "what is above it"}`,
  );
  return item(`whether they reach each other directly cannot be said: ${SHOWN_BY}`, missing);
}

function meetingItem(t: Topology, path: OpenedPath): Item {
  return match(path.meeting)
    .with({ at: "same" }, () => item("it is one function"))
    .with({ at: "above" }, ({ upper }) =>
      item(
        `${named(t, upper)} is above the other: requests pass it on their way up, and whether it ` +
          "takes those to its own memory cannot be said",
      ),
    )
    .with({ at: "conventional" }, ({ bridge }) =>
      item(
        "direct already, both ways: on a conventional bus everything sees every request",
        bridge === null ? [] : [`below ${named(t, bridge)}`],
      ),
    )
    .with({ at: "beside" }, (beside) => besideItem(t, path, beside))
    .with({ at: "root-complex" }, ({ tops }) => rootItem(t, tops))
    .exhaustive();
}

function besideItem(t: Topology, path: OpenedPath, { sides, onRoot, ofSwitch }: Beside): Item {
  const [here, there] = sides;
  const { a, b } = path;
  const said = [...sideTexts(t, here, a, b), ...sideTexts(t, there, b, a)];
  const open = onRoot
    ? ["inside the root complex: whether it forwards from one to the other PCIe leaves open"]
    : ofSwitch
      ? []
      : ["inside one device: whether its functions reach each other its maker decides"];
  const title = match(verdictOf(path))
    .with("direct", () => "direct already, both ways: no ACS bit is in the way")
    .with("may-be-direct", () => "possibly direct already: no ACS bit is in the way")
    .with("cannot-be-opened", () => "not direct, and no bit could be cleared to make it so")
    .otherwise(() => `not direct: ${oneWay(sides)}`);
  return item(title, [...said, ...open]);
}

function oneWay([here, there]: Beside["sides"]): string {
  const direct = [here, there].filter(({ requests }) => requests === "direct").length;
  if (direct === 2) return "writes are, both ways; read completions go up to the root complex";
  if (direct === 1) return "requests go straight one way only";
  return "requests go up to the IOMMU, or are blocked";
}

/** What becomes of requests of `from` at its side, and of completions that it sends to `to`. */
function sideTexts(t: Topology, side: Side, from: number, to: number): readonly string[] {
  const { element, requests, inTheWay, fixed } = side;
  const at = `at ${named(t, element)}`;
  const [who, whom] = [nameOf(t, from), nameOf(t, to)];
  const way = match(requests)
    .with("direct", () => `${who}'s requests turn straight to ${whom} ${at}: ${whyDirect(t, side)}`)
    .with("redirected", () => `${who}'s requests are sent up ${at}: ${whyNot(side)}`)
    .with("blocked", () => `${who}'s requests are blocked ${at}: ${whyNot(side)}`)
    .exhaustive();
  const back =
    fixed === null && (inTheWay & ACS.CR) !== 0
      ? [`completions of ${whom}'s reads of ${who} are sent up ${at}: CR on`]
      : [];
  return [way, ...back];
}

function whyNot({ fixed, inTheWay }: Side): string {
  if (fixed === "rule") return "a rule of Linux says so, and no bit of it counts";
  if (fixed === "no-peer-to-peer") return "it has no RR, which says that it does no peer-to-peer";
  return `${acsBitsText(inTheWay & (ACS.RR | ACS.EC))} on`;
}

function whyDirect(t: Topology, { element }: Side): string {
  const f = t.functions[element];
  if (f?.acsRule !== undefined) return "a rule of Linux says that it does not isolate";
  const acs = f === undefined ? null : acsOf(f);
  if (acs === null) return "no ACS capability";
  if ((acs.ctrl & ACS.EC) !== 0) return "EC on, and its vector lets it through";
  return (acs.cap & ACS.RR) === 0 ? "no RR" : "RR off";
}

function rootItem(t: Topology, tops: readonly [number, number]): Item {
  const said = [...new Set(tops)].map((top) => {
    const f = t.functions[top];
    const acs = f === undefined ? null : acsOf(f);
    const where = `at ${named(t, top)}`;
    if (acs === null) return `${where}: no ACS capability`;
    return `${where}: RR ${(acs.ctrl & ACS.RR) === 0 ? "off" : "on: requests go to the IOMMU"}`;
  });
  return item(
    "not direct, and no ACS bit makes it so: they meet in the root complex alone, and whether " +
      "that forwards peer-to-peer requests PCIe leaves open",
    said,
  );
}

function moreItems(t: Topology, path: OpenedPath): readonly Item[] {
  const { opened, byRedir } = path;
  if (opened === null) return [];
  return [
    item(
      "to open it, both ways for reads and writes, clear:",
      opened.bits.map(({ dev, was, is }) => `${acsBitsText(was & ~is)} at ${named(t, dev)}`),
    ),
    ...giveItems(t, opened),
    ...(byRedir === null ? [] : [redirItem(t, byRedir, opened)]),
    costItem(t, "what that costs once the groups are formed anew", opened),
    ...pairItems(t, opened.meeting),
    ...translatedItems(t, path),
  ];
}

function redirItem(
  t: Topology,
  { at, change }: NonNullable<OpenedPath["byRedir"]>,
  opened: WhatIf,
): Item {
  const places = at.flatMap((dev) => t.functions[dev] ?? []);
  const more = change.bits.flatMap(({ dev, was, is }) => {
    const lost = was & ~is & ~bitsLost(opened, dev);
    return lost === 0 ? [] : [`${acsBitsText(lost)} at ${nameOf(t, dev)}`];
  });
  return item(`shorter, and costlier: ${disableRedirText(places)}`, [
    more.length === 0
      ? "here it comes to the same"
      : `it gives up what Linux sets as well, unless firmware set it: ${more.join(", ")}`,
    ...(more.length === 0 ? [] : costTexts(t, change)),
  ]);
}

function bitsLost({ bits }: WhatIf, dev: number): number {
  const one = bits.find((change) => change.dev === dev);
  return one === undefined ? 0 : one.was & ~one.is;
}

function costItem(t: Topology, title: string, change: WhatIf): Item {
  return item(title, costTexts(t, change));
}

function costTexts(t: Topology, change: WhatIf): readonly string[] {
  const told = whatIfParts({ ...change.after, topology: t }, change, () => false);
  const merged = change.regrouped.map(
    ({ was, is }) =>
      `${was.length < is.length ? "groups split" : "groups merge"}: ${parts(t, was)} -> ` +
      parts(t, is),
  );
  const texts = [
    ...merged,
    ...told.pasid.map(({ title }) => title),
    ...told.fresh.flatMap(({ title, below }) => [`no longer isolated: ${title}`, ...below]),
  ];
  return texts.length === 0 ? ["no group and no PASID changes"] : texts;
}

function translatedItems(t: Topology, { translated, ats, a, b }: OpenedPath): readonly Item[] {
  if (translated === null) return [];
  const { at, change } = translated;
  const has = ([a, b] as const).map((dev, i) => {
    const word = ats[i] === null ? "not shown" : ats[i] === true ? "has ATS" : "has no ATS";
    return `${nameOf(t, dev)} ${word}`;
  });
  return [
    item(`for translated requests (ATS) alone: ${configAcsText(change.wanted)}`, [
      `DT on at ${names(t, at)} lets pass what the IOMMU has translated for the function, and ` +
        "all else is redirected as before; Linux never sets DT by itself",
      `${has.join(", ")}; completions of reads are still sent up where CR is on`,
      ...costTexts(t, change),
    ]),
  ];
}

/** Linux' p2pdma: NVMe with memory buffers, RDMA, GPUs. VFIO does not ask it. */
function linuxItems(
  t: Topology,
  { p2pdma, host }: OpenedPath,
  meeting: Meeting,
  unknown: boolean,
): readonly Item[] {
  if (unknown || meeting.at === "same" || meeting.at === "above") return [];
  const listed = match(host)
    .with("listed", () => "the root complex is on its list, and the way leads through it")
    .with("amd", () => "with an AMD processor from Zen on the way leads through the root complex")
    .with("not-listed", () => "the root complex is not on its list, so Linux refuses it")
    .with("unknown", () => "whether the root complex is on its list cannot be said")
    .exhaustive();
  if (p2pdma === null)
    return [item("Linux' peer-to-peer DMA (p2pdma): no bridge is above both", [listed])];
  if (p2pdma.length === 0)
    return [item("Linux' peer-to-peer DMA (p2pdma) takes the direct way: no RR, CR or EC on it")];
  return [
    item(
      `Linux' peer-to-peer DMA (p2pdma) takes the direct way only with RR, CR and EC off at ` +
        names(t, p2pdma),
      [`else ${listed}`],
    ),
  ];
}

function pathJson(t: Topology, path: OpenedPath): Json {
  const { a, b, meeting, unknown, opened, byRedir, translated, p2pdma, host } = path;
  return {
    between: [nameOf(t, a), nameOf(t, b)],
    verdict: verdictOf(path),
    meeting: meeting.at,
    sides:
      meeting.at === "beside"
        ? meeting.sides.map(({ element, requests, inTheWay, fixed }) => ({
            bdf: nameOf(t, element),
            requests,
            in_the_way: acsBitsText(inTheWay),
            fixed,
          }))
        : [],
    unknown: unknown.map(({ dev, facts }) => ({ bdf: nameOf(t, dev), facts })),
    lines: opened === null ? null : linesJson(opened),
    disable_acs_redir:
      byRedir === null
        ? null
        : disableRedirText(byRedir.at.flatMap((dev) => t.functions[dev] ?? [])),
    translated: translated === null ? null : linesJson(translated.change),
    cost: opened === null ? null : costTexts(t, opened),
    p2pdma: p2pdma === null ? { host } : { host, redirects: p2pdma.map((dev) => nameOf(t, dev)) },
  };
}
