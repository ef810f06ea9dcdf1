#!/bin/bash
# Dependencies between folders point one way. Every quoted #include names a file by its unique
# base name; the folder that file lives in must be one that the including folder may use.
set -eu
cd "$1"

# folder: folders it may include from (besides itself, include/ and generated files)
allowed() {
	case $1 in
	proto | include) echo "" ;;
	lib) echo "" ;;
	shim) echo "lib" ;;
	replay/dispatcher) echo "" ;;
	replay) echo "lib replay/dispatcher" ;;
	hostmi) echo "replay/dispatcher" ;;
	tools) echo "lib" ;;
	esac
}

# The part of the tree a file belongs to.
part() {
	case $1 in
	replay/dispatcher/*) echo replay/dispatcher ;;
	*) echo "${1%%/*}" ;;
	esac
}

# Every source by its base name, which is unique in the tree.
declare -A source_of
while read -r path; do
	source_of[${path##*/}]=$path
done < <(find lib shim replay hostmi tools -name '*.[ch]' 2>/dev/null)

bad=0
checked=0
while IFS=: read -r file name; do
	checked=$((checked + 1))
	target=${source_of[${name##*/}]-}
	[ -n "$target" ] || continue # generated, or in include/
	from=$(part "$file")
	to=$(part "$target")
	[ "$from" = "$to" ] && continue
	case " $(allowed "$from") " in
	*" $to "*) ;;
	*)
		echo "$file includes $target: $from must not depend on $to"
		bad=1
		;;
	esac
done < <(grep -rEo --include='*.[ch]' '^[[:space:]]*#[[:space:]]*include[[:space:]]*"[^"]*' proto lib shim replay hostmi tools |
	sed 's/:[^"]*"/:/')

# Code that runs inside other people's programs, or is a library, does not decide for them.
for file in $(find lib -name '*.c'); do
	if grep -nE '\b(getenv|secure_getenv|exit|_exit|abort)[[:space:]]*\(' "$file" | grep -vE '^[0-9]+:[[:space:]]*(/?\*|//)'; then
		echo "$file: lib must not read the environment or end the process"
		bad=1
	fi
done

[ "$checked" -gt 0 ] || { echo "no includes found in $1: wrong folder?"; exit 1; }
exit $bad
