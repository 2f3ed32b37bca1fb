#!/usr/bin/env bash
# 12,000 symbols before PostgreSQL through kills, store outages and cut connections: soak.sh BUILD [OPTION…], 30 minutes if
# not told (--minutes N; --help names all). Ends with what was stored against what traded; the exit code is 1 if
# anything was wrong, memory or open files grew, or the counters of prints did not add up at any look.
set -euo pipefail
if (($# < 1)); then
  echo "soak.sh BUILD [OPTION…]: BUILD is a folder in which the target soak was built" >&2
  exit 2
fi
build=$1
shift
exec "$build/tests/endurance/soak" "$@"
