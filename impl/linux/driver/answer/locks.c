// SPDX-License-Identifier: GPL-2.0-only
/*
 * The locks of the core that are there once. Between two operations nobody
 * holds one; a lock that an error path forgot would hang the next scenario,
 * which has nothing to do with it.
 */
#include <linux/kallsyms.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include "answer/answer.h"

static const char * const mutex_names[] = {
	"iommu_probe_device_lock", "iommu_sva_lock", "iommu_device_lock",
	"iommu_perdomain_lock", "pci_rescan_remove_lock", "pci_slot_mutex",
};

static const char * const rwsem_names[] = {
	"pci_bus_sem", "iommu_domain_list_lock",
};

static struct mutex *mutexes[ARRAY_SIZE(mutex_names)];
static struct rw_semaphore *rwsems[ARRAY_SIZE(rwsem_names)];

void pck_locks_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mutexes); i++)
		mutexes[i] = (void *)kallsyms_lookup_name(mutex_names[i]);
	for (i = 0; i < ARRAY_SIZE(rwsems); i++)
		rwsems[i] = (void *)kallsyms_lookup_name(rwsem_names[i]);
}

/* The name of one that is held; or NULL. */
const char *pck_lock_held(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mutexes); i++)
		if (mutexes[i] && mutex_is_locked(mutexes[i]))
			return mutex_names[i];
	for (i = 0; i < ARRAY_SIZE(rwsems); i++)
		if (rwsems[i] && rwsem_is_locked(rwsems[i]))
			return rwsem_names[i];
	return NULL;
}
