// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two address spaces that can be shared with devices, M1 and M2. They are
 * empty and serve all scenarios; between them they lose their PASIDs.
 */
#include <linux/sched/mm.h>
#include "machine/machine.h"

static struct mm_struct *mms[PCK_MMS];

struct mm_struct *pck_mm(unsigned int number)
{
	struct mm_struct **mm = &mms[number - 1];

	if (!*mm)
		*mm = mm_alloc();
	return *mm;
}

unsigned int pck_mm_number(const struct mm_struct *mm)
{
	unsigned int i;

	for (i = 0; i < PCK_MMS; i++)
		if (mms[i] == mm)
			return i + 1;
	return 0;
}

u32 pck_mm_pasid(unsigned int number)
{
	struct mm_struct *mm = mms[number - 1];

	return mm && mm->iommu_mm ? mm->iommu_mm->pasid : 0;
}

void pck_mm_drop_pasids(void)
{
	unsigned int i;

	for (i = 0; i < PCK_MMS; i++) {
		if (!mms[i])
			continue;
		mm_pasid_drop(mms[i]);
		mms[i]->iommu_mm = NULL;
	}
}
