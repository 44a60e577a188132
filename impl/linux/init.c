// SPDX-License-Identifier: GPL-2.0-only
/*
 * The only process of the kernel under test: mounts what the driver's device
 * node needs, lets the driver serve requests until the harness is done, and
 * turns the machine off.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <unistd.h>

int main(void)
{
	int fd;

	mount("proc", "/proc", "proc", 0, "");
	mount("sysfs", "/sys", "sysfs", 0, "");
	mount("devtmpfs", "/dev", "devtmpfs", 0, "");
	fd = open("/dev/pasidcheck", O_RDWR);
	if (fd < 0 || ioctl(fd, 0, 0) < 0)
		perror("/dev/pasidcheck");
	reboot(RB_POWER_OFF);
	return 1;
}
