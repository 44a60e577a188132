// SPDX-License-Identifier: GPL-2.0-only
/*
 * iommufd, as its users call it: objects through the ioctls of /dev/iommu, with
 * arguments in the memory of init, which stands for all users; devices through
 * the functions that iommufd exports for VFIO.
 */
#include <linux/iommufd.h>
#include <uapi/linux/iommufd.h>
#include "operations/operations.h"
#include "iommufd/iommufd_private.h"

static bool is_ioas(unsigned int object)
{
	return object < PCK_OBJECT_H1;
}

static int call(struct pck_function *f, unsigned int command, void *argument,
		size_t size)
{
	return pck_context_ioctl(f->context, command, argument, size);
}

static int alloc_ioas(struct pck_function *f, const struct pck_operation *op)
{
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };
	int ret;

	if (pck_object_context(op->object))
		return -EEXIST;
	ret = call(f, IOMMU_IOAS_ALLOC, &alloc, sizeof(alloc));
	if (!ret)
		pck_object_name(op->object, f->context, alloc.out_ioas_id);
	return ret;
}

static int map_region(struct pck_function *f, const struct pck_operation *op)
{
	struct iommu_ioas_map map = {
		.size = sizeof(map),
		.flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_READABLE |
			 IOMMU_IOAS_MAP_WRITEABLE,
		.ioas_id = pck_object_id(f->context, op->object),
		.user_va = pck_user_page(),
		.length = PAGE_SIZE,
		.iova = pck_region_start(op->region),
	};

	return call(f, IOMMU_IOAS_MAP, &map, sizeof(map));
}

static int unmap_region(struct pck_function *f, const struct pck_operation *op)
{
	struct iommu_ioas_unmap unmap = {
		.size = sizeof(unmap),
		.ioas_id = pck_object_id(f->context, op->object),
		.iova = pck_region_start(op->region),
		.length = PAGE_SIZE,
	};

	return call(f, IOMMU_IOAS_UNMAP, &unmap, sizeof(unmap));
}

/* What a nested HWPT is made of is the driver's matter: ours wants none. */
static int alloc_hwpt(struct pck_function *f, const struct pck_operation *op)
{
	struct iommu_hwpt_alloc alloc = {
		.size = sizeof(alloc),
		.dev_id = f->iommufd_id,
		.pt_id = pck_object_id(f->context, op->of),
	};
	int ret;

	if (pck_object_context(op->object))
		return -EEXIST;
	if (op->for_pasids)
		alloc.flags |= IOMMU_HWPT_ALLOC_PASID;
	if (op->nest_parent)
		alloc.flags |= IOMMU_HWPT_ALLOC_NEST_PARENT;
	if (!is_ioas(op->of)) {
		alloc.data_type = IOMMU_HWPT_DATA_VTD_S1;
		alloc.data_len = sizeof(u32);
		alloc.data_uptr = pck_user_page();
	}
	pck_domain_expect(PCK_HWPT_1 + op->object - PCK_OBJECT_H1);
	ret = call(f, IOMMU_HWPT_ALLOC, &alloc, sizeof(alloc));
	pck_domain_expect(PCK_NONE);
	if (!ret)
		pck_object_name(op->object, f->context, alloc.out_hwpt_id);
	return ret;
}

static int destroy(struct pck_function *f, const struct pck_operation *op)
{
	struct iommu_destroy destroy = {
		.size = sizeof(destroy),
		.id = pck_object_id(f->context, op->object),
	};
	int ret = call(f, IOMMU_DESTROY, &destroy, sizeof(destroy));

	if (!ret)
		pck_object_name(op->object, 0, 0);
	return ret;
}

static bool attached_anywhere(const struct pck_function *f)
{
	unsigned int column;

	for (column = 0; column < pck->columns; column++)
		if (pck_attached(f, column))
			return true;
	return false;
}

static void detach(struct pck_function *f, unsigned int column)
{
	/* It would give back what another function holds: not called. */
	if (pck_attached(f, column))
		iommufd_device_detach(pck_vfio_idev(f), pck->pasid[column]);
}

static int change(struct pck_function *f, const struct pck_operation *op)
{
	struct iommufd_device *idev = pck_vfio_idev(f);
	u32 id = pck_object_id(f->context, op->object);

	switch (op->name) {
	case PCK_FD_ATTACH:
		return iommufd_device_attach(idev, op->pasid, &id);
	case PCK_FD_REPLACE:
		return iommufd_device_replace(idev, op->pasid, &id);
	case PCK_FD_DETACH:
		detach(f, op->column);
		return 0;
	case PCK_VFIO_ATTACH:
	case PCK_VFIO_ATTACH_PASID:
		return pck_vfio_attach(f, op, id);
	default:
		return pck_vfio_detach(f, op);
	}
}

/* The function that a handle of iommufd's names, plus 1. */
static unsigned int named_by(struct iommu_attach_handle *handle)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++)
		if (pck->function[i].context &&
		    pck_vfio_idev(&pck->function[i]) ==
		    to_iommufd_handle(handle)->idev)
			return i + 1;
	return 0;
}

/*
 * Which function a handle names is read when it is installed: later the device
 * that it points to may have been unbound, and its memory be another's.
 */
static void note_handle(struct pck_function *named, unsigned int column,
			struct iommu_attach_handle *before)
{
	struct iommu_attach_handle *now = pck_handle_at(named, column);
	unsigned int i, name;

	if (now == before)
		return;
	name = now ? named_by(now) : 0;
	for (i = 0; i < pck->functions; i++)
		if (pck_same_group(&pck->function[i], named))
			pck->function[i].named[column] = name;
}

/* A failing VFIO attach of a PASID detaches the RID, so both are looked at. */
static int change_attachment(struct pck_function *f,
			     const struct pck_operation *op)
{
	struct iommu_attach_handle *rid = pck_handle_at(f, 0);
	struct iommu_attach_handle *pasid = pck_handle_at(f, op->column);
	int ret;

	pck_domain_expect(PCK_AUTO_1);
	ret = change(f, op);
	pck_domain_expect(PCK_NONE);
	note_handle(f, 0, rid);
	if (op->column)
		note_handle(f, op->column, pasid);
	return ret;
}

static int bind(struct pck_function *f, unsigned int context)
{
	int ret;

	if (f->context)
		return -EINVAL;
	ret = pck_context_open(context);
	if (ret) {
		pck_refuse("/dev/iommu cannot be opened: %d", ret);
		return ret;
	}
	ret = pck_vfio_bind(f, pck_context(context), &f->iommufd_id);
	if (ret)
		return ret;
	f->context = context;
	pck_owner_counted(f, PCK_OWNERS + context, 1);
	return 0;
}

/* Warns while anything is attached: then not called. */
static int unbind(struct pck_function *f)
{
	if (!f->context)
		return -ENOENT;
	if (attached_anywhere(f))
		return -EBUSY;
	pck_vfio_unbind(f);
	f->context = 0;
	pck_owner_counted(f, f->owner, -1);
	return 0;
}

int pck_operate_on_iommufd(struct pck_function *f,
			   const struct pck_operation *op)
{
	if (op->name == PCK_FD_BIND)
		return bind(f, op->context);
	if (op->name == PCK_FD_UNBIND)
		return unbind(f);
	if (!f->context)
		return -ENODEV;
	switch (op->name) {
	case PCK_IOAS_ALLOC:
		return alloc_ioas(f, op);
	case PCK_IOAS_MAP:
		return map_region(f, op);
	case PCK_IOAS_UNMAP:
		return unmap_region(f, op);
	case PCK_HWPT_ALLOC:
		return alloc_hwpt(f, op);
	case PCK_FD_DESTROY:
		return destroy(f, op);
	default:
		return change_attachment(f, op);
	}
}

void pck_iommufd_undo(void)
{
	unsigned int i, column;

	for (i = 0; i < pck->functions; i++) {
		struct pck_function *f = &pck->function[i];

		for (column = 0; f->context && column < pck->columns; column++)
			detach(f, column);
		unbind(f);
	}
	pck_objects_undo();
}
