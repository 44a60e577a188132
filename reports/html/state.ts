/**
 * The table of what can be seen at a step: a line a function; its group and who owns it, whether
 * PASID is on, and for the RID and each PASID what hardware translates with, what software has
 * recorded, and what a user of iommufd has attached.
 */
import { domainText } from "../../model/vocabulary/operation/domain.js";
import { NO_GROUP, type Observation } from "../../model/vocabulary/design/observation.js";
import {
  NO_OWNER,
  NO_TABLE,
  ownerText,
  tableText,
} from "../../model/vocabulary/design/user-observation.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import { nameOf } from "../text/finding.js";
import { Markup, markup, NOTHING } from "../text/markup.js";
import { scrolling } from "./elements.js";

/** `before` is null at boot, where nothing has changed. */
export function stateTable(
  trace: Trace,
  shown: readonly number[],
  before: Observation | null,
  after: Observation,
): Markup {
  const { topology } = trace.scenario;
  const withUsers = after.users !== null;
  const known = withUsers
    ? ["function", "group", "owner", "PASID"]
    : ["function", "group", "PASID"];
  const heads = [...known, ...trace.columns.map((pasid) => columnText(pasid))];
  const rows = shown.map((dev) => {
    const cell = (say: (o: Observation) => Markup): Markup => cellOf(say, before, after);
    const cells = trace.columns.map((_, c) => cell((o) => entry(o, dev, c)));
    const name = nameOf(topology, dev);
    return markup`<tr><th scope="row">${name}${whereabouts(after, dev)}</th>\
${cell((o) => markup`${groupText(o.group(dev))}`)}\
${withUsers ? cell((o) => markup`${ownerText(o.users?.owner(dev) ?? NO_OWNER)}`) : NOTHING}\
${cell((o) => markup`${o.enabled(dev) ? "on" : "off"}`)}${cells}</tr>
`;
  });
  const head = heads.map((text) => markup`<th scope="col">${text}</th>`);
  return scrolling(
    "Tables",
    markup`<table class="tables"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`,
  );
}

function cellOf(
  say: (o: Observation) => Markup,
  before: Observation | null,
  after: Observation,
): Markup {
  const now = say(after);
  const was = before === null ? now : say(before);
  if (was.text === now.text) return markup`<td>${now}</td>`;
  return markup`<td class="changed">${now} <span class="was">was ${was}</span></td>`;
}

function columnText(pasid: number): string {
  return pasid === 0 ? "RID" : `PASID ${pasid}`;
}

function groupText(group: number): string {
  return group === NO_GROUP ? "none" : String(group);
}

/** What hardware has; beside it the record, where it is another, the handle, what is attached. */
function entry(o: Observation, dev: number, column: number): Markup {
  const hardware = domainText(o.hardware(dev, column));
  const recorded = domainText(o.recorded(dev, column));
  const handle = o.handle(dev, column);
  const attached = o.users?.attached(dev, column) ?? NO_TABLE;
  const says = [
    ...(recorded === hardware ? [] : [`record ${recorded}`]),
    ...(handle === 0 ? [] : [`h${handle}`]),
    ...(attached === NO_TABLE ? [] : [`attached ${tableText(attached)}`]),
  ].join(", ");
  const main = hardware === "none" ? markup`<span class="none">none</span>` : markup`${hardware}`;
  return says === "" ? main : markup`${main} <small>${says}</small>`;
}

function whereabouts(o: Observation, dev: number): Markup {
  if (!o.present(dev)) return markup` <small>absent</small>`;
  return o.blocked(dev) ? markup` <small>in a reset</small>` : NOTHING;
}
