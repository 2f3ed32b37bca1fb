#!/usr/bin/env bash
# How many instructions a trade takes on its way, counted by callgrind, held against the numbers in recorded.txt.
#
#   check.sh COUNT_TICKS           fails where a number has grown by more than 5 %
#   check.sh COUNT_TICKS --record  writes the numbers of today into recorded.txt
#
# 77: not comparable here, with the reason: ctest takes it for skipped.
set -euo pipefail
program=$1
recorded=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/recorded.txt
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

skip() {
  echo "skipped: $*"
  exit 77
}

command -v valgrind >/dev/null || skip "valgrind is not installed (deploy/packages.txt, [test])"
grep -qw avx2 /proc/cpuinfo || skip "the numbers were counted with AVX2, which this processor has not"
wanted=$(sed -n 's/^# compiler: //p' "$recorded")
comment=$(readelf -p .comment "$program")
here="GCC $(sed -n 's/.*GCC: (.*) //p' <<<"$comment" | head -n 1)"
if [[ $comment == *clang* ]]; then here=clang; fi
[[ ${2:-} == --record || $here == "$wanted" ]] || skip "the numbers are of $wanted, and this is $here"

count() {  # WHAT TRADES_A_FRAME [PROVIDER]: instructions a trade
  local trades
  trades=$(valgrind --tool=callgrind --callgrind-out-file="$scratch/out" --toggle-collect='*measured*' \
    "$program" "$@" 2>"$scratch/log") || { cat "$scratch/log" >&2; return 1; }
  awk -v trades="$trades" '/^(summary|totals):/ { all = $2 } END { if (!all) exit 1; printf "%.1f\n", all / trades }' \
    "$scratch/out"
}

lines=()
grown=0
while read -r name case; do
  # shellcheck disable=SC2086
  now=$(count $case)
  lines+=("$name $now")
  before=$(awk -v name="$name" '$1 == name { print $2 }' "$recorded")
  echo "$name: $now instructions a trade, recorded: ${before:-none}"
  if ! awk -v now="$now" -v before="${before:-0}" 'BEGIN { exit !(before > 0 && now <= before * 1.05) }'; then
    grown=1
  fi
done <<'CASES'
decode_1_a_frame decode 1
decode_10_a_frame decode 10
decode_alpaca_1_a_frame decode 1 alpaca
decode_alpaca_10_a_frame decode 10 alpaca
decode_binance decode 1 binance
decode_coinbase decode 1 coinbase
decode_kraken_1_a_frame decode 1 kraken
decode_kraken_10_a_frame decode 10 kraken
update_12000_symbols update 100
CASES

if [[ ${2:-} == --record ]]; then
  {
    echo "# Instructions a trade takes, by callgrind. check.sh COUNT_TICKS --record writes this file."
    echo "# compiler: $here"
    printf '%s\n' "${lines[@]}"
  } >"$recorded"
  echo "recorded in $recorded"
elif ((grown)); then
  echo "A number has grown by more than 5 %. Find out why; if it has to be, record it: $0 $program --record" >&2
  exit 1
fi
