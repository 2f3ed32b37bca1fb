#!/usr/bin/env bash
# SIGKILL at random instants, before SQLite and before PostgreSQL: kill_loop.sh BUILD [KILLS] [SEED], 200 kills of each if
# not told. The exit code is 1 if a bar was wrong without saying so, or a start failed.
set -euo pipefail
if (($# < 1)); then
  echo "kill_loop.sh BUILD [KILLS] [SEED]: BUILD is a folder in which kill_loop_test was built" >&2
  exit 2
fi
TICKBARD_KILLS=${2:-200} TICKBARD_SEED=${3:-1} exec "$1/tests/endurance/kill_loop_test"
