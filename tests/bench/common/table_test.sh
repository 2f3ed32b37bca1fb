#!/usr/bin/env bash
# table.jq on entries by hand: a bound that holds, one that does not, one that was not measured, and a figure.
set -euo pipefail
table=$(dirname "${BASH_SOURCE[0]}")/table.jq

made=$(jq -r --arg run "made by hand" -f "$table" <<'ENTRIES'
[{"name": "a", "value": 0.444, "goal": 0.45, "better": "lower", "holds": true},
 {"name": "b", "value": 11.5, "goal": 12, "better": "higher", "holds": false},
 {"name": "c", "value": null, "goal": 1.1, "better": "lower", "holds": false, "why": "here is one core"},
 {"name": "d", "value": 1234.5, "unit": "ns"}]
ENTRIES
)
wanted='made by hand

| bound | measured | wanted | holds |
|---|---|---|---|
| a | 0.44 | at most 0.45 | yes |
| b | 11.5 | at least 12 | **no** |
| c | - | at most 1.1 | not measured: here is one core |

1 of 3 bounds hold.

| figure | measured |
|---|---|
| d | 1235 ns |'
if [[ $made != "$wanted" ]]; then
  diff <(echo "$wanted") <(echo "$made") >&2
  exit 1
fi
