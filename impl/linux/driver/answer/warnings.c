// SPDX-License-Identifier: GPL-2.0-only
/*
 * Warnings of the kernel. A console of our own sees every message that passes
 * the log level: it hands them to the harness, which keeps the last of them
 * should the kernel die, and keeps the first lines of warnings for the answer.
 * Lockdep reports once in a lifetime, so it is also asked whether it is still
 * on.
 */
#include <linux/bug.h>
#include <linux/console.h>
#include <linux/debug_locks.h>
#include <linux/kallsyms.h>
#include <linux/string.h>
#include <asm/sections.h>
#include "answer/answer.h"

#define WARNINGS_MAX	8
#define LENGTH_MAX	160

static char warning[WARNINGS_MAX][LENGTH_MAX];
static unsigned int warnings;
static atomic_t *warn_count;
static int warned_before;
static bool doubtful;

static void keep(const char *text, unsigned int length)
{
	unsigned int i;
	char *to;

	if (warnings == WARNINGS_MAX)
		return;
	to = warning[warnings++];
	length = min_t(unsigned int, length, LENGTH_MAX - 1);
	for (i = 0; i < length; i++)
		to[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : ' ';
	to[length] = 0;
	strim(to);
}

/* "WARNING: drivers/iommu/iommu.c:4104 at iommu_...+0x..., CPU#0: init/1" */
static void look(const char *text, unsigned int length)
{
	const char *at = strnstr(text, "WARNING: ", length);
	unsigned int rest;

	if (!at)
		return;
	at += strlen("WARNING: ");
	rest = length - (at - text);
	keep(at, rest);
}

static void take_message(struct console *console, const char *text,
			 unsigned int length)
{
	pck_host_message(text, length);
	look(text, length);
}

static struct console listener = {
	.name = "pasidcheck",
	.write = take_message,
	.flags = CON_ENABLED | CON_PRINTBUFFER,
	.index = -1,
};

void pck_warnings_report(void)
{
	unsigned int i;

	for (i = 0; i < warnings; i++)
		pck_say("warn %s\n", warning[i]);
	/* A warning that no console line told of must not get lost. */
	if (!warnings && warn_count &&
	    atomic_read(warn_count) != warned_before)
		pck_say("warn a kernel warning without a message\n");
	warnings = 0;
	if (warn_count)
		warned_before = atomic_read(warn_count);
	/* Lockdep turns itself off when it has found something. */
	if (IS_ENABLED(CONFIG_LOCKDEP) && !debug_locks && !doubtful) {
		doubtful = true;
		pck_say("warn lockdep: see the console\n");
	}
}

bool pck_doubtful(void)
{
	return doubtful;
}

void pck_warnings_reset(void)
{
	warnings = 0;
	if (warn_count)
		warned_before = atomic_read(warn_count);
	generic_bug_clear_once();
	memset(__start_once, 0, __end_once - __start_once);
}

int pck_warnings_init(void)
{
	warn_count = (atomic_t *)kallsyms_lookup_name("warn_count");
	register_console(&listener);
	return 0;
}
