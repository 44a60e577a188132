// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mock IOMMU driver: keeps, per function, the domain of the RID and of each
 * observed PASID, refuses where it is told to, and reports every callback.
 */
#include <linux/slab.h>
#include "pasidcheck.h"
#include "iommu-priv.h"

static struct iommu_domain domains[PCK_DOMAINS];
static const char * const names[PCK_DOMAINS] = {
	"-", "B", "I", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "N1", "F1",
};

static struct iommu_device mock;
static bool registered, probing_all = true, reporting;
static struct device *probing;
/* Callbacks until one fails, 0: none will; and with what. */
static unsigned int until_failure, failure;

enum pck_domain_id pck_domain_id(const struct iommu_domain *domain)
{
	if (domain < domains || domain >= domains + PCK_DOMAINS)
		return PCK_NONE;
	return domain - domains;
}

struct iommu_domain *pck_domain(enum pck_domain_id id)
{
	return &domains[id];
}

const char *pck_domain_name(enum pck_domain_id id)
{
	return names[id];
}

int pck_domain_parse(const char *name)
{
	int i;

	for (i = PCK_BLOCKED; i < PCK_DOMAINS; i++)
		if (!strcmp(names[i], name))
			return i;
	return -EINVAL;
}

static bool pasid_enabled(struct pci_dev *pdev)
{
	return pdev->is_virtfn ? pci_physfn(pdev)->pasid_enabled :
				 pdev->pasid_enabled;
}

/* What the driver makes of the call, before it touches anything. */
static int verdict(struct device *dev, u32 pasid, enum pck_domain_id id)
{
	if (until_failure && --until_failure == 0)
		return failure;
	if (pasid == IOMMU_NO_PASID || id == PCK_BLOCKED)
		return 0;
	if (!dev->iommu->max_pasids)
		return EINVAL;
	if (pck->strict && !pasid_enabled(to_pci_dev(dev)))
		return EINVAL;
	return 0;
}

static int column_of(u32 pasid)
{
	unsigned int i;

	for (i = 0; i < pck->columns; i++)
		if (pck->pasid[i] == pasid)
			return i;
	return -1;
}

static int called(struct iommu_domain *domain, struct device *dev, u32 pasid,
		  struct iommu_domain *old)
{
	struct pck_function *f = dev_iommu_priv_get(dev);
	enum pck_domain_id id = pck_domain_id(domain);
	enum pck_domain_id seen = PCK_NONE;
	int column = column_of(pasid), status;

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
			names[id], names[pck_domain_id(old)], names[seen],
			status);
	if (!status)
		f->hardware[column] = pasid != IOMMU_NO_PASID &&
			id == PCK_BLOCKED ? PCK_NONE : id;
	return -status;
}

static int attach_dev(struct iommu_domain *domain, struct device *dev,
		      struct iommu_domain *old)
{
	return called(domain, dev, IOMMU_NO_PASID, old);
}

static int set_dev_pasid(struct iommu_domain *domain, struct device *dev,
			 ioasid_t pasid, struct iommu_domain *old)
{
	return called(domain, dev, pasid, old);
}

static void free_nothing(struct iommu_domain *domain)
{
}

static const struct iommu_domain_ops pasid_ops = {
	.attach_dev = attach_dev,
	.set_dev_pasid = set_dev_pasid,
	.free = free_nothing,
};

static const struct iommu_domain_ops rid_only_ops = {
	.attach_dev = attach_dev,
	.free = free_nothing,
};

/* A blocked domain that the driver does not have: nothing can be done with it. */
static const struct iommu_domain_ops no_ops = {
	.free = free_nothing,
};

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

/* PASIDs that nobody has removed stay in the books. */
static void release_device(struct device *dev)
{
	struct pck_function *f = dev_iommu_priv_get(dev);

	f->hardware[0] = PCK_NONE;
}

/* Firmware that wants a page mapped at all times. */
static void get_resv_regions(struct device *dev, struct list_head *list)
{
	struct pck_function *f = pck_function_of(to_pci_dev(dev));
	struct iommu_resv_region *region;

	if (!f || !f->direct_map)
		return;
	region = iommu_alloc_resv_region(SZ_1M, PAGE_SIZE,
					 IOMMU_READ | IOMMU_WRITE,
					 IOMMU_RESV_DIRECT, GFP_KERNEL);
	if (region)
		list_add_tail(&region->list, list);
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
	.identity_domain = &domains[PCK_IDENTITY],
	.default_domain_ops = &pasid_ops,
};

/* Another IOMMU's: what it allocated has no business here. */
static const struct iommu_ops foreign_ops = { .owner = THIS_MODULE };

static void make_domains(void)
{
	int i;

	for (i = PCK_BLOCKED; i < PCK_DOMAINS; i++) {
		domains[i].type = IOMMU_DOMAIN_UNMANAGED;
		domains[i].owner = &ops;
		domains[i].ops = &pasid_ops;
		domains[i].pgsize_bitmap = PAGE_SIZE;
	}
	domains[PCK_BLOCKED].type = IOMMU_DOMAIN_BLOCKED;
	domains[PCK_BLOCKED].owner = NULL;
	domains[PCK_IDENTITY].type = IOMMU_DOMAIN_IDENTITY;
	domains[PCK_IDENTITY].owner = NULL;
	domains[PCK_RID_ONLY].ops = &rid_only_ops;
	domains[PCK_FOREIGN].owner = &foreign_ops;
}

/* For the scenario at hand; no device of ours exists at this moment. */
void pck_mock_prepare(void)
{
	struct iommu_domain *blocked = &domains[PCK_BLOCKED];

	make_domains();
	if (pck->blocking != PCK_BLOCKING_PASID)
		blocked->ops = &rid_only_ops;
	if (pck->blocking == PCK_BLOCKING_NONE) {
		blocked->ops = &no_ops;
		blocked = NULL;
	}
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
	make_domains();
	return iommu_device_sysfs_add(&mock, parent, NULL, "pasidcheck-iommu");
}
