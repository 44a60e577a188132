// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines of an answer: what was done, and of what can be seen that which has
 * changed.
 */
#include <linux/slab.h>
#include "pasidcheck.h"

/* An answer has at most so many bytes; the protocol allows 16 MiB. */
#define ANSWER_SIZE	SZ_4M

#define FLAG_ENABLED	1
#define FLAG_BLOCKED	2
#define FLAG_PRESENT	4

struct row {
	unsigned int group, flags;
	u8 hardware[PCK_COLUMNS_MAX];
	u8 recorded[PCK_COLUMNS_MAX];
	u8 handle[PCK_COLUMNS_MAX];
};

static char *answer;
static unsigned int length, step_at;
static struct row shown[PCK_FUNCTIONS_MAX];
static u8 handles_shown[PCK_HANDLES];

void pck_say(const char *text, ...)
{
	va_list args;

	va_start(args, text);
	length += vscnprintf(answer + length, ANSWER_SIZE - length, text, args);
	va_end(args);
}

/* The smallest index among the members, plus 1. */
static unsigned int group_number(const struct pck_function *f)
{
	struct iommu_group *group = f->pdev ? f->pdev->dev.iommu_group : NULL;
	unsigned int i;

	for (i = 0; group && i < pck->functions; i++) {
		const struct pck_function *g = &pck->function[i];

		if (g->pdev && g->pdev->dev.iommu_group == group)
			return i + 1;
	}
	return 0;
}

static bool pasid_enabled(struct pci_dev *pdev)
{
	return pdev->is_virtfn ? pci_physfn(pdev)->pasid_enabled :
				 pdev->pasid_enabled;
}

static void look(const struct pck_function *f, struct row *row)
{
	unsigned int column;

	memset(row, 0, sizeof(*row));
	row->group = group_number(f);
	row->flags = f->pdev ? FLAG_PRESENT : 0;
	if (f->pdev && pasid_enabled(f->pdev))
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
	pck_tenancy_say();
	pck_complaints_report();
}

void pck_answer_begin(u32 id)
{
	length = 0;
	memset(handles_shown, 0, sizeof(handles_shown));
	pck_tenancy_begin();
	pck_say("answer %u\n", id);
}

void pck_answer_boot(void)
{
	say_changes(true);
	step_at = length;
}

/* Its calls are said already, but the line that opens a step comes first. */
void pck_answer_step(unsigned int index, int result)
{
	char head[32];
	unsigned int size = scnprintf(head, sizeof(head), "op %u %d\n", index,
				      result);

	if (length + size < ANSWER_SIZE) {
		memmove(answer + step_at + size, answer + step_at,
			length - step_at);
		memcpy(answer + step_at, head, size);
		length += size;
	}
	say_changes(false);
	step_at = length;
}

int pck_answer_end(u32 id)
{
	if (pck->refusal[0] || length >= ANSWER_SIZE - 100) {
		length = 0;
		pck_say("unsupported %u %s\n", id, pck->refusal[0] ?
			pck->refusal : "its answer is too long");
	} else {
		pck_say("end %u\n", id);
	}
	if (pck_doubtful())
		pck_say("bye\n");
	return pck_host_write(answer, length);
}

int pck_observe_init(void)
{
	answer = kvmalloc(ANSWER_SIZE, GFP_KERNEL);
	return answer ? 0 : -ENOMEM;
}
