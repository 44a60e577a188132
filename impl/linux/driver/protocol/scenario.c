// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scenario at hand: why it cannot be expressed, and the words that lines
 * of a request and of an answer have in common.
 */
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "protocol/protocol.h"

struct pck_scenario *pck;

static const char * const domains[PCK_DOMAINS] = {
	"-", "B", "I", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "N1",
	"F1", "H1", "H2", "H3", "H4", "X1", "X2", "X3", "X4", "S1", "S2",
};

/* The first reason is the one that is told. */
void pck_refuse(const char *why, ...)
{
	va_list args;

	if (pck->refusal[0])
		return;
	va_start(args, why);
	vscnprintf(pck->refusal, sizeof(pck->refusal), why, args);
	va_end(args);
}

unsigned int pck_number(const char *text, unsigned int max)
{
	unsigned int value;

	if (!text || kstrtouint(text, 10, &value) || value > max) {
		pck_refuse("not a number up to %u: %.40s", max, text ?: "-");
		return 0;
	}
	return value;
}

/* Hexadecimal. */
u16 pck_bits(const char *text)
{
	u16 value;

	if (!text || kstrtou16(text, 16, &value)) {
		pck_refuse("no hexadecimal bits: %.40s", text ?: "-");
		return 0;
	}
	return value;
}

char *pck_split(char *word)
{
	char *value = strchr(word, '=');

	if (value)
		*value++ = 0;
	else
		pck_refuse("not key=value: %.40s", word);
	return value;
}

int pck_column_of(u32 pasid)
{
	unsigned int i;

	for (i = 0; i < pck->columns; i++)
		if (pck->pasid[i] == pasid)
			return i;
	return -1;
}

/* Only those that exist from the start can be named by an operation. */
int pck_domain_parse(const char *name)
{
	int i;

	for (i = PCK_BLOCKED; i < PCK_HWPT_1; i++)
		if (!strcmp(domains[i], name))
			return i;
	return -EINVAL;
}

const char *pck_domain_name(enum pck_domain_id id)
{
	return domains[id];
}

int pck_scenario_init(void)
{
	pck = kvzalloc(sizeof(*pck), GFP_KERNEL);
	return pck ? 0 : -ENOMEM;
}
