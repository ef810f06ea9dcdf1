#!/bin/sh
# The tests that docs/design.md names for the demands on the shim exist. shim_tests.sh SOURCE_DIR BUILD_DIR
set -eu
known=$(cd "$2" && ctest -N | sed -n 's/.*Test *#[0-9]*: //p')
named=$(sed -n '/^### What is hard about standing in between/,/^## /p' "$1/docs/design.md" |
	grep -Eo '`(cli|unit|transparency)/[A-Za-z0-9_-]+`' | tr -d '`' | sort -u)
[ "$(echo "$named" | wc -l)" -gt 40 ] || { echo "no table of demands in docs/design.md"; exit 1; }
bad=0
for name in $named; do
	echo "$known" | grep -qx "$name" || { echo "docs/design.md names the test $name, which does not exist"; bad=1; }
done
# Every demand is in the table.
for number in $(seq 1 26) 27-29 30; do
	grep -q "^| $number | " "$1/docs/design.md" || { echo "docs/design.md: demand $number is missing"; bad=1; }
done
exit $bad
