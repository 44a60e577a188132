/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the driver share: one scenario, as it was asked, and what
 * has become of it. There is one at a time, and one thread that works on it.
 *
 *	main.c			the device that init opens, the loop of requests
 *	hierarchy.c		host bridges, the scan, SR-IOV, and taking all down
 *	protocol/host.c		the pipe to the harness, outside of User-Mode Linux
 *	protocol/request.c	requests into struct pck_scenario,
 *				impl/remote/protocol.md
 *	protocol/request-operation.c	the operations of a request
 *	machine/config.c	config space of the functions
 *	machine/mock.c		the IOMMU driver
 *	machine/domains.c	its domains
 *	operations/attach.c	the operations of the core
 *	operations/ownership.c	DMA ownership
 *	operations/iommufd.c	iommufd, from within
 *	operations/vfio.c	iommufd, as VFIO uses it
 *	operations/memory.c	a user's memory
 *	operations/allocators.c	allocated PASIDs, shared virtual addressing
 *	answer/answer.c		the lines of an answer
 *	answer/user-lines.c	those on the users of the core
 *	answer/warnings.c	WARNs and lockdep
 */
#ifndef PASIDCHECK_H
#define PASIDCHECK_H

#include <linux/iommu.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/types.h>

#define PCK_FUNCTIONS_MAX	64
#define PCK_OPERATIONS_MAX	1024
/* The RID, and as many PASIDs as a scenario may name. */
#define PCK_COLUMNS_MAX		65
#define PCK_SEGMENTS_MAX	4
#define PCK_HANDLES		8

/* What scenarios can name above the core (model/vocabulary). */
#define PCK_OWNERS		2
#define PCK_CONTEXTS		2
#define PCK_IOASES		4
#define PCK_TABLES		8
#define PCK_REGIONS		4
#define PCK_DRIVERS		2
#define PCK_MMS			2

/* Used bytes of config space; what lies above reads as 0. */
#define PCK_CONFIG_SIZE		0x200

enum pck_kind {
	PCK_ROOT_PORT,
	PCK_UPSTREAM_PORT,
	PCK_DOWNSTREAM_PORT,
	PCK_ENDPOINT,
	PCK_LEGACY_ENDPOINT,
	PCK_RCIEP,
	PCK_RCEC,
	PCK_PCIE_TO_PCI_BRIDGE,
	PCK_PCI_TO_PCIE_BRIDGE,
	PCK_PCI_BRIDGE,
	PCK_PCI_DEVICE,
	PCK_VF,
	PCK_KINDS,
};

/* Domains by their numbers in the harness (model/vocabulary/operation/domain.ts). */
enum pck_domain_id {
	PCK_NONE,
	PCK_BLOCKED,
	PCK_IDENTITY,
	PCK_PAGING_1,
	PCK_PAGING_8 = PCK_PAGING_1 + 7,
	PCK_RID_ONLY,
	PCK_FOREIGN,
	PCK_HWPT_1,
	PCK_AUTO_1 = PCK_HWPT_1 + 4,
	PCK_AUTO_4 = PCK_AUTO_1 + 3,
	PCK_SVA_1,
	PCK_DOMAINS = PCK_SVA_1 + PCK_MMS,
};

/* A1..A4, then H1..H4; 0: no object. */
enum pck_object {
	PCK_OBJECT_A1 = 1,
	PCK_OBJECT_H1 = PCK_OBJECT_A1 + PCK_IOASES,
	PCK_OBJECTS = PCK_OBJECT_H1 + 3,
};

/* A function of the hierarchy; indices of others are -1 for none. */
struct pck_function {
	enum pck_kind kind;
	u32 segment;
	u8 bus, devfn;
	int parent, real_dma, pf;
	bool multifunction, managed, direct_map, prefix, xlate_root, ari;
	bool pasid_no_tlp, no_alias, pcie_alias, ats, absent;
	bool has_acs, has_rule, has_pasid;
	u16 acs_cap, acs_ctrl, rule_claims, rule_mask;
	u8 pasid_width, pasid_features;
	DECLARE_BITMAP(aliases, 256);
	/* Regions that iommufd must not map while it is attached, as bits. */
	u8 reserved;

	/* VFs of a PF: how many, and where (SR-IOV capability). */
	u16 vfs, vf_offset, vf_stride;
	u16 sriov_pos, ari_pos;
	u8 *config, *writable;
	/* Answers when its config space is read. */
	bool there;
	/* While it is known to the PCI core. */
	struct pci_dev *pdev;
	/* Resets that were prepared and are not done. */
	unsigned int resets;

	/* What the mock IOMMU translates with. */
	enum pck_domain_id hardware[PCK_COLUMNS_MAX];
	/* What was attached without a handle: the core has no way to ask. */
	enum pck_domain_id recorded[PCK_COLUMNS_MAX];

	/* The group's owner (1.. O1, O2, C1, C2) and how often it is claimed. */
	unsigned int owner, owner_count;
	bool driver_bound;
	/* The iommufd context to which it is bound, and its number there. */
	unsigned int context;
	u32 iommufd_id;
	/* The function, plus 1, that iommufd's handle in the group names. */
	u8 named[PCK_COLUMNS_MAX];
	/* The drivers that hold an allocated PASID here, as bits. */
	u8 holders[PCK_COLUMNS_MAX];
	unsigned int bonds[PCK_MMS];
};

enum pck_operation_name {
	PCK_PASID_ENABLE,
	PCK_PASID_DISABLE,
	PCK_DEVICE_ATTACH,
	PCK_DEVICE_DETACH,
	PCK_RID_ATTACH,
	PCK_RID_REPLACE,
	PCK_RID_DETACH,
	PCK_PASID_ATTACH,
	PCK_PASID_REPLACE,
	PCK_PASID_DETACH,
	PCK_PLUG,
	PCK_UNPLUG,
	PCK_RESET_PREPARE,
	PCK_RESET_DONE,
	PCK_ACS_SET,
	PCK_CLAIM,
	PCK_RELEASE,
	PCK_DRIVER_BIND,
	PCK_DRIVER_UNBIND,
	PCK_FD_BIND,
	PCK_FD_UNBIND,
	PCK_IOAS_ALLOC,
	PCK_IOAS_MAP,
	PCK_IOAS_UNMAP,
	PCK_HWPT_ALLOC,
	PCK_FD_DESTROY,
	PCK_FD_ATTACH,
	PCK_FD_REPLACE,
	PCK_FD_DETACH,
	PCK_VFIO_ATTACH,
	PCK_VFIO_ATTACH_PASID,
	PCK_VFIO_DETACH,
	PCK_VFIO_DETACH_PASID,
	PCK_ALLOCATE_PASID,
	PCK_FREE_PASID,
	PCK_SVA_BIND,
	PCK_SVA_UNBIND,
	PCK_OPERATION_NAMES,
};

struct pck_operation {
	enum pck_operation_name name;
	unsigned int dev, pasid, column, features;
	enum pck_domain_id domain;
	unsigned int handle;
	u16 acs_ctrl;
	/* The fail_call-th callback (from 1) fails with fail_errno; 0: none. */
	unsigned int fail_call, fail_errno;
	u8 owner, context, region, driver, mm;
	/* What it makes, destroys, maps or attaches to; what that is made of. */
	u8 object, of;
	bool for_pasids, nest_parent, copy_fault;
};

enum pck_blocking { PCK_BLOCKING_PASID, PCK_BLOCKING_RID, PCK_BLOCKING_NONE };

struct pck_scenario {
	u32 id;
	/* upper: some operation stands above the core. */
	bool hot, strict, upper;
	enum pck_blocking blocking;
	u32 max_pasids;
	unsigned int functions, operations, columns, ordered;
	u8 order[PCK_FUNCTIONS_MAX];
	u32 pasid[PCK_COLUMNS_MAX];
	/* Why it cannot be expressed; empty: it can. */
	char refusal[160];
	/* Large, so each is cleared when it is used. */
	struct pck_function function[PCK_FUNCTIONS_MAX];
	struct pck_operation operation[PCK_OPERATIONS_MAX];
};

extern struct pck_scenario *pck;

static inline bool pck_is_ioas(unsigned int object)
{
	return object < PCK_OBJECT_H1;
}

/* A region is one page; they stand far from each other and from all else. */
static inline unsigned long pck_region_start(unsigned int region)
{
	return region * SZ_16M;
}

static inline unsigned int pck_region_at(unsigned long iova)
{
	return iova % SZ_16M || iova > PCK_REGIONS * SZ_16M ? 0 : iova / SZ_16M;
}

/* protocol.c */
void pck_begin(u32 id);
bool pck_request_line(char *line);
__printf(1, 2) void pck_refuse(const char *why, ...);
unsigned int pck_number(const char *text, unsigned int max);
u16 pck_bits(const char *text);
/* key=value; null where there is no '='. */
char *pck_split(char *word);
/* The column of a PASID; -1 if it is not observed. */
int pck_column_of(u32 pasid);

/* request.c */
void pck_parse_operation(char *line);

/* config.c */
extern struct pci_ops pck_pci_ops;
int pck_config_init(void);
void pck_config_build(void);
/* A function comes, as from the factory, or goes. */
void pck_config_appear(struct pck_function *f, bool there);
int pck_segment_number(unsigned int index);
unsigned int pck_segments(void);
unsigned int pck_segment_of(const struct pck_function *f);
struct pck_function *pck_function_of(struct pci_dev *pdev);

/* hierarchy.c */
int pck_hierarchy_init(struct device *parent);
void pck_hierarchy_up(void);
void pck_hierarchy_down(void);
int pck_hierarchy_plug(struct pck_function *f);
int pck_hierarchy_unplug(struct pck_function *f);

/* mock.c */
int pck_mock_init(struct device *parent);
void pck_mock_prepare(void);
int pck_mock_register(bool on);
void pck_mock_arm(unsigned int call, unsigned int errno_value);
void pck_mock_report(bool on);
/* Whether functions are probed as they come, or only the one that is named. */
void pck_mock_probe_only(struct device *dev);
void pck_mock_probe_all(void);
int pck_attach_dev(struct iommu_domain *domain, struct device *dev,
		   struct iommu_domain *old);
int pck_set_dev_pasid(struct iommu_domain *domain, struct device *dev,
		      ioasid_t pasid, struct iommu_domain *old);

/* domains.c */
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
const char *pck_domain_name(enum pck_domain_id id);
int pck_domain_parse(const char *name);

/* operations.c */
void pck_operations_reset(void);
void pck_operations_undo(void);
int pck_operate(const struct pck_operation *op);
struct iommu_group *pck_group_of(const struct pck_function *f);
bool pck_same_group(const struct pck_function *f, const struct pck_function *g);
/* Any handle that the core has at (f, column); null if there is none. */
struct iommu_attach_handle *pck_handle_at(const struct pck_function *f,
					  unsigned int column);
/* Its number, if it is one of h1..h8. */
unsigned int pck_handle_of(const struct pck_function *f, unsigned int column);
void pck_record(const struct pck_function *named, unsigned int column,
		enum pck_domain_id id);
void pck_detach_pasid(struct pck_function *f, unsigned int column);
/* Whether the group's table has any entry, the RID's handle included. */
bool pck_table_used(const struct pck_function *f);
enum pck_domain_id pck_recorded(const struct pck_function *f,
				unsigned int column);
enum pck_domain_id pck_handle_says(unsigned int handle);
/* Somebody must let go before it can be unplugged. */
bool pck_in_use(const struct pck_function *f);

/* ownership.c */
int pck_operate_on_owner(struct pck_function *f,
			 const struct pck_operation *op);
bool pck_owned_by_context(const struct pck_function *f);
void pck_owner_counted(struct pck_function *named, unsigned int owner,
		       int change);
void pck_owner_check(const struct pck_function *f);
void pck_ownership_undo(void);

/* iommufd.c */
struct iommufd_ctx;
struct iommufd_device;
struct iommufd_hw_pagetable;
struct iommufd_object;
int pck_operate_on_iommufd(struct pck_function *f,
			   const struct pck_operation *op);
struct iommufd_ctx *pck_context(unsigned int context);
struct iommufd_object *pck_object(unsigned int object);
unsigned int pck_object_context(unsigned int object);
struct iommufd_hw_pagetable *pck_attached(const struct pck_function *f,
					  unsigned int column);
void pck_iommufd_undo(void);

/* vfio.c */
int pck_vfio_bind(struct pck_function *f, struct iommufd_ctx *ictx, u32 *id);
void pck_vfio_unbind(struct pck_function *f);
struct iommufd_device *pck_vfio_idev(const struct pck_function *f);
int pck_vfio_attach(struct pck_function *f, const struct pck_operation *op,
		    u32 id);
int pck_vfio_detach(struct pck_function *f, const struct pck_operation *op);

/* memory.c */
int pck_memory_prepare(void);
/* For one who cannot write to them, they fault when written to. */
void __user *pck_user_arguments(bool faulting);
unsigned long pck_user_page(void);

/* allocation.c */
int pck_operate_on_allocator(struct pck_function *f,
			     const struct pck_operation *op);
unsigned int pck_mm_number(const struct mm_struct *mm);
u32 pck_mm_pasid(unsigned int mm);
void pck_allocation_undo(void);

/* tenancy.c */
void pck_tenancy_begin(void);
void pck_tenancy_say(void);

/* observe.c */
int pck_observe_init(void);
void pck_answer_begin(u32 id);
void pck_answer_boot(void);
void pck_answer_step(unsigned int index, int result);
int pck_answer_end(u32 id);
__printf(1, 2) void pck_say(const char *text, ...);

/* complaints.c */
int pck_complaints_init(void);
/* What this kernel has complained of since last asked, a line each. */
void pck_complaints_report(void);
/* Forgets, and makes WARN_ONCE speak again. */
void pck_complaints_reset(void);
/* Whether this kernel should not be asked anything more. */
bool pck_doubtful(void);

/* host.c */
int pck_host_read(char *buffer, int size);
int pck_host_write(const char *buffer, int size);
void pck_host_complain(const char *buffer, int size);

#endif
