#!/usr/bin/env bash
# Installs what the tests need, builds, and runs them: all of them under AddressSanitizer and UBSan; the rooms that share
# anything between threads under ThreadSanitizer; the whole program, the simulation and the way of a tick again in Release, as it is
# shipped. Then every fuzzer looks for new inputs for some seconds. PostgreSQL is started by the tests themselves. Ends
# with the closing line of ctest.
#
#   deploy/test.sh             all of it
#   deploy/test.sh release     only this one; also: asan, tsan, fuzz
#   deploy/test.sh release all only this one, with every test there is; also: tsan all
set -euo pipefail
if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  sed -n '2,/^set /{s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
  exit 0
fi
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=deploy/packages.sh
. deploy/packages.sh

# A clone owned by another user (containers) must not stop git from telling the revision.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
export CTEST_OUTPUT_ON_FAILURE=1

# Folders of tests/. Compiling is most of the time that all this takes: what is arithmetic, or reads and writes rows, is not
# compiled for more than one of the builds.
tsan_folders='race;integration;scenarios;aggregator/bars;aggregator/market;daemon/edge;daemon/feed;daemon/jobs;daemon/loops;daemon/net;daemon/runtime'
release_folders='architecture;bench/instructions;bench/ticks;deploy;endurance;integration;scenarios;simulation;aggregator/bars;aggregator/feed'
fuzz_seconds=6

closing_lines=()

build() {  # PRESET FOLDERS, or '' for all of them
  echo "== $1: configure and build"
  cmake --preset "$1" -DTICKBARD_TESTS=ON -DTICKBARD_TEST_FOLDERS="$2"
  cmake --build --preset "$1" -j "$(build_jobs)"
}

check() {  # PRESET FOLDERS
  local preset=$1 log=.build/$1/ctest.log
  build "$@"
  echo "== $preset: test"
  # Most of them wait for a server, a socket or a disk for most of their time.
  if ! ctest --test-dir ".build/$preset" -j "$((2 * $(nproc)))" --no-tests=error </dev/null 2>&1 | tee "$log"; then
    echo "Tests failed in the $preset build; the log is $log. One again: ctest --test-dir .build/$preset -R NAME" >&2
    exit 1
  fi
  closing_lines+=("$(grep 'tests passed' "$log" | tail -n 1) ($preset)")
}

fuzz() {  # the programs are a part of the asan build
  build asan ''
  echo "== fuzz: $fuzz_seconds seconds each"
  tests/fuzz/run.sh .build/asan "$fuzz_seconds"
}

install_packages build run test

if [[ ${2:-} == all ]]; then tsan_folders='' release_folders=''; fi
case ${1:-all} in
  release) check release "$release_folders" ;;
  asan) check asan '' ;;
  tsan) check tsan "$tsan_folders" ;;
  fuzz) fuzz ;;
  all)
    check release "$release_folders"
    check tsan "$tsan_folders"
    check asan ''
    fuzz
    ;;
  *)
    echo "test.sh: \"$1\" is no part of the tests; say release, asan, tsan, fuzz, or nothing for all" >&2
    exit 2
    ;;
esac

echo
# The widest run last: its plain line is what ends this script.
for line in "${closing_lines[@]}"; do echo "$line"; done | sed '$ s/ (.*//'
