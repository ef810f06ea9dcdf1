#!/bin/sh
# File names of sources are unique in the tree, so that an #include or a stack trace names one file.
set -eu
cd "$1"
names=$(find include lib shim replay hostmi tools tests bench -name '*.[ch]' 2>/dev/null | sed 's|.*/||' | sort)
[ -n "$names" ] || { echo "no sources found in $1: wrong folder?"; exit 1; }
twice=$(echo "$names" | uniq -d)
[ -z "$twice" ] || { echo "file names that occur more than once:"; echo "$twice"; exit 1; }
