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
expect 2 err '"unknown-command" is no command' unknown-command
expect 2 err '^tickbard run: "stray" is no option of this command' run stray
expect 2 err 'did you mean --config=bad.toml' check-config bad.toml
expect 2 err 'did you mean --dry-run' migrate --dryrun
expect 2 err '^tickbard sim: .*rate' sim --provider coinbase --rate abc
expect 2 err '^tickbard sim: --speed' sim --provider coinbase --speed abc
expect 2 err '^tickbard replay: --format' replay --format csv bad.toml
expect 2 err '^tickbard replay: --calendar' replay --format ticks --calendar mars bad.toml
expect 2 err '^tickbard status: http.listen has port 0' status --http.listen=127.0.0.1:0
expect 0 out 'default 200' sim --help
expect 0 out 'symbol,ts_ns,price,size' replay --help
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
[[ ! -e $folder/a.db ]] || { echo "migrate --dry-run made a file" && failures=$((failures + 1)); }
printf 'symbol,ts_ns,price,size\nA,1795185000000000000,1,1\n' >"$folder/t.csv"
expect 1 err 'is no recording' replay --format frames --provider polygon --out - t.csv
[[ ! -s $folder/out ]] || { echo "a refused replay printed something" && failures=$((failures + 1)); }
echo 'boss 1234 me' >"$folder/tokens"
chmod 600 "$folder/tokens"
expect 78 err 'the first word is no role' check-config --feed.coinbase.symbols=BTC-USD --http.tokens_file=tokens
printf '[[feed]]\nname = "us"\nprovider = "polygon"\nkey = "k"\nsymbols = ["@us.txt"]\n' >"$folder/us.toml"
echo AAPL >"$folder/us.txt"
expect 0 out '# us.toml:5; 1 symbol$' config --config us.toml
seq -f 'S%.0f' 12000 >"$folder/us.txt"
expect 0 out 'symbols = \["@us.txt"\] +# us.toml:5; 12000 symbols' config --config us.toml
expect 0 out 'url = "" +# default, so it is wss://socket.massive.com/stocks' config --config us.toml
echo 'polygon,*,boo' >"$folder/conditions.csv"
expect 78 err '^  ./conditions.csv: trade conditions' check-config --config us.toml
printf 'set,tape,code,name,open_close,high_low,volume,role\npolygon,*,37,Odd lot,y,y,y,\n' >"$folder/conditions.csv"
expect 0 out 'conditions.csv is in use' check-config --config us.toml
rm "$folder/conditions.csv"
expect 0 out 'went from version 0' migrate --store sqlite:a.db
expect 0 out 'newest' migrate --store sqlite:a.db
expect 1 err '.' replay --format ticks no-such-file.csv

# Stores that can never open, and files that must not be written over.
mkdir "$folder/shelf"
for words in 'export' 'derive all --session 2026-11-20' 'report storage' 'retention' 'retention --dry-run'; do
  read -ra command <<<"$words"
  expect 2 err '"mysql://x" is not understood' "${command[@]}" --store mysql://x
  expect 2 err '"sqlite:" is not understood' "${command[@]}" --store sqlite:
  expect 1 err 'shelf is a folder' "${command[@]}" --store sqlite:shelf
  expect 1 err 'absent.db does not exist: run .tickbard migrate' "${command[@]}" --store sqlite:absent.db
  [[ ! -e $folder/absent.db ]] || { echo "$words made a store" && failures=$((failures + 1)); }
done
expect 1 err 'the folder ./none of SQLite file' import t.csv --interval 1m --store sqlite:none/a.db
expect 2 err 'a file of the store, which would be lost' export --store sqlite:a.db --out a.db
expect 2 err 'a file of the store, which would be lost' report storage --store sqlite:a.db --out ./a.db
expect 2 err "a file of the daemon's state" export --store sqlite:a.db --out journal.db
expect 0 err '0 rows written to a.csv' export --store sqlite:a.db --out a.csv
expect 2 err 'open=price: the column is close already' import t.csv --interval 1m --columns close=price,open=price

# A replay neither, nor over the file that it reads; and what it cannot end with is told before it begins.
replay=(replay --format ticks t.csv)
expect 2 err '"a.db" is not understood: give --store' "${replay[@]}" --store a.db
expect 1 err 'the folder ./none of SQLite file' "${replay[@]}" --store sqlite:none/a.db
expect 2 err 'a file of the store, which would be lost' "${replay[@]}" --store sqlite:a.db --out a.db
expect 2 err 'a file of the store, which would be lost' "${replay[@]}" --out ./bars.db
expect 2 err 'a file of the store, which would be lost' "${replay[@]}" --store sqlite:a.db --out bars.db-wal
expect 2 err 't.csv is the file to be read' "${replay[@]}" --out ./t.csv
grep -q '^symbol,ts_ns' "$folder/t.csv" || { echo "a replay wrote over its own file" && failures=$((failures + 1)); }
expect 1 err 'the folder none of --out does not exist' "${replay[@]}" --store sqlite:b.db --out none/x.csv
[[ ! -e $folder/b.db ]] || { echo "a refused replay made a store" && failures=$((failures + 1)); }
expect 0 out '^A,2026-11-20' "${replay[@]}" --store sqlite:b.db --out -

# Without a provider those symbols are of every day: a command that means the exchange's says so.
expect 0 out 'a symbol of xnys lies in these sessions; 1 symbol follows always: --calendar always$' \
  derive daily --session 2026-11-20 --store sqlite:b.db

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
