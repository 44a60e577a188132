// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations of a request (impl/remote/protocol.md): what each is called,
 * and the words that may follow.
 */
#include <linux/err.h>
#include <linux/string.h>
#include "protocol/protocol.h"

static const char * const operations[PCK_OPERATION_NAMES] = {
	"pasid-enable", "pasid-disable", "device-attach", "device-detach",
	"rid-attach", "rid-replace", "rid-detach", "pasid-attach",
	"pasid-replace", "pasid-detach", "plug", "unplug", "reset-prepare",
	"reset-done", "acs-set",
	"claim", "release", "driver-bind", "driver-unbind",
	"fd-bind", "fd-unbind", "ioas-alloc", "ioas-map", "ioas-unmap",
	"hwpt-alloc", "fd-destroy", "fd-attach", "fd-replace", "fd-detach",
	"vfio-attach", "vfio-attach-pasid", "vfio-detach",
	"vfio-detach-pasid",
	"allocate-pasid", "free-pasid", "sva-bind", "sva-unbind",
};

static void parse_domain(struct pck_operation *op, const char *name)
{
	int id = pck_domain_parse(name);

	if (id < 0)
		pck_refuse("no such domain: %.40s", name);
	else
		op->domain = id;
}

static void parse_pasid(struct pck_operation *op, const char *text)
{
	int column;

	op->pasid = pck_number(text, U32_MAX);
	column = pck_column_of(op->pasid);
	if (column < 0)
		pck_refuse("PASID %u is not among the observed", op->pasid);
	else
		op->column = column;
}

/* From 1 up. */
static unsigned int parse_one_of(const char *text, unsigned int max)
{
	unsigned int value = pck_number(text, max);

	if (!value)
		pck_refuse("not a number from 1 to %u: %.40s", max, text);
	return value;
}

/* A1..A4, H1..H4 */
static unsigned int parse_object(const char *text)
{
	unsigned int value;

	if (*text != 'A' && *text != 'H') {
		pck_refuse("no such object: %.40s", text);
		return PCK_OBJECT_A1;
	}
	value = parse_one_of(text + 1, PCK_IOASES) ?: 1;
	return value - 1 + (*text == 'A' ? PCK_OBJECT_A1 : PCK_OBJECT_H1);
}

static unsigned int parse_object_of_kind(const char *text, char kind)
{
	if (*text != kind)
		pck_refuse("not an object of kind %c: %.40s", kind, text);
	return parse_object(text);
}

static bool parse_flag(struct pck_operation *op, const char *key,
		       const char *value)
{
	bool *flag;

	if (!strcmp(key, "for-pasids"))
		flag = &op->for_pasids;
	else if (!strcmp(key, "nest-parent"))
		flag = &op->nest_parent;
	else if (!strcmp(key, "copy-fault"))
		flag = &op->copy_fault;
	else
		return false;
	*flag = pck_number(value, 1);
	return true;
}

/* Words of the operations of users of the core. */
static void parse_user_key(struct pck_operation *op, const char *key,
			   const char *value)
{
	if (!strcmp(key, "owner"))
		op->owner = parse_one_of(value, PCK_OWNERS);
	else if (!strcmp(key, "context"))
		op->context = parse_one_of(value, PCK_CONTEXTS);
	else if (!strcmp(key, "region"))
		op->region = parse_one_of(value, PCK_REGIONS);
	else if (!strcmp(key, "driver"))
		op->driver = parse_one_of(value, PCK_DRIVERS);
	else if (!strcmp(key, "mm"))
		op->mm = parse_one_of(value, PCK_MMS);
	else if (!strcmp(key, "ioas"))
		op->object = parse_object_of_kind(value, 'A');
	else if (!strcmp(key, "hwpt"))
		op->object = parse_object_of_kind(value, 'H');
	else if (!strcmp(key, "object") || !strcmp(key, "target"))
		op->object = parse_object(value);
	else if (!strcmp(key, "of"))
		op->of = parse_object(value);
	else if (!parse_flag(op, key, value))
		pck_refuse("unknown word in an operation: %.40s", key);
}

static void parse_key(struct pck_operation *op, const char *key, char *value)
{
	if (!strcmp(key, "dev")) {
		op->dev = pck_number(value, PCK_FUNCTIONS_MAX - 1);
	} else if (!strcmp(key, "pasid")) {
		parse_pasid(op, value);
	} else if (!strcmp(key, "domain")) {
		parse_domain(op, value);
	} else if (!strcmp(key, "handle")) {
		op->handle = pck_number(value, PCK_HANDLES);
	} else if (!strcmp(key, "features")) {
		op->features = pck_number(value, U16_MAX);
	} else if (!strcmp(key, "ctrl")) {
		op->acs_ctrl = pck_bits(value);
	} else if (!strcmp(key, "fail")) {
		op->fail_call = pck_number(strsep(&value, ":"), U16_MAX);
		op->fail_errno = pck_number(value, MAX_ERRNO);
	} else {
		parse_user_key(op, key, value);
	}
}

/* What an operation must have, since 0 would name nothing. */
static bool is_complete(const struct pck_operation *op)
{
	switch (op->name) {
	case PCK_CLAIM:
		return op->owner;
	case PCK_FD_BIND:
		return op->context;
	case PCK_IOAS_MAP:
	case PCK_IOAS_UNMAP:
		return op->object && op->region;
	case PCK_HWPT_ALLOC:
		return op->object && op->of;
	case PCK_IOAS_ALLOC:
	case PCK_FD_DESTROY:
	case PCK_FD_ATTACH:
	case PCK_FD_REPLACE:
	case PCK_VFIO_ATTACH:
	case PCK_VFIO_ATTACH_PASID:
		return op->object;
	case PCK_ALLOCATE_PASID:
		return op->driver && op->domain;
	case PCK_FREE_PASID:
		return op->driver;
	case PCK_SVA_BIND:
	case PCK_SVA_UNBIND:
		return op->mm;
	default:
		return true;
	}
}

void pck_parse_operation(char *line)
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
	memset(op, 0, sizeof(*op));
	op->name = name;
	while ((word = strsep(&line, " "))) {
		value = pck_split(word);
		if (value)
			parse_key(op, word, value);
	}
	if (op->dev >= pck->functions)
		pck_refuse("an operation on function %u", op->dev);
	if (!is_complete(op))
		pck_refuse("%s without all its words", operations[name]);
	if (name >= PCK_CLAIM)
		pck->has_user_operations = true;
}
