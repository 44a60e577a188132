#!/usr/bin/env python3
"""A complete driver (impl/remote/protocol.md): one PASID table a device, groups as Linux 7.3.

It shows how another implementation is plugged in:

    npx pasidcheck check --design 'exec:impl/remote/example/per_device.py'

It claims the contract device-xarray and answers every scenario in which no function comes or goes
and none is reset. It is an example and no
independent evidence: the order of its checks was taken from docs/errno-table.md (sections 1, 3, 4
and 9), docs/semantics.md (4.1) and model/reference/. Plain Python 3, no packages.
"""
import sys

HELLO = """pasidcheck-driver 1
name per-device
sentence A page of Python: one PASID table a device, groups as Linux forms them.
contract device-xarray
ready
"""
SV, RR, CR, UF = 0x01, 0x04, 0x08, 0x10
EPERM, ENOENT, EBUSY, ENODEV, EINVAL, EOPNOTSUPP = 1, 2, 16, 19, 22, 95
DOMAINS = {"B", "I", "N1", "F1"} | {f"D{i}" for i in range(1, 9)}
PORTS = {"root-port", "downstream-port"}
EXPRESS = {"upstream-port", "endpoint", "legacy-endpoint", "rciep", "vf"} | PORTS
OTHERS = {"rcec", "pcie-to-pci-bridge", "pci-to-pcie-bridge", "pci-bridge", "pci-device"}
NUMBERS = {"segment": 0, "bus": 0, "devfn": 0, "parent": None, "multifunction": 0, "real-dma": None,
           "iommu": 1, "direct-map": 0, "prefix": 0, "secondary": None, "xlate-root": 0,
           "pasid-no-tlp": 0, "ari": 0, "no-alias": 0, "pcie-alias": 0, "pf": None}
LISTS = {"aliases": (",", 10), "acs-rule": (":", 16), "pasid": (":", 10)}
OPERATIONS = {  # the keys that each may have, beside dev
    "pasid-enable": {"features"}, "pasid-disable": set(),
    "device-attach": {"domain", "fail"}, "device-detach": {"fail"},
    "rid-attach": {"domain", "handle", "fail"}, "rid-replace": {"domain", "handle", "fail"},
    "rid-detach": {"fail"}, "pasid-attach": {"pasid", "domain", "handle", "fail"},
    "pasid-replace": {"pasid", "domain", "handle", "fail"}, "pasid-detach": {"pasid", "fail"}}


class Unsupported(Exception):
    pass


class Refused(Exception):
    pass


def pairs(words):
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise Unsupported(f"word {word}")
        yield key, value


class Function:
    def __init__(self, words):
        self.__dict__.update({key.replace("-", "_"): value for key, value in NUMBERS.items()})
        self.kind, self.aliases, self.acs_rule, self.acs, self.pasid = None, [], None, None, None
        for key, value in pairs(words):
            if key == "kind" and value in EXPRESS | OTHERS:
                self.kind = value
            elif key in NUMBERS:
                setattr(self, key.replace("-", "_"), int(value))
            elif key in LISTS:
                between, base = LISTS[key]
                setattr(self, key.replace("-", "_"), [int(n, base) for n in value.split(between)])
            elif key == "acs":  # the egress vector plays no part in what Linux asks
                self.acs = [int(bits, 16) for bits in value.split(":")[:2]]
            else:
                raise Unsupported(f"function {key}={value}")
        self.group, self.enabled, self.table, self.hardware = None, 0, {}, {}

    def sees_multifunction(self, scanned):
        number = self.devfn if self.ari else self.devfn & 7
        return self.kind != "vf" and (self.multifunction or (scanned and number > 0))

    def acs_enabled(self, want, multifunction):
        """pci_acs_enabled: what is not implemented counts as enabled."""
        if self.acs_rule:
            claims, mask = self.acs_rule
            return want & mask & ~claims == 0
        if self.kind in OTHERS or self.kind == "vf":
            return self.kind == "vf"
        if self.kind not in PORTS and not multifunction:
            return True
        return self.acs is not None and want & self.acs[0] & ~self.acs[1] == 0


class Group:
    def __init__(self):
        self.members, self.domain, self.handle = [], "I", 0


class Machine:
    """One scenario; it parses the request, boots, and carries out the operations."""

    def __init__(self, lines):
        self.functions, self.operations, self.out, self.fail = [], [], [], (0, 0)
        self.handles = dict.fromkeys(range(1, 9), "-")
        for line in lines:
            word, *rest = line.split(" ")
            if word == "scan" and rest[0] in ("boot", "hot"):
                self.hot = rest[0] == "hot"
            elif word == "iommu":
                values = dict(pairs(rest))
                if values.keys() != {"blocking", "strict", "pasids"}:
                    raise Unsupported(line)
                self.blocking, self.strict = values["blocking"], values["strict"] == "1"
                self.pasids_max = int(values["pasids"])
            elif word == "function":
                self.functions.append(Function(rest))
            elif word == "order":
                self.order = [self.functions[int(i)] for i in rest]
            elif word == "pasids":
                self.columns = [int(pasid) for pasid in rest]
            elif word == "op" and rest[0] in OPERATIONS:
                self.operations.append(self.operation(rest[0], dict(pairs(rest[1:]))))
            else:
                raise Unsupported(line)

    def operation(self, name, values):
        for key, value in values.items():
            if key not in OPERATIONS[name] | {"dev"} or (key == "domain" and value not in DOMAINS):
                raise Unsupported(f"op {name} {key}={value}")
            if key == "fail":
                values[key] = [int(n) for n in value.split(":")]
            elif key != "domain":
                values[key] = int(value)
        values["dev"] = self.functions[values["dev"]]
        return name, values

    # Groups: drivers/iommu/iommu.c pci_device_group.

    def above(self, f):
        while f.parent is not None:
            f = self.functions[f.parent]
            yield f

    def multifunction(self, f):
        return f.sees_multifunction(not (self.hot and f is self.probing))

    def isolated(self, f):
        return f.acs_enabled(SV | RR | CR | UF, self.multifunction(f))

    def enumerated(self):
        """for_each_pci_dev: bus by bus, by devfn, then the bridges' buses; VFs are not there yet."""
        def scan(bus):
            bus.sort(key=lambda f: f.devfn)
            yield from bus
            for bridge in bus:
                at = self.functions.index(bridge)
                yield from scan([f for f in self.functions if f.parent == at and f.kind != "vf"])
        roots = [f for f in self.functions if f.parent is None and f.kind != "vf"]
        for segment, bus in sorted({(f.segment, f.bus) for f in roots}):
            yield from scan([f for f in roots if (f.segment, f.bus) == (segment, bus)])

    def boot(self):
        self.present = [] if self.hot else list(self.enumerated())
        for f in self.order:
            if f not in self.present:
                self.present.append(f)
            if f.iommu:
                self.probing = f
                f.group = self.find_group(f) or Group()
                f.group.members.append(f)
        self.probing = None
        for f in self.order:
            if f.group:
                self.drive(f, 0, "I", "-")

    def find_group(self, f):
        top = f if f.real_dma is None else self.functions[f.real_dma]
        if top.group:
            return top.group
        for bridge in self.above(top):  # pci_for_each_dma_alias
            if bridge.xlate_root:
                break
            if bridge.kind in ("pci-to-pcie-bridge", "pci-bridge") or (
                    bridge.kind == "pcie-to-pci-bridge" and not bridge.no_alias):
                top = bridge
                if top.group:
                    return top.group
        for bridge in self.above(top):
            if self.isolated(bridge) and all(self.isolated(b) for b in self.above(bridge)):
                break
            top = bridge
            if top.group:
                return top.group
        self.seen = set()
        return self.alias_group(top) or self.function_group(top)

    def others_on_bus(self, f):
        bus = (f.parent, f.bus, f.segment)
        return [g for g in self.present if g is not f and (g.parent, g.bus, g.segment) == bus]

    def alias_group(self, f):
        if f.devfn in self.seen:
            return None
        self.seen.add(f.devfn)
        if f.group:
            return f.group
        at = self.functions.index
        for g in self.others_on_bus(f):
            real = f.real_dma == at(g) or g.real_dma == at(f)
            if real or g.devfn in f.aliases or f.devfn in g.aliases:
                group = self.alias_group(g) or self.function_group(g)
                if group:
                    return group
        return None

    def function_group(self, f):
        if not self.multifunction(f) or self.isolated(f):
            return None
        for g in self.others_on_bus(f):
            if g.devfn >> 3 == f.devfn >> 3 and not self.isolated(g):
                group = self.alias_group(g)
                if group:
                    return group
        return None

    # The IOMMU driver underneath, with the failure that an operation asks for.

    def owner(self, f):
        return self.functions[f.pf] if f.kind == "vf" else f

    def max_pasids(self, f):
        pasid = self.owner(f).pasid
        return min(1 << pasid[0], self.pasids_max) if pasid else 0

    def drive(self, f, pasid, domain, old):
        call, errno = self.fail
        self.fail = (call - 1, errno)
        if call == 1:
            status = errno
        elif pasid == 0 or domain == "B":
            status = 0
        else:
            off = self.strict and not self.owner(f).enabled
            status = EINVAL if self.max_pasids(f) == 0 or off else 0
        seen = "-" if pasid == 0 else self.recorded(f, pasid)
        words = (self.functions.index(f), pasid, domain, old, seen, status)
        self.out.append("call %d %d %s %s %s %d" % words)
        if status == 0:
            f.hardware[pasid] = "-" if pasid and domain == "B" else domain
        return status

    def recorded(self, f, pasid):
        domain, handle = f.table.get(pasid, ("-", 0))
        return self.handles[handle] if handle else domain

    # Operations. A refusal is raised; whatever was done by then stays done.

    def has_pasid_op(self, domain):
        return self.blocking == "pasid" if domain == "B" else domain != "N1"

    def fits_rid(self, domain):
        return domain != "F1" and (domain != "B" or self.blocking != "none")

    def check_handle(self, handle):
        groups = any(f.group and f.group.handle == handle for f in self.functions)
        if handle and (groups or any(h == handle for f in self.functions
                                     for _, h in f.table.values())):
            raise Refused(EINVAL)

    def group_of(self, f):
        if not f.group:
            raise Refused(ENODEV)
        return f.group

    def pasid_enable(self, dev, features=0):
        if dev.kind == "vf":
            return 0 if self.owner(dev).enabled else EINVAL
        if dev.enabled:
            return EBUSY
        path = [dev, *self.above(dev)]
        last = next((i for i, f in enumerate(path) if f.kind in ("root-port", "rciep")), None)
        prefix = last is not None and all(f.prefix for f in path[:last + 1])
        acs = all(f.acs_enabled(RR | UF, f.sees_multifunction(True)) for f in path)
        if not (prefix or dev.pasid_no_tlp) or not dev.pasid or not acs or features & ~dev.pasid[1]:
            return EINVAL
        dev.enabled = 1
        return 0

    def pasid_disable(self, dev):
        dev.enabled = 0
        return 0

    def device_attach(self, dev, domain):
        group = self.group_of(dev)
        return self.attach_group(group, domain) if len(group.members) == 1 else EINVAL

    def device_detach(self, dev):
        group = self.group_of(dev)
        if len(group.members) == 1:
            self.set_default(group)
        return 0

    def rid_attach(self, dev, domain, handle=0):
        group = self.group_of(dev)
        self.check_handle(handle)
        if handle and group.handle:
            return EBUSY
        return self.with_handle(group, self.attach_group(group, domain), domain, handle)

    def rid_replace(self, dev, domain, handle=0):
        group = self.group_of(dev)
        if not handle or not self.fits_rid(domain):
            return EINVAL
        self.check_handle(handle)
        return self.with_handle(group, self.set_domain(group, domain), domain, handle)

    def with_handle(self, group, status, domain, handle):
        if status == 0 and handle:
            group.handle, self.handles[handle] = handle, domain
        return status

    def rid_detach(self, dev):
        group = self.group_of(dev)
        self.set_default(group)
        group.handle = 0
        return 0

    def attach_group(self, group, domain):
        if group.domain != "I":
            return EBUSY
        return self.set_domain(group, domain) if self.fits_rid(domain) else EINVAL

    def set_domain(self, group, domain):
        old = group.domain
        if domain == old:
            return 0
        for i, f in enumerate(group.members):
            refused = f.direct_map and domain == "B"
            status = EINVAL if refused else self.drive(f, 0, domain, old)
            if status:
                for earlier in group.members[:i]:
                    self.drive(earlier, 0, old, domain)
                return status
        group.domain = domain
        return 0

    def set_default(self, group):
        if group.domain != "I":
            for f in group.members:
                self.drive(f, 0, "I", group.domain)
            group.domain = "I"

    def check_pasid(self, dev, pasid, domain, removable):
        self.group_of(dev)
        if not self.has_pasid_op(domain) or not removable:
            raise Refused(EOPNOTSUPP)
        if domain == "F1" or pasid == 0:
            raise Refused(EINVAL)

    def pasid_attach(self, dev, pasid, domain, handle=0):
        self.check_pasid(dev, pasid, domain, self.blocking == "pasid")
        if pasid >= self.max_pasids(dev):
            return EINVAL
        self.check_handle(handle)
        if pasid in dev.table:
            return EBUSY
        return self.record(dev, pasid, domain, handle, self.drive(dev, pasid, domain, "-"))

    def pasid_replace(self, dev, pasid, domain, handle=0):
        self.check_pasid(dev, pasid, domain, True)
        if handle == 0:
            return EINVAL
        self.check_handle(handle)
        if pasid not in dev.table:
            return EINVAL
        old = self.recorded(dev, pasid)
        status = self.drive(dev, pasid, domain, old) if old != domain else 0
        return self.record(dev, pasid, domain, handle, status)

    def record(self, dev, pasid, domain, handle, status):
        if status == 0:
            dev.table[pasid] = (domain, handle)
            if handle:
                self.handles[handle] = domain
        return status

    def pasid_detach(self, dev, pasid):
        self.group_of(dev)
        if pasid not in dev.table:
            return ENOENT
        self.drive(dev, pasid, "B", self.recorded(dev, pasid))
        del dev.table[pasid]
        return 0

    # The answer.

    def fn_line(self, f):
        number = min(self.functions.index(m) for m in f.group.members) + 1 if f.group else 0
        hardware = [f.hardware.get(pasid, "-") for pasid in self.columns]
        recorded = [self.recorded(f, pasid) for pasid in self.columns[1:]]
        handles = [f.table.get(pasid, ("-", 0))[1] for pasid in self.columns[1:]]
        rid = [f.group.domain if f.group else "-"]
        rid_handle = [f.group.handle if f.group else 0]
        at, enabled = self.functions.index(f), self.owner(f).enabled
        words = [at, number, enabled | 4, *hardware, *rid, *recorded, *rid_handle, *handles]
        return "fn " + " ".join(map(str, words))

    def tell_changes(self, told):
        lines = [self.fn_line(f) for f in self.functions]
        lines.append("handles " + " ".join(self.handles.values()))
        self.out.extend(line for line, before in zip(lines, told) if line != before)
        return lines

    def run(self):
        self.boot()
        told = self.tell_changes([None] * len(self.functions) + ["handles - - - - - - - -"])
        for i, (name, values) in enumerate(self.operations):
            self.fail = values.pop("fail", (0, 0))
            at = len(self.out)
            try:
                status = getattr(self, name.replace("-", "_"))(**values)
            except Refused as refused:
                status = refused.args[0]
            self.out.insert(at, f"op {i} {-status}")
            told = self.tell_changes(told)
        return self.out


def main():
    sys.stdout.write(HELLO)
    sys.stdout.flush()
    lines = []
    for line in sys.stdin:
        line = line.rstrip("\n")
        if not line.startswith("end "):
            lines.append(line)
            continue
        number = line.split(" ")[1]
        try:
            body = Machine(lines[1:]).run()
            answer = "\n".join([f"answer {number}", *body, f"end {number}"])
        except Unsupported as unsupported:
            answer = f"unsupported {number} {unsupported}"
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
        lines = []


main()
