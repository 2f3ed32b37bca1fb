#!/usr/bin/env bash
# Installs what the tests need, builds, and runs all of them: everything in Release, then what reads foreign bytes or
# owns memory under AddressSanitizer and UBSan, then what threads share under ThreadSanitizer.
# PostgreSQL is started by the tests themselves. Ends with the closing line of ctest.
#
#   deploy/test.sh             all of it
#   deploy/test.sh release     only this one; also: asan, tsan
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=deploy/packages.sh
. deploy/packages.sh

# A clone owned by another user (containers) must not stop git from telling the revision.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
export CTEST_OUTPUT_ON_FAILURE=1

# Folders under tests/ that are worth a second build; each is a target of its own. Not the derived values: arithmetic on
# rows that were checked when they came in. Nor tests/race, which needs half of the daemon: by hand, as its folder says.
asan_folders=(aggregator sinks scenarios fuzz daemon/data)
tsan_folders=(aggregator/bars daemon/runtime daemon/loops)

test_targets() {  # FOLDER…: every folder in or below that has tests
  local folder file
  for folder in "$@"; do
    [[ -d tests/$folder ]] || continue
    while read -r file; do
      echo "$(dirname "$file")/all"
    done < <(find "tests/$folder" -name CMakeLists.txt -not -path '*/deriv*' | sort)
  done
}

closing_lines=()

check() {  # PRESET LEFT_OUT TARGET…; no target: everything. LEFT_OUT: tests of programs that this preset does not build
  local preset=$1 left_out=$2 log=.build/$1/ctest.log
  shift 2
  echo "== $preset: configure and build"
  cmake --preset "$preset" -DTICKBARD_TESTS=ON
  cmake --build --preset "$preset" -j "$(build_jobs)" ${1:+--target "$@"}
  echo "== $preset: test"
  if ! ctest --test-dir ".build/$preset" -j "$(nproc)" -E "$left_out" --no-tests=error </dev/null 2>&1 | tee "$log"; then
    echo "Tests failed in the $preset build; the log is $log. One again: ctest --test-dir .build/$preset -R NAME" >&2
    exit 1
  fi
  closing_lines+=("$(grep 'tests passed' "$log" | tail -n 1) ($preset)")
}

install_packages build run test

want=${1:-all}
case $want in
  all | release | asan | tsan) ;;
  *)
    echo "test.sh: \"$want\" is no part of the tests; say release, asan, tsan, or nothing for all" >&2
    exit 2
    ;;
esac

if [[ $want == all || $want == release ]]; then check release '_NOT_BUILT$'; fi
if [[ $want == all || $want == asan ]]; then
  mapfile -t targets < <(test_targets "${asan_folders[@]}")
  check asan '_NOT_BUILT$|^Cli\.|^replay_postgres$|^integration_|^report$|^daemon_derive$|^daemon_jobs$|^sinks_derived$|^derived_tables$|^derived_bench$' "${targets[@]}"
fi
if [[ $want == all || $want == tsan ]]; then
  mapfile -t targets < <(test_targets "${tsan_folders[@]}")
  check tsan '_NOT_BUILT$|^Cli\.|_postgres$|^sinks_|^report$|^daemon_derive$|^daemon_jobs$|^data$|^derived_tables$|^derived_bench$' "${targets[@]}"
fi

echo
# The widest run last: its plain line is what ends this script.
for ((i = ${#closing_lines[@]} - 1; i > 0; --i)); do echo "${closing_lines[i]}"; done
echo "${closing_lines[0]% (*}"
