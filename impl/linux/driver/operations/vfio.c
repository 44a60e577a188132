// SPDX-License-Identifier: GPL-2.0-only
/*
 * Users of functions, as VFIO makes them: the kernel's own VFIO code, below its
 * character device. What vfio-pci would do when the device is opened has
 * nothing to do with PASIDs and is left out.
 */
#include <linux/iommufd.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>
#include "operations/operations.h"
#include "vfio.h"

static struct vfio_device_set device_set = {
	.lock = __MUTEX_INITIALIZER(device_set.lock),
};

/*
 * A scenario may have told iommufd to detach what VFIO attached, which VFIO
 * does not expect: it would give back what the function no longer holds. It is
 * made to forget instead.
 */
static void detach_ioas(struct vfio_device *device)
{
	if (!pck_attached(pck_vfio_function(device), 0))
		device->iommufd_attached = false;
	vfio_iommufd_physical_detach_ioas(device);
}

static void pasid_detach_ioas(struct vfio_device *device, u32 pasid)
{
	struct pck_function *f = pck_vfio_function(device);

	if (pck_attached(f, pck_column_of(pasid)))
		vfio_iommufd_physical_pasid_detach_ioas(device, pasid);
	else if (ida_exists(&device->pasids, pasid))
		ida_free(&device->pasids, pasid);
}

static const struct vfio_device_ops ops = {
	.name = "pasidcheck",
	.bind_iommufd = vfio_iommufd_physical_bind,
	.unbind_iommufd = vfio_iommufd_physical_unbind,
	.attach_ioas = vfio_iommufd_physical_attach_ioas,
	.detach_ioas = detach_ioas,
	.pasid_attach_ioas = vfio_iommufd_physical_pasid_attach_ioas,
	.pasid_detach_ioas = pasid_detach_ioas,
};

int pck_vfio_bind(struct pck_function *f, struct iommufd_ctx *ictx, u32 *id)
{
	struct vfio_device *device = pck_vfio_device(f);
	int ret;

	memset(device, 0, sizeof(*device));
	device->dev = &f->pdev->dev;
	device->ops = &ops;
	device->dev_set = &device_set;
	mutex_lock(&device_set.lock);
	ret = ops.bind_iommufd(device, ictx, id);
	mutex_unlock(&device_set.lock);
	return ret;
}

/* Nothing is attached any more; VFIO forgets what it believes to be. */
void pck_vfio_unbind(struct pck_function *f)
{
	struct vfio_device *device = pck_vfio_device(f);

	mutex_lock(&device_set.lock);
	ida_destroy(&device->pasids);
	device->iommufd_attached = false;
	ops.unbind_iommufd(device);
	mutex_unlock(&device_set.lock);
}

int pck_vfio_attach(struct pck_function *f, const struct pck_operation *op,
		    u32 id)
{
	struct vfio_device_attach_iommufd_pt attach = {
		.argsz = sizeof(attach),
		.pt_id = id,
		.pasid = op->pasid,
	};
	struct vfio_device_file file = { .device = pck_vfio_device(f) };
	void __user *at = pck_user_arguments(op->copy_fault);

	if (op->name == PCK_VFIO_ATTACH_PASID)
		attach.flags = VFIO_DEVICE_ATTACH_PASID;
	if (copy_to_user(pck_user_arguments(false), &attach, sizeof(attach)))
		return -EFAULT;
	return vfio_df_ioctl_attach_pt(&file, at);
}

int pck_vfio_detach(struct pck_function *f, const struct pck_operation *op)
{
	struct vfio_device_detach_iommufd_pt detach = {
		.argsz = sizeof(detach),
		.pasid = op->pasid,
	};
	struct vfio_device_file file = { .device = pck_vfio_device(f) };
	void __user *at = pck_user_arguments(false);

	if (op->name == PCK_VFIO_DETACH_PASID)
		detach.flags = VFIO_DEVICE_DETACH_PASID;
	if (copy_to_user(at, &detach, sizeof(detach)))
		return -EFAULT;
	return vfio_df_ioctl_detach_pt(&file, at);
}
