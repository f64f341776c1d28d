#!/usr/bin/env bash
# The tests inside the shipped policies, by the command, in the module: files, and folders whose files are one policy.
set -uo pipefail
cd "$(dirname "$0")/../.."
failed=0
shopt -s nullglob
for policy in core/policies/*.yaml core/policies/*/; do
  echo "$policy"
  target/release/appraise test --module target/module/appraise_bg.wasm "$policy" || failed=1
done
exit $failed
