#!/bin/sh
# compile.sh ROOT COMPILER STANDARD: mi.h compiles without a warning as that language, for both API versions, and is
# refused where it cannot be right.
set -eu
root=$1 compiler=$2 standard=$3
case $standard in
*++*) language="-x c++" ;;
*) language="-x c -Wstrict-prototypes -Wmissing-prototypes" ;;
esac

# Words for "compile our client with these options, and leave nothing behind".
compile() {
	# shellcheck disable=SC2086
	"$compiler" $language -std="$standard" -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wwrite-strings -Werror \
		-fsyntax-only -I"$root/include" -I"$root/tests/mi" "$@" "$root/tests/mi/compile.c"
}

compile
compile -DMI_API_VERSION=1
compile -DMI_CHAR_TYPE=1 -DMI_API_VERSION=2
compile -O2 -DNDEBUG

# refuses OPTION WORDS: compiling must fail, and say why.
refuses() {
	if message=$(compile "$1" 2>&1); then
		echo "$compiler -std=$standard accepts $1" >&2
		exit 1
	fi
	case $message in
	*"$2"*) ;;
	*)
		echo "$compiler -std=$standard $1: '$2' is not in the message:" >&2
		echo "$message" >&2
		exit 1
		;;
	esac
}

refuses -DMI_CHAR_TYPE=2 "wide strings are another, incompatible ABI"
refuses -DMI_API_VERSION=3 "MI_API_VERSION must be 1 or 2"
