#!/bin/sh
# exports.sh LIBRARY: it exports what a libmi exports, of the right kinds and sizes, and nothing else; no SONAME, no versions.
set -eu
got=$(readelf --dyn-syms --wide "$1" |
	awk '$7 != "UND" && $5 == "GLOBAL" { print ($4 == "FUNC" ? $4 : $4 " " $3), $8 }' | sort)
want='FUNC MI_Application_InitializeV1
FUNC MI_Version_Info
OBJECT 256 NITS_STUB
OBJECT 8 NITS_PRESENCE_STUB
OBJECT 8 mi_clientFT_V1'
[ "$got" = "$want" ] || { echo "exports of $1:"; echo "$got"; echo "should be:"; echo "$want"; exit 1; }
if readelf --dynamic "$1" | grep SONAME; then
	echo "$1 has a SONAME"
	exit 1
fi
