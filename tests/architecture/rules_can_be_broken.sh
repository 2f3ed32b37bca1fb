#!/usr/bin/env bash
# A check that cannot fail checks nothing: breaks each rule in a small tree and expects to be told.
set -euo pipefail
check=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

fresh() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/{aggregator/core,aggregator/bars,sinks,sql,daemon/app,daemon/edge,deploy,tests,.ci}
  touch "$tree"/{aggregator/core,aggregator/bars,sinks,daemon/app,daemon/edge}/README.md "$tree/CMakeLists.txt" "$tree/README.md"
  echo '#pragma once' >"$tree/aggregator/core/a.hpp"
}

# breaks RULE FILE TEXT: with the file the rule is broken, without it is not
breaks() {
  fresh
  if ! bash "$check" "$tree" "$1" >/dev/null; then
    echo "$1: complains about a tree that is in order"
    failures=$((failures + 1))
  fi
  mkdir -p "$(dirname "$tree/$2")"
  printf '%b\n' "$3" >"$tree/$2"
  if bash "$check" "$tree" "$1" >/dev/null; then
    echo "$1: does not see $2: $3"
    failures=$((failures + 1))
  fi
}

keeps() { # RULE FILE TEXT: allowed
  fresh
  printf '%b\n' "$3" >"$tree/$2"
  if ! bash "$check" "$tree" "$1"; then
    echo "$1: refuses $2: $3"
    failures=$((failures + 1))
  fi
}

breaks includes aggregator/core/b.hpp '#include "aggregator/bars/x.hpp"'
breaks includes aggregator/bars/b.cpp '#include "daemon/edge/x.hpp"'
breaks includes aggregator/other/b.cpp '#pragma once'
keeps includes aggregator/bars/b.cpp '#include "aggregator/core/a.hpp"'
keeps includes daemon/app/b.cpp '#include "daemon/edge/x.hpp"\n#include "sinks/x.hpp"'
breaks only_here sinks/b.cpp 'auto t = std::chrono::system_clock::now();'
breaks only_here aggregator/bars/b.cpp 'const char* p = getenv("X");'
breaks only_here tests/b.cpp 'std::this_thread::sleep_for(x);'
breaks only_here daemon/edge/b.cpp '#include <spdlog/spdlog.h>'
breaks only_here daemon/app/b.cpp '#include <prometheus/counter.h>'
breaks only_here aggregator/bars/b.cpp '#include <mutex>'
breaks only_here aggregator/bars/b.hpp 'double price;'
breaks only_here daemon/edge/b.cpp 'std::cout << 1;'
keeps only_here daemon/app/b.cpp '// std::chrono::system_clock::now() is read elsewhere\nsay("getenv");'
breaks ceiling sinks/b.cpp "$(seq 401)"
keeps ceiling sinks/b.cpp "$(seq 400)"
breaks owners sinks/b.hpp 'class Room {\n  int chairs_ = 0;\n};'
breaks owners sinks/b.hpp '/// Errors: none\n/// Owner: main\nclass Room {};'
keeps owners sinks/b.hpp '/// Owner: main\n/// Errors: none\nclass Room {\n  int chairs_ = 0;\n};'
# shellcheck disable=SC2016  # back quotes of Markdown
breaks promises README.md '## What is promised\n* so: `Suite.nobody_wrote_it`\n## Reading'
# shellcheck disable=SC2016  # back quotes of Markdown
breaks promises README.md '## What is promised\n* so: `Scenario.nobody_wrote_it`\n## Reading'
breaks unique_types sinks/b.hpp 'struct A {\n};\nclass A final {\n};'
keeps unique_types sinks/b.hpp 'class A;\nstruct A {\n};'
breaks words daemon/edge/b.cpp '// TO''DO: later'
breaks words deploy/b.sh 'cat ../sha''red/x'
breaks readmes daemon/net/b.cpp 'int x;'

# The table and the traps are of this tree alone.
mkdir -p "$tree/tables"
cp "$check" "$tree/tables/check.sh"
printf 'aggregator/core: aggregator/bars\naggregator/bars:\n' >"$tree/tables/folders.txt"
if bash "$tree/tables/check.sh" "$tree" table >/dev/null; then
  echo "table: does not see a way up"
  failures=$((failures + 1))
fi
fresh
if bash "$check" "$tree" traps >/dev/null; then
  echo "traps: content without any test"
  failures=$((failures + 1))
fi

if ((failures)); then exit 1; fi
