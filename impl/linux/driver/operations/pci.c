// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations of the PCI core on one function: PASID capability, resets, and
 * its ACS Control register.
 */
#include <linux/pci-ats.h>
#include "operations/operations.h"

/* The core does not say who is in a reset, so its calls are counted. */
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

int pck_operate_on_pci(struct pck_function *f, const struct pck_operation *op)
{
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
		return -EINVAL;
	}
}

/* For a function that has a group. */
void pck_resets_undo(struct pck_function *f)
{
	while (f->resets)
		reset_done(f);
}
