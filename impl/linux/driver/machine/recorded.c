// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the core has recorded: groups, attach handles, and the domain of every
 * entry in the PASID tables.
 */
#include "machine/machine.h"
#include "iommu-priv.h"

/* h1..h8 */
static struct iommu_attach_handle handles[PCK_HANDLES];

void pck_handles_reset(void)
{
	memset(handles, 0, sizeof(handles));
}

struct iommu_group *pck_group_of(const struct pck_function *f)
{
	return f->pdev ? f->pdev->dev.iommu_group : NULL;
}

struct iommu_attach_handle *pck_handle(unsigned int number)
{
	return number ? &handles[number - 1] : NULL;
}

enum pck_domain_id pck_handle_says(unsigned int number)
{
	return pck_domain_id(handles[number - 1].domain);
}

bool pck_same_group(const struct pck_function *f, const struct pck_function *g)
{
	return pck_group_of(f) && pck_group_of(f) == pck_group_of(g);
}

struct iommu_attach_handle *pck_handle_at(const struct pck_function *f,
					  unsigned int column)
{
	struct iommu_group *group = pck_group_of(f);
	struct iommu_attach_handle *handle;

	if (!group)
		return NULL;
	handle = iommu_attach_handle_get(group, pck->pasid[column], 0);
	return IS_ERR(handle) ? NULL : handle;
}

/* Those of iommufd and of SVA have no number. */
unsigned int pck_handle_of(const struct pck_function *f, unsigned int column)
{
	struct iommu_attach_handle *handle = pck_handle_at(f, column);

	if (handle < handles || handle >= handles + PCK_HANDLES)
		return 0;
	return handle - handles + 1;
}

/*
 * The domain in the core's PASID table: what a handle says, and for an entry
 * without one what its caller was told, since the core cannot be asked.
 */
enum pck_domain_id pck_recorded(const struct pck_function *f,
				unsigned int column)
{
	struct iommu_attach_handle *handle;

	if (!pck_group_of(f))
		return PCK_NONE;
	if (!column)
		return pck_domain_id(iommu_get_domain_for_dev(&f->pdev->dev));
	handle = pck_handle_at(f, column);
	return handle ? pck_domain_id(handle->domain) : f->recorded[column];
}

/* The table is the group's, so every member records it. */
void pck_record(const struct pck_function *named, unsigned int column,
		enum pck_domain_id id)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++)
		if (pck_same_group(named, &pck->function[i]))
			pck->function[i].recorded[column] = id;
}

bool pck_table_used(const struct pck_function *f)
{
	unsigned int column;

	if (pck_handle_at(f, 0))
		return true;
	for (column = 1; column < pck->columns; column++)
		if (pck_recorded(f, column) != PCK_NONE)
			return true;
	return false;
}

/* A VF has what its PF has. */
bool pck_pasid_enabled(struct pci_dev *pdev)
{
	return pdev->is_virtfn ? pci_physfn(pdev)->pasid_enabled :
				 pdev->pasid_enabled;
}
