# The client's log as the events that its trace must have: one line each, the stream of the client's first.
#
#	main call MI_Session_Close
#	main callback MI_Session_Close_completion
#	main return MI_Session_Close
#
# Calls marked "native" reach no table that is recorded; nor do the callbacks that wrappers of the header make.

function push(stream, name) { stack[stream, ++depth[stream]] = name }
function pop(stream) { return depth[stream] > 0 ? stack[stream, depth[stream]--] : "" }
function top(stream) { return depth[stream] > 0 ? stack[stream, depth[stream]] : "" }

$2 == "call" {
	name = $3
	sub(/\(.*/, "", name)
	push($1, name)
	print $1, "call", name
}
$2 == "native" { push($1, "") }
$2 == "returned" {
	name = pop($1)
	if (name != "")
		print $1, "return", name
}
$2 == "callback" {
	if (depth[$1] > 0 && top($1) == "")
		next
	name = $3
	if (name == "session")
		name = "MI_SessionCallbacks_" $4
	if (name == "completion")
		name = "MI_Session_Close_completion"
	print $1, "callback", name
}
