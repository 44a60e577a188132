/* SPDX-License-Identifier: GPL-2.0-only */
/* Every operation of a scenario by its name, and the end of all of them. */
#ifndef PCK_OPERATE_H
#define PCK_OPERATE_H

#include "operations/operations.h"
#include "hierarchy.h"

/* Returns what the kernel returned; its functions of type void return 0. */
int pck_operate(const struct pck_operation *op);
void pck_operations_undo(void);

#endif
