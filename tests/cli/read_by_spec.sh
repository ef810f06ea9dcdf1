# A reader written from docs/format.md alone finds what ours finds: in golden traces, in one that was recorded, and in one that
# tools wrote, with large packets in chunks and many frames.
reader=$SOURCE/tests/golden/read_by_spec.py
golden=$SOURCE/tests/golden/1.0
expect_status 0 "$reader" "$(command -v mitrace)" "$golden"/{good,values,chunked,unfinished}.mitrace

LD_LIBRARY_PATH=$HOSTMI mitrace record -q -o recorded.mitrace -- micli ei root/cimv2 CIM_Process >/dev/null
mitrace repack -l 3 -o repacked.mitrace recorded.mitrace 2>/dev/null
"$BUILD/bench/large_trace" large.mitrace 0.003 >/dev/null
for trace in recorded repacked large; do
	expect_status 0 "$reader" "$(command -v mitrace)" $trace.mitrace
	expect_text out 'as the index says$'
done
expect_text out '^large.mitrace: 1[0-9]{4} events'
