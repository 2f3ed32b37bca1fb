#!/usr/bin/env bash
# From a bare Debian 12 to running bars with one command. `deploy/run.sh --help` says how.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=deploy/packages.sh
. "$root/deploy/packages.sh"

usage() {
  cat <<'TEXT'
deploy/run.sh: installs what is needed, builds tickbard, and runs it until Ctrl-C.

  deploy/run.sh                                  a SIMULATED market of 20 made-up symbols; no account, no network
  deploy/run.sh --feed coinbase BTC-USD ETH-USD  a live feed that needs no key: coinbase, binance or kraken
  deploy/run.sh --store postgresql://me@host/db  PostgreSQL instead of SQLite

  --feed NAME SYMBOL…  live trades; symbols as the exchange writes them (binance: BTCUSDT, kraken: BTC/USD)
  --store URL          where bars go; default: a SQLite file in the data folder
  --data DIR           the data folder; default: $TICKBARD_DATA_DIR, else .tickbard beside deploy/
  --http PORT          where charts, metrics and health answer; default: 8787, or a free port if that is taken
  --symbols N          how many symbols the simulator makes up; default 20
  --build-only         install and build, run nothing
TEXT
}

die() {
  echo "run.sh: $*" >&2
  exit 1
}

wrong_use() {
  echo "run.sh: $*; see deploy/run.sh --help" >&2
  exit 2
}

data=${TICKBARD_DATA_DIR:-$root/.tickbard}
store='' http='' provider='' symbols=() sim_symbols=20 build_only=''

while (($#)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --build-only) build_only=1 ;;
    --feed)
      provider=${2-}
      case $provider in
        coinbase | binance | kraken) ;;
        *) wrong_use "--feed takes coinbase, binance or kraken, not \"$provider\"" ;;
      esac
      shift
      while (($# > 1)) && [[ $2 != --* ]]; do
        symbols+=("$2")
        shift
      done
      ((${#symbols[@]})) || wrong_use "--feed $provider needs at least one symbol"
      ;;
    --store | --data | --http | --symbols)
      (($# > 1)) || wrong_use "$1 needs a value"
      case $1 in
        --store) store=$2 ;;
        --data) data=$2 ;;
        --http) http=$2 ;;
        --symbols) sim_symbols=$2 ;;
      esac
      shift
      ;;
    *) wrong_use "\"$1\" is no option" ;;
  esac
  shift
done
[[ $http =~ ^[0-9]*$ ]] || wrong_use "--http takes a port number, not \"$http\""
[[ $sim_symbols =~ ^[1-9][0-9]*$ ]] || wrong_use "--symbols takes a number above 0, not \"$sim_symbols\""
for symbol in "${symbols[@]}"; do
  [[ $symbol =~ ^[A-Za-z0-9./:_-]+$ ]] || wrong_use "\"$symbol\" is no symbol"
done

# -- install and build

install_packages build run

export NINJA_STATUS='[%f/%t, %es] '
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
echo "Building tickbard (Release) in $root/.build/release; the first time takes 10 to 30 minutes on two cores."
(
  cd "$root"
  mkdir -p .build
  cmake --preset release -DTICKBARD_TESTS=OFF >.build/configure.log 2>&1 || {
    cat .build/configure.log >&2
    exit 1
  }
  cmake --build --preset release --target tickbard -j "$(build_jobs)"
)
tickbard=$(find "$root/.build/release" -name tickbard -type f -perm -u+x -print -quit)
[[ -n $tickbard ]] || die "the build made no tickbard in $root/.build/release; remove that folder and try again"
if [[ -n $build_only ]]; then
  echo "Built $tickbard"
  exit 0
fi

# -- start

umask 077 # the store's URL in run.toml may hold a password
mkdir -p "$data" || die "the data folder $data cannot be made; give another with --data DIR"
data=$(cd "$data" && pwd)
exec 9>"$data/run.lock"
flock -n 9 || die "deploy/run.sh runs in $data already; end that one first, or give another folder with --data DIR"
if [[ $data == "$root"/* && ! -e $data/.gitignore ]]; then echo '*' >"$data/.gitignore"; fi
[[ -n $store ]] || store="sqlite:$data/bars.db"
file='' # of the store, if it is one
if [[ $store == sqlite:* ]]; then
  file=${store#sqlite:}
  [[ $file == /* ]] || file=$data/$file
fi
# What the shell happens to name must not win over what is said here: made-up prices in somebody's database.
unset DATABASE_URL ENABLE_PRICE_BARS
if [[ -z $http ]]; then
  http=8787
  if (exec 3<>"/dev/tcp/127.0.0.1/$http") 2>/dev/null; then
    echo "Port $http is taken; using a free one."
    http=0
  fi
fi
daemon='' sim='' sleeper='' bars=0

alive() { [[ -n $1 ]] && kill -0 "$1" 2>/dev/null; }

# In its own session, so that Ctrl-C reaches this script alone and the order of stopping is ours.
start() {  # LOG COMMAND…; leaves its process in $!
  local log=$1
  shift
  setsid "$@" >"$log" 2>&1 </dev/null &
}

# The address a server prints when it listens. Ends as soon as it is there or the process is gone.
address_in() {  # LOG PROCESS
  local tries
  for ((tries = 0; tries < 300; ++tries)); do
    if sed -n 's/^listening on //p' "$1" 2>/dev/null | grep -m1 .; then return 0; fi
    alive "$2" || return 1
    sleep 0.1
  done
  return 1
}

stop_one() {  # PROCESS
  alive "$1" || return 0
  kill -TERM "$1" 2>/dev/null || return 0
  # A signal of ours ends `wait` early; the process is waited for all the same.
  while alive "$1"; do wait "$1" 2>/dev/null || true; done
}

# The rows of the file; else what this run has closed, for the server may be out of reach of any client of ours.
count_bars() {
  if [[ -n $file ]]; then
    sqlite3 -readonly "$file" 'SELECT count(*) FROM price_bars' 2>/dev/null || echo "$bars"
  else
    curl -fsS --max-time 5 "$url/metrics" 2>/dev/null | awk '$1 == "tickbard_bars_closed_total" { print $2; found = 1 }
      END { exit !found }' || echo "$bars"
  fi
}

store_answers() {
  local since=$SECONDS
  while ((SECONDS < since + 4)); do
    if curl -fs --max-time 2 "$url/metrics" | grep '^tickbard_store_up 1' >/dev/null; then return 0; fi
    sleep 0.1
  done
  return 1
}

# A second Ctrl-C does not wait for anybody; one that comes along with the first (from a terminal and from a wrapper) is
# no second one.
second_signal() {
  local p
  ((SECONDS >= stopping_since + 2)) || return 0
  for p in "$daemon" "$sim"; do if alive "$p"; then kill -KILL "$p"; fi; done
}

finish() {
  local code=$?
  trap - EXIT
  stopping_since=$SECONDS
  trap second_signal INT TERM HUP
  if alive "$sleeper"; then kill "$sleeper" 2>/dev/null || true; fi
  if [[ -n $daemon ]]; then
    echo
    echo "Stopping: open minutes are being written."
    local said
    if [[ -z $file ]]; then said="Bars closed before the stop: $(count_bars)"; fi
    stop_one "$daemon"
    stop_one "$sim"
    if [[ -n $file ]]; then said="Bars stored: $(count_bars)"; fi
    local left=()
    for p in "$daemon" "$sim"; do if alive "$p"; then left+=("$p"); fi; done
    if ((${#left[@]})); then
      echo "Still running: ${left[*]}" >&2
      code=1
    else
      echo "Stopped; no process is left. $said"
    fi
  else
    stop_one "$sim"
  fi
  exit "$code"
}
trap finish EXIT
trap 'exit 0' INT
trap 'exit 143' TERM HUP

if [[ -z $provider ]]; then
  title='SIMULATED market: made-up prices'
  start "$data/sim.log" "$tickbard" sim --provider polygon --listen 127.0.0.1:0 --symbols "$sim_symbols" \
    --rate $((sim_symbols * 10))
  sim=$!
  sim_url=$(address_in "$data/sim.log" "$sim") || die "the simulator did not start: $(tail -n 3 "$data/sim.log")"
  # Made-up trades come at every hour: the calendar is the one without closing times.
  feed="name = \"simulated\"
provider = \"polygon\"
url = \"$sim_url\"
symbols = [\"*\"]
calendar = \"always\""
else
  title="live trades of $provider"
  printf -v list '"%s", ' "${symbols[@]}"
  feed="name = \"$provider\"
provider = \"$provider\"
symbols = [${list%, }]"
fi

toml() {  # TEXT, as the inside of a string
  local text=${1//\\/\\\\}
  printf '%s' "${text//\"/\\\"}"
}

cat >"$data/run.toml" <<TOML
# Written by deploy/run.sh at every start.
state_dir = "$(toml "$data")"
store.url = "$(toml "$store")"
http.listen = "127.0.0.1:$http"

[[feed]]
$feed
TOML

start "$data/run.log" "$tickbard" run --config "$data/run.toml"
daemon=$!
url=$(address_in "$data/run.log" "$daemon") || die "tickbard did not start:
$(tail -n 12 "$data/run.log")"

ready=''
for ((tries = 0; tries < 300; ++tries)); do
  if curl -fs --max-time 2 -o /dev/null "$url/readyz"; then
    ready=1
    break
  fi
  alive "$daemon" || die "tickbard ended:
$(tail -n 12 "$data/run.log")"
  sleep 0.1
done
[[ -n $ready ]] || die "tickbard runs but is not ready: $(curl -s --max-time 2 "$url/readyz")
$(tail -n 12 "$data/run.log")"

echo
echo "tickbard is running ($title)"
if [[ -z $file ]] && ! store_answers; then
  echo "The store does not answer yet: see $data/run.log; bars wait in $data until it does."
fi
echo
if [[ -n $file ]]; then
  echo "  bars     sqlite3 -box '$file' \"SELECT symbol, datetime(timestamp, 'unixepoch') AS minute, open, high, low, close, volume FROM price_bars ORDER BY timestamp DESC, symbol LIMIT 20\""
else
  echo "  bars     SELECT * FROM price_bars ORDER BY timestamp DESC, symbol LIMIT 20;   in the store you gave"
fi
if [[ -n $provider ]]; then
  echo "  chart    curl '$url/charts/${symbols[0]//\//%2F}?interval=1m'"
fi
echo "  status   $tickbard status --url $url"
echo "  health   curl $url/readyz"
echo "  metrics  curl $url/metrics"
echo "  logs     $data/run.log"
echo "  in a browser: $url/"
echo
echo "A minute's bars are stored two seconds after it ends. Ctrl-C stops everything."

# -- a line a minute

shown_chart=$provider
while :; do
  sleep $((64 - $(date +%-S))) &
  sleeper=$!
  wait -n "$sleeper" "$daemon" ${sim:+"$sim"} || true
  alive "$daemon" || die "tickbard ended:
$(tail -n 12 "$data/run.log")"
  if [[ -n $sim ]] && ! alive "$sim"; then
    die "the simulator ended: $(tail -n 3 "$data/sim.log")"
  fi
  before=$bars
  bars=$(count_bars)
  if [[ -n $file ]]; then counted=stored; else counted=closed; fi
  echo "$(date -u +%H:%M:%S)Z  bars $counted: $bars (+$((bars - before)))${sim:+  SIMULATED}"
  if [[ -z $shown_chart && -n $file ]]; then
    shown_chart=$(sqlite3 -readonly "$file" 'SELECT symbol FROM price_bars ORDER BY timestamp DESC LIMIT 1' 2>/dev/null || true)
    if [[ -n $shown_chart ]]; then echo "  chart    curl '$url/charts/$shown_chart?interval=1m'"; fi
  fi
done
