#!/usr/bin/env bash
# Plants defects in a copy of the core, one at a time, and expects the suites to turn red. A suite that stays green over
# a defect is a suite that cannot fail.
#
# usage: planted.sh [NUMBER]    all defects at three suites, or one of them at the property tests
set -uo pipefail
cd "$(dirname "$0")/.."

only=${1:-}
target=$(mkdir -p "${CARGO_TARGET_DIR:-target}/planted" && cd "${CARGO_TARGET_DIR:-target}/planted" && pwd)
copy=$target/source
export APPRAISE_DATA=${APPRAISE_DATA:-$(cd .. && pwd)/shared/data}
export APPRAISE_PAIRS=20000 PROPTEST_CASES=64 CARGO_TARGET_DIR=$target CARGO_TERM_COLOR=never
suites="properties"
[ -n "$only" ] || suites="properties differential cel_conformance"

# What is wrong @ where @ the code as it is @ the code as it must not be
defects() {
  cat <<'END'
a comparison takes the edge@core/kernels/src/compare.rs@Order::Less => test!(test1(a), out, |a| a < b,@Order::Less => test!(test1(a), out, |a| a <= b,
a half is rounded towards zero@core/src/number.rs@n % d >= d - n % d)@n % d > d - n % d)
a choice is known only where both branches are@core/src/evaluate/logic.rs@k & ((c & a) | (!c & b));@k & a & b;
a conjunction forgets that one false is enough@core/src/evaluate/logic.rs@*falsity |= known & !bits;@*falsity &= known & !bits;
an addition does not notice that it overflows@core/kernels/src/arith.rs@(sum, (a ^ sum) & (b ^ sum))@(sum, 0)
a value on an edge falls into the bin below@core/kernels/src/search.rs@*edge <= value@*edge < value
a row in doubt counts as one that is not there@core/kernels/src/child.rs@*doubtful = !known | (truth & !valued);@*doubtful = 0;
a stretch of a curve is cut off, not rounded@core/kernels/src/curve.rs@rounded(self.slope.wrapping_mul(x).wrapping_add(self.base), self.den)@self.slope.wrapping_mul(x).wrapping_add(self.base) / self.den
END
}

passed=0
failed=0
report() { # report ok|FAILED SENTENCE
  echo "$1: $2"
  if [ "$1" = ok ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# The copy is a workspace of the core and of these suites alone, so that nothing else has to be built.
make_copy() {
  rm -rf "$copy"
  mkdir -p "$copy/tests"
  cp -r core rust-toolchain.toml Cargo.lock "$copy/"
  rm -rf "$copy/core/target" "$copy/core/kernels/target"
  sed 's|^members = .*|members = ["core", "core/kernels", "tests"]|' Cargo.toml >"$copy/Cargo.toml"
  mkdir -p "$copy/tests/src" "$copy/tests/tests"
  cp tests/src/{cel_spec,probe,random}.rs "$copy/tests/src/"
  printf '//! The modules that the suites need.\n\npub mod cel_spec;\npub mod probe;\npub mod random;\n' >"$copy/tests/src/lib.rs"
  cp tests/cel_refused.txt "$copy/tests/"
  cp -r tests/tests/{cel_conformance.rs,differential,properties} "$copy/tests/tests/"
  # Those that need more than these modules stay away.
  grep -lP '^use (appraise_host|appraise_tests::(?!(cel_spec|probe|random)\b)|super::(compare|coverage|packs|parts|population|split)\b)' \
    "$copy"/tests/tests/properties/*.rs | while IFS= read -r file; do
    sed -i "/^mod $(basename "$file" .rs);\$/d" "$copy/tests/tests/properties/main.rs"
  done
  {
    sed -n '1,/^\[dependencies\]/p' tests/Cargo.toml
    grep -E '^(appraise-core|serde|serde_json) = ' tests/Cargo.toml
    printf '\n[dev-dependencies]\n'
    grep -E '^proptest = ' tests/Cargo.toml
    [ -n "$only" ] || grep -E '^cel(-core)? = ' tests/Cargo.toml
    for suite in cel_conformance differential; do printf '\n[[test]]\nname = "%s"\nharness = false\n' $suite; done
  } >"$copy/tests/Cargo.toml"
}

build() { # build SUITE
  (cd "$copy" && cargo test --quiet -p appraise-tests --test "$1" --no-run) >"$target/build.log" 2>&1
}

run() { # run SUITE
  (cd "$copy" && cargo test --quiet -p appraise-tests --test "$1") >"$target/run.log" 2>&1
}

plant() { # plant FILE OLD NEW
  OLD=$2 NEW=$3 perl -0pi -e 's/\Q$ENV{OLD}\E/$ENV{NEW}/g' "$copy/$1"
}

# A defect that can no longer be planted is found by every run, not only by the one that plants it.
while IFS=@ read -r what file old _; do
  OLD=$old perl -0ne 'exit(index($_, $ENV{OLD}) < 0)' "$file" ||
    report FAILED "$what: $file no longer holds \`$old\`"
done < <(defects)

make_copy
for suite in $suites; do
  if ! build "$suite"; then
    tail -20 "$target/build.log"
    report FAILED "$suite does not build"
  elif run "$suite"; then
    report ok "$suite is green without a defect"
  else
    tail -5 "$target/run.log"
    report FAILED "$suite is red without a defect"
  fi
done

if [ "$failed" -ne 0 ]; then
  echo "planted defects: $passed passed, $failed failed"
  exit 1
fi

number=0
while IFS=@ read -r what file old new; do
  number=$((number + 1))
  [ -z "$only" ] || [ "$only" = "$number" ] || continue
  plant "$file" "$old" "$new"
  red=""
  for suite in $suites; do
    if ! build "$suite"; then
      tail -20 "$target/build.log"
      red=""
      break
    fi
    run "$suite" || red="$red $suite"
  done
  if [ -n "$red" ]; then
    report ok "defect $number ($what): red in$red"
  else
    report FAILED "defect $number ($what): nothing noticed it"
  fi
  cp "$file" "$copy/$file"
done < <(defects)

echo "planted defects: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
