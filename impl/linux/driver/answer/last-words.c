// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a kernel that dies leaves: the answer up to the operation that did not
 * return, and the end of its log, lines below the console's level included. An
 * oops, a task that waits for ever and a signal of an impatient harness all end
 * in a panic.
 *
 * The watch stands in for khungtaskd, which only a kernel with DEBUG_KERNEL
 * has, and says what that says (kernel/hung_task.c hung_task_info()). Its two
 * minutes pass at once: time travels while nothing runs.
 */
#include <linux/console.h>
#include <linux/debug_locks.h>
#include <linux/kmsg_dump.h>
#include <linux/kthread.h>
#include <linux/panic.h>
#include <linux/panic_notifier.h>
#include <linux/sched/debug.h>
#include "answer/answer.h"

#define LOG_SIZE	12288
#define HUNG_SECONDS	120

/* Output.telling() of impl/remote/process/output.ts begins here. */
#define MARK		"\n==== the kernel's log ====\n"

static char log[LOG_SIZE];
/* Who carries operations out; and its switches when it was last looked at. */
static struct task_struct *server;
static unsigned long switches;

static int say_last_words(struct notifier_block *block, unsigned long event,
			  void *message)
{
	struct kmsg_dump_iter iter;
	size_t length = 0;

	pck_answer_dying();
	/* After a fault: from where it was. A task that hangs is shown already. */
	if (current == server)
		show_stack(current, NULL, KERN_ERR);
	kmsg_dump_rewind(&iter);
	if (!kmsg_dump_get_buffer(&iter, false, log, sizeof(log), &length))
		return NOTIFY_DONE;
	pck_host_message(MARK, sizeof(MARK) - 1);
	pck_host_message(log, length);
	return NOTIFY_DONE;
}

/* Before User-Mode Linux' own, which does not return. */
static struct notifier_block block = {
	.notifier_call = say_last_words,
	.priority = INT_MAX,
};

static bool is_hung(struct task_struct *task)
{
	unsigned long now = task->nvcsw + task->nivcsw;
	bool hung = now == switches &&
		    READ_ONCE(task->__state) == TASK_UNINTERRUPTIBLE;

	switches = now;
	return hung;
}

static int watch(void *unused)
{
	while (!kthread_should_stop()) {
		schedule_timeout_interruptible(HUNG_SECONDS * HZ);
		if (!server || !is_hung(server))
			continue;
		console_verbose();
		pr_err("INFO: task %s:%d blocked for more than %d seconds.\n",
		       server->comm, server->pid, HUNG_SECONDS);
		sched_show_task(server);
		debug_show_all_locks();
		panic("hung_task: blocked tasks");
	}
	return 0;
}

void pck_last_words_serve(void)
{
	server = current;
}

int pck_last_words_init(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &block);
	return PTR_ERR_OR_ZERO(kthread_run(watch, NULL, "pasidcheck-watch"));
}
