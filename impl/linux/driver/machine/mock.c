// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mock IOMMU driver: keeps, per function, the domain of the RID and of each
 * observed PASID, refuses where it is told to, and reports every callback.
 */
#include <linux/slab.h>
#include "machine/machine.h"
#include "iommu-priv.h"

static struct iommu_device mock;
static bool registered, probing_all = true, reporting;
static struct device *probing;
/* Callbacks until one fails, 0: none will; and with what. */
static unsigned int until_failure, failure;

/* What the driver makes of the call, before it touches anything. */
static int verdict(struct device *dev, u32 pasid, enum pck_domain_id id)
{
	if (until_failure && --until_failure == 0)
		return failure;
	if (pasid == IOMMU_NO_PASID || id == PCK_BLOCKED)
		return 0;
	if (!dev->iommu->max_pasids)
		return EINVAL;
	if (pck->strict && !pck_pasid_enabled(to_pci_dev(dev)))
		return EINVAL;
	return 0;
}

static int called(struct iommu_domain *domain, struct device *dev, u32 pasid,
		  struct iommu_domain *old)
{
	struct pck_function *f = dev_iommu_priv_get(dev);
	enum pck_domain_id id = pck_domain_id(domain);
	enum pck_domain_id seen = PCK_NONE;
	int column = pck_column_of(pasid), status;

	if (column < 0) {
		pck_say("warn driver called for PASID %u, which nobody named\n",
			pasid);
		return -EINVAL;
	}
	if (pasid != IOMMU_NO_PASID)
		seen = pck_recorded(f, column);
	status = verdict(dev, pasid, id);
	if (reporting)
		pck_say("call %td %u %s %s %s %d\n", f - pck->function, pasid,
			pck_domain_name(id),
			pck_domain_name(pck_domain_id(old)),
			pck_domain_name(seen), status);
	if (!status)
		f->hardware[column] = pasid != IOMMU_NO_PASID &&
			id == PCK_BLOCKED ? PCK_NONE : id;
	return -status;
}

int pck_attach_dev(struct iommu_domain *domain, struct device *dev,
		   struct iommu_domain *old)
{
	return called(domain, dev, IOMMU_NO_PASID, old);
}

int pck_set_dev_pasid(struct iommu_domain *domain, struct device *dev,
		      ioasid_t pasid, struct iommu_domain *old)
{
	return called(domain, dev, pasid, old);
}

static bool is_managed(struct device *dev)
{
	struct pck_function *f;

	if (!dev_is_pci(dev) || (!probing_all && probing != dev))
		return false;
	f = pck_function_of(to_pci_dev(dev));
	return f && f->managed;
}

static struct iommu_device *probe_device(struct device *dev)
{
	struct pck_function *f;

	if (!is_managed(dev))
		return ERR_PTR(-ENODEV);
	f = pck_function_of(to_pci_dev(dev));
	memset(f->hardware, 0, sizeof(f->hardware));
	dev_iommu_priv_set(dev, f);
	return &mock;
}

/* PASIDs that nobody has removed stay recorded in hardware[]. */
static void release_device(struct device *dev)
{
	struct pck_function *f = dev_iommu_priv_get(dev);

	f->hardware[0] = PCK_NONE;
}

static void reserve(struct list_head *list, phys_addr_t at, int prot,
		    enum iommu_resv_type type)
{
	struct iommu_resv_region *region;

	region = iommu_alloc_resv_region(at, PAGE_SIZE, prot, type, GFP_KERNEL);
	if (region)
		list_add_tail(&region->list, list);
}

/* Firmware that wants a page mapped at all times; what the device decodes. */
static void get_resv_regions(struct device *dev, struct list_head *list)
{
	struct pck_function *f = pck_function_of(to_pci_dev(dev));
	unsigned int region;

	if (!f)
		return;
	if (f->direct_map)
		reserve(list, SZ_1M, IOMMU_READ | IOMMU_WRITE,
			IOMMU_RESV_DIRECT);
	for (region = 1; region <= PCK_REGIONS; region++)
		if (f->reserved & BIT(region - 1))
			reserve(list, pck_region_start(region), 0,
				IOMMU_RESV_RESERVED);
}

static bool has_capability(struct device *dev, enum iommu_cap cap)
{
	return cap == IOMMU_CAP_CACHE_COHERENCY;
}

static int def_domain_type(struct device *dev)
{
	return IOMMU_DOMAIN_IDENTITY;
}

/* Not const: a scenario says whether there is a blocked domain. */
static struct iommu_ops ops = {
	.owner = THIS_MODULE,
	.capable = has_capability,
	.probe_device = probe_device,
	.release_device = release_device,
	.device_group = pci_device_group,
	.get_resv_regions = get_resv_regions,
	.def_domain_type = def_domain_type,
	.domain_alloc_paging_flags = pck_alloc_paging,
	.domain_alloc_nested = pck_alloc_nested,
	.domain_alloc_sva = pck_alloc_sva,
};

/* For the scenario at hand; no device of ours exists at this moment. */
void pck_mock_prepare(void)
{
	struct iommu_domain *blocked = pck_domains_prepare(&ops);

	ops.blocked_domain = blocked;
	ops.release_domain = blocked;
	mock.max_pasids = pck->max_pasids;
	probing_all = true;
	until_failure = 0;
	reporting = true;
}

int pck_mock_register(bool on)
{
	int ret = 0;

	if (on == registered)
		return 0;
	if (on)
		ret = iommu_device_register(&mock, &ops, NULL);
	else
		iommu_device_unregister(&mock);
	if (!ret)
		registered = on;
	return ret;
}

void pck_mock_probe_only(struct device *dev)
{
	probing_all = false;
	probing = dev;
}

void pck_mock_probe_all(void)
{
	probing_all = true;
}

void pck_mock_arm(unsigned int call, unsigned int errno_value)
{
	until_failure = call;
	failure = errno_value;
}

void pck_mock_report(bool on)
{
	reporting = on;
}

int pck_mock_init(struct device *parent)
{
	ops.identity_domain = pck_domain(PCK_IDENTITY);
	return iommu_device_sysfs_add(&mock, parent, NULL, "pasidcheck-iommu");
}
