// SPDX-License-Identifier: GPL-2.0-only
/*
 * What users have of iommufd: contexts, which are open files of /dev/iommu, the
 * objects that they have named in them, and the devices that VFIO has bound.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>
#include "operations/operations.h"
#include "iommufd/iommufd_private.h"

static struct file *files[PCK_CONTEXTS];

/* Whose object a name stands for, and its number there; context 0: nothing. */
static struct {
	unsigned int context;
	u32 id;
} objects[PCK_OBJECTS + 1];

static struct vfio_device devices[PCK_FUNCTIONS_MAX];

/* As drivers/iommu/iommufd/device.c has it, which keeps it to itself. */
struct iommufd_attach {
	struct iommufd_hw_pagetable *hwpt;
	struct xarray device_array;
};

int pck_context_open(unsigned int context)
{
	struct file *file;
	int ret = pck_memory_prepare();

	if (ret || files[context - 1])
		return ret;
	file = filp_open("/dev/iommu", O_RDWR, 0);
	if (IS_ERR(file))
		return PTR_ERR(file);
	files[context - 1] = file;
	return 0;
}

struct iommufd_ctx *pck_context(unsigned int context)
{
	struct file *file = files[context - 1];

	return file ? file->private_data : NULL;
}

/* As a system call would: the argument goes through the user's memory. */
int pck_context_ioctl(unsigned int context, unsigned int command,
		      void *argument, size_t size)
{
	void __user *at = pck_user_arguments(false);
	struct file *file = files[context - 1];
	int ret;

	if (copy_to_user(at, argument, size))
		return -EFAULT;
	ret = file->f_op->unlocked_ioctl(file, command, (unsigned long)at);
	if (!ret && copy_from_user(argument, at, size))
		return -EFAULT;
	return ret;
}

void pck_object_name(unsigned int object, unsigned int context, u32 id)
{
	objects[object].context = context;
	objects[object].id = id;
}

u32 pck_object_id(unsigned int context, unsigned int object)
{
	return objects[object].context == context ? objects[object].id : 0;
}

struct iommufd_object *pck_object(unsigned int object)
{
	if (!objects[object].context)
		return NULL;
	return xa_load(&pck_context(objects[object].context)->objects,
		       objects[object].id);
}

unsigned int pck_object_context(unsigned int object)
{
	return objects[object].context;
}

struct vfio_device *pck_vfio_device(const struct pck_function *f)
{
	return &devices[f - pck->function];
}

struct pck_function *pck_vfio_function(const struct vfio_device *device)
{
	return &pck->function[device - devices];
}

struct iommufd_device *pck_vfio_idev(const struct pck_function *f)
{
	return pck_vfio_device(f)->iommufd_device;
}

static struct iommufd_hw_pagetable *attached_at(const struct pck_function *f,
						u32 pasid)
{
	struct iommufd_device *idev = pck_vfio_idev(f);
	struct iommufd_attach *attach;

	attach = xa_load(&idev->igroup->pasid_attach, pasid);
	if (!attach || !xa_load(&attach->device_array, idev->obj.id))
		return NULL;
	return attach->hwpt;
}

struct iommufd_hw_pagetable *pck_attached(const struct pck_function *f,
					  unsigned int column)
{
	return f->context ? attached_at(f, pck->pasid[column]) : NULL;
}

/* The last reference must not wait for init to return to user space. */
void pck_objects_undo(void)
{
	unsigned int i;

	for (i = 0; i < PCK_CONTEXTS; i++) {
		if (files[i])
			__fput_sync(files[i]);
		files[i] = NULL;
	}
	memset(objects, 0, sizeof(objects));
}
