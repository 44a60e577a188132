/** What an audit says of functions that share one PASID table in Linux, as lines and as JSON. */
import type { Json } from "../../model/vocabulary/reading/json-text.js";
import type { Audit } from "../../audit/findings/audit.js";
import { sharedTables } from "../../audit/findings/shared-tables.js";
import { nameOf } from "../text/finding.js";
import { groupNumbers, item, names, type Item } from "./words.js";

export function sharedTableItems(a: Audit): readonly Item[] {
  const t = a.topology;
  const number = groupNumbers(a);
  return sharedTables(a.groups, a.pasid).map(({ group, functions, perhaps, refused }) => {
    const sure = functions.length > 1;
    const who = names(t, sure ? functions : [...functions, ...perhaps]);
    const how = sure ? "share" : "may share";
    return item(`${who} ${how} one PASID table in Linux: that of group [${number(group)}]`, [
      "a PASID that is attached to one is attached to all of them (iommu_group->pasid_array)",
      ...(sure ? [] : [`whether PASID can be enabled on ${names(t, perhaps)} cannot be said`]),
      ...(sure && perhaps.length > 0 ? [`perhaps also ${names(t, perhaps)}`] : []),
      ...(refused.length > 0
        ? [`it is programmed for ${names(t, refused)} as well, where PASID is refused`]
        : []),
    ]);
  });
}

export function sharedTablesJson({ topology: t, groups, pasid }: Audit): Json {
  const all = (devs: readonly number[]): readonly string[] => devs.map((dev) => nameOf(t, dev));
  return sharedTables(groups, pasid).map(({ functions, perhaps, refused }) => ({
    functions: all(functions),
    perhaps: all(perhaps),
    refused: all(refused),
  }));
}
