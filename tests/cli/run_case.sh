#!/bin/bash
# Runs one case of whole programs: run_case.sh BUILD_DIR CASE.sh
# The case runs under `set -eu -o pipefail` in an empty folder of its own, with the commands on the PATH, and the
# functions below. It fails when it ends with a status other than 0, so no pipe may lead to what stops reading early
# (`grep -q`, `head`): who writes into it then fails or does not, as it happens.
set -euo pipefail
build=$(realpath "$1")
case=$(realpath "$2")
source_dir=$(dirname "$(dirname "$(dirname "$case")")")
export BUILD=$build SOURCE=$source_dir LC_ALL=C.UTF-8
export PATH=$build/bin:$build/tests/clients:$PATH
export HOSTMI=$build/lib/hostmi SHIM=$build/lib/libmitrace-shim.so
unset LD_PRELOAD LD_LIBRARY_PATH ${!MITRACE_*}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/mitrace-case.XXXXXX")
# The last words of a case: what sanitizers said of any of its processes, and nothing is left behind.
end_case() {
	cat "$scratch"/sanitizer.* >&2 2>/dev/null || :
	chmod -R u+rwx "$scratch" 2>/dev/null || :
	rm -rf "$scratch"
}
trap end_case EXIT
# What sanitizers have to say of any process is written there, and looked at in the end.
if [ -n "${ASAN_OPTIONS-}${TSAN_OPTIONS-}" ]; then
	export ASAN_OPTIONS=${ASAN_OPTIONS-}:log_path=$scratch/sanitizer TSAN_OPTIONS=${TSAN_OPTIONS-}:log_path=$scratch/sanitizer
	export UBSAN_OPTIONS=log_path=$scratch/sanitizer
fi
export HOME=$scratch/home TMPDIR=$scratch/tmp
mkdir "$HOME" "$TMPDIR" "$scratch/work"
cd "$scratch/work"

# fail MESSAGE...: ends the case, with the place.
fail() {
	echo "${case##*/}:${BASH_LINENO[0]}: $*" >&2
	exit 1
}

# expect_status STATUS COMMAND...: runs it, output in the files out and err.
expect_status() {
	local want=$1 got=0
	shift
	"$@" >out 2>err || got=$?
	if [ "$got" -ne "$want" ]; then
		sed -n '1,20s/^/    out: /p' out >&2
		sed -n '1,20s/^/    err: /p' err >&2
		echo "${case##*/}:${BASH_LINENO[0]}: status $got instead of $want from: $*" >&2
		exit 1
	fi
}

# expect_text FILE PATTERN: the file has a line that matches the extended regular expression.
expect_text() {
	grep -Eq -- "$2" "$1" || {
		sed -n '1,30s/^/    /p' "$1" >&2
		echo "${case##*/}:${BASH_LINENO[0]}: $1 has no line like: $2" >&2
		exit 1
	}
}

# expect_no_text FILE PATTERN: it has none.
expect_no_text() {
	if grep -Eq -- "$2" "$1"; then
		grep -En -- "$2" "$1" | sed -n 1,5p >&2
		echo "${case##*/}:${BASH_LINENO[0]}: $1 has a line like: $2" >&2
		exit 1
	fi
}

# expect_same FILE FILE: byte for byte.
expect_same() {
	cmp -s "$1" "$2" || {
		diff -u "$1" "$2" | sed -n 1,30p >&2 || :
		echo "${case##*/}:${BASH_LINENO[0]}: $1 and $2 differ" >&2
		exit 1
	}
}

# wait_until COMMAND...: until it succeeds; a minute at most.
wait_until() {
	local end=$((SECONDS + 60))
	until "$@"; do
		[ $SECONDS -lt $end ] || fail "waited a minute for: $*"
		read -rt 0.02 <> <(:) || :
	done
}

set -u
. "$case"
for report in "$scratch"/sanitizer.*; do
	[ ! -e "$report" ] || fail "a sanitizer found something"
done
