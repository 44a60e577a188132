// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA ownership: owners that claim a function's group, and drivers of the
 * kernel that want its default domain. The core keeps owner and count to
 * itself, so what its answers amount to is counted here, and compared with the
 * one thing that it tells (iommu_group_dma_owner_claimed()).
 */
#include "operations/operations.h"

/* What is claimed with: only the address counts. */
static char owner_token[PCK_OWNERS];

static bool is_owner(unsigned int owner)
{
	return owner && owner <= PCK_OWNERS;
}

bool pck_owned_by_context(const struct pck_function *f)
{
	return f->owner > PCK_OWNERS;
}

/* Owner and count are the group's, so every member records them. */
void pck_owner_counted(struct pck_function *named, unsigned int owner,
		       int change)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++) {
		struct pck_function *f = &pck->function[i];

		if (!pck_same_group(f, named))
			continue;
		f->owner_count += change;
		f->owner = f->owner_count ? owner : 0;
	}
}

/* Of a function without a group there is nothing to count. */
void pck_owner_check(const struct pck_function *f)
{
	struct iommu_group *group = pck_group_of(f);

	if (group && iommu_group_dma_owner_claimed(group) != !!f->owner_count)
		pck_say("warn pasidcheck: the core disagrees on the owner of function %td\n",
			f - pck->function);
}

static int claim(struct pck_function *f, unsigned int owner)
{
	int ret = iommu_device_claim_dma_owner(&f->pdev->dev,
					       &owner_token[owner - 1]);

	if (!ret)
		pck_owner_counted(f, owner, 1);
	return ret;
}

/* Warns where nothing is claimed or PASIDs are attached: then not called. */
static int release(struct pck_function *f)
{
	if (!is_owner(f->owner))
		return -ENOENT;
	if (f->owner_count == 1 && pck_table_used(f))
		return -EBUSY;
	iommu_device_release_dma_owner(&f->pdev->dev);
	pck_owner_counted(f, f->owner, -1);
	return 0;
}

static int bind_driver(struct pck_function *f)
{
	int ret;

	if (f->driver_bound)
		return -EBUSY;
	ret = iommu_device_use_default_domain(&f->pdev->dev);
	if (ret)
		return ret;
	f->driver_bound = true;
	if (pck_group_of(f))
		pck_owner_counted(f, 0, 1);
	return 0;
}

/* Warns while PASIDs are attached: then not called. */
static int unbind_driver(struct pck_function *f)
{
	if (!f->driver_bound)
		return -ENOENT;
	if (pck_group_of(f) && pck_table_used(f))
		return -EBUSY;
	iommu_device_unuse_default_domain(&f->pdev->dev);
	f->driver_bound = false;
	if (pck_group_of(f))
		pck_owner_counted(f, 0, -1);
	return 0;
}

int pck_operate_on_owner(struct pck_function *f, const struct pck_operation *op)
{
	switch (op->name) {
	case PCK_CLAIM:
		return claim(f, op->owner);
	case PCK_RELEASE:
		return release(f);
	case PCK_DRIVER_BIND:
		return bind_driver(f);
	case PCK_DRIVER_UNBIND:
		return unbind_driver(f);
	default:
		return -EINVAL;
	}
}

/* Nothing is attached any more. */
void pck_ownership_undo(void)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++) {
		struct pck_function *f = &pck->function[i];

		if (!f->pdev)
			continue;
		unbind_driver(f);
		while (pck_group_of(f) && is_owner(f->owner) && !release(f))
			;
	}
}
