#!/usr/bin/env bash
# The rules of the house that a compiler does not know. check.sh ROOT RULE; says each breach and what to do, exits 1.
set -euo pipefail
tables=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$1"
breaches=0

breach() {
  echo "$*"
  breaches=$((breaches + 1))
}

sources() { find "$@" -type f \( -name '*.cpp' -o -name '*.hpp' \) 2>/dev/null | sort; }

# Code without comments and without what stands in quotes, so that words in sentences are no calls.
code_of() { sed -E 's@//.*$@@; s@"([^"\\]|\\.)*"@""@g' "$1"; }

# Includes go down the table only.
includes() {
  local file folder include allowed fits entry
  local -A may=()
  while IFS=: read -r folder allowed; do
    [[ -z $folder || $folder == \#* ]] || may[$folder]="$folder $allowed"
  done <"$tables/folders.txt"
  while read -r file; do
    folder=$(dirname "$file")
    if [[ -z ${may[$folder]-} ]]; then
      breach "$file: the folder $folder is not in tests/architecture/folders.txt: say there what it may include"
      continue
    fi
    while read -r include; do
      [[ $include == */* ]] || continue # generated beside its library
      fits=''
      for entry in ${may[$folder]}; do
        if [[ $include == "$entry" || $include == "$entry"/* ]]; then fits=1; fi
      done
      [[ -n $fits ]] || breach "$file includes $include, which $folder may not: move the code, or the border in folders.txt"
    done < <(sed -nE 's@^#include "([^"]+)".*@\1@p' "$file")
  done < <(sources aggregator sinks daemon)
}

# The table itself has no way up: an entry may only name folders that stand above it.
table() {
  local folder allowed entry above=' '
  while IFS=: read -r folder allowed; do
    [[ -z $folder || $folder == \#* ]] && continue
    if [[ $folder != daemon/app ]]; then
      for entry in $allowed; do
        [[ $entry == *.hpp ]] && entry=$(dirname "$entry")
        [[ $above == *" $entry "* ]] || breach "folders.txt: $folder may include $entry, which stands below it or is missing"
      done
    fi
    above+="$folder "
  done <"$tables/folders.txt"
}

# Some things are done in one place.
only_here() {
  local pattern files where why file line
  while IFS=$'\t' read -r pattern files where why; do
    [[ -z $pattern || $pattern == \#\ * ]] && continue
    while read -r file; do
      [[ $file =~ $where ]] || continue
      [[ $files != - && $file =~ $files ]] && continue
      while read -r line; do
        breach "$file:$line: $why"
      done < <(code_of "$file" | grep -nE -- "$pattern" || true)
    done < <(grep -rlE --include='*.cpp' --include='*.hpp' -- "$pattern" aggregator sinks daemon tests 2>/dev/null | sort)
  done <"$tables/only_here.txt"
}

# A file has one responsibility; beyond this it rarely has.
ceiling() {
  local file lines
  while read -r file; do
    lines=$(wc -l <"$file")
    ((lines <= 400)) || breach "$file has $lines lines; 400 is the ceiling: find the second responsibility and give it a file"
  done < <(find aggregator sinks sql daemon deploy -type f \
    \( -name '*.cpp' -o -name '*.hpp' -o -name '*.sql' -o -name '*.sh' -o -name '*.cmake' -o -name CMakeLists.txt \) | sort)
}

# A class with state says which thread it belongs to, in the agreed order of lines.
owners() {
  local file
  while read -r file; do
    if grep -qE '^class [A-Z]' "$file" && grep -qE '^  [A-Za-z].*[a-z0-9]_( =.*|\{.*\})?;' "$file"; then
      grep -qE 'Owner:|[Ii]mmutable|[Aa]ny thread|Pure' "$file" ||
        breach "$file: a class with members says no Owner: name the thread that may touch it"
    fi
    awk -v file="$file" '
      function rank(word) { return index("Owner:Units:Errors:Lifetime:", word) }
      /^ *\/\/\// { if (match($0, /(Owner|Units|Errors|Lifetime):/)) { r = rank(substr($0, RSTART, RLENGTH))
          if (r < last) { print file ":" FNR ": the order is Owner, Units, Errors, Lifetime"; bad = 1 } last = r } next }
      { last = 0 }
      END { exit bad }' "$file" || breaches=$((breaches + 1))
  done < <(find aggregator sinks daemon -name '*.hpp' | sort)
}

# Nothing is left open, and nothing of the place where it was written stays in it.
words() {
  local line
  while read -r line; do
    breach "$line: finish it, or say it in the folder's README"
  done < <(grep -rnIE '\b(TO''DO|FIX''ME|X''XX|HA''CK)\b|not implement''ed|\bst''ub\b' aggregator sinks sql daemon deploy ./*.md 2>/dev/null || true)
  while read -r line; do
    breach "$line: this means nothing outside the place where it was written"
  done < <(grep -rnIE '\.\./shared|/work/|\bissue #?[0-9]' aggregator sinks sql daemon deploy .ci CMakeLists.txt ./*.md 2>/dev/null || true)
}

# Every trap of the contract that is due has a test of its name.
traps() {
  local n name names
  names=$({ find tests -type f; grep -rhoIE '\bT[0-9]{3}_' tests; } | grep -oE '\bT[0-9]{3}_' | sort -u)
  for n in $(seq 1 12) $(seq 20 91) $(seq 100 108) $(seq 110 126) $(seq 130 142) $(seq 150 154) $(seq 160 163) 165; do
    name=$(printf 'T%03d_' "$n")
    [[ $names == *"$name"* ]] || breach "no test is called ${name}…"
  done
}

# Two types of one name in one namespace: a program that links both gets one of them for both (one definition rule).
unique_types() {
  local name files
  # shellcheck disable=SC2016  # awk's variables, not the shell's
  while read -r name files; do
    breach "$name is defined in $files: give one of them another name"
  done < <(find aggregator sinks daemon -name '*.hpp' -print0 | sort -z | xargs -0 -r awk '
    FNR == 1 { space = "" }
    /^namespace / { space = $2 "::" }
    /^(struct|class|enum class) [A-Z][A-Za-z0-9]*( final)?( :| \{|$)/ {
      name = space ($1 == "enum" ? $3 : $2)
      files[name] = files[name] " " FILENAME
      if (++defined[name] > 1) twice[name] = 1
    }
    END { for (name in twice) print name files[name] }' | sort)
}

# Each test that the README's promises name is there: SUITE.NAME in back quotes, or Scenario.FILE.
# shellcheck disable=SC2016  # back quotes of Markdown
promises() {
  local name suite test
  while read -r name; do
    suite=${name%%.*} test=${name#*.}
    if [[ $suite == Scenario ]]; then
      [[ -f tests/scenarios/$test.txt ]] || breach "README.md names the scenario $test, which tests/scenarios has not"
    else
      grep -rqE --include='*.cpp' "^TEST(_F|_P)?\\($suite, $test\\)" tests || breach "README.md names the test $name, which is not there"
    fi
  done < <(sed -n '/^## What is promised/,/^## Reading/p' README.md | grep -oE '`[A-Z][A-Za-z]+\.[A-Za-z0-9_]+`' | tr -d '`')
}

# Every folder explains itself.
readmes() {
  local folder
  while read -r folder; do
    [[ -f $folder/README.md ]] || breach "$folder has no README.md: what rooms there are, its rules, its decisions"
  done < <(sources aggregator sinks daemon | xargs -r -n1 dirname | sort -u)
}

"$2"
if ((breaches)); then
  echo "$breaches breaches of the rule \"$2\""
  exit 1
fi
