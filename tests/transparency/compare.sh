# For cases of tests/transparency: a client run bare and recorded, compared. Sourced; all functions end the test when
# something is wrong. After compare CASE the folder CASE has
#	client library		the two logs, in an order that is the same in every run
#	events fields		all events of the traces, as trace_events prints them, without and with fields
#	traced/*.mitrace	the traces

# The words of a case in client_cases.def.
words_of() {
	transparency_client --list | sed -n "s/^$1 //p" | tr ',' ' '
}

has_word() {
	[[ " $words " == *" $1 "* ]]
}

# Lines of one stream are in order, streams may mix. That something waited depends on who was first.
in_order() {
	[ -f "$1" ] || return 0
	if has_word masked; then
		sed '/ waits$/d' "$1" |
			sed -E 's/[0-9a-f]+,[0-9a-f]+/N/g; s/op[0-9]+/opN/g; s/^s[0-9]+/sN/' | sort
	elif [ "${LIBRARY:-fake}" = fake ]; then
		sed '/ waits$/d' "$1" | sort -s -k1,1
	else
		# The words of its handles are addresses.
		sed -E 's/[0-9a-f]+,[0-9a-f]+,table/WORDS,table/g' "$1" | sort -s -k1,1
	fi
}

# Waits for a client that is to hang, makes sure that it does, and kills it. What it waits for cannot come, so nothing
# may happen between two looks that are some time apart.
await_hang() {
	local pid=$1 how=$2 before
	wait_until grep -q ' waits$' "$how/library.log"
	before=$(cat "$how/library.log" "$how/client.log")
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		read -rt 0.02 <> <(:) || :
		kill -0 "$pid" || fail "$case_name, $how, ended instead of hanging"
	done
	[ "$before" = "$(cat "$how/library.log" "$how/client.log")" ] || fail "$case_name, $how, went on"
	kill -KILL "$pid"
}

# The variables that lead the recorder into a client by the way INJECT.
injected_by() {
	case $1 in
	preload) echo "LD_PRELOAD=$SHIM" ;;
	audit) echo "LD_PRELOAD=$SHIM LD_AUDIT=$BUILD/lib/libmitrace-audit.so" ;;
	proxy) echo "LD_LIBRARY_PATH=$BUILD/lib/proxy${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" ;;
	esac
}

# How many processes of a case use MI.
traces_of() {
	case $1 in
	fork_before) echo 2 ;; # the child's comes first
	fork_with_sessions) echo 2 ;;
	*) echo 1 ;;
	esac
}

# run_client HOW CASE: in the folder HOW. PROGRAM: the client, INJECT: the way in.
run_client() {
	local how=$1 name=$2 program=${PROGRAM:-transparency_client} status=0 pid command=()
	local variables=(CLIENT_LOG="$PWD/$how/client.log" FAKE_MI_LOG="$PWD/$how/library.log")
	has_word host && program=transparency_host
	if [ "${LIBRARY:-fake}" = hostmi ]; then
		variables+=(LD_LIBRARY_PATH="$HOSTMI" CLIENT_PROTOCOL=OMI_SOCKETS)
	fi
	if [ "$how" = traced ]; then
		variables+=($(injected_by "${INJECT:-preload}"))
		variables+=(MITRACE_FILE="$PWD/$how/t.mitrace" MITRACE_LOG="$PWD/$how/trouble")
	fi
	mkdir "$how"
	: >"$how/library.log"
	# One that hangs is killed; another one that does has been made to by the recorder.
	has_word hangs || command=(timeout -s KILL 100)
	"${command[@]}" env "${variables[@]}" "$program" "$name" >"$how/out" 2>"$how/err" &
	pid=$!
	has_word hangs && await_hang $pid "$how"
	wait $pid 2>/dev/null || status=$?
	echo "$status" >"$how/status"
	in_order "$how/client.log" >"$how/client"
	in_order "$how/library.log" >"$how/library"
}

# What the client's log and the trace say of the same run.
events_agree() {
	local want=$1 got=$2
	awk -f "$SOURCE/tests/transparency/client_events.awk" "$want" >wanted
	cut -d' ' -f2- wanted | sort >wanted.heap
	# That a callback has returned is not in the client's log.
	grep -v ' leave ' "$got" | cut -d' ' -f2- | sort >got.heap
	expect_same wanted.heap got.heap
	if ! has_word masked && grep -q '^main ' wanted; then
		sed -n 's/^main //p' wanted >wanted.main
		grep -v ' leave ' "$got" | sed -n 's/^T1 //p' >got.main
		expect_same wanted.main got.main
	fi
}

# compare CASE [NUMBER OF TRACES]
compare() {
	local name=$1 traces=${2:-1} what found
	case_name=$name
	words=$(words_of "$name")
	mkdir "$name"
	cd "$name"
	run_client bare "$name"
	run_client traced "$name"
	for what in err status out client library; do
		expect_same bare/$what traced/$what
	done
	# What the case says of itself, lest two that fail alike pass.
	if has_word dies; then
		[ "$(cat bare/status)" -ne 0 ] || fail "$name did not die"
	elif has_word hangs; then
		[ "$(cat bare/status)" -eq 137 ] || fail "$name was not killed"
	else
		[ "$(cat bare/status)" -eq 0 ] || fail "$name: status $(cat bare/status): $(head -3 bare/err)"
		[ "$(grep -c ' end$' bare/client)" -gt 0 ] || fail "$name did not come to its end"
	fi
	[ ! -s bare/err ] || fail "$name: $(head -3 bare/err)"
	[ -s bare/client ] || fail "$name: the client logged nothing"
	[ ! -s traced/trouble ] || fail "$name: the recorder logged $(cat traced/trouble)"
	found=$(ls traced/*.mitrace | wc -l)
	[ "$found" -eq "$traces" ] || fail "$name: $found traces instead of $traces"
	cp bare/client bare/library .
	: >events
	: >fields
	# The first process first.
	for what in traced/t.mitrace $(ls traced/*.mitrace | grep -v '/t.mitrace$'); do
		"$BUILD/tests/trace_events" "$what" >one || fail "$name: $what is not in order"
		"$BUILD/tests/trace_events" --fields "$what" >>fields
		if [ "$what" = traced/t.mitrace ]; then cat one; else sed 's/^T/child T/' one; fi >>events
	done
	if [ "$traces" -eq 1 ]; then
		events_agree traced/client.log events
	fi
	cd ..
}
