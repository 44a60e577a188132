/**
 * The page docs/answers/placement.md: what becomes simpler in iommufd when a PASID table is the
 * device's, with the code of both placements side by side and what a search has counted.
 */

/** What one placement looks like. */
export interface PlacementFigures {
  readonly title: string;
  /** Its source file, comments included. */
  readonly source: string;
  /** What can be seen and reached by two users, and how many operations lead on from there. */
  readonly states: number;
  readonly transitions: number;
  /** Invariants that it breaks, with the failure mode. */
  readonly broken: readonly string[];
}

export function placementPage(group: PlacementFigures, device: PlacementFigures): string {
  const both = [group, device];
  const row = (what: string, of: (figures: PlacementFigures) => string | number): string =>
    `| ${what} | ${both.map(of).join(" | ")} |`;
  return [
    `# What becomes simpler in iommufd when PASID is per device?

The question of the mail thread, asked where it was asked. Below is all that a user's PASIDs need
in either placement, without Linux' known bugs, and cut down to whose table it is: no driver fails
and nobody resets. \`bench/placement/placement.slow.test.ts\` holds both against the reference,
which holds itself against the real kernel; this page is made from those files and from a search,
and a test makes it anew.

Both are written for this page. The designs of \`impl/\` cannot be counted instead: there the table
per group and the table per device run through the same code (\`impl/core/pasid.ts\`,
\`impl/users/iommufd/attach.ts\`), which looks up in a table which functions a PASID concerns
(\`impl/state/programmed.ts\`), so that neither can be told apart from the other by lines.
`,
    "| | table per group | table per device |",
    "| --- | --- | --- |",
    row("lines of code", ({ source }) => codeLines(source)),
    row("decisions (`if`, `?`, `some`, `filter`)", ({ source }) => decisions(source)),
    row("what is kept", ({ source }) => kept(source)),
    row("states of two users of sibling functions", ({ states }) => states.toLocaleString("en")),
    row("steps between them", ({ transitions }) => transitions.toLocaleString("en")),
    row("invariants that they break", ({ broken }) =>
      broken.length === 0 ? "none" : broken.join(", "),
    ),
    `
The states are those that two users can reach with two page tables at one PASID of two sibling
functions, however long they go on (\`search/interleaving/callers.ts\`).

## What falls away

| special case of the group's table | because |
| --- | --- |
| a sibling has another page table at this PASID: -EINVAL | the number is the device's own |
| joining: the second member attaches without programming anything | there is nothing to join |
| joining must ask what attaching asks (LEAD-14) | the same |
| the narrowest member bounds the PASID for all | only the device's own width counts |
| a replace moves siblings, and nobody asks their users (CLAIM-18) | it moves its own device |
| a detached device goes on translating while a sibling stays (CLAIM-16) | a detach detaches |
| the handle names one member for all, and must be passed on (LEAD-13) | it names the device |
| who is plugged must be given all that the group has (LEAD-3) | it has an empty table |
| who goes must be taken out of all that the group has (LEAD-7) | its table goes with it |
| two drivers cannot have PASID spaces of their own (CLAIM-20) | they can: no number ever collides |

What does not fall away: the RID stays the group's, with its joins; the rule that a page table not
made for PASIDs keeps away from them asks the RID of the whole group; and a table per device is
unsound where functions share a requester ID (\`shared-rid-same-pasids\`), so somebody must refuse
those: the check moves from every attach to one place.
`,
    ...both.map(section),
  ].join("\n");
}

function section({ title, source }: PlacementFigures): string {
  return `## ${title}\n\n\`\`\`ts\n${source.trim()}\n\`\`\`\n`;
}

/** Without comments, blank lines and imports. */
function codeLines(source: string): number {
  return code(source).filter((line) => !line.startsWith("import ")).length;
}

function decisions(source: string): number {
  const text = code(source).join("\n");
  return (text.match(/\bif \(|\?\s|\?\.|\.some\(|\.filter\(/g) ?? []).length;
}

function code(source: string): readonly string[] {
  const bare = source.replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
  return bare.split("\n").flatMap((line) => {
    const text = line.trim();
    return text === "" || text.startsWith("//") ? [] : [text];
  });
}

/** The fields that hold a user's PASIDs. */
function kept(source: string): string {
  return source.includes("named") ? "page table, users, who is named" : "page table";
}
