#!/usr/bin/env bash
# Installs what the benches need, builds them in Release, runs them all, and ends with one table of ratios beside their
# goals, which bench.json holds, too. Each program takes its sides by turns, so what else the machine does meets all of
# them; it takes two cores to itself, and some twenty minutes. What is measured: tests/bench/README.md.
#
#   deploy/bench.sh                 medians of 7
#   deploy/bench.sh --quick         a look in some minutes: medians of 3, little input, figures not to be told
#   deploy/bench.sh --out FOLDER    where bench.json goes; default: .build/bench
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=deploy/packages.sh
. deploy/packages.sh

wrong_use() {
  echo "bench.sh: $*; see the head of deploy/bench.sh" >&2
  exit 2
}

build=.build/bench out='' quick=''
while (($#)); do
  case $1 in
    --quick) quick=1 ;;
    --out)
      [[ -n ${2:-} ]] || wrong_use "--out needs a folder"
      out=$2
      shift
      ;;
    *) wrong_use "\"$1\" is not known" ;;
  esac
  shift
done
out=${out:-$build}

if (($(nproc) < 2)); then
  echo "bench.sh: a sender and a client each need a core of their own, and this machine has one" >&2
  exit 1
fi
install_packages build bench test

targets=(bench_ticks bench_receive bench_path bench_peers bench_store bench_memory)
folders='bench/ticks;bench/receive;bench/path;bench/peers;bench/store;bench/memory'
cmake --preset release -B "$build" -DTICKBARD_TESTS=ON -DTICKBARD_BENCH=ON -DTICKBARD_TEST_FOLDERS="$folders"
cmake --build "$build" -j "$(build_jobs)" --target "${targets[@]}"

mkdir -p "$out"
rounds=7 ticks=() receive=() path=() store=()
if [[ $quick ]]; then
  rounds=3
  ticks=(--benchmark_min_time=0.05)
  receive=(--megabytes 128)
  path=(--seconds 5)
  store=(--days 1 --minutes 10)
fi
parts=()

bench() {  # NAME ARGUMENT…: figures go to its part
  local name=$1
  shift
  echo "== bench_$name"
  parts+=("$out/$name.json")
  "$build/tests/bench/$name/bench_$name" --rounds "$rounds" --json "$out/$name.json" "$@"
}

# Google Benchmark knows no goals.
ticks() {
  echo "== bench_ticks"
  taskset -c 1 "$build/tests/bench/ticks/bench_ticks" --benchmark_repetitions="$rounds" \
    --benchmark_enable_random_interleaving=true --benchmark_report_aggregates_only=true \
    --benchmark_out="$out/google.json" --benchmark_out_format=json "${ticks[@]}"
  parts+=("$out/ticks.json")
  jq -f tests/bench/ticks/goals.jq "$out/google.json" >"$out/ticks.json"
}

ticks
bench receive "${receive[@]}"
bench path "${path[@]}"
bench peers
bench store "${store[@]}"
if [[ ! $quick ]]; then
  echo "== bench_memory"
  parts+=("$out/memory.json")
  "$build/tests/bench/memory/bench_memory" --json "$out/memory.json"
fi

jq -s add "${parts[@]}" >"$out/bench.json"
echo
jq -r '.[] | [.name, .value, (if .better == "lower" then "at most" else "at least" end), .goal, .holds] | @tsv' \
  "$out/bench.json" | awk -F '\t' '
    { printf "%-72s %9.2f   %-8s %6s   %s\n", $1, $2, $3, $4, $5 == "true" ? "holds" : "DOES NOT HOLD"
      all++; if ($5 == "true") held++ }
    END { printf "\n%d of %d goals hold\n", held, all }'
echo "$out/bench.json"
if [[ $quick ]]; then echo "--quick: a look, no measurement"; fi
