#!/usr/bin/env bash
# Every suite, one after the other, at a reduced or at full size. Each prints its own counts; a table at the end says
# how long each took, and the last line adds up what passed and failed.
#
# usage: suites.sh reduced|full
set -uo pipefail
cd "$(dirname "$0")/../.."

size=$1
passed=0
failed=0
table=""
notes=""

# suite NAME COMMAND...: runs a suite and reads its counts from what it prints. One that does not end has failed.
suite() {
  local name=$1 start=$SECONDS log count bad
  shift
  log=$(mktemp)
  echo "== $name"
  timeout --kill-after=10 "$most" "$@" 2>&1 | tee "$log"
  local status=${PIPESTATUS[0]}
  # cargo prints `test result: ok. 5 passed; 0 failed`, our own runners `5 passed, 0 failed`.
  count=$(grep -oE '[0-9]+ passed' "$log" | awk '{sum += $1} END {print sum + 0}')
  bad=$(grep -oE '[0-9]+ failed' "$log" | awk '{sum += $1} END {print sum + 0}')
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  if [ "$status" -eq 0 ] && [ "$count" -eq 0 ]; then count=1; fi
  notes+=$(grep -hE 'not run: ' "$log" | sed 's/^/  /' | sort -u; echo x)
  notes=${notes%x}
  passed=$((passed + count))
  failed=$((failed + bad))
  table+=$(printf '  %-44s %6d passed %4d failed %5d s' "$name" "$count" "$bad" $((SECONDS - start)))$'\n'
  rm -f "$log"
}

if [ "$size" = full ]; then
  export APPRAISE_PAIRS=${APPRAISE_PAIRS:-10000000} APPRAISE_REFERENCE=${APPRAISE_REFERENCE:-10000000}
  export PROPTEST_CASES=${PROPTEST_CASES:-20000} SPLIT_CUSTOMERS=${SPLIT_CUSTOMERS:-20000} APPRAISE_FULL=1
  bank="20000 5"
  twice=--twice
  most=4h
else
  export APPRAISE_PAIRS=${APPRAISE_PAIRS:-200000} APPRAISE_REFERENCE=${APPRAISE_REFERENCE:-200000}
  export PROPTEST_CASES=${PROPTEST_CASES:-256}
  bank="1000 3"
  twice=
  most=30m
fi
echo "suites at $size size: $APPRAISE_PAIRS pairs of expression and row against CEL, $APPRAISE_REFERENCE against the" \
  "reference evaluator, $PROPTEST_CASES cases per property, a bank of $bank (customers, days)"

suite "formatting" cargo fmt --all --check
suite "core without std (wasm32v1-none)" cargo check --quiet -p appraise-core --target wasm32v1-none
suite "module" make --silent module
suite "module for web, nodejs, bundler" make --silent targets
suite "lints" cargo clippy --quiet --workspace --all-targets -- -D warnings
suite "unit tests of the core, overflow checked" cargo test --quiet -p appraise-core -p appraise-kernels --lib
# One invocation, so that what the packages share is built once. It builds their programs, too, which the suites below run:
# to build one of them by itself would build what they rest on again, with other features.
suite "host, module, conformance, cases, properties" \
  cargo test --quiet --no-fail-fast --release -p appraise-host -p appraise-wasm -p appraise-tests --tests
suite "policies' own tests" tests/scripts/policies.sh
suite "bill of materials" node tests/scripts/bom.mjs --check
suite "assessments against scikit-learn" env EVALUATE=target/release/evaluate tests/scripts/against_sklearn.sh
# shellcheck disable=SC2086 # a flag or nothing
suite "instructions of fixed jobs" target/release/instructions $twice
suite "cases in Node" node tests/js/cases.mjs
suite "page" bash -c 'make --silent page && cd www && npm run --silent check && npm run --silent test:page'
suite "cases in Chromium" node tests/js/browser.mjs
# shellcheck disable=SC2086 # two words
suite "one bank on four engines" tests/scripts/bank.sh $bank
if [ "$size" = full ]; then
  suite "analysis of large policies in Node" node tests/js/analysis.mjs
  suite "two policies over 1,000,000 customers" bash -c \
    'cargo build --quiet --release -p appraise-tests --example compare && target/release/examples/compare 1000000 20000'
  suite "planted defects" tests/planted.sh
  suite "two builds in two folders" make --silent reproducible
else
  suite "one planted defect" tests/planted.sh 1
fi

echo
printf '%s' "$table"
[ -z "$notes" ] || printf 'not run:\n%s' "$notes"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
