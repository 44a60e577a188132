// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pipe to the harness: a descriptor that the User-Mode Linux process has
 * inherited. Not a tty, which would lose input. Reading stops the whole kernel
 * until something comes, which is just what is wanted.
 */
#include <linux/errno.h>
#include <linux/moduleparam.h>
#include <os.h>
#include "protocol/protocol.h"

static int fd = 3;
module_param(fd, int, 0444);

int pck_host_read(char *buffer, int size)
{
	int n;

	do {
		n = os_read_file(fd, buffer, size);
	} while (n == -EINTR || n == -EAGAIN);
	return n;
}

int pck_host_write(const char *buffer, int size)
{
	int n, done = 0;

	while (done < size) {
		n = os_write_file(fd, buffer + done, size - done);
		if (n == -EINTR || n == -EAGAIN)
			continue;
		if (n <= 0)
			return n < 0 ? n : -EPIPE;
		done += n;
	}
	return 0;
}

/* The kernel's own messages go to the process's standard error. */
void pck_host_message(const char *buffer, int size)
{
	os_write_file(2, buffer, size);
}
