#!/bin/sh
# One step of `git bisect run`, in the topmost folder of a kernel tree: 0 the kernel and the
# reference agree, 1 they differ or the kernel died, 125 it cannot be built or decided, 130 Ctrl-C.
# Arguments go to `pasidcheck kernel check`. $PASIDCHECK is the command, `npx pasidcheck` if unset.
pasidcheck=${PASIDCHECK:-npx pasidcheck}
trap 'exit 130' INT
$pasidcheck kernel build --source . --name bisect || exit 125
$pasidcheck kernel check --kernel bisect --first "$@"
case $? in
0) exit 0 ;;
1) exit 1 ;;
*) exit 125 ;;
esac
