#!/bin/sh
# The tests that docs/conformance.md names for the demands on replay exist. conformance_tests.sh SOURCE_DIR BUILD_DIR
set -eu
known=$(cd "$2" && ctest -N | sed -n 's/.*Test *#[0-9]*: //p')
named=$(sed -n '/^## The demands on replay/,$p' "$1/docs/conformance.md" |
	grep -Eo '`(cli|unit|conformance)/[A-Za-z0-9_-]+`' | tr -d '`' | sort -u)
[ "$(echo "$named" | wc -l)" -gt 20 ] || { echo "no table of demands in docs/conformance.md"; exit 1; }
bad=0
for name in $named; do
	echo "$known" | grep -qx "$name" || { echo "docs/conformance.md names the test $name, which does not exist"; bad=1; }
done
exit $bad
