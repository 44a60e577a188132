/**
 * The words of the project: one word for one thing, the kernel's or the literature's where they
 * have one. The page docs/reference/glossary.md is made from this table; old words stand beside the
 * word that replaced them, and a test keeps them out of code, documents, messages and schemas.
 */

export interface Term {
  readonly term: string;
  readonly meaning: string;
  /** What the kernel or the literature calls it, or its function there; empty: the same word. */
  readonly field: string;
  /** The room of the code that defines it; empty: all rooms use it. */
  readonly room: string;
  /** Words that are not used for it any more. */
  readonly not: readonly string[];
}

export interface TermGroup {
  readonly title: string;
  readonly terms: readonly Term[];
}

/** `term | meaning | kernel or literature | room | old words`; an indented line goes on. */
const TABLE = `
# The machine
function | a PCI function, the unit that has an address | \`struct pci_dev\` |
  model/vocabulary/topology |
topology | PCI functions, their kinds, buses and capabilities |  | model/vocabulary/topology |
requester ID | segment, bus, device and function under which a request appears | RID |
  model/fabric/requester-id.ts | sole requester, sole-requester
alias | a further requester ID under which requests of a function may appear |
  \`pci_for_each_dma_alias()\` | model/fabric/requester-id.ts |
enable check | what \`pci_enable_pasid()\` demands of the path | ACS RR+UF | model/reference/pci |
spoofing | use of another function's requester ID | ACS SV prevents it |
  model/fabric/spoofing.ts | forgery, forge
P2P | a request lands at a peer without translation | peer-to-peer DMA | model/fabric/reach.ts |
group | functions that cannot be told apart or kept apart | \`struct iommu_group\` |
  model/reference/grouping |
ideal group | a group as the PCIe specification alone would have it |  |
  model/fabric/ideal-groups.ts | first principles
over-merged | of a group: larger than it need be |  | audit/findings | untight
quirk | a device-specific rule | drivers/pci/quirks.c | audit/quirks |
probing | which functions exist while one is grouped | \`iommu_probe_device()\` |
  model/reference/grouping/probing.ts |
hot-added member | a function that is plugged into a group | hot-add | model/reference/lifecycle
  | joiner, joiners
lifecycle | hot-plug and reset of a function | \`pci_dev_reset_iommu_prepare()\` |
  model/reference/lifecycle |
# A scenario
scenario | a topology, an IOMMU, and operations in their order |  | model/vocabulary/scenario |
operation | one call of the kernel's API with its operands |  | model/vocabulary/operation |
domain | what a function is attached to | \`struct iommu_domain\` |
  model/vocabulary/operation/domain.ts |
HWPT | a page table object of iommufd | \`iommufd_hw_pagetable\` | model/reference/users/iommufd |
IOAS | an I/O address space object of iommufd | \`iommufd_ioas\` | model/reference/users/iommufd |
users (of the core) | owners, drivers with PASIDs, iommufd, VFIO, SVA | users of the IOMMU API |
  model/reference/users | tenancy, tenants
user operation | an operation of a user of the core |  | model/vocabulary/operation |
operand pool | functions, PASIDs, domains that operations of one scenario name | pool |
  properties/generators/operations |
# A design
design | an answer to the thread's question that can be booted and asked | implementation |
  model/vocabulary/design |
contract | the policies that a design chooses, as data |  | model/vocabulary/design/contract.ts
  |
policy | one choice of a contract, with its values |  | model/vocabulary/design/policies.ts |
boot input | what a design is booted with |  | model/vocabulary/design/design.ts |
hardware state, software state | tables of the IOMMU; tables of the design | context entries;
  \`group->pasid_array\` | model/vocabulary/design |
snapshot | what a machine remembers, to be restored | state vector |
  model/vocabulary/design/snapshot.ts |
user observation | what can be seen of users of the core |  |
  model/vocabulary/design/user-observation.ts |
group layout | groups as they are now, and the table slot of each function |  |
  impl/state/groups.ts |
programmed | functions whose hardware one PASID sets, and its bound |
  \`__iommu_set_group_pasid()\` | impl/state/programmed.ts |
worker channel | the synchronous front of a design in another process | pipe |
  impl/remote/channel |
warnings | WARN and lockdep output of the kernel | \`WARN_ON()\` | impl/linux/driver/answer |
  complaints, complaint
# What must hold
invariant | a sentence that must hold after boot or after each operation |  |
  properties/invariants | law, laws
finding | what was seen when an invariant broke, as data |  | properties/invariants/invariant.ts
  |
failure mode | one of the ways to break an invariant |  | properties/invariants/invariant.ts |
  mechanism, mechanisms
severity | safety, bookkeeping or advisory |  | properties/invariants/invariant.ts |
seeded fault | a design that claims one contract and does another; its invariant must catch it |
  fault seeding | properties/invariants/seeded-fault.ts | canary, canaries
caught | of a bug or a seeded fault: broken by the invariant in whose charge it is | killed
  mutant | properties/bugs |
bug | a historic bug: a contract with one policy changed | mutant | properties/bugs | mutant,
  mutants
not exercised | nothing asked the invariant, so nothing is known | vacuous |
  properties/results/report.ts | vacuous
counterexample | a scenario on which a design breaks an invariant |  |
  properties/results/counterexample/counterexample.ts |
verdict | evidence beside what is expected, for one design and one invariant |  |
  properties/expectations/verdict.ts |
baseline | known breaks that a gate accepts until a date |  | properties/results/baseline.ts |
conjecture | a claim of the thread, as a scenario that supports or refutes it |  |
  properties/conjectures |
# The search
generators | makers of arbitrary scenarios | arbitraries | properties/generators |
guided | drawn towards an invariant's direction, best of four | targeted property-based testing
  | properties/generators/guided.ts | aimed
instance | a booted machine with its hardware and observations | test fixture |
  properties/run/instance.ts | seat, seats
listener | is told what invariants find during a run | observer | properties/run/listener.ts |
  sink
subject | the design of a run, and whether it is the reference |  | properties/run/run.ts |
candidate | a smaller scenario that shrinking tries |  | properties/shrink/candidates.ts |
shrinking | making a counterexample smaller while it still fails | delta debugging |
  properties/shrink |
shrink order | which of two scenarios is simpler | shortlex | properties/shrink/shrink-order.ts
  | plainness, plainer
relevant facts | facts whose change makes the invariant hold | explain phase |
  properties/explain |
campaign, batch | a search cut into units; one unit | fuzzing campaign | search/campaign |
task, heartbeat | work for one worker; its sign of life | watchdog | search/pool |
totals | sums over batches |  | search/random | tally
corpus | counterexamples that are replayed before anything random |  | properties/corpus |
gate | the command that decides in CI; no other thing has this name |  | search/gate |
reference | the model that interprets any contract | oracle | model/reference |
`;

export const GLOSSARY: readonly TermGroup[] = TABLE.replaceAll("\n  ", " ")
  .split("\n# ")
  .slice(1)
  .map((part) => {
    const [title = "", ...rows] = part.trim().split("\n");
    return { title, terms: rows.map((row) => termOf(row)) };
  });

function termOf(row: string): Term {
  const [term = "", meaning = "", field = "", room = "", not = ""] = row
    .split("|")
    .map((cell) => cell.trim());
  return { term, meaning, field, room, not: not === "" ? [] : not.split(", ") };
}

export function glossaryPage(): string {
  const parts = GLOSSARY.map(({ title, terms }) => `\n## ${title}\n\n${tableOf(terms)}`);
  return `# Glossary: one word for one thing

The kernel's word, or the literature's, wherever they have one. This page is made from
\`reports/docs/glossary.ts\` (\`npm run pages\`). Words of the last column were used once, and a
test keeps them out of code, documents, messages and schemas.
${parts.join("")}`;
}

const HEAD = ["term", "meaning", "kernel or literature", "room", "not"];

function tableOf(terms: readonly Term[]): string {
  const rows = terms.map(({ term, meaning, field, room, not }) =>
    rowOf([term, meaning, field, room === "" ? "" : `\`${room}\``, not.join(", ")]),
  );
  return [rowOf(HEAD), rowOf(HEAD.map(() => "---")), ...rows].map((row) => `${row}\n`).join("");
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
