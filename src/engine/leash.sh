#!/bin/sh
# Holds every ffmpeg and ffprobe that touches an upload (product F10): nice 19, idle disk, limits on memory, time and the
# size of files, no network and no new rights, SIGKILL two seconds after an ignored SIGTERM, and an end when the station's
# process dies, by kill -9 too. fluent-ffmpeg hands out no handle on its ffprobe and cannot limit memory, so the limits
# live here. Called by engine/ffmpeg.ts alone, which sets LEASH_*. The first argument tells the callers apart: ours begin
# with -nostdin, a probe with -show_streams, and the rest are fluent-ffmpeg's own questions (-formats, -encoders).
# The number of processes is not limited: Linux counts all of a user's, not this one's.

# First of all it is tied to its parent, which may have died before the knot was made.
if [ -z "$LEASH_TIED" ]; then
  LEASH_TIED=$PPID exec setpriv --no-new-privs --pdeathsig TERM "$0" "$@"
fi
[ "$LEASH_TIED" = "$PPID" ] || exit 125
unset LEASH_TIED
case $1 in
  -nostdin) program=$LEASH_FFMPEG seconds=$LEASH_JOB_SECONDS ;;
  -show_streams) program=$LEASH_FFPROBE seconds=$LEASH_PROBE_SECONDS ;;
  *) program=$LEASH_FFMPEG seconds=$LEASH_PROBE_SECONDS ;;
esac
ulimit -c 0
ulimit -v 1048576 # KiB; a copy takes 270 MB of addresses, 60 MB of memory
ulimit -f 8454144 # 512 bytes each: 4 GiB, as the largest copy, and a little
ulimit -t "$seconds" # of processor; the wall's are timeout's
ulimit -n 64
# A network of its own, with nothing in it. Where that may not be made it goes without: no protocol it may use needs one.
alone=
for namespaces in -n -rn; do
  unshare $namespaces true 2>/dev/null && alone="unshare $namespaces" && break
done
exec timeout -k 2 "$seconds" ionice -c 3 -t nice -n 19 $alone \
  setpriv --pdeathsig KILL "$program" "$@"
