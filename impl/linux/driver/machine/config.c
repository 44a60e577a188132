// SPDX-License-Identifier: GPL-2.0-only
/*
 * Config space: what every function of a scenario answers when it is read. The
 * kernel numbers the buses itself (pcibios_assign_all_busses), so a function
 * is found through the secondary bus number that its bridge holds at that time.
 */
#include <linux/slab.h>
#include "machine/machine.h"

#define VENDOR_OURS		0x1de5
#define DEVICE_OURS		0x7000
#define DEVICE_OURS_VF		0x70f0
/* Used bytes of config space; what lies above reads as 0. */
#define CONFIG_SIZE		0x200
/* Where the PCI Express capability stands. */
#define EXPRESS			0x40
/* Segments of ours; 0 is taken by User-Mode Linux itself. */
#define SEGMENT_FIRST		0x10

/*
 * Quirks (drivers/pci/quirks.c): rows of pci_dev_acs_enabled[] that match a
 * function of any kind.
 */
static const struct {
	u16 claims, mask, vendor, device;
} rules[] = {
	{ PCI_ACS_SV | PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_UF, 0x7f,
	  PCI_VENDOR_ID_BROADCOM, 0xd714 },
	{ PCI_ACS_SV | PCI_ACS_TB | PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_UF |
	  PCI_ACS_DT, 0x7f, PCI_VENDOR_ID_SOLARFLARE, 0x0903 },
	/* An unlisted device of this vendor: a definite no (LEAD-9). */
	{ 0, 0x7f, PCI_VENDOR_ID_WANGXUN, 0x0001 },
};

static const u8 express_type[PCK_KINDS] = {
	[PCK_ROOT_PORT] = PCI_EXP_TYPE_ROOT_PORT,
	[PCK_UPSTREAM_PORT] = PCI_EXP_TYPE_UPSTREAM,
	[PCK_DOWNSTREAM_PORT] = PCI_EXP_TYPE_DOWNSTREAM,
	[PCK_ENDPOINT] = PCI_EXP_TYPE_ENDPOINT,
	[PCK_LEGACY_ENDPOINT] = PCI_EXP_TYPE_LEG_END,
	[PCK_RCIEP] = PCI_EXP_TYPE_RC_END,
	[PCK_RCEC] = PCI_EXP_TYPE_RC_EC,
	[PCK_PCIE_TO_PCI_BRIDGE] = PCI_EXP_TYPE_PCI_BRIDGE,
	[PCK_PCI_TO_PCIE_BRIDGE] = PCI_EXP_TYPE_PCIE_BRIDGE,
	[PCK_VF] = PCI_EXP_TYPE_ENDPOINT,
};

/* Two halves a function: the bytes, and the bits that software may write. */
static u8 (*space)[2][CONFIG_SIZE];
static u32 segment[PCK_SEGMENTS_MAX];
static unsigned int segments;

static bool is_express(const struct pck_function *f)
{
	return f->kind != PCK_PCI_BRIDGE && f->kind != PCK_PCI_DEVICE;
}

static bool is_bridge(const struct pck_function *f)
{
	switch (f->kind) {
	case PCK_ROOT_PORT:
	case PCK_UPSTREAM_PORT:
	case PCK_DOWNSTREAM_PORT:
	case PCK_PCIE_TO_PCI_BRIDGE:
	case PCK_PCI_TO_PCIE_BRIDGE:
	case PCK_PCI_BRIDGE:
		return true;
	default:
		return false;
	}
}

static void put16(u8 *at, int offset, u16 value)
{
	at[offset] = value;
	at[offset + 1] = value >> 8;
}

static void put32(u8 *at, int offset, u32 value)
{
	put16(at, offset, value);
	put16(at, offset + 2, value >> 16);
}

static u16 get16(const u8 *at, int offset)
{
	return at[offset] | at[offset + 1] << 8;
}

/* Chains one more extended capability; returns where it stands. */
static int extended(u8 *config, int *next, int *last, u16 id, int size)
{
	int at = *next;

	put32(config, at, id | 1 << 16);
	if (*last)
		put16(config, *last + 2, 1 | at << 4);
	*last = at;
	*next = at + ALIGN(size, 16);
	return at;
}

static void build_ids(struct pck_function *f)
{
	u16 vendor = VENDOR_OURS, device = DEVICE_OURS + f->kind;
	int i;

	if (f->has_rule) {
		for (i = 0; i < ARRAY_SIZE(rules); i++)
			if (rules[i].claims == f->rule_claims &&
			    rules[i].mask == f->rule_mask)
				break;
		if (i == ARRAY_SIZE(rules)) {
			pck_refuse("no device-specific rule of this kernel claims %x of %x",
				   f->rule_claims, f->rule_mask);
			return;
		}
		/* VFs have their PF's vendor, and would match its rule. */
		if (f->kind == PCK_VF || f->vfs) {
			pck_refuse("a device-specific rule for a PF or a VF");
			return;
		}
		vendor = rules[i].vendor;
		device = rules[i].device;
	}
	put16(f->config, PCI_VENDOR_ID, vendor);
	put16(f->config, PCI_DEVICE_ID, device);
}

static void build_header(struct pck_function *f)
{
	u8 *c = f->config, *w = f->writable;

	build_ids(f);
	put16(w, PCI_COMMAND, 0x0547);
	c[PCI_HEADER_TYPE] = f->multifunction ? PCI_HEADER_TYPE_MFD : 0;
	if (is_bridge(f)) {
		c[PCI_HEADER_TYPE] |= PCI_HEADER_TYPE_BRIDGE;
		put16(c, PCI_CLASS_DEVICE, PCI_CLASS_BRIDGE_PCI);
		put32(w, PCI_PRIMARY_BUS, 0x00ffffff);
		/* An empty memory window, and no other. */
		put16(c, PCI_MEMORY_BASE, 0xfff0);
		put16(w, PCI_MEMORY_BASE, 0xfff0);
		put16(w, PCI_MEMORY_LIMIT, 0xfff0);
		put16(w, PCI_BRIDGE_CONTROL, PCI_BRIDGE_CTL_PARITY |
		      PCI_BRIDGE_CTL_SERR | PCI_BRIDGE_CTL_MASTER_ABORT);
	} else {
		put16(c, PCI_CLASS_DEVICE, PCI_CLASS_NOT_DEFINED);
	}
	w[PCI_CACHE_LINE_SIZE] = 0xff;
	w[PCI_INTERRUPT_LINE] = 0xff;
}

/* A port forwards ARI if anything below it has the capability. */
static bool ari_below(const struct pck_function *f)
{
	int i;

	for (i = 0; i < pck->functions; i++)
		if (pck->function[i].parent == f - pck->function &&
		    pck->function[i].ari)
			return true;
	return false;
}

static void build_express(struct pck_function *f)
{
	u8 *c = f->config + EXPRESS, *w = f->writable + EXPRESS;
	u32 capabilities = 0;

	if (f->prefix)
		capabilities |= PCI_EXP_DEVCAP2_EE_PREFIX;
	if (is_bridge(f) && ari_below(f))
		capabilities |= PCI_EXP_DEVCAP2_ARI;
	f->config[PCI_CAPABILITY_LIST] = EXPRESS;
	put16(f->config, PCI_STATUS, PCI_STATUS_CAP_LIST);
	c[0] = PCI_CAP_ID_EXP;
	put16(c, PCI_EXP_FLAGS, 2 | express_type[f->kind] << 4);
	put32(c, PCI_EXP_DEVCAP, PCI_EXP_DEVCAP_RBER);
	put16(w, PCI_EXP_DEVCTL, 0x7fff);
	put32(c, PCI_EXP_LNKCAP, 0x11);	/* one lane, 2.5 GT/s */
	put16(c, PCI_EXP_LNKSTA, 0x11);
	put16(w, PCI_EXP_LNKCTL, 0x0fff);
	put32(c, PCI_EXP_LNKCAP2, 0x2);
	put32(c, PCI_EXP_DEVCAP2, capabilities);
	put16(w, PCI_EXP_DEVCTL2, 0xffff);
}

/* The next function number in the device's ARI list; 0 ends it. */
static u8 next_ari_function(const struct pck_function *f)
{
	unsigned int i, best = 256;

	for (i = 0; i < pck->functions; i++) {
		const struct pck_function *g = &pck->function[i];

		if (g->there && g->kind != PCK_VF && g->parent == f->parent &&
		    g->segment == f->segment && g->devfn > f->devfn &&
		    g->devfn < best)
			best = g->devfn;
	}
	return best == 256 ? 0 : best;
}

/* The lists go from one function that is there to the next. */
static void link_ari_functions(void)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++) {
		struct pck_function *f = &pck->function[i];

		if (f->ari_pos)
			f->config[f->ari_pos + PCI_ARI_CAP + 1] =
				next_ari_function(f);
	}
}

static void build_sriov(struct pck_function *f, int at)
{
	u8 *c = f->config, *w = f->writable;

	f->sriov_pos = at;
	put16(w, at + PCI_SRIOV_CTRL, 0x1f);
	put16(c, at + PCI_SRIOV_INITIAL_VF, f->vfs);
	put16(c, at + PCI_SRIOV_TOTAL_VF, f->vfs);
	put16(w, at + PCI_SRIOV_NUM_VF, 0xffff);
	c[at + PCI_SRIOV_FUNC_LINK] = f->kind == PCK_RCIEP ?
		PCI_FUNC(f->devfn) : f->devfn;
	put16(c, at + PCI_SRIOV_VF_OFFSET, f->vf_offset);
	put16(c, at + PCI_SRIOV_VF_STRIDE, f->vf_stride);
	put16(c, at + PCI_SRIOV_VF_DID, DEVICE_OURS_VF);
	put32(c, at + PCI_SRIOV_SUP_PGSIZE, 0x553);
	put32(c, at + PCI_SRIOV_SYS_PGSIZE, 1);
	put32(w, at + PCI_SRIOV_SYS_PGSIZE, 0x553);
}

static void build_extended(struct pck_function *f)
{
	int next = PCI_CFG_SPACE_SIZE, last = 0, at;
	u8 *c = f->config, *w = f->writable;

	if (f->has_acs) {
		at = extended(c, &next, &last, PCI_EXT_CAP_ID_ACS, 8);
		put16(c, at + PCI_ACS_CAP, f->acs_cap);
		put16(c, at + PCI_ACS_CTRL, f->acs_ctrl);
		put16(w, at + PCI_ACS_CTRL, f->acs_cap);
	}
	if (f->has_pasid) {
		at = extended(c, &next, &last, PCI_EXT_CAP_ID_PASID, 8);
		put16(c, at + PCI_PASID_CAP,
		      f->pasid_width << 8 | f->pasid_features);
		put16(w, at + PCI_PASID_CTRL, 0x7);
	}
	if (f->ari)
		f->ari_pos = extended(c, &next, &last, PCI_EXT_CAP_ID_ARI, 8);
	if (f->ats) {
		at = extended(c, &next, &last, PCI_EXT_CAP_ID_ATS, 8);
		put16(c, at + PCI_ATS_CAP, PCI_ATS_CAP_PAGE_ALIGNED);
		put16(w, at + PCI_ATS_CTRL, 0x801f);
	}
	if (f->vfs) {
		at = extended(c, &next, &last, PCI_EXT_CAP_ID_SRIOV, 64);
		build_sriov(f, at);
	}
}

static unsigned int segment_index(u32 number)
{
	unsigned int i;

	for (i = 0; i < segments; i++)
		if (segment[i] == number)
			return i;
	if (segments == PCK_SEGMENTS_MAX) {
		pck_refuse("more than %d segments", PCK_SEGMENTS_MAX);
		return 0;
	}
	segment[segments] = number;
	return segments++;
}

static void build(struct pck_function *f)
{
	unsigned int i = f - pck->function;

	f->config = space[i][0];
	f->writable = space[i][1];
	memset(space[i], 0, sizeof(space[i]));
	build_header(f);
	if (is_express(f)) {
		build_express(f);
		build_extended(f);
	}
}

void pck_config_build(void)
{
	unsigned int i;

	segments = 0;
	for (i = 0; i < pck->functions; i++) {
		struct pck_function *f = &pck->function[i];

		segment_index(f->segment);
		f->there = !f->absent;
		build(f);
	}
	link_ari_functions();
}

void pck_config_appear(struct pck_function *f, bool there)
{
	f->there = there;
	build(f);
	link_ari_functions();
}

unsigned int pck_segment_of(const struct pck_function *f)
{
	return segment_index(f->segment);
}

unsigned int pck_segments(void)
{
	return segments;
}

int pck_segment_number(unsigned int index)
{
	return SEGMENT_FIRST + index;
}

/* The number of the bus that a function stands on; -1 while it has none. */
static int bus_number(const struct pck_function *f)
{
	const struct pck_function *bridge;

	if (f->parent < 0)
		return 0;
	bridge = &pck->function[f->parent];
	if (bus_number(bridge) < 0 || !bridge->config[PCI_SECONDARY_BUS])
		return -1;
	return bridge->config[PCI_SECONDARY_BUS];
}

static bool vf_answers(const struct pck_function *f, int busnr, int devfn)
{
	const struct pck_function *pf = &pck->function[f->pf];
	int bus = bus_number(pf);

	if (!(get16(pf->config, pf->sriov_pos + PCI_SRIOV_CTRL) &
	      PCI_SRIOV_CTRL_VFE))
		return false;
	return bus >= 0 && bus + f->bus - pf->bus == busnr && f->devfn == devfn;
}

static struct pck_function *find(int domain, int busnr, int devfn)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++) {
		struct pck_function *f = &pck->function[i];

		if (!f->there || f->devfn != devfn ||
		    pck_segment_number(segment_index(f->segment)) != domain)
			continue;
		if (f->kind == PCK_VF ? vf_answers(f, busnr, devfn) :
					bus_number(f) == busnr)
			return f;
	}
	return NULL;
}

struct pck_function *pck_function_of(struct pci_dev *pdev)
{
	int domain = pci_domain_nr(pdev->bus);

	if (domain < SEGMENT_FIRST || domain >= SEGMENT_FIRST + segments)
		return NULL;
	return find(domain, pdev->bus->number, pdev->devfn);
}

static int config_read(struct pci_bus *bus, unsigned int devfn, int where,
		       int size, u32 *value)
{
	struct pck_function *f = find(pci_domain_nr(bus), bus->number, devfn);
	int i;

	if (!f) {
		*value = ~0;
		return PCIBIOS_DEVICE_NOT_FOUND;
	}
	*value = 0;
	for (i = 0; i < size && where + i < CONFIG_SIZE; i++)
		*value |= (u32)f->config[where + i] << (8 * i);
	return PCIBIOS_SUCCESSFUL;
}

static int config_write(struct pci_bus *bus, unsigned int devfn, int where,
			int size, u32 value)
{
	struct pck_function *f = find(pci_domain_nr(bus), bus->number, devfn);
	int i;

	if (!f)
		return PCIBIOS_DEVICE_NOT_FOUND;
	for (i = 0; i < size && where + i < CONFIG_SIZE; i++) {
		u8 mask = f->writable[where + i], *at = &f->config[where + i];

		*at = (*at & ~mask) | (value >> (8 * i) & mask);
	}
	return PCIBIOS_SUCCESSFUL;
}

struct pci_ops pck_pci_ops = { .read = config_read, .write = config_write };

int pck_config_init(void)
{
	space = kvcalloc(PCK_FUNCTIONS_MAX, sizeof(*space), GFP_KERNEL);
	return space ? 0 : -ENOMEM;
}
