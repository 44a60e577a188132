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
/* The kernel is about to die: sends what there is of the answer. */
void pck_answer_dying(void);

/* last-words.c: what a kernel that dies leaves */
int pck_last_words_init(void);
/* The calling task is the one that must not wait for ever. */
void pck_last_words_serve(void);

/* locks.c: locks that nobody may hold between two operations */
void pck_locks_init(void);
const char *pck_lock_held(void);

/* user-lines.c: what is seen of the users of the core */
void pck_user_lines_begin(void);
void pck_user_lines_say(void);

/* warnings.c: WARN, lockdep, sanitizers, lost locks */
int pck_warnings_init(void);
/* What this kernel has warned of since last asked, a line each. */
void pck_warnings_report(void);
/* The same, but for a WARN: a machine that goes down may be warned of. */
void pck_warnings_report_grave(void);
/* Forgets, and makes WARN_ONCE speak again. */
void pck_warnings_reset(void);
/* Whether this kernel should not be asked anything more. */
bool pck_doubtful(void);

#endif
