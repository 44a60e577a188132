/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine that a scenario describes: config space of its functions, a mock
 * IOMMU with its domains, address spaces, and what the core has recorded.
 */
#ifndef PCK_MACHINE_H
#define PCK_MACHINE_H

#include <linux/iommu.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include "protocol/protocol.h"

#define PCK_SEGMENTS_MAX	4

/* A region is one page; they stand far from each other and from all else. */
static inline unsigned long pck_region_start(unsigned int region)
{
	return region * SZ_16M;
}

static inline unsigned int pck_region_at(unsigned long iova)
{
	return iova % SZ_16M || iova > PCK_REGIONS * SZ_16M ? 0 : iova / SZ_16M;
}

/* config.c: config space of the functions */
extern struct pci_ops pck_pci_ops;
int pck_config_init(void);
void pck_config_build(void);
/* The function is there from now on, as after power on, or is not. */
void pck_config_appear(struct pck_function *f, bool there);
int pck_segment_number(unsigned int index);
unsigned int pck_segments(void);
unsigned int pck_segment_of(const struct pck_function *f);
struct pck_function *pck_function_of(struct pci_dev *pdev);

/* mock.c: the IOMMU driver */
int pck_mock_init(struct device *parent);
void pck_mock_prepare(void);
int pck_mock_register(bool on);
void pck_mock_arm(unsigned int call, unsigned int errno_value);
void pck_mock_report(bool on);
/* Which functions are probed when they are added: one alone, or all. */
void pck_mock_probe_only(struct device *dev);
void pck_mock_probe_all(void);
int pck_attach_dev(struct iommu_domain *domain, struct device *dev,
		   struct iommu_domain *old);
int pck_set_dev_pasid(struct iommu_domain *domain, struct device *dev,
		      ioasid_t pasid, struct iommu_domain *old);

/* domains.c: its domains */
struct iommu_domain *pck_domains_prepare(const struct iommu_ops *owner);
void pck_domain_expect(enum pck_domain_id id);
struct iommu_domain *pck_alloc_paging(struct device *dev, u32 flags,
				      const struct iommu_user_data *user_data);
struct iommu_domain *pck_alloc_nested(struct device *dev,
				      struct iommu_domain *parent, u32 flags,
				      const struct iommu_user_data *user_data);
struct iommu_domain *pck_alloc_sva(struct device *dev, struct mm_struct *mm);
struct iommu_domain *pck_domain(enum pck_domain_id id);
enum pck_domain_id pck_domain_id(const struct iommu_domain *domain);

/* recorded.c: groups, handles and tables of the core */
void pck_handles_reset(void);
/* NULL also for a function that is not there. */
struct iommu_group *pck_group_of(const struct pck_function *f);
bool pck_same_group(const struct pck_function *f, const struct pck_function *g);
/* One of h1..h8; null for 0. */
struct iommu_attach_handle *pck_handle(unsigned int number);
enum pck_domain_id pck_handle_says(unsigned int number);
/* Any handle that the core has at (f, column); null if there is none. */
struct iommu_attach_handle *pck_handle_at(const struct pck_function *f,
					  unsigned int column);
/* Its number, if it is one of h1..h8. */
unsigned int pck_handle_of(const struct pck_function *f, unsigned int column);
enum pck_domain_id pck_recorded(const struct pck_function *f,
				unsigned int column);
void pck_record(const struct pck_function *named, unsigned int column,
		enum pck_domain_id id);
/* Whether the group's PASID table has any entry, the RID's handle included. */
bool pck_table_used(const struct pck_function *f);
bool pck_pasid_enabled(struct pci_dev *pdev);

/* mm.c: address spaces */
/* M1 or M2; null if there is no memory for it. */
struct mm_struct *pck_mm(unsigned int number);
unsigned int pck_mm_number(const struct mm_struct *mm);
/* Its PASID; 0: none yet. */
u32 pck_mm_pasid(unsigned int number);
void pck_mm_drop_pasids(void);

#endif
