#!/bin/sh
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

bad=0
checked=0
for folder in proto lib shim replay hostmi tools; do
	[ -d $folder ] || continue
	for file in $(find $folder -name '*.[ch]'); do
		from=$(part "$file")
		for name in $(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$file"); do
			checked=$((checked + 1))
			target=$(find lib shim replay hostmi tools -name "$(basename "$name")" 2>/dev/null | head -1)
			[ -n "$target" ] || continue # generated, or in include/
			to=$(part "$target")
			[ "$from" = "$to" ] && continue
			case " $(allowed "$from") " in
			*" $to "*) ;;
			*)
				echo "$file includes $target: $from must not depend on $to"
				bad=1
				;;
			esac
		done
	done
done

# Code that runs inside other people's programs, or is a library, does not decide for them.
for file in $(find lib -name '*.c'); do
	if grep -nE '\b(getenv|secure_getenv|exit|_exit|abort)[[:space:]]*\(' "$file" | grep -vE '^[0-9]+:[[:space:]]*(/?\*|//)'; then
		echo "$file: lib must not read the environment or end the process"
		bad=1
	fi
done

[ "$checked" -gt 0 ] || { echo "no includes found in $1: wrong folder?"; exit 1; }
exit $bad
