/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the driver share: one scenario, as it was asked, and what
 * has become of it. There is one at a time, and one thread that works on it.
 *
 *	main.c		the device that init opens, and the loop of requests
 *	host.c		the pipe to the harness, outside of User-Mode Linux
 *	protocol.c	requests into struct pck_scenario, impl/remote/protocol.md
 *	config.c	config space of the functions
 *	hierarchy.c	host bridges, the scan, SR-IOV, and taking all down again
 *	mock.c		the IOMMU driver and its domains
 *	operations.c	the operations
 *	observe.c	the lines of an answer
 *	complaints.c	WARNs and lockdep
 */
#ifndef PASIDCHECK_H
#define PASIDCHECK_H

#include <linux/iommu.h>
#include <linux/pci.h>
#include <linux/types.h>

#define PCK_FUNCTIONS_MAX	64
#define PCK_OPERATIONS_MAX	1024
/* The RID, and as many PASIDs as a scenario may name. */
#define PCK_COLUMNS_MAX		65
#define PCK_SEGMENTS_MAX	4
#define PCK_HANDLES		8

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

/* Domains by their numbers in the harness (model/vocabulary/domain.ts). */
enum pck_domain_id {
	PCK_NONE,
	PCK_BLOCKED,
	PCK_IDENTITY,
	PCK_PAGING_1,
	PCK_PAGING_8 = PCK_PAGING_1 + 7,
	PCK_RID_ONLY,
	PCK_FOREIGN,
	PCK_DOMAINS,
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
	PCK_OPERATION_NAMES,
};

struct pck_operation {
	enum pck_operation_name name;
	unsigned int dev, pasid, column, features;
	enum pck_domain_id domain;
	unsigned int handle;
	/* The fail_call-th callback (from 1) fails with fail_errno; 0: none. */
	unsigned int fail_call, fail_errno;
};

enum pck_blocking { PCK_BLOCKING_PASID, PCK_BLOCKING_RID, PCK_BLOCKING_NONE };

struct pck_scenario {
	u32 id;
	bool hot, strict;
	enum pck_blocking blocking;
	u32 max_pasids;
	unsigned int functions, operations, columns, ordered;
	struct pck_function function[PCK_FUNCTIONS_MAX];
	u8 order[PCK_FUNCTIONS_MAX];
	u32 pasid[PCK_COLUMNS_MAX];
	struct pck_operation operation[PCK_OPERATIONS_MAX];
	/* Why it cannot be expressed; empty: it can. */
	char refusal[160];
};

extern struct pck_scenario *pck;

/* protocol.c */
void pck_begin(u32 id);
bool pck_request_line(char *line);
__printf(1, 2) void pck_refuse(const char *why, ...);

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
struct iommu_domain *pck_domain(enum pck_domain_id id);
enum pck_domain_id pck_domain_id(const struct iommu_domain *domain);
const char *pck_domain_name(enum pck_domain_id id);
int pck_domain_parse(const char *name);

/* operations.c */
void pck_operations_reset(void);
void pck_operations_undo(void);
int pck_operate(const struct pck_operation *op);
unsigned int pck_handle_of(const struct pck_function *f, unsigned int column,
			   enum pck_domain_id *says);
enum pck_domain_id pck_recorded(const struct pck_function *f,
				unsigned int column);
enum pck_domain_id pck_handle_says(unsigned int handle);

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
