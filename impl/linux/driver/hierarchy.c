// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hierarchy of a scenario, from its host bridges down: scanned as Linux
 * does, grouped in the order that is asked for, and taken down from any state.
 */
#include <linux/delay.h>
#include <linux/irqdomain.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include "hierarchy.h"
#include "iommu-priv.h"

/*
 * With time travel nothing but a sleep lets RCU and work queues go on, so the
 * remains of removed devices must be waited for now and then.
 */
#define REMOVALS_BETWEEN_PAUSES	128

static struct device *platform;
static struct pci_host_bridge *host[PCK_SEGMENTS_MAX];
static struct pci_bus *root[PCK_SEGMENTS_MAX];
static struct resource numbers[PCK_SEGMENTS_MAX];
static unsigned int removals;

/*
 * A platform that remaps interrupts: iommufd would not let a user have a device
 * that can raise any. No device of ours has interrupts, so it is a name only.
 */
static struct irq_domain remapped = {
	.name = "pasidcheck",
	.flags = IRQ_DOMAIN_FLAG_ISOLATED_MSI,
};

/* VMD: what stands behind it has the requester ID of the VMD itself. */
struct pci_dev *pci_real_dma_dev(struct pci_dev *pdev)
{
	struct pck_function *f = pck_function_of(pdev);

	if (!f || f->real_dma < 0)
		return pdev;
	return pck->function[f->real_dma].pdev ?: pdev;
}

/* What device-specific code would have found out about the device. */
static void fix_up(struct pci_dev *pdev)
{
	struct pck_function *f = pck_function_of(pdev);
	unsigned int devfn;

	if (!f)
		return;
	f->pdev = pdev;
	for_each_set_bit(devfn, f->aliases, 256)
		pci_add_dma_alias(pdev, devfn, 1);
	if (f->no_alias)
		pdev->dev_flags |= PCI_DEV_FLAGS_PCI_BRIDGE_NO_ALIAS;
	if (f->pcie_alias)
		pdev->dev_flags |= PCI_DEV_FLAG_PCIE_BRIDGE_ALIAS;
	if (f->xlate_root)
		pdev->dev_flags |= PCI_DEV_FLAGS_BRIDGE_XLATE_ROOT;
	if (f->pasid_no_tlp)
		pdev->pasid_no_tlp = 1;
}
DECLARE_PCI_FIXUP_HEADER(PCI_ANY_ID, PCI_ANY_ID, fix_up);

static int scan_segment(unsigned int i)
{
	int domain = pck_segment_number(i), ret;

	host[i] = pci_alloc_host_bridge(0);
	if (!host[i])
		return -ENOMEM;
	host[i]->dev.parent = platform;
	numbers[i] = (struct resource)DEFINE_RES_NAMED(0, 256, "pasidcheck bus",
						       IORESOURCE_BUS);
	pci_add_resource(&host[i]->windows, &numbers[i]);
	host[i]->busnr = 0;
	host[i]->ops = &pck_pci_ops;
	dev_set_msi_domain(&host[i]->dev, &remapped);
	/* The release of the host bridge gives the number back. */
	host[i]->domain_nr = pci_bus_find_emul_domain_nr(domain, domain,
							 domain);
	pci_lock_rescan_remove();
	ret = host[i]->domain_nr == domain ?
		pci_scan_root_bus_bridge(host[i]) : -EBUSY;
	if (ret < 0) {
		pci_free_host_bridge(host[i]);
		host[i] = NULL;
	} else {
		root[i] = host[i]->bus;
		pci_bus_add_devices(root[i]);
	}
	pci_unlock_rescan_remove();
	return ret < 0 ? ret : 0;
}

static void scan(void)
{
	unsigned int i;
	int ret;

	for (i = 0; i < pck_segments(); i++) {
		ret = scan_segment(i);
		if (ret) {
			pck_refuse("the scan of segment %u failed: %d", i, ret);
			return;
		}
	}
}

/* The next function of the order that is there at boot, and no VF. */
static struct pck_function *next_in_order(unsigned int *at)
{
	while (*at < pck->functions) {
		struct pck_function *f = &pck->function[pck->order[(*at)++]];

		if (f->there && f->kind != PCK_VF)
			return f;
	}
	return NULL;
}

/* Whether the order is that in which Linux lists the functions. */
static bool order_is_linux(void)
{
	struct pci_dev *pdev = NULL;
	unsigned int at = 0;
	bool same = true;

	for_each_pci_dev(pdev) {
		struct pck_function *f = pck_function_of(pdev);

		if (f && next_in_order(&at) != f)
			same = false;
	}
	return same;
}

static void probe_in_order(void)
{
	struct pck_function *f;
	unsigned int at = 0;

	while ((f = next_in_order(&at))) {
		if (!f->pdev)
			continue;
		pck_mock_probe_only(&f->pdev->dev);
		iommu_probe_device(&f->pdev->dev);
	}
	pck_mock_probe_all();
}

/* All functions are there before the first is grouped. */
static void boot_scan(void)
{
	int ret = pck_mock_register(false);

	scan();
	if (ret || pck->refusal[0])
		return;
	if (order_is_linux()) {
		ret = pck_mock_register(true);
	} else {
		pck_mock_probe_only(NULL);
		ret = pck_mock_register(true);
		probe_in_order();
	}
	if (ret)
		pck_refuse("iommu_device_register() failed: %d", ret);
}

/* Every function is grouped when it is added. */
static void hot_scan(void)
{
	int ret = pck_mock_register(true);

	if (ret) {
		pck_refuse("iommu_device_register() failed: %d", ret);
		return;
	}
	scan();
	if (!pck->refusal[0] && !order_is_linux())
		pck_refuse("a hot scan in another order than Linux'");
}

static void enable_vfs(struct pck_function *pf)
{
	int ret;

	if (!pf->pdev || !pf->pdev->is_physfn) {
		pck_refuse("function %td cannot have VFs here",
			   pf - pck->function);
		return;
	}
	if (pci_num_vf(pf->pdev))
		return;
	ret = pci_enable_sriov(pf->pdev, pf->vfs);
	if (ret)
		pck_refuse("pci_enable_sriov() failed: %d", ret);
}

/* VFs come last, those of one PF together and in the order of their IDs. */
static void add_vfs(void)
{
	int pf = -1, last = -1;
	unsigned int i;

	for (i = 0; i < pck->functions; i++) {
		int at = pck->order[i];
		struct pck_function *f = &pck->function[at];
		int id = f->bus << 8 | f->devfn;

		if (f->kind != PCK_VF)
			continue;
		if (f->pf == pf ? id < last : pck->function[f->pf].pdev &&
		    pci_num_vf(pck->function[f->pf].pdev)) {
			pck_refuse("VFs in another order than their PFs'");
			return;
		}
		pf = f->pf;
		last = id;
		enable_vfs(&pck->function[f->pf]);
		if (pck->refusal[0])
			return;
	}
}

/* Whatever the scan did not find cannot be expressed. */
static void all_there(void)
{
	unsigned int i;

	for (i = 0; i < pck->functions && !pck->refusal[0]; i++)
		if (pck->function[i].there && !pck->function[i].pdev)
			pck_refuse("the scan does not find function %u", i);
}

/*
 * Only leaves are plugged and unplugged (model/vocabulary/topology/hot-plug.ts):
 * a bridge would take its bus with it, a PF its VFs.
 */
static bool can_be_plugged(const struct pck_function *f)
{
	unsigned int i;

	switch (f->kind) {
	case PCK_ENDPOINT:
	case PCK_LEGACY_ENDPOINT:
	case PCK_RCIEP:
	case PCK_RCEC:
	case PCK_PCI_DEVICE:
		break;
	default:
		return false;
	}
	for (i = 0; i < pck->functions; i++)
		if (pck->function[i].real_dma == f - pck->function)
			return false;
	return !f->vfs;
}

static struct pci_bus *bus_of(const struct pck_function *f)
{
	unsigned int i;

	if (f->parent >= 0)
		return pck->function[f->parent].pdev->subordinate;
	for (i = 0; i < pck_segments(); i++)
		if (pck_segment_of(f) == i)
			return root[i];
	return NULL;
}

int pck_hierarchy_plug(struct pck_function *f)
{
	struct pci_bus *bus = bus_of(f);

	if (!can_be_plugged(f) || !bus)
		return -EOPNOTSUPP;
	if (f->pdev)
		return -EBUSY;
	pck_config_appear(f, true);
	pci_lock_rescan_remove();
	/* Behind a port there is one device: ARI leads to all its functions. */
	pci_scan_slot(bus, f->parent >= 0 && f->ari ? 0 : f->devfn & ~7);
	pci_bus_add_devices(bus);
	pci_unlock_rescan_remove();
	if (!f->pdev) {
		pck_config_appear(f, false);
		return -ENODEV;
	}
	return 0;
}

int pck_hierarchy_unplug(struct pck_function *f, bool in_use)
{
	if (!can_be_plugged(f))
		return -EOPNOTSUPP;
	if (!f->pdev)
		return -ENODEV;
	if (in_use)
		return -EBUSY;
	pci_stop_and_remove_bus_device_locked(f->pdev);
	f->pdev = NULL;
	pck_config_appear(f, false);
	return 0;
}

void pck_hierarchy_up(void)
{
	pck_config_build();
	if (pck->refusal[0])
		return;
	pck_mock_prepare();
	if (pck->hot)
		hot_scan();
	else
		boot_scan();
	if (!pck->refusal[0])
		add_vfs();
	all_there();
}

static void disable_vfs(void)
{
	unsigned int i;

	for (i = 0; i < pck->functions; i++) {
		struct pci_dev *pdev = pck->function[i].pdev;

		if (pck->function[i].vfs && pdev && pdev->is_physfn &&
		    pci_num_vf(pdev))
			pci_disable_sriov(pdev);
	}
}

void pck_hierarchy_down(void)
{
	unsigned int i;

	disable_vfs();
	for (i = 0; i < PCK_SEGMENTS_MAX; i++) {
		if (!host[i])
			continue;
		pci_lock_rescan_remove();
		pci_stop_root_bus(root[i]);
		pci_remove_root_bus(root[i]);
		pci_unlock_rescan_remove();
		/* The reference that pci_alloc_host_bridge() took. */
		put_device(&host[i]->dev);
		host[i] = NULL;
		root[i] = NULL;
	}
	if (++removals % REMOVALS_BETWEEN_PAUSES == 0) {
		rcu_barrier();
		msleep(1);
	}
}

void pck_hierarchy_init(struct device *parent)
{
	platform = parent;
}
