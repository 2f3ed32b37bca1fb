#!/usr/bin/env bash
# The program from outside: cli_test.sh TICKBARD. Exit codes, and which stream a message goes to.
set -euo pipefail
tickbard=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# expect CODE STREAM PATTERN ARGUMENT…: what is said on out or err, and how it ends
expect() {
  local code=0 wanted=$1 stream=$2 pattern=$3
  shift 3
  (cd "$folder" && env -u TICKBARD_CONFIG -u DATABASE_URL "$tickbard" "$@" >"$folder/out" 2>"$folder/err" </dev/null) || code=$?
  if [[ $code != "$wanted" ]] || ! grep -qE -- "$pattern" "$folder/$stream"; then
    echo "tickbard $*: exit code $code, not $wanted, or no \"$pattern\" on $stream:"
    cat "$folder/out" "$folder/err"
    failures=$((failures + 1))
  fi
}

cat >"$folder/bad.toml" <<'TOML'
[bars]
enabled = "ture"
[[feed]]
provider = "coinbase"
symbols = ["BTC-USD"]
TOML

expect 0 out 'Subcommands:' --help
expect 0 out '^tickbard [0-9]+\.[0-9]+\.[0-9]+ ' version
expect 0 out '^tickbard [0-9]' --version
expect 2 err 'subcommand is required'
expect 2 err '.' unknown-command
expect 2 err 'is no option of this command' run stray
expect 2 err 'has no value' run --log.level
expect 2 err 'required' replay
expect 2 err '.' sim --provider nobody
expect 78 err 'bars.enabled = "ture"' run --config bad.toml
expect 78 err 'bad.toml:2' check-config --config bad.toml
expect 78 err 'nearest is log.level' run --feed.coinbase.symbols=BTC-USD --log.levle=debug
expect 78 err 'no feed is configured' run
expect 0 out '1 feed' check-config --feed.coinbase.symbols=BTC-USD
expect 0 out 'threshold = 0.05 +# --alerts.threshold' config --alerts.threshold=0.05
expect 0 out 'alerts.threshold' config --describe
expect 0 out '\[\[feed\]\]' config --example
expect 1 err 'nothing answers at' status --url http://127.0.0.1:1
expect 0 out 'would go from version 0' migrate --store sqlite:a.db --dry-run
expect 0 out 'went from version 0' migrate --store sqlite:a.db
expect 0 out 'newest' migrate --store sqlite:a.db
expect 1 err '.' replay --format ticks no-such-file.csv

# The simulator says where it listens and ends by SIGTERM with 0.
mkfifo "$folder/said"
"$tickbard" sim --provider coinbase --listen 127.0.0.1:0 --symbols 2 >"$folder/said" 2>"$folder/err" &
sim=$!
read -r line <"$folder/said"
[[ $line == 'listening on ws://127.0.0.1:'* ]] || { echo "sim said \"$line\"" && failures=$((failures + 1)); }
kill -TERM "$sim"
code=0
wait "$sim" || code=$?
((code == 0)) || { echo "sim ended with $code after SIGTERM" && failures=$((failures + 1)); }

((failures == 0))
