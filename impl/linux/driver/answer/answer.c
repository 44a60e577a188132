// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines of an answer: what was done, and of what can be seen that which has
 * changed.
 */
#include "answer/answer.h"

#define FLAG_ENABLED	1
#define FLAG_BLOCKED	2
#define FLAG_PRESENT	4

struct row {
	unsigned int group, flags;
	u8 hardware[PCK_COLUMNS_MAX];
	u8 recorded[PCK_COLUMNS_MAX];
	u8 handle[PCK_COLUMNS_MAX];
};

/* Where the lines of the step begin. */
static unsigned int step_at;
/*
 * The operation that is being carried out: -1 while the hierarchy boots, one
 * after the last while it goes down; nothing is asked at NOTHING.
 */
#define NOTHING		-2
static int running = NOTHING;
static struct row shown[PCK_FUNCTIONS_MAX];
static u8 handles_shown[PCK_HANDLES];

/* The smallest index among the members, plus 1. */
static unsigned int group_number(const struct pck_function *f)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++)
		if (pck_same_group(f, &pck->function[i]))
			return i + 1;
	return 0;
}

static void look(const struct pck_function *f, struct row *row)
{
	unsigned int column;

	memset(row, 0, sizeof(*row));
	row->group = group_number(f);
	row->flags = f->pdev ? FLAG_PRESENT : 0;
	if (f->pdev && pck_pasid_enabled(f->pdev))
		row->flags |= FLAG_ENABLED;
	if (f->resets)
		row->flags |= FLAG_BLOCKED;
	for (column = 0; column < pck->columns; column++) {
		row->hardware[column] = f->hardware[column];
		row->recorded[column] = pck_recorded(f, column);
		row->handle[column] = pck_handle_of(f, column);
	}
}

static void say_row(unsigned int index, const struct row *row)
{
	unsigned int column;

	pck_say("fn %u %u %u", index, row->group, row->flags);
	for (column = 0; column < pck->columns; column++)
		pck_say(" %s", pck_domain_name(row->hardware[column]));
	for (column = 0; column < pck->columns; column++)
		pck_say(" %s", pck_domain_name(row->recorded[column]));
	for (column = 0; column < pck->columns; column++)
		pck_say(" %u", row->handle[column]);
	pck_say("\n");
}

static void say_handles(void)
{
	u8 says[PCK_HANDLES];
	unsigned int i;

	for (i = 0; i < PCK_HANDLES; i++)
		says[i] = pck_handle_says(i + 1);
	if (!memcmp(says, handles_shown, sizeof(says)))
		return;
	memcpy(handles_shown, says, sizeof(says));
	pck_say("handles");
	for (i = 0; i < PCK_HANDLES; i++)
		pck_say(" %s", pck_domain_name(says[i]));
	pck_say("\n");
}

static void say_changes(bool all)
{
	struct row now;
	unsigned int i;

	for (i = 0; i < pck->functions; i++) {
		look(&pck->function[i], &now);
		if (!all && !memcmp(&now, &shown[i], sizeof(now)))
			continue;
		shown[i] = now;
		say_row(i, &now);
	}
	say_handles();
	pck_user_lines_say();
	pck_warnings_report();
}

void pck_answer_begin(u32 id)
{
	pck_say_from_start();
	memset(handles_shown, 0, sizeof(handles_shown));
	pck_user_lines_begin();
	pck_say("answer %u\n", id);
	step_at = pck_said();
	running = -1;
}

void pck_answer_boot(void)
{
	say_changes(true);
	step_at = pck_said();
	running = 0;
}

/* Its calls are said already, but the line that opens a step comes first. */
void pck_answer_step(unsigned int index, int result)
{
	char head[32];

	scnprintf(head, sizeof(head), "op %u %d\n", index, result);
	pck_say_at(step_at, head);
	say_changes(false);
	step_at = pck_said();
	running = index + 1;
}

void pck_answer_dying(void)
{
	char head[32];

	if (running == NOTHING || pck->refusal[0] || pck_said_too_much())
		return;
	scnprintf(head, sizeof(head), "dying %d\n", running);
	running = NOTHING;
	pck_say_at(step_at, head);
	pck_say_send();
}

int pck_answer_end(u32 id)
{
	running = NOTHING;
	if (pck->refusal[0] || pck_said_too_much()) {
		pck_say_from_start();
		pck_say("unsupported %u %s\n", id, pck->refusal[0] ?
			pck->refusal : "its answer is too long");
	} else {
		pck_say("end %u\n", id);
	}
	if (pck_doubtful())
		pck_say("bye\n");
	return pck_say_send();
}
