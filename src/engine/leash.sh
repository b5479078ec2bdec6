#!/bin/sh
# Holds every ffmpeg and ffprobe that touches an upload (product F10): nice 19, memory and time limits, SIGKILL two
# seconds after an ignored SIGTERM, and an end when the station's process dies, by kill -9 too. fluent-ffmpeg hands out
# no handle on its ffprobe and cannot limit memory, so the limits live here. Called by engine/ffmpeg.ts alone, which
# sets LEASH_*. The first argument tells the callers apart: ours begin with -nostdin, a probe with -show_streams, and
# the rest are fluent-ffmpeg's own questions (-formats, -encoders).
case $1 in
  -nostdin) program=$LEASH_FFMPEG seconds=$LEASH_JOB_SECONDS ;;
  -show_streams) program=$LEASH_FFPROBE seconds=$LEASH_PROBE_SECONDS ;;
  *) program=$LEASH_FFMPEG seconds=$LEASH_PROBE_SECONDS ;;
esac
ulimit -c 0
ulimit -v 1048576 # KiB; a copy takes 270 MB of addresses, 60 MB of memory
exec setpriv --pdeathsig TERM timeout -k 2 "$seconds" nice -n 19 setpriv --pdeathsig KILL "$program" "$@"
