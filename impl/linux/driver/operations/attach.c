// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations of the core on the RID and the PASIDs of a function
 * (drivers/iommu/iommu.c), each the call of one of its functions.
 */
#include "operations/operations.h"
#include "iommu-priv.h"

/* With the domain that is recorded there, if there is any. */
void pck_detach_pasid(struct pck_function *f, unsigned int column)
{
	struct iommu_attach_handle *handle = pck_handle_at(f, column);
	enum pck_domain_id id = pck_recorded(f, column);

	if (id == PCK_NONE)
		return;
	iommu_detach_device_pasid(handle ? handle->domain : pck_domain(id),
				  &f->pdev->dev, pck->pasid[column]);
	pck_record(f, column, PCK_NONE);
}

static int attach_rid(struct pck_function *f, const struct pck_operation *op)
{
	struct iommu_domain *domain = pck_domain(op->domain);

	if (!op->handle)
		return iommu_attach_group(domain, pck_group_of(f));
	return iommu_attach_group_handle(domain, pck_group_of(f),
					 pck_handle(op->handle));
}

static int attach_pasid(struct pck_function *f, const struct pck_operation *op)
{
	int ret = iommu_attach_device_pasid(pck_domain(op->domain),
					    &f->pdev->dev, op->pasid,
					    pck_handle(op->handle));

	if (!ret)
		pck_record(f, op->column, op->handle ? PCK_NONE : op->domain);
	return ret;
}

static int replace_pasid(struct pck_function *f, const struct pck_operation *op)
{
	int ret = iommu_replace_device_pasid(pck_domain(op->domain),
					     &f->pdev->dev, op->pasid,
					     pck_handle(op->handle));

	if (!ret)
		pck_record(f, op->column, PCK_NONE);
	return ret;
}

/* Its caller must have attached: with nothing recorded it is not called. */
static int detach_pasid(struct pck_function *f, const struct pck_operation *op)
{
	if (!op->column || pck_recorded(f, op->column) == PCK_NONE)
		return -ENOENT;
	pck_detach_pasid(f, op->column);
	return 0;
}

int pck_operate_on_core(struct pck_function *f, const struct pck_operation *op)
{
	struct device *dev = &f->pdev->dev;

	if (!pck_group_of(f))
		return -ENODEV;
	/* Only drivers of the kernel call these, and here iommufd has it. */
	if (pck_owned_by_context(f))
		return -EPERM;
	switch (op->name) {
	case PCK_DEVICE_ATTACH:
		return iommu_attach_device(pck_domain(op->domain), dev);
	case PCK_DEVICE_DETACH:
		iommu_detach_device(iommu_get_domain_for_dev(dev), dev);
		return 0;
	case PCK_RID_ATTACH:
		return attach_rid(f, op);
	case PCK_RID_REPLACE:
		return iommu_replace_group_handle(pck_group_of(f),
						  pck_domain(op->domain),
						  pck_handle(op->handle));
	case PCK_RID_DETACH:
		iommu_detach_group_handle(iommu_get_domain_for_dev(dev),
					  pck_group_of(f));
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
