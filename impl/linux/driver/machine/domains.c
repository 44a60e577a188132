// SPDX-License-Identifier: GPL-2.0-only
/*
 * The domains. B, I, D1..D8, N1 and F1 exist from the start; iommufd allocates
 * H1..H4 for the HWPTs that its user names, and X1..X4 for those that it makes
 * for itself; and an address space has S1 or S2. All but the last are one
 * struct each, so that a domain is known by its address.
 */
#include <linux/slab.h>
#include "machine/machine.h"

static struct iommu_domain domains[PCK_SVA_1];

/* What is mapped in H1..X4, a page a region; iommufd reads it back. */
static phys_addr_t pages[PCK_AUTO_4 - PCK_HWPT_1 + 1][PCK_REGIONS];
static bool in_use[PCK_AUTO_4 - PCK_HWPT_1 + 1];
/* The domain that may be asked for just now; PCK_AUTO_1: any X that is free. */
static enum pck_domain_id expected;

/*
 * Allocated, since the kernel makes another domain for an address space if the
 * first one will not do.
 */
struct sva_domain {
	struct iommu_domain domain;
	enum pck_domain_id id;
};

enum pck_domain_id pck_domain_id(const struct iommu_domain *domain)
{
	if (domain >= domains && domain < domains + PCK_SVA_1)
		return domain - domains;
	if (domain && domain->type == IOMMU_DOMAIN_SVA)
		return container_of(domain, struct sva_domain, domain)->id;
	return PCK_NONE;
}

struct iommu_domain *pck_domain(enum pck_domain_id id)
{
	return &domains[id];
}

static void free_nothing(struct iommu_domain *domain)
{
}

static phys_addr_t *page_of(struct iommu_domain *domain, unsigned long iova)
{
	int region = pck_region_at(iova);

	return region ? &pages[pck_domain_id(domain) - PCK_HWPT_1][region - 1] :
			NULL;
}

/* iommufd maps whole regions, so it is a page at a time. */
static int map_pages(struct iommu_domain *domain, unsigned long iova,
		     phys_addr_t paddr, size_t size, size_t count, int prot,
		     gfp_t gfp, size_t *mapped)
{
	phys_addr_t *page = page_of(domain, iova);

	if (!page || *page || count != 1)
		return -EINVAL;
	*page = paddr;
	*mapped = size;
	return 0;
}

static size_t unmap_pages(struct iommu_domain *domain, unsigned long iova,
			  size_t size, size_t count,
			  struct iommu_iotlb_gather *gather)
{
	phys_addr_t *page = page_of(domain, iova);

	if (!page || !*page)
		return 0;
	*page = 0;
	return size;
}

static phys_addr_t iova_to_phys(struct iommu_domain *domain, dma_addr_t iova)
{
	phys_addr_t *page = page_of(domain, iova);

	return page ? *page : 0;
}

static void free_hwpt(struct iommu_domain *domain)
{
	in_use[pck_domain_id(domain) - PCK_HWPT_1] = false;
}

static void free_sva(struct iommu_domain *domain)
{
	kfree(container_of(domain, struct sva_domain, domain));
}

static const struct iommu_domain_ops pasid_ops = {
	.attach_dev = pck_attach_dev,
	.set_dev_pasid = pck_set_dev_pasid,
	.free = free_nothing,
};

static const struct iommu_domain_ops rid_only_ops = {
	.attach_dev = pck_attach_dev,
	.free = free_nothing,
};

/* For a blocked domain that the driver does not have. */
static const struct iommu_domain_ops no_ops = {
	.free = free_nothing,
};

static const struct iommu_domain_ops hwpt_ops = {
	.attach_dev = pck_attach_dev,
	.set_dev_pasid = pck_set_dev_pasid,
	.map_pages = map_pages,
	.unmap_pages = unmap_pages,
	.iova_to_phys = iova_to_phys,
	.free = free_hwpt,
};

static const struct iommu_domain_ops nested_ops = {
	.attach_dev = pck_attach_dev,
	.set_dev_pasid = pck_set_dev_pasid,
	.free = free_hwpt,
};

static const struct iommu_domain_ops sva_ops = {
	.set_dev_pasid = pck_set_dev_pasid,
	.free = free_sva,
};

/* Another IOMMU's: what it allocated has no business here. */
static const struct iommu_ops foreign_ops = { .owner = THIS_MODULE };

void pck_domain_expect(enum pck_domain_id id)
{
	expected = id;
}

static enum pck_domain_id free_id(void)
{
	int id;

	if (expected != PCK_AUTO_1)
		return expected;
	for (id = PCK_AUTO_1; id <= PCK_AUTO_4; id++)
		if (!in_use[id - PCK_HWPT_1])
			return id;
	return PCK_NONE;
}

static struct iommu_domain *make_hwpt(unsigned int type,
				       const struct iommu_domain_ops *ops)
{
	enum pck_domain_id id = free_id();
	struct iommu_domain *domain = &domains[id];

	if (id == PCK_NONE)
		return ERR_PTR(-ENOSPC);
	in_use[id - PCK_HWPT_1] = true;
	memset(pages[id - PCK_HWPT_1], 0, sizeof(pages[0]));
	*domain = (struct iommu_domain) {
		.type = type,
		.ops = ops,
		.pgsize_bitmap = PAGE_SIZE,
		.geometry.aperture_end = ULONG_MAX,
		.geometry.force_aperture = true,
	};
	return domain;
}

/*
 * For iommufd only. The core, which would like an empty domain to block with
 * where there is no blocked one, gets none.
 */
struct iommu_domain *pck_alloc_paging(struct device *dev, u32 flags,
				      const struct iommu_user_data *user_data)
{
	const u32 known = IOMMU_HWPT_ALLOC_PASID | IOMMU_HWPT_ALLOC_NEST_PARENT;

	if (expected == PCK_NONE || user_data || flags & ~known)
		return ERR_PTR(-EOPNOTSUPP);
	return make_hwpt(IOMMU_DOMAIN_UNMANAGED, &hwpt_ops);
}

struct iommu_domain *pck_alloc_nested(struct device *dev,
				      struct iommu_domain *parent, u32 flags,
				      const struct iommu_user_data *user_data)
{
	if (expected == PCK_NONE || flags & ~IOMMU_HWPT_ALLOC_PASID)
		return ERR_PTR(-EOPNOTSUPP);
	return make_hwpt(IOMMU_DOMAIN_NESTED, &nested_ops);
}

struct iommu_domain *pck_alloc_sva(struct device *dev, struct mm_struct *mm)
{
	struct sva_domain *sva = kzalloc(sizeof(*sva), GFP_KERNEL);

	if (!sva)
		return ERR_PTR(-ENOMEM);
	sva->id = PCK_SVA_1 + pck_mm_number(mm) - 1;
	sva->domain.ops = &sva_ops;
	return &sva->domain;
}

/* As the scenario has them; returns the blocked domain if there is one. */
struct iommu_domain *pck_domains_prepare(const struct iommu_ops *owner)
{
	struct iommu_domain *blocked = &domains[PCK_BLOCKED];
	int i;

	for (i = PCK_BLOCKED; i < PCK_HWPT_1; i++) {
		domains[i].type = IOMMU_DOMAIN_UNMANAGED;
		domains[i].owner = owner;
		domains[i].ops = &pasid_ops;
		domains[i].pgsize_bitmap = PAGE_SIZE;
	}
	blocked->type = IOMMU_DOMAIN_BLOCKED;
	blocked->owner = NULL;
	domains[PCK_IDENTITY].type = IOMMU_DOMAIN_IDENTITY;
	domains[PCK_IDENTITY].owner = NULL;
	domains[PCK_RID_ONLY].ops = &rid_only_ops;
	domains[PCK_FOREIGN].owner = &foreign_ops;
	expected = PCK_NONE;
	if (pck->blocking == PCK_BLOCKING_NONE) {
		blocked->ops = &no_ops;
		return NULL;
	}
	if (pck->blocking == PCK_BLOCKING_RID)
		blocked->ops = &rid_only_ops;
	return blocked;
}
