#!/usr/bin/env bash
# Fuzzes for a while: run.sh BUILD SECONDS [NAME…], SECONDS for each, as many at once as there are cores; without a name,
# all. BUILD was configured with -DTICKBARD_FUZZ=ON and has fuzz_NAME. What is found is put into BUILD/found, and the exit
# code is 1 then.
set -euo pipefail
if (($# < 2)); then
  echo "run.sh BUILD SECONDS [NAME…]: see README.md beside it" >&2
  exit 2
fi
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$(cd "$1" && pwd) seconds=$2
shift 2
if (($# == 0)); then
  cd "$folder/corpus"
  set -- *
fi
mkdir -p "$build/found"
export folder build seconds

one() {  # NAME
  local name=$1 log=$build/found/$1.log
  local -a options=(-max_len=4096 "-max_total_time=$seconds" -timeout=20 -print_final_stats=1
    "-artifact_prefix=$build/found/$name-") inputs=("$build/corpus/$name" "$folder/corpus/$name")
  case $name in
    polygon | alpaca | coinbase | binance | kraken | frames) options+=("-dict=$folder/json.dict") ;;
    http | config) options+=("-dict=$folder/$name.dict") ;;
  esac
  if [[ -d $folder/regressions/$name ]]; then inputs+=("$folder/regressions/$name"); fi
  mkdir -p "$build/corpus/$name"
  if "$build/tests/fuzz/fuzz_$name" "${options[@]}" "${inputs[@]}" >"$log" 2>&1; then
    echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds s," \
      "$(grep -a 'cov:' "$log" | tail -n 1 | grep -oE 'cov: [0-9]+')"
  else
    echo "$name found something; its input is in $build/found, what it said is the end of $log:"
    grep -avE '^#[0-9]+' "$log" | tail -n 40
    return 1
  fi
}
export -f one

printf '%s\n' "$@" | xargs -P "$(nproc)" -I NAME bash -c 'one NAME' || exit 1
