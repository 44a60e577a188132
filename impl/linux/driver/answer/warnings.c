// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reports of the kernel: WARN, lockdep, the sanitizers, locks that an
 * operation did not give back. A console of our own sees every message that
 * passes the log level: it hands them to the harness, and keeps the lines that
 * begin a report for the answer. Lockdep reports once in a lifetime, so it
 * is also asked whether it is still on.
 */
#include <linux/bug.h>
#include <linux/console.h>
#include <linux/debug_locks.h>
#include <linux/kallsyms.h>
#include <linux/string.h>
#include <asm/sections.h>
#include "answer/answer.h"

#define WARNINGS_MAX	8
/* impl/remote/protocol.md: a text has up to 200 characters. */
#define LENGTH_MAX	200

/*
 * The words that begin a report which is not a WARN. After one of them the
 * kernel is not trusted any more: memory or a lock may be in a bad state.
 */
static const char * const grave[] = {
	"BUG: ", "kernel BUG at ", "UBSAN: ", "ODEBUG: ", "INFO: task ",
	"INFO: trying to register ", "INFO: rcu", "INFO: possible ",
	"possible circular locking ", "possible recursive locking ",
	"suspicious RCU usage", "bad unlock balance ", "lock held when ",
	"held lock freed", "inconsistent lock state",
	"refcount_t: ", "list_add corruption", "list_del corruption",
	"general protection fault", "KCSAN: ", "KMSAN: ", "KFENCE: ",
	"kmemleak: Cannot", "Kernel panic - ", "Internal error: ", "Oops: ",
};

static char warning[WARNINGS_MAX][LENGTH_MAX];
static bool is_grave[WARNINGS_MAX];
static unsigned int warnings;
/* The WARN whose own text may follow in the next message; or NULL. */
static char *open_warn;
/* The report of lockdep whose lock has not been named yet; or NULL. */
static char *open_lock;
static atomic_t *warn_count;
static int warned_before;
static bool doubtful;

static void append(char *to, const char *text, unsigned int length)
{
	unsigned int i, at = strlen(to);

	for (i = 0; i < length && at < LENGTH_MAX - 1; i++)
		to[at++] = text[i] >= ' ' && text[i] <= '~' ? text[i] : ' ';
	to[at] = 0;
	while (at && to[at - 1] == ' ')
		to[--at] = 0;
}

static char *keep(const char *text, unsigned int length, bool grave_now)
{
	char *to;

	if (warnings == WARNINGS_MAX)
		return NULL;
	is_grave[warnings] = grave_now;
	to = warning[warnings++];
	to[0] = 0;
	append(to, text, length);
	return to;
}

static const char *grave_in(const char *text, unsigned int length)
{
	const char *first = NULL, *at;
	int i;

	for (i = 0; i < ARRAY_SIZE(grave); i++) {
		at = strnstr(text, grave[i], length);
		if (at && (!first || at < first))
			first = at;
	}
	return first;
}

/*
 * What follows a WARN's first line: the text of its caller, or the state of
 * the processor, which every WARN prints.
 */
static bool is_own_text(const char *text, unsigned int length)
{
	return length > 1 && strncmp(text, "CPU: ", 5) &&
	       strncmp(text, "Modules linked in:", 18) &&
	       strncmp(text, "Stack:", 6) && strncmp(text, "Call Trace:", 11);
}

/* "WARNING: drivers/iommu/iommu.c:4104 at iommu_...+0x..., CPU#0: init/1" */
static bool look_for_warn(const char *text, unsigned int length)
{
	const char *at = strnstr(text, "WARNING: ", length);
	bool is_lockdep;

	if (!at)
		return false;
	at += strlen("WARNING: ");
	is_lockdep = !strnstr(at, ", CPU#", length - (at - text));
	open_warn = keep(at, length - (at - text), is_lockdep);
	if (is_lockdep) {
		open_lock = open_warn;
		open_warn = NULL;
		doubtful = true;
	}
	return true;
}

/* "ffff... (&group->mutex){+.+.}-{3:3}, at: iommu_..." */
static bool look_for_lock(const char *text, unsigned int length)
{
	const char *at = strnstr(text, "(", length);

	if (!open_lock || !at || !strnstr(text, "at: ", length))
		return false;
	strlcat(open_lock, ": ", LENGTH_MAX);
	append(open_lock, at, length - (at - text));
	open_lock = NULL;
	return true;
}

static void look(const char *text, unsigned int length)
{
	const char *at;
	char *warn = open_warn;

	open_warn = NULL;
	if (look_for_lock(text, length) || look_for_warn(text, length))
		return;
	at = grave_in(text, length);
	if (at)
		doubtful = true;
	if (warn && is_own_text(text, length)) {
		is_grave[warnings - 1] |= !!at;
		strlcat(warn, ": ", LENGTH_MAX);
		append(warn, text, length);
	} else if (at) {
		open_lock = keep(at, length - (at - text), true);
	}
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
	char text[LENGTH_MAX];
	const char *lock = pck_lock_held();
	unsigned int i;

	open_warn = open_lock = NULL;
	for (i = 0; i < warnings; i++)
		pck_say("warn %s\n", warning[i]);
	/* A warning that no console line told of must not get lost. */
	if (!warnings && warn_count &&
	    atomic_read(warn_count) != warned_before)
		pck_say("warn a kernel warning without a message\n");
	/* Nothing else runs: who holds it has returned. */
	if (lock && !doubtful) {
		scnprintf(text, sizeof(text),
			  "lost unlock: %s is held after the operation", lock);
		pck_say("warn %s\n", text);
		doubtful = true;
	}
	/* Lockdep turns itself off when it has found something. */
	if (IS_ENABLED(CONFIG_LOCKDEP) && !debug_locks && !doubtful) {
		doubtful = true;
		if (!warnings)
			pck_say("warn lockdep: see the console\n");
	}
	warnings = 0;
	if (warn_count)
		warned_before = atomic_read(warn_count);
}

void pck_warnings_report_grave(void)
{
	unsigned int i, kept = 0;

	for (i = 0; i < warnings; i++)
		if (is_grave[i])
			memmove(warning[kept++], warning[i], LENGTH_MAX);
	warnings = kept;
	if (warn_count)
		warned_before = atomic_read(warn_count);
	pck_warnings_report();
}

bool pck_doubtful(void)
{
	return doubtful;
}

void pck_warnings_reset(void)
{
	warnings = 0;
	open_warn = open_lock = NULL;
	if (warn_count)
		warned_before = atomic_read(warn_count);
	generic_bug_clear_once();
	memset(__start_once, 0, __end_once - __start_once);
}

int pck_warnings_init(void)
{
	warn_count = (atomic_t *)kallsyms_lookup_name("warn_count");
	pck_locks_init();
	register_console(&listener);
	return 0;
}
