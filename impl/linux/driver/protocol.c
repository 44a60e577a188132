// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests (impl/remote/protocol.md), a line at a time. What is not understood
 * is not skipped: the scenario is refused, with the reason.
 */
#include <linux/string.h>
#include <linux/kstrtox.h>
#include "pasidcheck.h"

static const char * const kinds[PCK_KINDS] = {
	"root-port", "upstream-port", "downstream-port", "endpoint",
	"legacy-endpoint", "rciep", "rcec", "pcie-to-pci-bridge",
	"pci-to-pcie-bridge", "pci-bridge", "pci-device", "vf",
};

static const char * const operations[PCK_OPERATION_NAMES] = {
	"pasid-enable", "pasid-disable", "device-attach", "device-detach",
	"rid-attach", "rid-replace", "rid-detach", "pasid-attach",
	"pasid-replace", "pasid-detach", "plug", "unplug", "reset-prepare",
	"reset-done",
};

void pck_refuse(const char *why, ...)
{
	va_list args;

	if (pck->refusal[0])
		return;
	va_start(args, why);
	vscnprintf(pck->refusal, sizeof(pck->refusal), why, args);
	va_end(args);
}

void pck_begin(u32 id)
{
	memset(pck, 0, sizeof(*pck));
	pck->id = id;
}

static unsigned int number(const char *text, unsigned int max)
{
	unsigned int value;

	if (!text || kstrtouint(text, 10, &value) || value > max) {
		pck_refuse("not a number up to %u: %.40s", max, text ?: "-");
		return 0;
	}
	return value;
}

static u16 bits(const char *text)
{
	u16 value;

	if (!text || kstrtou16(text, 16, &value)) {
		pck_refuse("no hexadecimal bits: %.40s", text ?: "-");
		return 0;
	}
	return value;
}

static int index_of(const char *text)
{
	return number(text, PCK_FUNCTIONS_MAX - 1);
}

static void parse_aliases(struct pck_function *f, char *list)
{
	char *item;

	while ((item = strsep(&list, ",")))
		__set_bit(number(item, 255), f->aliases);
}

static void parse_kind(struct pck_function *f, const char *text)
{
	int kind = match_string(kinds, PCK_KINDS, text);

	if (kind < 0)
		pck_refuse("no such kind: %.40s", text);
	else
		f->kind = kind;
}

/* capability:control, and the peers of an egress vector, which Linux ignores. */
static void parse_acs(struct pck_function *f, char *text)
{
	f->has_acs = true;
	f->acs_cap = bits(strsep(&text, ":"));
	f->acs_ctrl = bits(strsep(&text, ":"));
}

static void parse_rule(struct pck_function *f, char *text)
{
	f->has_rule = true;
	f->rule_claims = bits(strsep(&text, ":"));
	f->rule_mask = bits(text);
}

static void parse_pasid(struct pck_function *f, char *text)
{
	f->has_pasid = true;
	f->pasid_width = number(strsep(&text, ":"), 20);
	f->pasid_features = number(text, 6);
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
		*flags[i].flag = number(value, 1);
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
		f->segment = number(value, U32_MAX);
	else if (!strcmp(key, "bus"))
		f->bus = number(value, 255);
	else if (!strcmp(key, "devfn"))
		f->devfn = number(value, 255);
	else if (!strcmp(key, "parent"))
		f->parent = index_of(value);
	else if (!strcmp(key, "secondary"))
		number(value, 255);	/* the kernel numbers buses itself */
	else if (!strcmp(key, "aliases"))
		parse_aliases(f, value);
	else if (!strcmp(key, "real-dma"))
		f->real_dma = index_of(value);
	else if (!strcmp(key, "pf"))
		f->pf = index_of(value);
	else if (!strcmp(key, "acs"))
		parse_acs(f, value);
	else if (!strcmp(key, "acs-rule"))
		parse_rule(f, value);
	else if (!strcmp(key, "pasid"))
		parse_pasid(f, value);
	else
		pck_refuse("unknown word in a function: %.40s", key);
}

/* key=value; null where there is no '='. */
static char *split(char *word)
{
	char *value = strchr(word, '=');

	if (value)
		*value++ = 0;
	else
		pck_refuse("not key=value: %.40s", word);
	return value;
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
	f->parent = f->real_dma = f->pf = -1;
	f->managed = true;
	while ((word = strsep(&line, " "))) {
		value = split(word);
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
		value = split(word);
		if (!value)
			return;
		if (!strcmp(word, "blocking")) {
			chosen = match_string(blocking, 3, value);
			if (chosen < 0)
				pck_refuse("no such blocking: %.40s", value);
			else
				pck->blocking = chosen;
		} else if (!strcmp(word, "strict")) {
			pck->strict = number(value, 1);
		} else if (!strcmp(word, "pasids")) {
			pck->max_pasids = number(value, 1 << 20);
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
		pck->pasid[pck->columns++] = number(word, U32_MAX);
	}
}

static void parse_domain(struct pck_operation *op, const char *name)
{
	int id = pck_domain_parse(name);

	if (id < 0)
		pck_refuse("no such domain: %.40s", name);
	else
		op->domain = id;
}

static void parse_pasid_of(struct pck_operation *op, const char *text)
{
	unsigned int i;

	op->pasid = number(text, U32_MAX);
	for (i = 0; i < pck->columns; i++)
		if (pck->pasid[i] == op->pasid) {
			op->column = i;
			return;
		}
	pck_refuse("PASID %u is not among the observed", op->pasid);
}

static void parse_operation_key(struct pck_operation *op, const char *key,
				char *value)
{
	if (!strcmp(key, "dev")) {
		op->dev = index_of(value);
	} else if (!strcmp(key, "pasid")) {
		parse_pasid_of(op, value);
	} else if (!strcmp(key, "domain")) {
		parse_domain(op, value);
	} else if (!strcmp(key, "handle")) {
		op->handle = number(value, PCK_HANDLES);
	} else if (!strcmp(key, "features")) {
		op->features = number(value, U16_MAX);
	} else if (!strcmp(key, "fail")) {
		op->fail_call = number(strsep(&value, ":"), U16_MAX);
		op->fail_errno = number(value, MAX_ERRNO);
	} else {
		pck_refuse("unknown word in an operation: %.40s", key);
	}
}

static void parse_operation(char *line)
{
	struct pck_operation *op;
	char *word = strsep(&line, " "), *value;
	int name = match_string(operations, PCK_OPERATION_NAMES, word);

	if (name < 0 || pck->operations == PCK_OPERATIONS_MAX) {
		pck_refuse(name < 0 ? "no such operation: %.40s" :
			   "too many operations before %.40s", word);
		return;
	}
	op = &pck->operation[pck->operations++];
	op->name = name;
	while ((word = strsep(&line, " "))) {
		value = split(word);
		if (value)
			parse_operation_key(op, word, value);
	}
	if (op->dev >= pck->functions)
		pck_refuse("an operation on function %u", op->dev);
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
		if (number(line, U32_MAX) != pck->id)
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
		parse_operation(line);
	else
		pck_refuse("unknown line: %.40s", word);
	return false;
}
