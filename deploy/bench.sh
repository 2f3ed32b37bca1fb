#!/usr/bin/env bash
# Installs what the benches need, builds them in Release, runs them all, and ends with a table of what was found beside
# what is wanted, as Markdown. Each program takes its sides by turns, so what else the machine does meets all of them;
# it takes all cores to itself, for some twenty-five minutes. What is measured: tests/bench/README.md.
#
#   deploy/bench.sh                 medians of 7
#   deploy/bench.sh --quick         a look in some minutes: medians of 3, little input, figures not to be told
#   deploy/bench.sh --out FOLDER    where bench.json and bench.md go; default: .build/bench
set -euo pipefail
if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  sed -n '2,/^set /{s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
  exit 0
fi
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=deploy/packages.sh
. deploy/packages.sh

wrong_use() {
  echo "bench.sh: $*; see deploy/bench.sh --help" >&2
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

benches=(ticks growth receive path peers store daemon memory)
rounds=7
declare -A options=([ticks]=--benchmark_min_time=0.2)
if [[ $quick ]]; then
  rounds=3
  options=([ticks]=--benchmark_min_time=0.05
    [receive]='--megabytes 128'
    [path]='--seconds 5'
    [store]='--minutes 10 --grown-days 10'
    [daemon]='--minutes 10')
  benches=(ticks growth receive path peers store daemon) # a full session in memory has no short form
fi

folders='bench/common;bench/daemon;bench/memory;bench/path;bench/peers;bench/receive;bench/store;bench/ticks'
cmake --preset release -B "$build" -DTICKBARD_TESTS=ON -DTICKBARD_BENCH=ON -DTICKBARD_TEST_FOLDERS="$folders"
cmake --build "$build" -j "$(build_jobs)" --target "${benches[@]/#/bench_}"
mkdir -p "$out"

# Google Benchmark knows no goals.
ticks() {
  taskset -c 1 "$build/tests/bench/ticks/bench_ticks" --benchmark_repetitions="$rounds" \
    --benchmark_enable_random_interleaving=true --benchmark_report_aggregates_only=true \
    --benchmark_out="$out/google.json" --benchmark_out_format=json "${options[ticks]}" &&
    jq -f tests/bench/ticks/goals.jq "$out/google.json" >"$out/ticks.json"
}

bench() {  # NAME: what it finds goes to NAME.json
  local -a own
  local room=$1
  if [[ $1 == ticks ]]; then
    ticks
    return
  fi
  if [[ $1 == growth ]]; then room=ticks; fi
  read -ra own <<<"${options[$1]:-}"
  "$build/tests/bench/$room/bench_$1" --rounds "$rounds" --json "$out/$1.json" "${own[@]}"
}

machine() {
  local model
  model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
  echo "$(date -u +%F), ${model:-$(uname -m)}, $(nproc) processors, Linux $(uname -r)," \
    "$(c++ --version | head -n 1), commit $(git describe --always --dirty 2>/dev/null || echo unknown)"
}

parts=() failed=()
for name in "${benches[@]}"; do
  echo "== bench_$name, $(date -u +%H:%M:%S)"
  if bench "$name"; then
    parts+=("$out/$name.json")
  else
    failed+=("bench_$name")
  fi
done

if ((${#parts[@]} == 0)); then
  echo "bench.sh: nothing could be measured, see above" >&2
  exit 1
fi
jq -s add "${parts[@]}" >"$out/all.json"
jq 'map(select(has("goal")))' "$out/all.json" >"$out/bench.json"
run="\`deploy/bench.sh${quick:+ --quick}\`, medians of $rounds: $(machine)."
echo
jq -r --arg run "$run" -f tests/bench/common/table.jq "$out/all.json" | tee "$out/bench.md"
echo
echo "$out/bench.json, $out/bench.md"
if [[ $quick ]]; then echo "--quick: a look, no measurement"; fi
if ((${#failed[@]})); then
  echo "bench.sh: could not measure, see above: ${failed[*]}" >&2
  exit 1
fi
