// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device that init opens. Its one ioctl serves requests until the harness
 * closes the pipe; it runs in init's context, so that operations which need a
 * user's memory have one.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/utsname.h>
#include "answer/answer.h"
#include "hierarchy.h"
#include "operate.h"

/* A line of a request has at most so many bytes (impl/remote/protocol.md). */
#define LINE_MAX	65536

static char *input;
static bool in_scenario;

static int hello(void)
{
	char text[256];
	int size = scnprintf(text, sizeof(text),
		"pasidcheck-driver 1\nname linux-%.40s\n"
		"sentence The Linux kernel %.40s as a User-Mode Linux process.\n"
		"contract linux-7.3\nready\n",
		init_utsname()->release, init_utsname()->release);

	return pck_host_write(text, size);
}

static int carry_out(void)
{
	unsigned int i;

	pck_warnings_reset();
	pck_handles_reset();
	pck_answer_begin(pck->id);
	if (!pck->refusal[0])
		pck_hierarchy_up();
	if (!pck->refusal[0])
		pck_answer_boot();
	for (i = 0; i < pck->operations && !pck->refusal[0]; i++)
		pck_answer_step(i, pck_operate(&pck->operation[i]));
	pck_operations_undo();
	pck_hierarchy_down();
	pck_warnings_report_grave();
	return pck_answer_end(pck->id);
}

static int take_line(char *line)
{
	u32 id;

	if (in_scenario) {
		if (!pck_request_line(line))
			return 0;
		in_scenario = false;
		return carry_out();
	}
	/* Without a scenario there is nobody to answer to: give up. */
	if (strncmp(line, "scenario ", 9) || kstrtou32(line + 9, 10, &id))
		return -EPROTO;
	in_scenario = true;
	pck_begin(id);
	return 0;
}

static int serve(void)
{
	int have = 0, got, ret;
	char *from, *end;

	pck_last_words_serve();
	ret = hello();
	while (!ret && !pck_doubtful()) {
		got = pck_host_read(input + have, LINE_MAX - have);
		if (got <= 0)
			return got;
		have += got;
		for (from = input; !ret && !pck_doubtful() &&
		     (end = memchr(from, '\n', have)); from = end + 1) {
			*end = 0;
			have -= end + 1 - from;
			ret = take_line(from);
		}
		memmove(input, from, have);
		if (have == LINE_MAX)
			return -EMSGSIZE;
	}
	return ret;
}

static long serve_ioctl(struct file *file, unsigned int command,
			unsigned long argument)
{
	return command ? -ENOTTY : serve();
}

static const struct file_operations file_operations = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = serve_ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "pasidcheck",
	.fops = &file_operations,
};

static int __init pck_init(void)
{
	struct platform_device *platform;
	int ret;

	input = kvmalloc(LINE_MAX, GFP_KERNEL);
	if (!input)
		return -ENOMEM;
	platform = platform_device_register_simple("pasidcheck", -1, NULL, 0);
	if (IS_ERR(platform))
		return PTR_ERR(platform);
	pck_hierarchy_init(&platform->dev);
	ret = pck_scenario_init() ?: pck_say_init() ?: pck_warnings_init() ?:
	      pck_last_words_init() ?:
	      pck_config_init() ?: pck_mock_init(&platform->dev);
	return ret ?: misc_register(&device);
}
late_initcall(pck_init);

MODULE_DESCRIPTION("pasidcheck: PCI hierarchies and a mock IOMMU, on request");
MODULE_LICENSE("GPL");
