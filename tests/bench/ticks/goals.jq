# What bench_ticks measured, as ratios with goals. In: Google Benchmark's JSON with medians of repetitions.
[.benchmarks[] | select(.aggregate_name == "median") | {key: .run_name | sub("/manual_time$"; ""), value: .ns_per_trade}]
| from_entries as $ns
| def at_most($name; $value; $goal): {name: $name, value: $value, goal: $goal, better: "lower", holds: ($value <= $goal)};
[
  (10, 100, 1000 | tostring | at_most("decode, \(.) a frame: times On-Demand";
    $ns["decode/per_frame:" + .] / $ns["on_demand/per_frame:" + .]; 0.45)),
  at_most("update, every duty, 12,000 symbols: times bare lookup and update";
    $ns["market/symbols:12000"] / $ns["bare_update/symbols:12000"]; 1.4)
]
