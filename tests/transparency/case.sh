# One case of transparency_client, by the name in CASE: recorded, it is as it is bare, and the trace has all of it.
. "$SOURCE/tests/transparency/compare.sh"
case $CASE in
fork_before) traces=2 ;; # the child's comes first
fork_with_sessions) traces=2 ;;
*) traces=1 ;;
esac
compare "$CASE" $traces
