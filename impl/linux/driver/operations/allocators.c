// SPDX-License-Identifier: GPL-2.0-only
/*
 * PASIDs from the kernel's allocator: drivers that take one for a domain of
 * their own, and address spaces that are shared with devices (SVA).
 */
#include <linux/list.h>
#include <linux/slab.h>
#include "operations/operations.h"

struct bond {
	struct list_head list;
	struct pck_function *f;
	unsigned int mm;
	struct iommu_sva *sva;
};

/* The last that was made is the first. */
static LIST_HEAD(bonds);

static int allocate(struct pck_function *f, const struct pck_operation *op)
{
	struct device *dev = &f->pdev->dev;
	ioasid_t pasid = iommu_alloc_global_pasid(dev);
	int column, ret;

	if (pasid == IOMMU_PASID_INVALID)
		return -ENOSPC;
	column = pck_column_of(pasid);
	if (column < 0) {
		pck_refuse("PASID %u was allocated, and is not observed",
			   pasid);
		ret = -ERANGE;
	} else {
		ret = iommu_attach_device_pasid(pck_domain(op->domain), dev,
						pasid, NULL);
	}
	if (ret) {
		iommu_free_global_pasid(pasid);
		return ret;
	}
	pck_record(f, column, op->domain);
	f->holders[column] |= BIT(op->driver - 1);
	return 0;
}

static int free_highest(struct pck_function *f, unsigned int driver)
{
	int column;

	for (column = pck->columns - 1; column > 0; column--)
		if (f->holders[column] & BIT(driver - 1))
			break;
	if (column <= 0)
		return -ENOENT;
	pck_detach_pasid(f, column);
	iommu_free_global_pasid(pck->pasid[column]);
	f->holders[column] &= ~BIT(driver - 1);
	return 0;
}

static int bind_mm(struct pck_function *f, unsigned int number)
{
	struct mm_struct *mm = pck_mm(number);
	struct iommu_sva *sva;
	struct bond *bond;

	bond = kzalloc(sizeof(*bond), GFP_KERNEL);
	if (!mm || !bond) {
		kfree(bond);
		return -ENOMEM;
	}
	sva = iommu_sva_bind_device(&f->pdev->dev, mm);
	if (IS_ERR(sva)) {
		kfree(bond);
		return PTR_ERR(sva);
	}
	bond->f = f;
	bond->mm = number;
	bond->sva = sva;
	list_add(&bond->list, &bonds);
	f->bonds[number - 1]++;
	return 0;
}

/* The last bond of a handle clears the entry, whatever is in it by then. */
static void undo_bond(struct bond *bond)
{
	bool last = refcount_read(&bond->sva->users) == 1;
	int column = pck_column_of(pck_mm_pasid(bond->mm));

	iommu_sva_unbind_device(bond->sva);
	if (last && column > 0)
		pck_record(bond->f, column, PCK_NONE);
	bond->f->bonds[bond->mm - 1]--;
	list_del(&bond->list);
	kfree(bond);
}

static int unbind_mm(struct pck_function *f, unsigned int number)
{
	struct bond *bond;

	list_for_each_entry(bond, &bonds, list)
		if (bond->f == f && bond->mm == number) {
			undo_bond(bond);
			return 0;
		}
	return -ENOENT;
}

/*
 * A function without a group has nothing to release. The allocator would go
 * through a null pointer if it were asked for a PASID for it.
 */
int pck_operate_on_allocator(struct pck_function *f,
			     const struct pck_operation *op)
{
	if (pck_owned_by_context(f))
		return -EPERM;
	switch (op->name) {
	case PCK_ALLOCATE_PASID:
		return pck_group_of(f) ? allocate(f, op) : -ENODEV;
	case PCK_FREE_PASID:
		return free_highest(f, op->driver);
	case PCK_SVA_BIND:
		return bind_mm(f, op->mm);
	case PCK_SVA_UNBIND:
		return unbind_mm(f, op->mm);
	default:
		return -EINVAL;
	}
}

void pck_allocators_undo(void)
{
	struct bond *bond, *next;
	unsigned int i;

	list_for_each_entry_safe(bond, next, &bonds, list) {
		/* The function that made it may be unplugged since. */
		bond->sva->dev = &bond->f->pdev->dev;
		undo_bond(bond);
	}
	for (i = 0; i < pck->functions; i++) {
		unsigned int driver;

		for (driver = 1; driver <= PCK_DRIVERS; driver++)
			while (!free_highest(&pck->function[i], driver))
				;
	}
	pck_mm_drop_pasids();
}
