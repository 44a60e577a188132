// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations of a scenario: those of the core, each the call of one of its
 * functions, and what the caller must remember to be able to undo them.
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
struct iommu_group *pck_group_of(const struct pck_function *f)
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

bool pck_same_group(const struct pck_function *f, const struct pck_function *g)
{
	return pck_group_of(f) && pck_group_of(f) == pck_group_of(g);
}

struct iommu_attach_handle *pck_handle_at(const struct pck_function *f,
					  unsigned int column)
{
	struct iommu_group *group = pck_group_of(f);
	struct iommu_attach_handle *handle;

	if (!group)
		return NULL;
	handle = iommu_attach_handle_get(group, pck->pasid[column], 0);
	return IS_ERR(handle) ? NULL : handle;
}

/* Those of iommufd and of SVA have no number. */
unsigned int pck_handle_of(const struct pck_function *f, unsigned int column)
{
	struct iommu_attach_handle *handle = pck_handle_at(f, column);

	if (handle < handles || handle >= handles + PCK_HANDLES)
		return 0;
	return handle - handles + 1;
}

/*
 * The domain in the core's tables: what a handle says, and for an entry without
 * one what its caller was told, since the core cannot be asked.
 */
enum pck_domain_id pck_recorded(const struct pck_function *f,
				unsigned int column)
{
	struct iommu_attach_handle *handle;

	if (!pck_group_of(f))
		return PCK_NONE;
	if (!column)
		return pck_domain_id(iommu_get_domain_for_dev(&f->pdev->dev));
	handle = pck_handle_at(f, column);
	return handle ? pck_domain_id(handle->domain) : f->recorded[column];
}

/* The table is the group's, so every member remembers. */
void pck_record(const struct pck_function *named, unsigned int column,
		enum pck_domain_id id)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++)
		if (pck_same_group(named, &pck->function[i]))
			pck->function[i].recorded[column] = id;
}

bool pck_table_used(const struct pck_function *f)
{
	unsigned int column;

	if (pck_handle_at(f, 0))
		return true;
	for (column = 1; column < pck->columns; column++)
		if (pck_recorded(f, column) != PCK_NONE)
			return true;
	return false;
}

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
					 handle_at(op->handle));
}

static int attach_pasid(struct pck_function *f, const struct pck_operation *op)
{
	int ret = iommu_attach_device_pasid(pck_domain(op->domain),
					    &f->pdev->dev, op->pasid,
					    handle_at(op->handle));

	if (!ret)
		pck_record(f, op->column, op->handle ? PCK_NONE : op->domain);
	return ret;
}

static int replace_pasid(struct pck_function *f, const struct pck_operation *op)
{
	int ret = iommu_replace_device_pasid(pck_domain(op->domain),
					     &f->pdev->dev, op->pasid,
					     handle_at(op->handle));

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
		return iommu_replace_group_handle(pck_group_of(f),
						  pck_domain(op->domain),
						  handle_at(op->handle));
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

/* The core does not say who is in a reset, so its callers' books do. */
static bool concerned_by_resets(const struct pck_function *f)
{
	return pck_group_of(f) && pci_ats_supported(f->pdev);
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

/* As setpci does it: nobody in the kernel hears of it. */
static int set_acs(struct pck_function *f, u16 ctrl)
{
	if (!f->pdev->acs_cap)
		return -EOPNOTSUPP;
	return pci_write_config_word(f->pdev, f->pdev->acs_cap + PCI_ACS_CTRL,
				     ctrl);
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
	case PCK_ACS_SET:
		return set_acs(f, op->acs_ctrl);
	default:
		break;
	}
	if (op->name >= PCK_CLAIM && op->name <= PCK_DRIVER_UNBIND)
		return pck_operate_on_owner(f, op);
	if (op->name >= PCK_FD_BIND && op->name <= PCK_VFIO_DETACH_PASID)
		return pck_operate_on_iommufd(f, op);
	if (op->name >= PCK_ALLOCATE_PASID)
		return pck_operate_on_allocator(f, op);
	if (!pck_group_of(f))
		return -ENODEV;
	/* These are what drivers of the kernel call, and a user has it. */
	if (pck_owned_by_context(f))
		return -EPERM;
	return operate_on_group(f, op);
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

static bool is_last_member(const struct pck_function *f)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++)
		if (f != &pck->function[i] &&
		    pck_same_group(f, &pck->function[i]))
			return false;
	return true;
}

bool pck_in_use(const struct pck_function *f)
{
	unsigned int column;

	for (column = 1; column < pck->columns; column++)
		if (f->holders[column])
			return true;
	return f->driver_bound || f->context || f->bonds[0] || f->bonds[1] ||
	       (f->owner && is_last_member(f));
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
	pck_allocation_undo();
	for (i = 0; i < pck->functions; i++)
		for (column = 1; column < pck->columns; column++)
			pck_detach_pasid(&pck->function[i], column);
	for (i = 0; i < pck->functions; i++) {
		struct pck_function *f = &pck->function[i];

		if (!pck_group_of(f))
			continue;
		while (f->resets)
			reset_done(f);
		iommu_detach_group_handle(pck_domain(PCK_IDENTITY),
					  pck_group_of(f));
	}
	pck_ownership_undo();
}
