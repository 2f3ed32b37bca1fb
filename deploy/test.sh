#!/usr/bin/env bash
# Installs what the tests need, builds, and runs all of them: everything in Release, as it is shipped; what reads foreign
# bytes or owns memory under AddressSanitizer and UBSan; what threads share under ThreadSanitizer. Then every fuzzer looks
# for new inputs for some seconds. PostgreSQL is started by the tests themselves. Ends with the closing line of ctest.
#
#   deploy/test.sh             all of it
#   deploy/test.sh release     only this one; also: asan, tsan, fuzz
#   deploy/test.sh asan all    the same, with every test there is
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=deploy/packages.sh
. deploy/packages.sh

# A clone owned by another user (containers) must not stop git from telling the revision.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
export CTEST_OUTPUT_ON_FAILURE=1

# Folders of tests/ that are worth a second build. Compiling is most of the time that all this takes; the others hold
# arithmetic on rows that were checked when they came in, and the whole program.
asan_folders='aggregator/alerts;aggregator/bars;aggregator/calendar;aggregator/core;aggregator/feed;aggregator/market;aggregator/rules;aggregator/session;scenarios;fuzz;sinks;daemon/data;daemon/loops;daemon/runtime'
tsan_folders='scenarios;aggregator/bars;aggregator/market;daemon/loops;daemon/runtime'
fuzz_seconds=10

closing_lines=()

build() {  # PRESET FOLDERS, or '' for all of them
  local folder
  local -a folders targets=()
  IFS=';' read -ra folders <<<"$2"
  for folder in "${folders[@]}"; do targets+=("tests/$folder/all"); done
  echo "== $1: configure and build"
  cmake --preset "$1" -DTICKBARD_TESTS=ON -DTICKBARD_TEST_FOLDERS="$2"
  cmake --build --preset "$1" -j "$(build_jobs)" ${targets[0]:+--target "${targets[@]}"}
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
  build asan "$asan_folders"
  echo "== fuzz: $fuzz_seconds seconds each"
  tests/fuzz/run.sh .build/asan "$fuzz_seconds"
}

install_packages build run test

if [[ ${2:-} == all ]]; then asan_folders='' tsan_folders=''; fi
case ${1:-all} in
  release) check release '' ;;
  asan) check asan "$asan_folders" ;;
  tsan) check tsan "$tsan_folders" ;;
  fuzz) fuzz ;;
  all)
    check asan "$asan_folders"
    fuzz
    check tsan "$tsan_folders"
    check release ''
    ;;
  *)
    echo "test.sh: \"$1\" is no part of the tests; say release, asan, tsan, fuzz, or nothing for all" >&2
    exit 2
    ;;
esac

echo
# The widest run last: its plain line is what ends this script.
for line in "${closing_lines[@]}"; do echo "$line"; done | sed '$ s/ (.*//'
