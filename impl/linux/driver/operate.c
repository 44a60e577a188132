// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every operation of a scenario, sent by its name to whoever carries it out,
 * and the end of all of them.
 */
#include "operate.h"
#include "iommu-priv.h"

static bool is_last_member(const struct pck_function *f)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++)
		if (f != &pck->function[i] &&
		    pck_same_group(f, &pck->function[i]))
			return false;
	return true;
}

/* Whether somebody must let go of it before it can be unplugged. */
static bool is_in_use(const struct pck_function *f)
{
	unsigned int column;

	for (column = 1; column < pck->columns; column++)
		if (f->holders[column])
			return true;
	return f->driver_bound || f->context || f->bonds[0] || f->bonds[1] ||
	       (f->owner && is_last_member(f));
}

static int operate(struct pck_function *f, const struct pck_operation *op)
{
	if (op->name == PCK_PLUG)
		return pck_hierarchy_plug(f);
	if (op->name == PCK_UNPLUG)
		return pck_hierarchy_unplug(f, is_in_use(f));
	if (!f->pdev)
		return -ENODEV;
	switch (op->name) {
	case PCK_PASID_ENABLE ... PCK_PASID_DISABLE:
	case PCK_RESET_PREPARE ... PCK_ACS_SET:
		return pck_operate_on_pci(f, op);
	case PCK_DEVICE_ATTACH ... PCK_PASID_DETACH:
		return pck_operate_on_core(f, op);
	case PCK_CLAIM ... PCK_DRIVER_UNBIND:
		return pck_operate_on_owner(f, op);
	case PCK_FD_BIND ... PCK_VFIO_DETACH_PASID:
		return pck_operate_on_iommufd(f, op);
	case PCK_ALLOCATE_PASID ... PCK_SVA_UNBIND:
		return pck_operate_on_allocator(f, op);
	default:
		return -EINVAL;
	}
}

int pck_operate(const struct pck_operation *op)
{
	int ret;

	pck_mock_arm(op->fail_call, op->fail_errno);
	ret = operate(&pck->function[op->dev], op);
	pck_mock_arm(0, 0);
	return ret;
}

/*
 * Whatever is attached goes, so that no group keeps anything alive. PASIDs
 * first: the end of a reset would bring them back, and after L5 with a domain
 * that cannot be set on a PASID.
 */
void pck_operations_undo(void)
{
	unsigned int i, column;

	pck_mock_report(false);
	pck_iommufd_undo();
	pck_allocators_undo();
	for (i = 0; i < pck->functions; i++)
		for (column = 1; column < pck->columns; column++)
			pck_detach_pasid(&pck->function[i], column);
	for (i = 0; i < pck->functions; i++) {
		struct pck_function *f = &pck->function[i];

		if (!pck_group_of(f))
			continue;
		pck_resets_undo(f);
		iommu_detach_group_handle(pck_domain(PCK_IDENTITY),
					  pck_group_of(f));
	}
	pck_ownership_undo();
}
