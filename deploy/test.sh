#!/usr/bin/env bash
# Installs what the tests need, builds, and runs all of them: under AddressSanitizer and UBSan; those with more than one
# thread under ThreadSanitizer; those that depend on how the compiler optimises in Release, as it is shipped. Then every
# fuzzer looks for new inputs for some seconds. PostgreSQL is started by the tests themselves.
# Ends with the closing line of ctest.
#
#   deploy/test.sh             all of it, in about 35 minutes on two cores
#   deploy/test.sh release     only this one, and then every test in it; also: tsan, asan, fuzz
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=deploy/packages.sh
. deploy/packages.sh

# A clone owned by another user (containers) must not stop git from telling the revision.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
export CTEST_OUTPUT_ON_FAILURE=1

# Folders of tests/. Compiling is most of the time that all this takes, so what asan runs is built again only where it
# may come out otherwise: in Release what measures time and memory, calculates with fractions, compares with recorded
# markets, or is the whole program …
release_folders='architecture;deploy;scenarios;simulation;integration;endurance;bench/derived;aggregator/bars;aggregator/market;aggregator/feed;aggregator/derive;aggregator/derive/indicators;daemon/replay;daemon/sim'
# … and under ThreadSanitizer whatever has more than one thread: what threads share, the threads, the stores with the
# thread that watches over their patience, and the whole program.
tsan_folders='scenarios;aggregator/bars;aggregator/market;daemon/runtime;daemon/net;daemon/feed;daemon/edge;daemon/jobs;daemon/loops;sinks;sinks/derived;race;integration'
fuzz_seconds=15

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
  if ! ctest --test-dir ".build/$preset" -j "$(nproc)" --no-tests=error </dev/null 2>&1 | tee "$log"; then
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

case ${1:-all} in
  release | asan) check "$1" '' ;;
  tsan) check tsan "$tsan_folders" ;;
  fuzz) fuzz ;;
  all)
    check release "$release_folders"
    check tsan "$tsan_folders"
    check asan ''
    fuzz
    ;;
  *)
    echo "test.sh: \"$1\" is no part of the tests; say release, tsan, asan, fuzz, or nothing for all" >&2
    exit 2
    ;;
esac

echo
# The widest run last: its plain line is what ends this script.
for line in "${closing_lines[@]}"; do echo "$line"; done | sed '$ s/ (.*//'
