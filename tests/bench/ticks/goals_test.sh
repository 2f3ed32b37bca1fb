#!/usr/bin/env bash
# goals.jq on figures by hand: ratios of the medians, their verdicts, and no verdict without its figures.
set -euo pipefail
goals=$(dirname "${BASH_SOURCE[0]}")/goals.jq

# As Google Benchmark writes them; the means say something else.
figures='{"decode/per_frame:10": 44, "decode/per_frame:100": 40, "decode/per_frame:1000": 50,
          "baseline_decode/per_frame:10": 60, "baseline_decode/per_frame:100": 61, "baseline_decode/per_frame:1000": 50,
          "baseline_on_demand/per_frame:10": 100, "baseline_on_demand/per_frame:100": 100, "baseline_on_demand/per_frame:1000": 100,
          "decode_of/alpaca/per_frame:1": 13, "decode_of/alpaca/per_frame:10": 46, "decode_of/binance/per_frame:1": 15,
          "decode_of/coinbase/per_frame:1": 16, "decode_of/kraken/per_frame:1": 17, "decode_of/kraken/per_frame:10": 18,
          "general_of/alpaca/per_frame:1": 100, "general_of/alpaca/per_frame:10": 100, "general_of/binance/per_frame:1": 100,
          "general_of/coinbase/per_frame:1": 100, "general_of/kraken/per_frame:1": 100, "general_of/kraken/per_frame:10": 100,
          "on_demand/per_frame:10": 100, "on_demand/per_frame:100": 100, "on_demand/per_frame:1000": 100,
          "locked_update/symbols:12000": 13, "plain_update/symbols:12000": 10,
          "market/symbols:12000": 14, "bare_update/symbols:12000": 10}'
google='{benchmarks: [to_entries[] | {run_name: (.key + if .key | contains("_of/") then "/min_time:0.100" else "" end + "/manual_time")} +
  ({aggregate_name: "median", ns_per_trade: .value}, {aggregate_name: "mean", ns_per_trade: 1})]}'

expect() {  # VALUE WANTED
  if [[ $1 != "$2" ]]; then
    echo "got $1 instead of $2" >&2
    exit 1
  fi
}

judged=$(jq "$google" <<<"$figures" | jq -f "$goals")
bounds='[.[] | select(has("goal"))]'
expect "$(jq -c "$bounds | map(.value)" <<<"$judged")" '[0.44,0.4,0.5,0.6,0.61,0.5,0.13,0.46,0.15,0.16,0.17,0.18,1.3,1.4]'
expect "$(jq -c "$bounds | map(.holds)" <<<"$judged")" '[true,true,false,true,false,true,true,false,true,true,true,true,true,true]'
expect "$(jq -c 'map(select(.name == "ticks: decode, a frame of 100"))' <<<"$judged")" \
  '[{"name":"ticks: decode, a frame of 100","value":40,"unit":"ns a trade"}]'
expect "$(jq -c 'map(select(.name == "decode, alpaca, 10 a frame: times the general way") | .value)' <<<"$judged")" '[0.46]'
expect "$(jq -c 'map(select(.name == "ticks: decode alpaca, a frame of 10") | .value)' <<<"$judged")" '[46]'
if jq "del(.\"decode/per_frame:10\") | $google" <<<"$figures" | jq -f "$goals" >/dev/null 2>&1; then
  echo "a figure that is missing got a verdict" >&2
  exit 1
fi
