// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines of an answer, in one buffer that goes to the harness when the
 * scenario is over.
 */
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "protocol/protocol.h"

/* An answer has at most so many bytes; the protocol allows 16 MiB. */
#define ANSWER_SIZE	SZ_4M
/* Room for the lines that end it. */
#define SPARE_SIZE	100

static char *answer;
static unsigned int length;

void pck_say_from_start(void)
{
	length = 0;
}

void pck_say(const char *text, ...)
{
	va_list args;

	va_start(args, text);
	length += vscnprintf(answer + length, ANSWER_SIZE - length, text, args);
	va_end(args);
}

unsigned int pck_said(void)
{
	return length;
}

void pck_say_at(unsigned int at, const char *line)
{
	unsigned int size = strlen(line);

	if (length + size >= ANSWER_SIZE)
		return;
	memmove(answer + at + size, answer + at, length - at);
	memcpy(answer + at, line, size);
	length += size;
}

bool pck_said_too_much(void)
{
	return length >= ANSWER_SIZE - SPARE_SIZE;
}

int pck_say_send(void)
{
	return pck_host_write(answer, length);
}

int pck_say_init(void)
{
	answer = kvmalloc(ANSWER_SIZE, GFP_KERNEL);
	return answer ? 0 : -ENOMEM;
}
