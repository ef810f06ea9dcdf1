# Nothing of the API is left out of these tests: every slot and every callback that the headers declare is called by a case of
# conformance_client on hostmi, whose log conformance/CASE compares with the replay of that; the slots of objects, which no
# recorder sees, by objects_client, whose output is the same on hostmi and on a replay.
. "$SOURCE/tests/conformance/same_log.sh"

# slots TABLE: their names, in the order and with the numbers they have in the headers.
slots() {
	sed -n "/^struct _MI_$1FT {/,/^};/p" "$SOURCE"/include/mi/*.h |
		sed -nE 's|^\t/\* ([0-9]+) \*/ [A-Za-z_0-9]+ \*?\(\*(\w+)\)\(.*|\1 \2|p' |
		awk -v table="$1" '$1 != NR - 1 { print "no slot " NR - 1 " of " table >"/dev/stderr"; exit 1 } { print $2 }'
}

# callbacks STRUCT: the names of its members but the context.
callbacks() {
	sed -n "/^typedef struct _MI_$1 {/,/^}/p" "$SOURCE/include/mi/mi_callbacks.h" |
		sed -nE 's/^\tMI_OperationCallback_\w+ (\w+);/\1/p; s/^\tvoid \(\*(\w+)\)\(.*/\1/p'
}

# named NUMBER PATTERN...: so many names there are, and each is in the logs as PATTERN says, % for the name.
seen=0
named() {
	local number=$1 pattern=$2 files=$3 name
	shift 3
	[ $# -eq "$number" ] || fail "$# names instead of $number in the headers: $*"
	for name; do
		grep -Eq -- "${pattern//%/$name}" $files || fail "nothing like '${pattern//%/$name}' in $files"
		seen=$((seen + 1))
	done
}

for case in $(LD_LIBRARY_PATH=$HOSTMI conformance_client --list | cut -d ' ' -f 1); do
	LD_LIBRARY_PATH=$HOSTMI run "$case" conformance_client "$case"
done
cat ./*.log >all
named 11 'call MI_Application_%\b' all $(slots Application)
named 15 'call MI_Session_%\b' all $(slots Session)
named 6 'call MI_Operation_%\b' all $(slots Operation)
named 2 'call MI_HostedProvider_%\b' all $(slots HostedProvider)
named 8 '^[^ ]+ callback %\b' all $(callbacks OperationCallbacks)
named 2 'callback session %\b' all $(callbacks SessionCallbacks)
named 3 'call MI_Operation_%\b' all ResultAcknowledgement PromptUserResult WriteErrorResult
named 1 'callback %\b' all completion

# Of filters and sets of properties only providers see anything.
sources=$(echo "$SOURCE"/tests/clients/objects_*.c "$SOURCE/tests/clients/mi_text.c")
for table in "Serializer 3" "Deserializer 6" "Utilities 2" "DestinationOptions 15" "OperationOptions 13" \
	"SubscriptionDeliveryOptions 17" "Instance 18" "Class 14" "ParameterSet 4" "QualifierSet 3"; do
	set -- $table
	named "$2" "(\b|_$1_|->)%\(" "$sources" $(slots "$1")
done
echo "$seen slots and callbacks"

LD_LIBRARY_PATH=$HOSTMI mitrace record -q -o objects.mitrace -- "$BUILD/tests/objects_client" >live
mitrace replay -q --no-network objects.mitrace -- "$BUILD/tests/objects_client" >replayed || [ $? -eq 120 ]
expect_same live replayed
