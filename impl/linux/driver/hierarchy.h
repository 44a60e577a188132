/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hierarchy of a scenario. It stands on the machine and beside the
 * operations, which it does not know.
 */
#ifndef PCK_HIERARCHY_H
#define PCK_HIERARCHY_H

#include "machine/machine.h"

void pck_hierarchy_init(struct device *parent);
void pck_hierarchy_up(void);
void pck_hierarchy_down(void);
int pck_hierarchy_plug(struct pck_function *f);
/* in_use: a user of the core holds the function, and must release it first. */
int pck_hierarchy_unplug(struct pck_function *f, bool in_use);

#endif
