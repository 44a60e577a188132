// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines of an answer on the users of the core: owners, HWPTs and IOASes of
 * iommufd, PASIDs that allocators have given out. Only a scenario that has an
 * operation of theirs gets these lines.
 */
#include "answer/answer.h"
#include "iommufd/io_pagetable.h"
#include "iommufd/iommufd_private.h"

#define FLAG_FOR_PASIDS		1
#define FLAG_NEST_PARENT	2

struct own {
	unsigned int owner, count, driver, context, bonds[PCK_MMS];
};

struct cell {
	u8 hwpt, named, holders;
};

struct ioas {
	unsigned int context, mapped, reserved;
};

struct hwpt {
	unsigned int ioas, flags, parent, users;
};

static struct own owns[PCK_FUNCTIONS_MAX];
static struct cell cells[PCK_FUNCTIONS_MAX][PCK_COLUMNS_MAX];
static struct ioas ioases[PCK_IOASES];
static struct hwpt hwpts[PCK_HWPTS];
static u32 pasids[PCK_MMS];

void pck_user_lines_begin(void)
{
	if (!pck->has_user_operations)
		return;
	memset(owns, 0, sizeof(owns));
	memset(cells, 0, sizeof(cells));
	memset(ioases, 0, sizeof(ioases));
	memset(hwpts, 0, sizeof(hwpts));
	memset(pasids, 0, sizeof(pasids));
}

/* Takes in what is seen now; whether it is anything new. */
static bool changed(void *shown, const void *now, size_t size)
{
	if (!memcmp(shown, now, size))
		return false;
	memcpy(shown, now, size);
	return true;
}

/* H1..H4, X1..X4 by their domains: 1..8. */
static unsigned int hwpt_number(const struct iommufd_hw_pagetable *hwpt)
{
	return pck_domain_id(hwpt->domain) - PCK_HWPT_1 + 1;
}

static void say_own(const struct pck_function *f)
{
	unsigned int i = f - pck->function;
	struct own now = {
		.owner = f->owner,
		.count = f->owner_count,
		.driver = f->driver_bound,
		.context = f->context,
		.bonds = { f->bonds[0], f->bonds[1] },
	};

	pck_owner_check(f);
	if (changed(&owns[i], &now, sizeof(now)))
		pck_say("own %u %u %u %u %u %u %u\n", i, now.owner, now.count,
			now.driver, now.context, now.bonds[0], now.bonds[1]);
}

static void say_cell(const struct pck_function *f, unsigned int column)
{
	struct iommufd_hw_pagetable *hwpt = pck_attached(f, column);
	unsigned int i = f - pck->function;
	struct cell now = {
		.hwpt = hwpt ? hwpt_number(hwpt) : 0,
		.named = f->named[column],
		.holders = f->holders[column],
	};

	if (changed(&cells[i][column], &now, sizeof(now)))
		pck_say("cell %u %u %u %u %u\n", i, pck->pasid[column],
			now.hwpt, now.named, now.holders);
}

static void look_at_ioas(unsigned int number, struct ioas *now)
{
	struct iommufd_object *object = pck_object(number);
	struct io_pagetable *iopt;
	unsigned int region;

	if (!object)
		return;
	now->context = pck_object_context(number);
	iopt = &container_of(object, struct iommufd_ioas, obj)->iopt;
	down_read(&iopt->iova_rwsem);
	for (region = 1; region <= PCK_REGIONS; region++) {
		unsigned long start = pck_region_start(region);
		unsigned long last = start + PAGE_SIZE - 1;

		if (iopt_area_iter_first(iopt, start, last))
			now->mapped |= BIT(region - 1);
		if (iopt_reserved_iter_first(iopt, start, last))
			now->reserved |= BIT(region - 1);
	}
	up_read(&iopt->iova_rwsem);
}

static void say_ioas(unsigned int number)
{
	struct ioas now = {};

	look_at_ioas(number, &now);
	if (changed(&ioases[number - 1], &now, sizeof(now)))
		pck_say("ioas %u %u %u %u\n", number, now.context, now.mapped,
			now.reserved);
}

static unsigned int ioas_number(const struct iommufd_ioas *ioas)
{
	unsigned int number;

	for (number = 1; number <= PCK_IOASES; number++)
		if (pck_object(number) == &ioas->obj)
			return number;
	return 0;
}

static void look_at_hwpt(struct iommufd_hw_pagetable *hwpt, struct hwpt *now)
{
	struct iommufd_hwpt_paging *paging = find_hwpt_paging(hwpt);

	now->ioas = ioas_number(paging->ioas);
	if (hwpt->pasid_compat)
		now->flags |= FLAG_FOR_PASIDS;
	if (!hwpt_is_paging(hwpt))
		now->parent = hwpt_number(&paging->common);
	else if (paging->nest_parent)
		now->flags |= FLAG_NEST_PARENT;
	/* One reference is the object's own. */
	now->users = refcount_read(&hwpt->obj.users) - 1;
}

static void look_at_hwpts(struct iommufd_ctx *ictx, struct hwpt *now)
{
	struct iommufd_object *object;
	unsigned long index;

	xa_for_each(&ictx->objects, index, object) {
		struct iommufd_hw_pagetable *hwpt;

		if (object->type != IOMMUFD_OBJ_HWPT_PAGING &&
		    object->type != IOMMUFD_OBJ_HWPT_NESTED)
			continue;
		hwpt = container_of(object, struct iommufd_hw_pagetable, obj);
		look_at_hwpt(hwpt, &now[hwpt_number(hwpt) - 1]);
	}
}

static void say_hwpts(void)
{
	struct hwpt now[PCK_HWPTS] = {};
	unsigned int i;

	for (i = 1; i <= PCK_CONTEXTS; i++)
		if (pck_context(i))
			look_at_hwpts(pck_context(i), now);
	for (i = 0; i < PCK_HWPTS; i++)
		if (changed(&hwpts[i], &now[i], sizeof(now[i])))
			pck_say("table %u %u %u %u %u\n", i + 1, now[i].ioas,
				now[i].flags, now[i].parent, now[i].users);
}

void pck_user_lines_say(void)
{
	unsigned int i, column;

	if (!pck->has_user_operations)
		return;
	for (i = 0; i < pck->functions; i++) {
		say_own(&pck->function[i]);
		for (column = 0; column < pck->columns; column++)
			say_cell(&pck->function[i], column);
	}
	for (i = 1; i <= PCK_IOASES; i++)
		say_ioas(i);
	say_hwpts();
	for (i = 1; i <= PCK_MMS; i++) {
		u32 now = pck_mm_pasid(i);

		if (changed(&pasids[i - 1], &now, sizeof(now)))
			pck_say("mm %u %u\n", i, now);
	}
}
