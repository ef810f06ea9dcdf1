#!/bin/sh
# No test pipes into what stops reading early: under `pipefail` the command before it then fails or does not, as it happens.
set -eu
cd "$1"
[ -f tests/cli/run_case.sh ] || { echo "no tests found in $1: wrong folder?"; exit 1; }
early=$(grep -rnE '\| *(grep +-[a-zA-Z]*[qm]|head( |$))' tests --include='*.sh' --exclude-dir=structure | grep -v 'yes | head' | grep -v '^[^:]*:[0-9]*:[[:space:]]*#') || :
[ -z "$early" ] || { echo "pipes into what stops reading early (use a file, or sed -n 1,5p):"; echo "$early"; exit 1; }
