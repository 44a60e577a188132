/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One scenario, as it was asked, and the lines that ask and answer it
 * (impl/remote/protocol.md). There is one at a time, and one thread that works
 * on it.
 *
 * Rooms are stacked: protocol < machine < operations < answer. Each has one
 * header, which includes the one below, and a file includes the header of its
 * own room and no other of ours, so that a call upwards does not compile. On
 * top of them hierarchy.c stands on machine, operate.c on operations and
 * hierarchy.c, main.c on all.
 */
#ifndef PCK_PROTOCOL_H
#define PCK_PROTOCOL_H

#include <linux/bitops.h>
#include <linux/compiler_attributes.h>
#include <linux/types.h>

struct pci_dev;

#define PCK_FUNCTIONS_MAX	64
#define PCK_OPERATIONS_MAX	1024
/* The RID, and as many PASIDs as a scenario may name. */
#define PCK_COLUMNS_MAX		65
#define PCK_HANDLES		8

/* What operations of users of the core can name (model/vocabulary). */
#define PCK_OWNERS		2
#define PCK_CONTEXTS		2
#define PCK_IOASES		4
#define PCK_HWPTS		8
#define PCK_REGIONS		4
#define PCK_DRIVERS		2
#define PCK_MMS			2

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

/*
 * Domains by their numbers in the harness
 * (model/vocabulary/operation/domain.ts).
 */
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

/*
 * A function of the hierarchy; indices of others are -1 for none. First what
 * the request says of it, then what each room above keeps of it.
 */
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

	/* machine/config.c; there: answers when its config space is read. */
	bool there;
	u16 sriov_pos, ari_pos;
	u8 *config, *writable;

	/* hierarchy.c: while it is known to the PCI core. */
	struct pci_dev *pdev;

	/* machine/mock.c: what the IOMMU translates with. */
	enum pck_domain_id hardware[PCK_COLUMNS_MAX];

	/*
	 * machine/recorded.c: what was attached without a handle, since the
	 * core has no way to ask.
	 */
	enum pck_domain_id recorded[PCK_COLUMNS_MAX];

	/* operations/pci.c: resets that were prepared and are not done. */
	unsigned int resets;

	/*
	 * operations/ownership.c: the group's owner (1.. O1, O2, C1, C2) and
	 * how often it is claimed.
	 */
	unsigned int owner, owner_count;
	bool driver_bound;

	/*
	 * operations/iommufd.c: the context to which it is bound, its number
	 * there, and the function, plus 1, that iommufd's handle in the group
	 * names.
	 */
	unsigned int context;
	u32 iommufd_id;
	u8 named[PCK_COLUMNS_MAX];

	/*
	 * operations/allocators.c: the drivers that hold an allocated PASID
	 * here, as bits, and the bonds with each address space.
	 */
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
	/* What it makes, destroys, maps, attaches to; what that is made of. */
	u8 object, of;
	bool for_pasids, nest_parent, copy_fault;
};

enum pck_blocking { PCK_BLOCKING_PASID, PCK_BLOCKING_RID, PCK_BLOCKING_NONE };

struct pck_scenario {
	u32 id;
	bool hot, strict, has_user_operations;
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

/* scenario.c: the scenario at hand, its words, and its refusal */
int pck_scenario_init(void);
__printf(1, 2) void pck_refuse(const char *why, ...);
unsigned int pck_number(const char *text, unsigned int max);
u16 pck_bits(const char *text);
/* key=value; null where there is no '='. */
char *pck_split(char *word);
/* The column of a PASID; -1 if it is not observed. */
int pck_column_of(u32 pasid);
int pck_domain_parse(const char *name);
const char *pck_domain_name(enum pck_domain_id id);

/* request.c: requests into struct pck_scenario */
void pck_begin(u32 id);
bool pck_request_line(char *line);

/* request-operation.c: the operations of a request */
void pck_parse_operation(char *line);

/* say.c: the lines of an answer, as they are said */
int pck_say_init(void);
void pck_say_from_start(void);
__printf(1, 2) void pck_say(const char *text, ...);
/* How much is said; a line can be put in there later. */
unsigned int pck_said(void);
void pck_say_at(unsigned int at, const char *line);
/* Whether there was more to say than an answer can hold. */
bool pck_said_too_much(void);
int pck_say_send(void);

/* host.c: the pipe to the harness, outside of User-Mode Linux */
int pck_host_read(char *buffer, int size);
int pck_host_write(const char *buffer, int size);
void pck_host_message(const char *buffer, int size);

#endif
