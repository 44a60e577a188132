/**
 * The script under which a driver's process runs, so that nothing of it remains however pasidcheck
 * ends: a watchdog in the driver's process group waits for the end of the lifeline, a pipe whose
 * other end only pasidcheck holds and the kernel closes when pasidcheck is gone. Then it kills the
 * driver, removes its folder and kills what is left of the group, itself included.
 */

/** The descriptor on which a driver of channel "fd3" talks. */
const CHANNEL_FD = 3;
/** The descriptor of the lifeline; the driver does not get it. */
export const LIFELINE_FD = 4;

/**
 * Arguments: the folder, then the driver and its arguments. The shell leads the process group, and
 * becomes the driver: `$$` is the driver's process and group. The leader is killed by itself first,
 * so that nothing is written into the folder while it is removed; TERM, which the watchdog ignores,
 * is for its helpers. The folder is made last: there is no moment at which it would be left behind.
 */
export const SUPERVISOR = `
folder=$1
shift
(
  trap '' TERM HUP INT
  exec <&${LIFELINE_FD} >/dev/null 2>&1 ${CHANNEL_FD}<&- ${LIFELINE_FD}<&-
  cat
  kill -s KILL -- $$
  kill -s TERM -- -$$
  rm -rf -- "$folder"
  kill -s KILL -- -$$
) &
exec ${LIFELINE_FD}<&-
mkdir -m 700 -- "$folder" && cd -- "$folder" && exec "$@"
`;
