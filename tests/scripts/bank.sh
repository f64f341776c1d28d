#!/usr/bin/env bash
# One synthetic bank with child, reference and relation tables, over several days with state: the digests of the native
# core, of wasmtime, of Node and of Chromium are the same every day.
#
# usage: bank.sh CUSTOMERS DAYS
set -euo pipefail
cd "$(dirname "$0")/../.."

customers=$1
days=$2
policy=tests/bank/policy.yaml
appraise=target/release/appraise
bank=target/release/bank
out=target/bank
rm -rf "$out"
mkdir -p "$out"
"$appraise" synth --customers "$customers" --days "$days" --seed 7 --out "$out/data" > "$out/synth.log"

passed=0
failed=0
before=""
for day in $(cd "$out/data" && ls -d 2*); do
  folder=$out/data/$day
  # The state of the day before is an input like any other.
  if [ -n "$before" ]; then cp "$before"/state_*.csv "$folder"/; fi
  start=$SECONDS
  # Exit code 1 says that some rows are in quarantine, as planted.
  "$appraise" score --policy "$policy" --input "$folder" --as-of "$day" --format csv --digest --out "$out/run/$day" > "$out/$day.log" || [ $? -eq 1 ]
  before=$out/run/$day
  wasmtime=$(sed -n 's/^engine digest //p' "$out/$day.log")
  native=$("$bank" "$policy" "$folder" "$day")
  scripts=$(node tests/js/bank.mjs "$policy" "$folder" "$day")
  node=$(awk '/^Node/ {print $NF}' <<< "$scripts")
  chromium=$(awk '/^Chromium/ {print $NF}' <<< "$scripts")
  if [ -n "$native" ] && [ "$native" = "$wasmtime" ] && [ "$native" = "$node" ] && [ "$native" = "$chromium" ]; then
    passed=$((passed + 1))
    echo "$day: native, wasmtime, Node and Chromium ${native:0:16} ($((SECONDS - start)) s)"
  else
    failed=$((failed + 1))
    echo "FAILED $day: native $native, wasmtime $wasmtime, Node $node, Chromium $chromium"
  fi
done
echo "bank of $customers customers over $days days: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
