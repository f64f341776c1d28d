#!/usr/bin/env bash
# The tests inside the shipped policies, by the command, in the module.
set -uo pipefail
cd "$(dirname "$0")/../.."
failed=0
for policy in core/policies/*.yaml; do
  echo "$policy"
  target/release/appraise test --module target/module/appraise_bg.wasm "$policy" || failed=1
done
exit $failed
