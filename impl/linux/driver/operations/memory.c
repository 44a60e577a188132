// SPDX-License-Identifier: GPL-2.0-only
/*
 * The user's memory, in init's address space: where the arguments of a system
 * call stand, the same for a user who lets the kernel read but not write, and
 * a page to be mapped for DMA. It stays for as long as the kernel runs.
 */
#include <linux/mman.h>
#include <linux/mm.h>
#include <linux/shmem_fs.h>
#include "operations/operations.h"

static unsigned long arguments, read_only, page;

static unsigned long map(struct file *file, unsigned long prot,
			 unsigned long flags)
{
	return vm_mmap(file, 0, PAGE_SIZE, prot, flags, 0);
}

int pck_memory_prepare(void)
{
	struct file *file;

	if (page)
		return 0;
	file = shmem_file_setup("pasidcheck", PAGE_SIZE, EMPTY_VMA_FLAGS);
	if (IS_ERR(file))
		return PTR_ERR(file);
	arguments = map(file, PROT_READ | PROT_WRITE, MAP_SHARED);
	read_only = map(file, PROT_READ, MAP_SHARED);
	fput(file);
	page = map(NULL, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
	if (IS_ERR_VALUE(arguments) || IS_ERR_VALUE(read_only) ||
	    IS_ERR_VALUE(page)) {
		page = 0;
		return -ENOMEM;
	}
	return 0;
}

void __user *pck_user_arguments(bool faulting)
{
	return (void __user *)(faulting ? read_only : arguments);
}

unsigned long pck_user_page(void)
{
	return page;
}
