import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { readMachine, type RealMachine } from "../machine/machine.js";
import { readRunningMachine } from "../../cli/input/sysfs.js";
import { hexText, spaceOf, type Space } from "../testing/config-space.js";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sysfs-"));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

interface Made {
  readonly path: string;
  readonly config?: Uint8Array;
  readonly links?: Readonly<Record<string, string>>;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A function as sysfs has it: a folder in the tree of devices, and a link to it by its address. */
async function make({ path, config, links = {}, attributes = {} }: Made): Promise<void> {
  const own = join(root, "devices", path);
  await mkdir(own, { recursive: true });
  if (config !== undefined) await writeFile(join(own, "config"), config);
  for (const [name, text] of Object.entries(attributes)) await writeFile(join(own, name), text);
  for (const [name, target] of Object.entries(links)) await symlink(target, join(own, name));
  const link = join(root, "bus/pci/devices", path.split("/").at(-1) ?? "");
  await mkdir(dirname(link), { recursive: true });
  await symlink(`../../../devices/${path}`, link);
}

function grouped(group: number, more: Readonly<Record<string, string>> = {}) {
  return { iommu_group: `../../../../kernel/iommu_groups/${group}`, ...more };
}

function valueOf(read: Reading<RealMachine>): RealMachine {
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

const ROOT_PORT: Space = {
  classCode: 0x0604,
  headerType: 1,
  secondary: 1,
  express: { version: 2, type: 4 },
  prefix: true,
  extended: [{ id: 0x0d, words: { 4: 0x5f, 6: 0x1d } }],
};
const ENDPOINT: Space = {
  prefix: true,
  revision: 2,
  extended: [
    { id: 0x1b, words: { 4: 0x0800, 6: 1 } },
    { id: 0x0f, words: { 6: 0 } },
    { id: 0x10, words: { 8: 1, 0x0e: 4, 0x10: 1, 0x14: 2, 0x16: 1 } },
  ],
};

test("a machine is read from its tree", async () => {
  await make({ path: "pci0000:00/0000:00:01.0", config: spaceOf(ROOT_PORT), links: grouped(1) });
  await make({
    path: "pci0000:00/0000:00:01.0/0000:01:00.0",
    config: spaceOf(ENDPOINT),
    links: grouped(2, { driver: "../../../bus/pci/drivers/idxd" }),
  });
  await make({
    path: "pci0000:00/0000:00:01.0/0000:01:00.2",
    config: spaceOf({ vendor: 0xffff, device: 0xffff }),
    links: grouped(3, { physfn: "../0000:01:00.0" }),
    attributes: { vendor: "0x1234\n", device: "0x5679\n", class: "0x020000\n" },
  });
  const { topology, functions, unknown } = valueOf(await readRunningMachine(root));
  expect(unknown).toEqual([]);
  expect(topology.functions).toMatchObject([
    { kind: "root-port", secondary: 1, prefix: true, acs: { cap: 0x5f, ctrl: 0x1d } },
    { kind: "endpoint", parent: 0, pasid: { width: 8 }, prefix: true },
    { kind: "vf", pf: 1 },
  ]);
  expect(functions).toMatchObject([
    { address: "00:01.0", group: 1, class: 0x0604, pasid: "absent", pasidEnabled: null },
    {
      address: "01:00.0",
      title: "0200: 1234:5678 (rev 02)",
      line: null,
      group: 2,
      driver: "idxd",
      revision: 2,
      pasid: "on",
      pasidEnabled: true,
      ats: "off",
      pri: "absent",
    },
    { address: "01:00.2", vendor: 0x1234, device: 0x5679, class: 0x0200, group: 3 },
  ]);
});

test("the same bytes say the same in a tree and in a dump", async () => {
  const titles = ["0604: 1234:5678", "0200: 1234:5678 (rev 02)"];
  await make({ path: "pci0000:00/0000:00:01.0", config: spaceOf(ROOT_PORT), links: grouped(1) });
  const config = spaceOf({ ...ENDPOINT, extended: ENDPOINT.extended?.slice(0, 2) ?? [] });
  await make({ path: "pci0000:00/0000:00:01.0/0000:01:00.0", config, links: grouped(2) });
  const tree = valueOf(await readRunningMachine(root));
  const dump = valueOf(
    readMachine(
      `00:01.0 ${titles[0] ?? ""}\n\tIOMMU group: 1\n${hexText(spaceOf(ROOT_PORT))}\n` +
        `01:00.0 ${titles[1] ?? ""}\n\tIOMMU group: 2\n${hexText(config)}\n`,
    ),
  );
  expect(dump.topology).toEqual(tree.topology);
  expect(dump.unknown).toEqual(tree.unknown);
  expect(dump.groups).toEqual(tree.groups);
});

test("without privilege only the header is there, and what is missing is named", async () => {
  await make({
    path: "pci0000:00/0000:00:01.0",
    config: spaceOf({ ...ROOT_PORT, sizeBytes: 64 }),
    links: grouped(1),
  });
  await make({
    path: "pci0000:00/0000:00:01.0/0000:01:00.0",
    config: spaceOf({ ...ENDPOINT, sizeBytes: 64 }),
    links: grouped(2),
  });
  const { topology, functions, unknown } = valueOf(await readRunningMachine(root));
  // Its kernel has put what is below it into another group, as it does behind no bridge to PCI.
  expect(topology.functions).toMatchObject([
    { kind: "root-port", secondary: 1 },
    { kind: "pci-device", parent: 0 },
  ]);
  expect(functions[1]).toMatchObject({ pasid: "unknown", pasidEnabled: null, ats: "unknown" });
  expect(unknown).toEqual([
    "00:01.0, 01:00.0: its capabilities could not be read (not root); taken as none",
    "00:01.0: its ACS is not shown; its groups show that it isolates",
  ]);
});

test("a VMD lends its requester ID; a dead bridge leads where its folder does", async () => {
  const vmd = "pci0000:00/0000:00:0e.0";
  const port = `${vmd}/pci10000:e0/10000:e0:06.0`;
  await make({ path: vmd, config: spaceOf({ express: { version: 2, type: 9 } }) });
  await make({
    path: port,
    config: new Uint8Array(256).fill(0xff),
    attributes: { class: "0x060400\n" },
  });
  await make({ path: `${port}/10000:e1:00.0`, config: spaceOf({ express: null }) });
  const { topology, unknown } = valueOf(await readRunningMachine(root));
  expect(topology.functions).toMatchObject([
    { kind: "rciep", realDma: null },
    { kind: "pci-bridge", secondary: 0xe1, realDma: 0 },
    { kind: "pci-device", parent: 1, realDma: 0 },
  ]);
  expect(unknown).toEqual([
    "no IOMMU group is shown; every function is taken to be behind an IOMMU",
    "10000:e0:06.0: its capabilities are not shown; what is missing is taken as none",
    "10000:e0:06.0: its configuration space reads as all ones: switched off or gone",
    "10000:e0:06.0: its ids are not shown; device-specific rules are looked up by its name",
  ]);
});

test("a link that ends in a slash makes no function its own bridge", async () => {
  const config = spaceOf({ express: null });
  await make({ path: "pci0000:00/0000:00:03.0", config });
  await make({ path: "pci0000:00/0000:00:02.0", config, links: grouped(4) });
  await make({ path: "pci0000:00/0000:00:02.0/0000:01:00.0", config });
  const folder = join(root, "bus/pci/devices");
  for (const path of ["0000:00:02.0", "0000:00:02.0/0000:01:00.0"]) {
    const link = join(folder, path.split("/").at(-1) ?? "");
    await rm(link);
    await symlink(`../../../devices/pci0000:00/${path}/`, link);
  }
  const group = join(root, "devices/pci0000:00/0000:00:02.0/iommu_group");
  await rm(group);
  await symlink("../../../../kernel/iommu_groups/4/", group);
  expect(valueOf(await readRunningMachine(root)).functions).toMatchObject([
    { address: "00:02.0", group: 4 },
    { address: "00:03.0" },
    { address: "01:00.0" },
  ]);
  const { topology } = valueOf(await readRunningMachine(root));
  expect(topology.functions).toMatchObject([
    { kind: "pci-bridge", secondary: 1 },
    { kind: "pci-device" },
    { parent: 0 },
  ]);
});

test("attributes that are no plain files are not opened", async () => {
  await writeFile(join(root, "secret"), "0x4321\n");
  await make({
    path: "pci0000:00/0000:00:02.0",
    links: { vendor: join(root, "secret"), iommu_group: "x", config: join(root, "secret") },
  });
  await mkdir(join(root, "devices/pci0000:00/0000:00:02.0/class"));
  const { functions } = valueOf(await readRunningMachine(root));
  expect(functions).toMatchObject([{ vendor: null, class: null, group: null }]);
});

test("a folder without functions is refused", async () => {
  const folder = join(root, "bus/pci/devices");
  const problem = async () => {
    const read = await readRunningMachine(root);
    return read.ok ? "no problem" : problemText(read.problem);
  };
  expect(await problem()).toBe(`${folder} cannot be read; expected a folder of functions`);
  await mkdir(join(folder, "pci0000:00"), { recursive: true });
  expect(await problem()).toBe(`no PCI function in ${folder}`);
});
