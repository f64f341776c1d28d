#!/bin/sh
# Compares `evaluate` on the two real files with scikit-learn, to 1e-9. The Python packages are pinned and go into a
# folder of their own. EVALUATE names the native program, SKLEARN the folder of the packages.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
data=${APPRAISE_DATA:-$root/../shared/data}
home=${SKLEARN:-$HOME/.cache/appraise/sklearn}
if [ ! -f "$data/bank-full.csv" ] || [ ! -f "$data/BankChurners.csv" ]; then
  echo "0 passed, 0 failed; not run: $data does not have both files"
  exit 0
fi
if [ -z "${EVALUATE:-}" ]; then
  (cd "$root" && cargo build -q --release -p appraise-tests --bin evaluate)
  EVALUATE=$root/target/release/evaluate
fi
if [ ! -x "$home/bin/python" ]; then
  # Debian packs venv on its own.
  if ! python3 -m venv "$home" 2>/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && python3 -m venv "$home"
  fi
fi
if [ ! -x "$home/bin/python" ]; then
  echo "0 passed, 0 failed; not run: Python 3 with venv is needed to compare with scikit-learn"
  exit 0
fi
"$home/bin/python" -m pip install -q --disable-pip-version-check -r "$root/tests/scripts/against_sklearn.txt"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
policies=$root/core/policies
"$EVALUATE" "$work/churn" "$policies/card-attrition.yaml" "$data/BankChurners.csv" 2026-11-21 \
  'attrition_flag == "Attrited Customer"' --split 0.25 --value credit_limit --baseline customer_age,gender,income_category
"$EVALUATE" "$work/deposit" "$policies/term-deposit.yaml" "$data/bank-full.csv" 2026-11-21 \
  'subscribed' --split 0.25 --value balance --baseline age,job,marital,education
python=$home/bin/python
"$python" "$root/tests/scripts/against_sklearn.py" "$work/churn" "$data/BankChurners.csv" , Attrition_Flag 'Attrited Customer' 0.25 attrition
"$python" "$root/tests/scripts/against_sklearn.py" "$work/deposit" "$data/bank-full.csv" ';' y yes 0.25 propensity
echo "2 passed, 0 failed"
