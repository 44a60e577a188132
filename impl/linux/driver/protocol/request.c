// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests (impl/remote/protocol.md), a line at a time. What is not understood
 * is not skipped: the scenario is refused, with the reason.
 */
#include <linux/bitmap.h>
#include <linux/string.h>
#include "protocol/protocol.h"

static const char * const kinds[PCK_KINDS] = {
	"root-port", "upstream-port", "downstream-port", "endpoint",
	"legacy-endpoint", "rciep", "rcec", "pcie-to-pci-bridge",
	"pci-to-pcie-bridge", "pci-bridge", "pci-device", "vf",
};

void pck_begin(u32 id)
{
	memset(pck, 0, offsetof(struct pck_scenario, function));
	pck->id = id;
}

static int index_of(const char *text)
{
	return pck_number(text, PCK_FUNCTIONS_MAX - 1);
}

static void parse_aliases(struct pck_function *f, char *list)
{
	char *item;

	while ((item = strsep(&list, ",")))
		__set_bit(pck_number(item, 255), f->aliases);
}

/* The numbers of regions, from 1. */
static void parse_reserved(struct pck_function *f, char *list)
{
	unsigned int region;
	char *item;

	while ((item = strsep(&list, ","))) {
		region = pck_number(item, PCK_REGIONS);
		if (region)
			f->reserved |= BIT(region - 1);
		else
			pck_refuse("there is no region 0");
	}
}

static void parse_kind(struct pck_function *f, const char *text)
{
	int kind = match_string(kinds, PCK_KINDS, text);

	if (kind < 0)
		pck_refuse("no such kind: %.40s", text);
	else
		f->kind = kind;
}

/* capability:control, and egress control peers, which Linux ignores. */
static void parse_acs(struct pck_function *f, char *text)
{
	f->has_acs = true;
	f->acs_cap = pck_bits(strsep(&text, ":"));
	f->acs_ctrl = pck_bits(strsep(&text, ":"));
}

static void parse_rule(struct pck_function *f, char *text)
{
	f->has_rule = true;
	f->rule_claims = pck_bits(strsep(&text, ":"));
	f->rule_mask = pck_bits(text);
}

static void parse_pasid(struct pck_function *f, char *text)
{
	f->has_pasid = true;
	f->pasid_width = pck_number(strsep(&text, ":"), 20);
	f->pasid_features = pck_number(text, 6);
}

static bool parse_flag(struct pck_function *f, const char *key,
		       const char *value)
{
	const struct {
		const char *key;
		bool *flag;
	} flags[] = {
		{ "multifunction", &f->multifunction },
		{ "iommu", &f->managed },
		{ "direct-map", &f->direct_map },
		{ "prefix", &f->prefix },
		{ "xlate-root", &f->xlate_root },
		{ "pasid-no-tlp", &f->pasid_no_tlp },
		{ "ari", &f->ari },
		{ "ats", &f->ats },
		{ "absent", &f->absent },
		{ "no-alias", &f->no_alias },
		{ "pcie-alias", &f->pcie_alias },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		if (strcmp(flags[i].key, key))
			continue;
		*flags[i].flag = pck_number(value, 1);
		return true;
	}
	return false;
}

static void parse_function_key(struct pck_function *f, const char *key,
			       char *value)
{
	if (parse_flag(f, key, value))
		return;
	if (!strcmp(key, "kind"))
		parse_kind(f, value);
	else if (!strcmp(key, "segment"))
		f->segment = pck_number(value, U32_MAX);
	else if (!strcmp(key, "bus"))
		f->bus = pck_number(value, 255);
	else if (!strcmp(key, "devfn"))
		f->devfn = pck_number(value, 255);
	else if (!strcmp(key, "parent"))
		f->parent = index_of(value);
	else if (!strcmp(key, "secondary"))
		pck_number(value, 255);	/* numbered by the kernel itself */
	else if (!strcmp(key, "aliases"))
		parse_aliases(f, value);
	else if (!strcmp(key, "real-dma"))
		f->real_dma = index_of(value);
	else if (!strcmp(key, "pf"))
		f->pf = index_of(value);
	else if (!strcmp(key, "reserved"))
		parse_reserved(f, value);
	else if (!strcmp(key, "acs"))
		parse_acs(f, value);
	else if (!strcmp(key, "acs-rule"))
		parse_rule(f, value);
	else if (!strcmp(key, "pasid"))
		parse_pasid(f, value);
	else
		pck_refuse("unknown word in a function: %.40s", key);
}

static void parse_function(char *line)
{
	struct pck_function *f;
	char *word, *value;

	if (pck->functions == PCK_FUNCTIONS_MAX) {
		pck_refuse("more than %d functions", PCK_FUNCTIONS_MAX);
		return;
	}
	f = &pck->function[pck->functions++];
	memset(f, 0, sizeof(*f));
	f->parent = f->real_dma = f->pf = -1;
	f->managed = true;
	while ((word = strsep(&line, " "))) {
		value = pck_split(word);
		if (value)
			parse_function_key(f, word, value);
	}
}

static void parse_iommu(char *line)
{
	static const char * const blocking[] = { "pasid", "rid", "none" };
	char *word, *value;
	int chosen;

	while ((word = strsep(&line, " "))) {
		value = pck_split(word);
		if (!value)
			return;
		if (!strcmp(word, "blocking")) {
			chosen = match_string(blocking, 3, value);
			if (chosen < 0)
				pck_refuse("no such blocking: %.40s", value);
			else
				pck->blocking = chosen;
		} else if (!strcmp(word, "strict")) {
			pck->strict = pck_number(value, 1);
		} else if (!strcmp(word, "pasids")) {
			pck->max_pasids = pck_number(value, 1 << 20);
		} else {
			pck_refuse("unknown word in iommu: %.40s", word);
		}
	}
}

static void parse_order(char *line)
{
	char *word;

	while ((word = strsep(&line, " "))) {
		if (pck->ordered == PCK_FUNCTIONS_MAX) {
			pck_refuse("the order is too long");
			return;
		}
		pck->order[pck->ordered++] = index_of(word);
	}
}

static void parse_pasids(char *line)
{
	char *word;

	while ((word = strsep(&line, " "))) {
		if (pck->columns == PCK_COLUMNS_MAX) {
			pck_refuse("more than %d PASIDs", PCK_COLUMNS_MAX - 1);
			return;
		}
		pck->pasid[pck->columns++] = pck_number(word, U32_MAX);
	}
}

/* Where the VFs of a PF stand, as its SR-IOV capability must say it. */
static void place_vf(struct pck_function *f)
{
	struct pck_function *pf;
	int offset;

	if (f->pf < 0 || f->pf >= f - pck->function) {
		pck_refuse("a VF without a PF");
		return;
	}
	pf = &pck->function[f->pf];
	offset = (f->bus << 8 | f->devfn) - (pf->bus << 8 | pf->devfn);
	if (!pf->vfs) {
		pf->vf_offset = offset;
		pf->vf_stride = 1;
	} else if (pf->vfs == 1) {
		pf->vf_stride = offset - pf->vf_offset;
	}
	if (offset <= 0 || (s16)pf->vf_stride <= 0 ||
	    offset != pf->vf_offset + pf->vfs * pf->vf_stride)
		pck_refuse("VFs that are not at equal distances above their PF");
	pf->vfs++;
}

static bool permutation(void)
{
	DECLARE_BITMAP(seen, PCK_FUNCTIONS_MAX) = {};
	unsigned int i;

	for (i = 0; i < pck->ordered; i++)
		__set_bit(pck->order[i], seen);
	return pck->ordered == pck->functions &&
	       find_first_zero_bit(seen, PCK_FUNCTIONS_MAX) == pck->functions;
}

/* There is one host bridge a segment, so one root bus. */
static void check_root(const struct pck_function *f)
{
	const struct pck_function *g;

	if (f->parent >= 0)
		return;
	for (g = pck->function; g < f; g++)
		if (g->parent < 0 && g->segment == f->segment &&
		    g->kind != PCK_VF && f->kind != PCK_VF && g->bus != f->bus)
			pck_refuse("two root buses in one segment");
}

/* What only the whole scenario can say. */
static void check(void)
{
	unsigned int i;

	if (!pck->functions || !pck->columns || pck->pasid[0])
		pck_refuse("no functions, or no RID among the PASIDs");
	if (pck->functions < PCK_FUNCTIONS_MAX && !permutation())
		pck_refuse("the order does not name every function once");
	for (i = 0; i < pck->functions; i++) {
		struct pck_function *f = &pck->function[i];

		if (f->parent >= (int)i || f->real_dma >= (int)i)
			pck_refuse("function %u stands before its bridge", i);
		if (f->kind == PCK_VF)
			place_vf(f);
		check_root(f);
	}
}

/* Takes one line of the scenario at hand; true when it is complete. */
bool pck_request_line(char *line)
{
	char *word = strsep(&line, " ");

	if (!strcmp(word, "end")) {
		if (pck_number(line, U32_MAX) != pck->id)
			pck_refuse("the end of another scenario");
		check();
		return true;
	}
	if (!line)
		pck_refuse("nothing after %.40s", word);
	else if (!strcmp(word, "scan") && !strcmp(line, "hot"))
		pck->hot = true;
	else if (!strcmp(word, "scan") && !strcmp(line, "boot"))
		pck->hot = false;
	else if (!strcmp(word, "iommu"))
		parse_iommu(line);
	else if (!strcmp(word, "function"))
		parse_function(line);
	else if (!strcmp(word, "order"))
		parse_order(line);
	else if (!strcmp(word, "pasids"))
		parse_pasids(line);
	else if (!strcmp(word, "op"))
		pck_parse_operation(line);
	else
		pck_refuse("unknown line: %.40s", word);
	return false;
}
