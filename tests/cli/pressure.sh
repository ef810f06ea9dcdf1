# The writer stands still, and the client goes on. In block mode the client waits for it, and nothing is lost; in drop
# mode the client does not wait, and every loss is counted and told where it happened.
client=$BUILD/tests/shim/death_client
stall=$BUILD/tests/shim/stall_writer
"$client" plain >bare

pressed() { # MODE: with rings that are soon full
	expect_status 0 "$stall" "$1" env LD_PRELOAD="$SHIM" MITRACE_FILE="$1.mitrace" MITRACE_ON_FULL="$1" \
		MITRACE_RING=262144 "$client" plain
	expect_same bare out
	mitrace show "$1.mitrace" >shown
	mitrace info "$1.mitrace" >info
	zstd -tq "$1.mitrace"
}

pressed block
[ "$(grep -c 'instanceResult(' shown)" = "$(grep -c result bare)" ] || fail "block mode has lost results"
expect_status 0 mitrace verify block.mitrace
expect_text info '^on-full +block'

pressed drop
kept=$(grep -c 'instanceResult(' shown) told=$(grep -c result bare)
[ "$kept" -lt "$told" ] || fail "nothing was dropped: the rings were not full"
expect_text shown '[0-9]+ events (were )?(dropped|lost)|dropped'
expect_text info '^dropped +[1-9]'
expect_status 1 mitrace verify drop.mitrace
expect_text out 'drop'

