#!/usr/bin/env bash
# goals.jq on figures by hand: ratios of the medians, their verdicts, and no verdict without its figures.
set -euo pipefail
goals=$(dirname "${BASH_SOURCE[0]}")/goals.jq

# As Google Benchmark writes them; the means say something else.
figures='{"decode/per_frame:10": 44, "decode/per_frame:100": 40, "decode/per_frame:1000": 50,
          "baseline_decode/per_frame:10": 60, "baseline_decode/per_frame:100": 61, "baseline_decode/per_frame:1000": 50,
          "baseline_on_demand/per_frame:10": 100, "baseline_on_demand/per_frame:100": 100, "baseline_on_demand/per_frame:1000": 100,
          "on_demand/per_frame:10": 100, "on_demand/per_frame:100": 100, "on_demand/per_frame:1000": 100,
          "locked_update/symbols:12000": 13, "plain_update/symbols:12000": 10,
          "market/symbols:12000": 14, "bare_update/symbols:12000": 10}'
google='{benchmarks: [to_entries[] | {run_name: (.key + "/manual_time")} +
  ({aggregate_name: "median", ns_per_trade: .value}, {aggregate_name: "mean", ns_per_trade: 1})]}'

expect() {  # VALUE WANTED
  if [[ $1 != "$2" ]]; then
    echo "got $1 instead of $2" >&2
    exit 1
  fi
}

judged=$(jq "$google" <<<"$figures" | jq -f "$goals")
bounds='[.[] | select(has("goal"))]'
expect "$(jq -c "$bounds | map(.value)" <<<"$judged")" '[0.44,0.4,0.5,0.6,0.61,0.5,1.3,1.4]'
expect "$(jq -c "$bounds | map(.holds)" <<<"$judged")" '[true,true,false,true,false,true,true,true]'
expect "$(jq -c 'map(select(.name == "ticks: decode, a frame of 100"))' <<<"$judged")" \
  '[{"name":"ticks: decode, a frame of 100","value":40,"unit":"ns a trade"}]'
if jq "del(.\"decode/per_frame:10\") | $google" <<<"$figures" | jq -f "$goals" >/dev/null 2>&1; then
  echo "a figure that is missing got a verdict" >&2
  exit 1
fi
