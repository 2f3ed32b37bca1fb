# shellcheck shell=bash
# Sourced by run.sh, test.sh and bench.sh: installs what is missing of the sections of packages.txt.

packages_of() {  # SECTION…
  local section
  for section in "$@"; do
    awk -v wanted="[$section]" '/^\[/ { on = ($0 == wanted); next } on && NF && !/^#/ { print $1 }' \
      "$(dirname "${BASH_SOURCE[0]}")/packages.txt"
  done
}

install_packages() {  # SECTION…
  local -a missing=() as_root=()
  local package
  if ! command -v apt-get >/dev/null; then
    echo "This is no Debian: please see that these are installed: $(packages_of "$@" | tr '\n' ' ')" >&2
    return 0
  fi
  while read -r package; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done < <(packages_of "$@")
  ((${#missing[@]})) || return 0

  echo "Installing ${#missing[@]} packages with apt-get: ${missing[*]}"
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "You are not root and there is no sudo. As root, run: apt-get install ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq || echo "The package lists could not be renewed; trying with the old ones." >&2
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    </dev/null; then
    echo "apt-get could not install them. With a network, try again; by hand: apt-get install ${missing[*]}" >&2
    return 1
  fi
}

# How many compilers may run at once: one a core, and 1.5 GB of memory for each.
build_jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable:/ { print int($2 / 1572864) }' /proc/meminfo)
  ((memory < 1)) && memory=1
  echo $((cores < memory ? cores : memory))
}
