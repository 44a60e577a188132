// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every operation of a scenario, sent by its name to the file that carries it
 * out, and the end of all of them.
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

/* Whether a user of the core must release it before it can be unplugged. */
static bool is_in_use(const struct pck_function *f)
{
	unsigned int column;

	for (column = 1; column < pck->columns; column++)
		if (f->holders[column])
			return true;
	return f->driver_bound || f->context || f->bonds[0] || f->bonds[1] ||
	       (f->owner && is_last_member(f));
}

/* What is the group's is known from its other members. */
static void take_group_state(struct pck_function *f)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++) {
		struct pck_function *g = &pck->function[i];

		if (g == f || !pck_same_group(f, g))
			continue;
		memcpy(f->recorded, g->recorded, sizeof(f->recorded));
		memcpy(f->named, g->named, sizeof(f->named));
		f->owner = g->owner;
		f->owner_count = g->owner_count;
		return;
	}
}

static int plug(struct pck_function *f)
{
	int ret = pck_hierarchy_plug(f);

	if (!ret)
		take_group_state(f);
	return ret;
}

static int unplug(struct pck_function *f)
{
	int ret = pck_hierarchy_unplug(f, is_in_use(f));

	if (ret)
		return ret;
	f->resets = 0;
	memset(f->recorded, 0, sizeof(f->recorded));
	memset(f->named, 0, sizeof(f->named));
	f->owner = 0;
	f->owner_count = 0;
	return 0;
}

static int operate(struct pck_function *f, const struct pck_operation *op)
{
	if (op->name == PCK_PLUG)
		return plug(f);
	if (op->name == PCK_UNPLUG)
		return unplug(f);
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
 * Everything is detached, so that no group keeps anything alive. PASIDs first:
 * the end of a reset would attach them again, and after LEAD-5 with a domain
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
