#!/usr/bin/env bash
# Time and peak memory of a whole run on made-up claims only.
#
#   bench.sh PROGRAM CLAIMS FILES
set -euo pipefail
empanel=$1
claims=$2
files=$3
ws=$(mktemp -d)
trap 'rm -rf "$ws"' EXIT

"$empanel" init "$ws/ws" >/dev/null
"$empanel" synth -w "$ws/ws" --claims-only --people "$claims" --files "$files" --seed 1 >/dev/null
started=$EPOCHREALTIME
"$empanel" run -w "$ws/ws" --as-of 2026-09-28 >"$ws/out" &
pid=$!
peak=0
while [[ -r /proc/$pid/status ]]; do
	# The system keeps the high-water mark, so looking now and then is enough.
	now=$(awk '/^VmHWM:/ {print $2}' "/proc/$pid/status" 2>/dev/null || true)
	if [[ ${now:-0} -gt $peak ]]; then peak=$now; fi
	sleep 0.05
	if [[ $(awk '/^State:/ {print $2}' "/proc/$pid/status" 2>/dev/null) == Z ]]; then break; fi
done
code=0
wait "$pid" || code=$?
ended=$EPOCHREALTIME
cat "$ws/out"
if [[ $code -ne 0 && $code -ne 3 ]]; then
	exit "$code"
fi
awk -v s="$started" -v e="$ended" -v p="$peak" -v c="$claims" -v f="$files" \
	'BEGIN { printf "%d claims in %d files: %.2f s, peak memory %.0f MB\n", c, f, e - s, p / 1024 }'
