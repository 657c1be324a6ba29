#!/bin/bash
# Checks the types of pages/src as tsconfig.json says; the argument is the compiler.
set -euo pipefail
tsc=$PWD/$1
work=$(mktemp -d -p "$TEST_TMPDIR")
cp -rL pages/src pages/tsconfig.json "$work"
cp -rL "${tsc%/@typescript/*}" "$work/node_modules"
"$tsc" --project "$work"
