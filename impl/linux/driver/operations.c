// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations of a scenario, each the call of one function of the core, and
 * what the caller must remember to be able to undo them.
 */
#include <linux/pci-ats.h>
#include "pasidcheck.h"
#include "iommu-priv.h"

/* h1..h8 */
static struct iommu_attach_handle handles[PCK_HANDLES];

void pck_operations_reset(void)
{
	memset(handles, 0, sizeof(handles));
}

/* NULL also for a function that is not there. */
static struct iommu_group *group_of(const struct pck_function *f)
{
	return f->pdev ? f->pdev->dev.iommu_group : NULL;
}

static struct iommu_attach_handle *handle_at(unsigned int number)
{
	return number ? &handles[number - 1] : NULL;
}

enum pck_domain_id pck_handle_says(unsigned int handle)
{
	return pck_domain_id(handles[handle - 1].domain);
}

/* The handle that the core has at (f, column), 0 if none, and what it says. */
unsigned int pck_handle_of(const struct pck_function *f, unsigned int column,
			   enum pck_domain_id *says)
{
	struct iommu_group *group = group_of(f);
	struct iommu_attach_handle *handle;

	if (!group)
		return 0;
	handle = iommu_attach_handle_get(group, pck->pasid[column], 0);
	if (IS_ERR(handle))
		return 0;
	*says = pck_domain_id(handle->domain);
	return handle - handles + 1;
}

/*
 * The domain in the core's tables: what a handle says, and for an entry without
 * one what its caller was told, since the core cannot be asked.
 */
enum pck_domain_id pck_recorded(const struct pck_function *f,
				unsigned int column)
{
	enum pck_domain_id says;

	if (!group_of(f))
		return PCK_NONE;
	if (!column)
		return pck_domain_id(iommu_get_domain_for_dev(&f->pdev->dev));
	return pck_handle_of(f, column, &says) ? says : f->recorded[column];
}

/* The table is the group's, so every member remembers. */
static void record(const struct pck_function *named, unsigned int column,
		   enum pck_domain_id id)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++)
		if (group_of(named) &&
		    group_of(&pck->function[i]) == group_of(named))
			pck->function[i].recorded[column] = id;
}

static int attach_rid(struct pck_function *f, const struct pck_operation *op)
{
	struct iommu_domain *domain = pck_domain(op->domain);

	if (!op->handle)
		return iommu_attach_group(domain, group_of(f));
	return iommu_attach_group_handle(domain, group_of(f),
					 handle_at(op->handle));
}

static int attach_pasid(struct pck_function *f, const struct pck_operation *op)
{
	int ret = iommu_attach_device_pasid(pck_domain(op->domain),
					    &f->pdev->dev, op->pasid,
					    handle_at(op->handle));

	if (!ret)
		record(f, op->column, op->handle ? PCK_NONE : op->domain);
	return ret;
}

static int replace_pasid(struct pck_function *f, const struct pck_operation *op)
{
	int ret = iommu_replace_device_pasid(pck_domain(op->domain),
					     &f->pdev->dev, op->pasid,
					     handle_at(op->handle));

	if (!ret)
		record(f, op->column, PCK_NONE);
	return ret;
}

/* Its caller must have attached: with nothing recorded it is not called. */
static int detach_pasid(struct pck_function *f, const struct pck_operation *op)
{
	enum pck_domain_id id = pck_recorded(f, op->column);

	if (id == PCK_NONE || !op->column)
		return -ENOENT;
	iommu_detach_device_pasid(pck_domain(id), &f->pdev->dev, op->pasid);
	record(f, op->column, PCK_NONE);
	return 0;
}

static int operate_on_group(struct pck_function *f,
			    const struct pck_operation *op)
{
	struct device *dev = &f->pdev->dev;

	switch (op->name) {
	case PCK_DEVICE_ATTACH:
		return iommu_attach_device(pck_domain(op->domain), dev);
	case PCK_DEVICE_DETACH:
		iommu_detach_device(iommu_get_domain_for_dev(dev), dev);
		return 0;
	case PCK_RID_ATTACH:
		return attach_rid(f, op);
	case PCK_RID_REPLACE:
		return iommu_replace_group_handle(group_of(f),
						  pck_domain(op->domain),
						  handle_at(op->handle));
	case PCK_RID_DETACH:
		iommu_detach_group_handle(iommu_get_domain_for_dev(dev),
					  group_of(f));
		return 0;
	case PCK_PASID_ATTACH:
		return attach_pasid(f, op);
	case PCK_PASID_REPLACE:
		return replace_pasid(f, op);
	case PCK_PASID_DETACH:
		return detach_pasid(f, op);
	default:
		return -EINVAL;
	}
}

/* The core does not say who is in a reset, so its callers' books do. */
static bool concerned_by_resets(const struct pck_function *f)
{
	return group_of(f) && pci_ats_supported(f->pdev);
}

static int prepare_reset(struct pck_function *f)
{
	int ret = pci_dev_reset_iommu_prepare(f->pdev);

	if (!ret && concerned_by_resets(f))
		f->resets++;
	return ret;
}

static void reset_done(struct pck_function *f)
{
	pci_dev_reset_iommu_done(f->pdev);
	if (concerned_by_resets(f) && f->resets)
		f->resets--;
}

static int operate(struct pck_function *f, const struct pck_operation *op)
{
	switch (op->name) {
	case PCK_PLUG:
		return pck_hierarchy_plug(f);
	case PCK_UNPLUG:
		return pck_hierarchy_unplug(f);
	default:
		break;
	}
	if (!f->pdev)
		return -ENODEV;
	switch (op->name) {
	case PCK_PASID_ENABLE:
		return pci_enable_pasid(f->pdev, op->features);
	case PCK_PASID_DISABLE:
		pci_disable_pasid(f->pdev);
		return 0;
	case PCK_RESET_PREPARE:
		return prepare_reset(f);
	case PCK_RESET_DONE:
		reset_done(f);
		return 0;
	default:
		return group_of(f) ? operate_on_group(f, op) : -ENODEV;
	}
}

/* Returns what the core returned; functions of type void return 0. */
int pck_operate(const struct pck_operation *op)
{
	int ret;

	pck_mock_arm(op->fail_call, op->fail_errno);
	ret = operate(&pck->function[op->dev], op);
	pck_mock_arm(0, 0);
	return ret;
}

static void undo_pasids(struct pck_function *f)
{
	unsigned int column;

	for (column = 1; column < pck->columns; column++) {
		enum pck_domain_id id = pck_recorded(f, column);

		if (id == PCK_NONE)
			continue;
		iommu_detach_device_pasid(pck_domain(id), &f->pdev->dev,
					  pck->pasid[column]);
		record(f, column, PCK_NONE);
	}
}

/*
 * Whatever is attached goes, so that no group keeps anything alive. PASIDs
 * first: the end of a reset would bring them back, and after L5 with a domain
 * that cannot be set on a PASID.
 */
void pck_operations_undo(void)
{
	unsigned int i;

	pck_mock_report(false);
	for (i = 0; i < pck->functions; i++)
		if (group_of(&pck->function[i]))
			undo_pasids(&pck->function[i]);
	for (i = 0; i < pck->functions; i++) {
		struct pck_function *f = &pck->function[i];

		if (!group_of(f))
			continue;
		while (f->resets)
			reset_done(f);
		iommu_detach_group_handle(pck_domain(PCK_IDENTITY),
					  group_of(f));
	}
}
