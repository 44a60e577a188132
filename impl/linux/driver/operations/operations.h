/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The operations of a scenario, a file for each who calls the kernel: drivers,
 * owners, users of iommufd and of VFIO, allocators. Each returns what the
 * kernel returned, and can undo whatever a scenario has left.
 */
#ifndef PCK_OPERATIONS_H
#define PCK_OPERATIONS_H

#include "machine/machine.h"

struct file;
struct iommufd_ctx;
struct iommufd_device;
struct iommufd_hw_pagetable;
struct iommufd_object;
struct vfio_device;

/* pci.c: PASID capability, resets, ACS Control */
int pck_operate_on_pci(struct pck_function *f, const struct pck_operation *op);
void pck_resets_undo(struct pck_function *f);

/* ownership.c: DMA ownership */
int pck_operate_on_owner(struct pck_function *f,
			 const struct pck_operation *op);
bool pck_owned_by_context(const struct pck_function *f);
void pck_owner_counted(struct pck_function *named, unsigned int owner,
		       int change);
void pck_owner_check(const struct pck_function *f);
void pck_ownership_undo(void);

/* attach.c: RID and PASID attach, replace, detach */
int pck_operate_on_core(struct pck_function *f, const struct pck_operation *op);
void pck_detach_pasid(struct pck_function *f, unsigned int column);

/* allocators.c: allocated PASIDs, SVA */
int pck_operate_on_allocator(struct pck_function *f,
			     const struct pck_operation *op);
void pck_allocators_undo(void);

/* memory.c: a user's memory */
int pck_memory_prepare(void);
/* faulting: the kernel can read them, and faults when it writes. */
void __user *pck_user_arguments(bool faulting);
unsigned long pck_user_page(void);

/* objects.c: what users have of iommufd */
int pck_context_open(unsigned int context);
struct iommufd_ctx *pck_context(unsigned int context);
int pck_context_ioctl(unsigned int context, unsigned int command,
		      void *argument, size_t size);
void pck_object_name(unsigned int object, unsigned int context, u32 id);
/* Its number in the context; 0, which is no object's, if it is not there. */
u32 pck_object_id(unsigned int context, unsigned int object);
struct iommufd_object *pck_object(unsigned int object);
/* The context that has it; 0: there is no such object. */
unsigned int pck_object_context(unsigned int object);
struct vfio_device *pck_vfio_device(const struct pck_function *f);
struct pck_function *pck_vfio_function(const struct vfio_device *device);
struct iommufd_device *pck_vfio_idev(const struct pck_function *f);
/* The HWPT to which iommufd says that (f, column) is attached. */
struct iommufd_hw_pagetable *pck_attached(const struct pck_function *f,
					  unsigned int column);
void pck_objects_undo(void);

/* vfio.c: iommufd, as VFIO uses it */
int pck_vfio_bind(struct pck_function *f, struct iommufd_ctx *ictx, u32 *id);
void pck_vfio_unbind(struct pck_function *f);
int pck_vfio_attach(struct pck_function *f, const struct pck_operation *op,
		    u32 id);
int pck_vfio_detach(struct pck_function *f, const struct pck_operation *op);

/* iommufd.c: iommufd, as its users call it */
int pck_operate_on_iommufd(struct pck_function *f,
			   const struct pck_operation *op);
void pck_iommufd_undo(void);

#endif
