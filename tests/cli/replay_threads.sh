# A client with eight threads: however often it is replayed with --order=session, it logs the same. A thousand times by hand:
#
#	REPLAY_ROUNDS=1000 ctest -R cli/replay_threads
rounds=${REPLAY_ROUNDS:-24}
seeds=(11 12 13)

# The client's log, each stream's lines together, without handles' words, errno and the numbers of tables.
normal() {
	sed -E 's/=(mine|other),[0-9a-f]+,[0-9a-f]+/=\1,N,N/; s/=\{[0-9a-f]+,[0-9a-f]+,/={N,N,/; s/ errno=[0-9]+//
		s/table[1-9][0-9]*/table/g' "$1" | sort -s -k1,1
}

for seed in "${seeds[@]}"; do
	CLIENT_LOG=$PWD/live.log mitrace record -q -o t$seed.mitrace -- random_client "$seed" fake 8 >live.out
	normal live.log >live$seed
	rm live.log
	[ "$(grep -c '^t[1-8] call MI_Session_' live$seed)" -gt 20 ] || fail "seed $seed: its threads do nothing"
done
for round in $(seq "$rounds"); do
	seed=${seeds[round % 3]}
	rm -f again.log
	CLIENT_LOG=$PWD/again.log expect_status 0 mitrace replay -q --no-network --order=session --assert-all-used \
		--stall=30s t$seed.mitrace -- random_client "$seed" fake 8
	normal again.log >again
	expect_same live$seed again
done
