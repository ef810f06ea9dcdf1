#!/bin/sh
# same_output.sh EXPECTED PROGRAM [ARGUMENT...]: runs the program and compares what it prints with a file.
set -eu
expected=$1
shift
printed=$(mktemp)
trap 'rm -f "$printed"' EXIT
"$@" >"$printed" || { echo "$1 ended with status $?"; exit 1; }
diff -u "$expected" "$printed"
