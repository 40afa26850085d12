#!/usr/bin/env bash
# Runs a command and reports how long it took and how it ended, as a transaction of the app "shell".
# There is no agent here: StatsD is text, and bash can send it.
#
#     report.sh NAME COMMAND [ARGUMENT...]
set -u

if [ $# -lt 2 ]; then
  echo "usage: report.sh NAME COMMAND [ARGUMENT...]" >&2
  exit 2
fi

address=${CARPY_STATSD:-udp://127.0.0.1:8125}
address=${address#udp://}
host=${address%:*}
port=${address##*:}

# A segment of a metric name: letters, digits, - and _.
segment() { printf '%s' "${1//[^A-Za-z0-9_-]/_}"; }
name=$(segment "$1")
server=$(segment "${CARPY_SERVER:-${HOSTNAME:-shell}}")
shift

# Microseconds; the separator of the seconds depends on the locale.
now() { printf '%s' "${EPOCHREALTIME//[^0-9]/}"; }

started=$(now)
"$@"
status=$?
ms=$((($(now) - started) / 1000))

# Apdex with a threshold of 60 s: satisfied up to it, tolerating up to four times it, and a failure is frustrated however fast.
threshold_ms=60000
outcome=ok
zone=satisfied
if [ "$status" -ne 0 ]; then
  outcome=error
  zone=frustrated
elif [ "$ms" -gt $((4 * threshold_ms)) ]; then
  zone=frustrated
elif [ "$ms" -gt "$threshold_ms" ]; then
  zone=tolerating
fi

base=carpy.shell.$server.$name
# In a subshell with its errors silenced, so that a server that is away changes nothing about the command.
(printf '%s.%s:%s|ms\n%s.apdex.%s:1|c\n' "$base" "$outcome" "$ms" "$base" "$zone" >"/dev/udp/$host/$port") 2>/dev/null
exit "$status"
