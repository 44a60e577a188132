#!/usr/bin/env python3
"""A complete driver (impl/remote/protocol.md): one PASID table a device, groups as Linux 7.3.

    npx pasidcheck check --design exec:impl/remote/example/per_device.py

It claims the contract device-xarray, with all topologies but those with DMA aliases, and all
operations but those in which functions come, go or are reset, or ACS changes: these are
`unsupported`. It is an example and no independent evidence: it was written by looking at
docs/reference/errno-table.md (1, 3, 4, 9), docs/reference/semantics.md (4.1) and model/reference/.
"""
import re
import sys
from types import SimpleNamespace

HELLO = """pasidcheck-driver 1
name per-device
sentence A page of Python: one PASID table a device, groups as Linux forms them.
contract device-xarray
ready"""
ISOLATED, PASID_PATH = 0x1d, 0x14  # ACS bits: SV RR CR UF; RR UF
ENOENT, EBUSY, ENODEV, EINVAL, EOPNOTSUPP = 2, 16, 19, 22, 95
PORTS = ["root-port", "downstream-port"]
CONVENTIONAL = ["rcec", "pcie-to-pci-bridge", "pci-to-pcie-bridge", "pci-bridge", "pci-device"]
NAMES = {"domain": ["B", "I", "N1", "F1", *(f"D{number}" for number in range(1, 9))],
         "blocking": ["pasid", "rid", "none"],
         "kind": PORTS + CONVENTIONAL + "upstream-port endpoint legacy-endpoint rciep vf".split()}
FUNCTION = dict.fromkeys("parent pf acs acs-rule pasid".split()) | {"kind": "", "iommu": 1}
FUNCTION |= dict.fromkeys("segment bus devfn multifunction direct-map prefix secondary".split(), 0)
FUNCTION |= dict.fromkeys("xlate-root pasid-no-tlp ari no-alias pcie-alias".split(), 0)
IOMMU = {"blocking": "none", "strict": 0, "pasids": 0}
OPERATION = {"dev": 0, "pasid": 0, "domain": "-", "handle": 0, "features": 0, "fail": (0, 0)}
OPERATIONS = [f"{on}-{what}" for on in ("rid", "pasid") for what in ("attach", "replace", "detach")]
OPERATIONS += ["device-attach", "device-detach", "pasid-enable", "pasid-disable"]


def known(word, words):
    if word not in words:
        raise NotImplementedError(f"word {word}")  # the answer is `unsupported`
    return word


def read(words, absent):
    """key=value words, over those that are absent: names, numbers, or lists with colons."""
    values = dict(absent)
    for key, _, value in (word.partition("=") for word in words):
        if known(key, absent) in NAMES:
            values[key] = known(value, NAMES[key])
        else:
            numbers = [int(n, 16 if "acs" in key else 10) for n in re.split("[:,]", value)]
            values[key] = numbers if ":" in value else numbers[0]
    return values


class Function(dict):  # its words in the request
    def __init__(self, words, at, others, pasids_max):
        super().__init__(read(words, FUNCTION))
        self.at, self.group, self.enabled, self.hardware = at, None, 0, {}
        self.table = {}  # PASID: (domain, handle); where there is a handle, its domain counts
        parent = None if self["parent"] is None else others[self["parent"]]
        self.above = [parent, *parent.above] if parent else []
        self.owner = others[self["pf"]] if self["kind"] == "vf" else self
        capability = self.owner["pasid"]
        self.max_pasids = min(1 << capability[0], pasids_max) if capability else 0
        self.slot = (self["segment"], self["bus"], self["parent"], self["devfn"] >> 3)

    def multifunction(self, scanned=True):
        number = self["devfn"] if self["ari"] else self["devfn"] & 7
        return self["kind"] != "vf" and (self["multifunction"] or (scanned and number > 0))

    def acs_enabled(self, want, scanned=True):
        """pci_acs_enabled: what is not implemented counts as enabled."""
        if self["acs-rule"]:
            claims, mask = self["acs-rule"]
        elif self["kind"] in CONVENTIONAL:
            return False
        elif self["kind"] not in PORTS and not self.multifunction(scanned):
            return True
        else:
            mask, claims = self["acs"][:2] if self["acs"] else (want, 0)
        return want & mask & ~claims == 0


class Machine:  # one scenario
    def __init__(self, lines):
        said = {word: [] for word in ("scan", "iommu", "function", "order", "pasids", "op")}
        for word, *rest in (line.split(" ") for line in lines):
            said[known(word, said)].append(rest)
        self.hot = known(said["scan"][0][0], ["boot", "hot"]) == "hot"
        self.iommu, self.functions = read(said["iommu"][0], IOMMU), []
        for at, words in enumerate(said["function"]):
            self.functions.append(Function(words, at, self.functions, self.iommu["pasids"]))
        self.order = [self.functions[int(index)] for index in said["order"][0]]
        self.columns = [int(pasid) for pasid in said["pasids"][0]]
        self.steps = [(known(op, OPERATIONS), read(rest, OPERATION)) for op, *rest in said["op"]]
        self.handles, self.out, self.fail = ["-"] * 9, [], [0, 0]

    def find_group(self, f):
        """drivers/iommu/iommu.c pci_device_group: the first group on the way, or a new one."""
        def isolated(g):
            return g.acs_enabled(ISOLATED, scanned=not (self.hot and g is f))
        way = [f]
        for bridge in f.above:  # pci_for_each_dma_alias
            if bridge["xlate-root"]:
                break
            alias = bridge["kind"] == "pcie-to-pci-bridge" and not bridge["no-alias"]
            if alias or bridge["kind"] in ("pci-to-pcie-bridge", "pci-bridge"):
                way.append(bridge)
        for bridge in way[-1].above:
            if all(isolated(g) for g in [bridge, *bridge.above]):
                break
            way.append(bridge)
        top = way[-1]
        if top.multifunction(scanned=not (self.hot and top is f)) and not isolated(top):
            way += [g for g in self.order if g.slot == top.slot and not isolated(g)]
        joined = next((g.group for g in way if g.group), None)
        return joined or SimpleNamespace(members=[], domain="I", handle=0)

    def drive(self, f, pasid, domain, old):
        """The IOMMU driver below, which fails the call that the operation says."""
        self.fail[0] -= 1
        off = self.iommu["strict"] and not f.owner.enabled
        incapable = pasid and domain != "B" and (off or f.max_pasids == 0)
        status = self.fail[1] if self.fail[0] == 0 else EINVAL if incapable else 0
        seen = self.recorded(f, pasid) if pasid else "-"
        self.out.append(f"call {f.at} {pasid} {domain} {old} {seen} {status}")
        if status == 0:
            f.hardware[pasid] = "-" if pasid and domain == "B" else domain
        return status

    def recorded(self, f, pasid):
        domain, handle = f.table.get(pasid, ("-", 0))
        return self.handles[handle] if handle else domain

    def installed(self, handle):
        held = [entry[1] for f in self.functions for entry in f.table.values()]
        return handle > 0 and handle in held + [f.group.handle for f in self.functions if f.group]

    def switch(self, f, name, features):
        """drivers/pci/ats.c pci_enable_pasid, pci_disable_pasid."""
        enable, path = name == "pasid-enable", [f, *f.above]
        if enable and f["kind"] == "vf":
            return 0 if f.owner.enabled else EINVAL
        if enable and f.enabled:
            return EBUSY
        prefixes = path[-1]["kind"] in ("root-port", "rciep") and all(g["prefix"] for g in path)
        able = (prefixes or f["pasid-no-tlp"]) and all(g.acs_enabled(PASID_PATH) for g in path)
        if enable and not (able and f["pasid"] and features & ~f["pasid"][1] == 0):
            return EINVAL
        f.enabled = int(enable)
        return 0

    def on_group(self, group, name, domain, handle):
        alone, replace = len(group.members) == 1, name == "rid-replace"
        fits = domain != "F1" and (domain != "B" or self.iommu["blocking"] != "none")
        if name.endswith("-detach"):
            if alone or name == "rid-detach":
                self.set_domain(group, "I", must_succeed=True)
            group.handle = 0 if name == "rid-detach" else group.handle
            return 0
        unfit = (name == "device-attach" and not alone) or (replace and not (handle and fits))
        if unfit or self.installed(handle):
            return EINVAL
        if not replace and (group.domain != "I" or (handle and group.handle)):
            return EBUSY
        status = self.set_domain(group, domain) if fits else EINVAL
        if status == 0 and handle:
            group.handle, self.handles[handle] = handle, domain
        return status

    def set_domain(self, group, domain, must_succeed=False):
        old = group.domain
        for at, f in enumerate(group.members if domain != old else []):
            blocked = f["direct-map"] and domain == "B"
            status = EINVAL if blocked else self.drive(f, 0, domain, old)
            if status and not must_succeed:
                for earlier in group.members[:at]:
                    self.drive(earlier, 0, old, domain)
                return status
        group.domain = domain
        return 0

    def on_pasid(self, f, name, pasid, domain, handle):
        old, attach = self.recorded(f, pasid), name == "pasid-attach"
        if name == "pasid-detach" and pasid not in f.table:
            return ENOENT
        if name == "pasid-detach":
            self.drive(f, pasid, "B", old)
            del f.table[pasid]
            return 0
        if domain == "N1" or ((attach or domain == "B") and self.iommu["blocking"] != "pasid"):
            return EOPNOTSUPP
        unfit = domain == "F1" or pasid == 0 or not (attach or handle)
        if unfit or (attach and pasid >= f.max_pasids) or self.installed(handle):
            return EINVAL
        if attach == (pasid in f.table):
            return EBUSY if attach else EINVAL
        status = self.drive(f, pasid, domain, old) if domain != old else 0
        if status == 0:
            f.table[pasid] = (domain, handle)
            self.handles[handle] = domain if handle else "-"
        return status

    def tell(self, told):  # the lines that differ from those of the step before
        lines = ["handles " + " ".join(self.handles[1:])]
        for f in self.functions:
            number = 1 + min(g.at for g in f.group.members) if f.group else 0
            hardware = [f.hardware.get(pasid, "-") for pasid in self.columns]
            rid = (f.group.domain, f.group.handle) if f.group else ("-", 0)
            entries = [(self.recorded(f, p), f.table.get(p, "-0")[1]) for p in self.columns[1:]]
            domains, handles = zip(rid, *entries)
            words = [f.at, number, 4 + f.owner.enabled, *hardware, *domains, *handles]
            lines.append("fn " + " ".join(map(str, words)))
        self.out += [line for line in lines if line not in told]
        return lines

    def run(self):
        for f in self.order:
            if f["iommu"]:
                f.group = self.find_group(f)
                f.group.members.append(f)
                self.drive(f, 0, "I", "-")
        told = self.tell(["handles - - - - - - - -"])
        for index, (name, op) in enumerate(self.steps):
            at, f, self.fail = len(self.out), self.functions[op["dev"]], list(op["fail"])
            if name in ("pasid-enable", "pasid-disable"):
                status = self.switch(f, name, op["features"])
            elif not f.group:
                status = ENODEV
            elif name.startswith("pasid-"):
                status = self.on_pasid(f, name, op["pasid"], op["domain"], op["handle"])
            else:
                status = self.on_group(f.group, name, op["domain"], op["handle"])
            self.out.insert(at, f"op {index} {-status}")
            told = self.tell(told)
        return self.out


request = []
print(HELLO, flush=True)
for text in sys.stdin:
    request.append(text.rstrip("\n"))
    if not text.startswith("end "):
        continue
    try:
        answer = ["answer" + text[3:-1], *Machine(request[1:-1]).run(), text[:-1]]
    except NotImplementedError as reason:
        answer = [f"unsupported{text[3:-1]} {reason}"]
    print("\n".join(answer), flush=True)
    request = []
