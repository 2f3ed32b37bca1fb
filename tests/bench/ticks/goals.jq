# What bench_ticks measured, as ratios with goals, and its own figures. In: Google Benchmark's JSON with medians of repetitions.
[.benchmarks[] | select(.aggregate_name == "median") | {key: .run_name | sub("(/min_time:[0-9.]+)?/manual_time$"; ""), value: .ns_per_trade}]
| from_entries as $ns
| def at_most($name; $value; $goal): {name: $name, value: $value, goal: $goal, better: "lower", holds: ($value <= $goal)};
[
  (10, 100, 1000 | tostring | at_most("decode, \(.) a frame: times On-Demand";
    $ns["decode/per_frame:" + .] / $ns["on_demand/per_frame:" + .]; 0.45)),
  (10, 100, 1000 | tostring | at_most("decode, \(.) a frame, processor without extensions: times On-Demand";
    $ns["baseline_decode/per_frame:" + .] / $ns["baseline_on_demand/per_frame:" + .]; 0.6)),
  ("alpaca:1", "alpaca:10", "binance:1", "coinbase:1", "kraken:1", "kraken:10" | split(":") as [$provider, $n]
    | at_most("decode, \($provider), \($n) a frame: times the general way";
      $ns["decode_of/\($provider)/per_frame:\($n)"] / $ns["general_of/\($provider)/per_frame:\($n)"]; 0.45)),
  at_most("update with sequence lock, 12,000 symbols: times the same lookup and update without";
    $ns["locked_update/symbols:12000"] / $ns["plain_update/symbols:12000"]; 1.4),
  at_most("update, every duty, 12,000 symbols: times bare lookup and update";
    $ns["market/symbols:12000"] / $ns["bare_update/symbols:12000"]; 1.4),
  ($ns | to_entries | sort_by(.key)[] | {name: "ticks: \(.key | sub("/symbols:12000$"; "") | sub("_of/"; " ") | sub("/per_frame:"; ", a frame of ") | gsub("_"; " "))",
    value, unit: "ns a trade"})
]
