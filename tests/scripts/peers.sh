#!/bin/sh
# Installs what the benchmark is compared with, in the pinned versions: packages for Python in a folder of their own
# (PEERS), packages for JavaScript beside the script that uses them. What cannot be installed is named here, and by the
# benchmark again.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
home=${PEERS:-$HOME/.cache/appraise/peers}
if [ ! -x "$home/bin/python" ]; then
  # Debian packs venv on its own.
  if ! python3 -m venv "$home" 2>/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && python3 -m venv "$home"
  fi
fi
"$home/bin/python" -m pip install -q --disable-pip-version-check -r "$root/tests/bench/peers/requirements.txt" \
  || echo "Polars, DuckDB and GoRules ZEN could not be installed" >&2
(cd "$root/tests/bench/peers" && npm ci --silent --no-audit --no-fund) \
  || echo "the engines for JavaScript could not be installed" >&2
exit 0
