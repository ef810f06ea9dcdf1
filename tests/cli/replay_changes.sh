# A client's requests, each changed in one field: a miss that names this field alone, and first the recording that was meant.
# 95 of 100 must be told so; where a change makes a request more like another one, nobody can know.
count=${CHANGES:-200} seed=${CHANGE_SEED:-1}
mitrace record -q -o t.mitrace -- change_client record

# The event of each recorded request, in order.
mitrace show --json t.mitrace |
	sed -nE '/"call_begin"/ { /MI_Session_(Close|GetApplication)/d; s/^\{"seq":([0-9]+).*"MI_Session_.*/\1/p }' >events
mapfile -t events <events
[ ${#events[@]} -eq 24 ] || fail "${#events[@]} requests instead of 24"

expect_status 120 mitrace replay -q --no-network --report=report.json t.mitrace -- change_client "$count" "$seed"
while read -r number field; do
	echo "${events[number]} $field"
done <out >wanted
# Of each miss: the nearest event and the names of all fields that differ.
sed -nE 's/.*"nearest":\[\{"event":([0-9]+),"differences":\[/\1 /; T; s/\]\}(,\{"event"|\]).*//; p' report.json |
	awk '{
		told = $1
		while (match($0, /"field":"[^"]*"/)) {
			told = told " " substr($0, RSTART + 9, RLENGTH - 10)
			$0 = substr($0, RSTART + RLENGTH)
		}
		print told
	}' >told
[ "$(wc -l <wanted)" -eq "$count" ] && [ "$(wc -l <told)" -eq "$count" ] || fail "$(wc -l <told) misses instead of $count"
right=$(paste -d'\n' wanted told | awk 'NR % 2 { want = $0; next } { right += $0 == want } END { print right + 0 }')
echo "$right of $count changes were told as what they are"
[ $((right * 100)) -ge $((count * 95)) ] || {
	paste wanted told | awk -F'\t' '$1 != $2' | sed -n 1,10p >&2
	fail "only $right of $count"
}
# None of them used anything up.
expect_status 0 mitrace replay -q --no-network --assert-all-used t.mitrace -- change_client record
