# For cases of tests/conformance. Sourced.

# Files to work on: HOSTMI_STATE and CONFORM_DIRECTORY, the same before every run.
make_files() {
	rm -rf files
	mkdir -p files/tree/sub files/many
	echo victim >files/victim
	echo one >files/tree/one
	echo two >files/tree/sub/two
	touch files/many/{a,b,c,d,e,f,g,h,i,j,k}
}

# Lines of one stream are in order, streams may mix. The words of handles are the library's own business, as is errno.
in_order() {
	sed -E 's/=(mine|other),[0-9a-f]+,[0-9a-f]+/=\1,N,N/; s/=\{[0-9a-f]+,[0-9a-f]+,/={N,N,/; s/ errno=[0-9]+//' "$1" |
		sort -s -k1,1
}

# play_client NAME COMMAND...: what it wrote in NAME.out and NAME.err, its status in NAME.status, what it logged in NAME.raw.
# CLIENT_SECONDS: how long it may take.
play_client() {
	local name=$1 status=0
	shift
	make_files
	timeout -s KILL "${CLIENT_SECONDS:-60}" env CLIENT_LOG="$PWD/$name.raw" CONFORM_DIRECTORY="$PWD/files" CONFORM_PID=$$ \
		HOSTMI_STATE="$PWD/files/state" "$@" >"$name.out" 2>"$name.err" || status=$?
	[ "$status" -le 120 ] || { cat "$name.err" >&2; fail "$name: status $status"; }
	echo "$status" >"$name.status"
}

# run NAME COMMAND...: the same for a client that logs; its log in order in NAME.log.
run() {
	play_client "$@"
	in_order "$1.raw" >"$1.log"
	grep -q '^main end' "$1.log" || fail "$1: the client did not get to its end"
}
