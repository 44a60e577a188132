/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lines of an answer: what a scenario's operations did, and of what can be
 * seen that which has changed.
 */
#ifndef PCK_ANSWER_H
#define PCK_ANSWER_H

#include "operations/operations.h"

/* answer.c: what an operation returned, and what changed */
void pck_answer_begin(u32 id);
void pck_answer_boot(void);
void pck_answer_step(unsigned int index, int result);
int pck_answer_end(u32 id);

/* user-lines.c: what is seen of the users of the core */
void pck_user_lines_begin(void);
void pck_user_lines_say(void);

/* warnings.c: WARN and lockdep */
int pck_warnings_init(void);
/* What this kernel has warned of since last asked, a line each. */
void pck_warnings_report(void);
/* Forgets, and makes WARN_ONCE speak again. */
void pck_warnings_reset(void);
/* Whether this kernel should not be asked anything more. */
bool pck_doubtful(void);

#endif
