# Clients that chance has made, on the library that does as a script says and on hostmi: replayed from their recording they log
# the same, use all of it, and the recording of the replay has the same canonical form. More by hand:
#
#	RANDOM_FIRST=1 RANDOM_LAST=100 ctest -R cli/replay_random
first=${RANDOM_FIRST:-1} last=${RANDOM_LAST:-10}

# Each stream's lines together; without what is the library's own business: handles' words, errno, which table is which.
normal() {
	sed -E 's/=(mine|other),[0-9a-f]+,[0-9a-f]+/=\1,N,N/; s/=\{[0-9a-f]+,[0-9a-f]+,/={N,N,/; s/ errno=[0-9]+//
		s/table[1-9][0-9]*/table/g' "$1" | sort -s -k1,1
}

# play NAME COMMAND...: with the client's log in NAME.log.
play() {
	local name=$1 status=0
	shift
	rm -rf files state
	mkdir -p files/sub
	touch files/{a,b,c,d}
	timeout -s KILL 120 env CLIENT_LOG="$PWD/$name.raw" RANDOM_DIRECTORY="$PWD/files" HOSTMI_STATE="$PWD/state" "$@" \
		>"$name.out" 2>"$name.err" || status=$?
	[ "$status" -eq 0 ] || { cat "$name.err" >&2; fail "$library, seed $seed: $name ended with $status"; }
	grep -q '^main end' "$name.raw" || fail "$library, seed $seed: $name did not get to its end"
	normal "$name.raw" >"$name.log"
}

for library in fake hostmi; do
	for seed in $(seq "$first" "$last"); do
		mkdir "$library-$seed"
		pushd "$library-$seed" >/dev/null
		where=$BUILD/tests/fake
		[ $library = fake ] || where=$HOSTMI
		play live env LD_LIBRARY_PATH="$where" mitrace record -q -o t.mitrace -- random_client "$seed" $library
		play again mitrace replay -q --no-network --assert-all-used --stall=30s t.mitrace -- \
			mitrace record -q -o again.mitrace -- random_client "$seed" $library
		cmp -s live.log again.log || fail "$library, seed $seed: $(diff live.log again.log | sed -n 1,5p)"
		mitrace show --canonical t.mitrace >t.canonical
		mitrace show --canonical again.mitrace >again.canonical
		cmp -s t.canonical again.canonical || fail "$library, seed $seed: $(diff t.canonical again.canonical | sed -n 1,5p)"
		popd >/dev/null
		rm -rf "${library:?}-$seed"
	done
done
