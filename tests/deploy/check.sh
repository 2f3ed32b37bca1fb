#!/usr/bin/env bash
# One check of what deploy/ holds: check.sh NAME, in the root of the tree. Exit code 77: the tool for it is missing.
set -euo pipefail

need() {
  command -v "$1" >/dev/null || {
    echo "skipped: $1 is not installed"
    exit 77
  }
}

fail() {
  echo "$*"
  exit 1
}

scripts() {
  need shellcheck
  shellcheck -x deploy/*.sh .ci/run tests/architecture/*.sh tests/deploy/*.sh tests/bench/*/*.sh tests/daemon/app/*.sh tests/fuzz/*.sh
  for file in deploy/bench.sh deploy/run.sh deploy/test.sh .ci/run; do [[ -x $file ]] || fail "$file is not executable"; done
  grep -q 'deploy/test.sh' .ci/run || fail ".ci/run does not call deploy/test.sh"
}

unit() {
  need systemd-analyze
  local said unit=deploy/tickbard.service
  systemd-analyze security --offline=true --threshold=12 "$unit" >/dev/null ||
    fail "the unit's exposure is above 1.2: systemd-analyze security --offline=true $unit"
  # The binary is not installed where the tests run; everything else that is said is a fault.
  said=$(systemd-analyze verify "./$unit" 2>&1 | grep -v 'tickbard is not executable' || true)
  [[ -z $said ]] || fail "$said"
  ! grep -q '^ProcSubset=pid' "$unit" ||
    fail "$unit hides the number of the machine's boot: every restart would take its open minutes for those of an earlier one"
  for line in Type=notify WatchdogSec= LoadCredential= StateDirectory=tickbard Environment=ENABLE_PRICE_BARS=true ExecReload=; do
    grep -q "^$line" "$unit" || fail "$unit has no $line"
  done
}

prometheus() {
  need promtool
  (cd deploy/prometheus && promtool check config scrape.yml && promtool check rules rules.yml)
  promtool test rules tests/deploy/rules.test.yml
  # Every alert says what happened and what to do.
  local alerts summaries descriptions
  alerts=$(grep -c 'alert:' deploy/prometheus/rules.yml)
  summaries=$(grep -c 'summary:' deploy/prometheus/rules.yml)
  descriptions=$(grep -c 'description:' deploy/prometheus/rules.yml)
  [[ $alerts == "$summaries" && $alerts == "$descriptions" ]] || fail "an alert has no summary or no description"
}

metrics_exist() {
  local known used name missing=0
  known=$(grep -ohE '"(tickbard|process)_[a-z_]+"' daemon/edge/metric*.cpp | tr -d '"' | sort -u)
  used=$(sed 's/description:.*//' deploy/prometheus/rules.yml | grep -oE '\b(tickbard|process)_[a-z_]+' | sort -u)
  [[ $(wc -l <<<"$known") -gt 20 ]] || fail "the catalogue in daemon/edge/metric*.cpp was not found"
  [[ $(wc -l <<<"$used") -gt 10 ]] || fail "the rules name hardly any metric"
  # Also what a description tells a person to look at.
  used+=$'\n'$(grep -oE '\btickbard_[a-z]+_[a-z_]+' deploy/prometheus/rules.yml | sort -u)
  for name in $used; do
    grep -qxE "${name%_bucket}" <<<"$known" || {
      echo "rules.yml names $name, which no scrape has"
      missing=1
    }
  done
  return $missing
}

# The script's words, without installing or building anything.
usage() {
  local code
  bash deploy/run.sh --help | grep -q -- '--feed coinbase BTC-USD' || fail "run.sh --help shows no live feed"
  while read -r arguments; do
    code=0
    # shellcheck disable=SC2086 # the words of a line are the arguments
    bash deploy/run.sh $arguments >/dev/null 2>&1 || code=$?
    [[ $code == 2 ]] || fail "run.sh $arguments: exit code $code, not 2"
  done <<'LINES'
--fed coinbase
--feed
--feed polygon AAPL
--feed coinbase
--feed coinbase --http 1
--feed coinbase a"b
--http eighty
--http
--symbols 0
stray
LINES
  code=0
  local script
  for script in test bench; do
    bash "deploy/$script.sh" --help | grep -q "^  deploy/$script.sh  " || fail "$script.sh --help does not say how"
  done
  bash deploy/test.sh everything >/dev/null 2>&1 || code=$?
  [[ $code == 2 ]] || fail "test.sh everything: exit code $code, not 2"
}

# Every library that the build looks for has its package in the list.
packages() {
  local name package looked_for
  local -A package_of=([Threads]=g++ [Boost]=libboost1.81-dev [OpenSSL]=libssl-dev [SQLite3]=libsqlite3-dev
    [CURL]=libcurl4-openssl-dev [simdjson]=libsimdjson-dev [fmt]=libfmt-dev [spdlog]=libspdlog-dev
    [date]=libhowardhinnant-date-dev [tomlplusplus]=libtomlplusplus-dev [CLI11]=libcli11-dev
    [nlohmann_json]=nlohmann-json3-dev [prometheus-cpp]=prometheus-cpp-dev [PkgConfig]=pkg-config
    [PQXX]=libpqxx-dev [LIBPQ]=libpqxx-dev [SYSTEMD]=libsystemd-dev [ZLIB]=zlib1g-dev [GTest]=libgtest-dev
    [benchmark]=libbenchmark-dev [LIBWEBSOCKETS]=libwebsockets-dev)
  # shellcheck disable=SC2038 # the names are ours
  looked_for=$(find CMakeLists.txt aggregator sinks sql daemon deploy tests -name CMakeLists.txt -o -name '*.cmake' |
    xargs -d '\n' sed -nE 's/^ *(find_package|pkg_check_modules)\(([A-Za-z0-9_-]+).*/\2/p' | sort -u)
  [[ $(wc -l <<<"$looked_for") -gt 10 ]] || fail "the build's find_package lines were not found"
  for name in $looked_for; do
    package=${package_of[$name]-}
    [[ -n $package ]] || fail "the build looks for $name: add its Debian package to deploy/packages.txt and to this table"
    grep -qx "$package" deploy/packages.txt || fail "$name needs $package in deploy/packages.txt"
  done
}

"$1"
