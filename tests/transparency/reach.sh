# Clients that reach libmi's entry point by the way REACH, recorded by the way INJECT: each runs as it does bare, and the
# trace has all of it. CASES: which cases; "all" is for by hand, as it takes minutes.
#
#	for r in client fixed by_name local deepbind own; do for i in preload audit proxy; do
#		REACH=$r INJECT=$i CASES=all tests/cli/run_case.sh BUILD_DIR tests/transparency/reach.sh; done; done
. "$SOURCE/tests/transparency/compare.sh"
case $REACH in
client) PROGRAM=transparency_client ;;
*) PROGRAM=client_$REACH ;;
esac
# A sanitizer calls dlopen() in the client's place, and then the client's RUNPATH is not looked at.
if [ "$REACH" = by_name ] && [ -n "${ASAN_OPTIONS-}${TSAN_OPTIONS-}" ]; then
	export LD_LIBRARY_PATH=$BUILD/tests/fake
fi
CASES=${CASES:-slots_async handles_copied acknowledge_on_another_thread cancel_in_signal_handler crash_in_callback}
# A case of two libraries has a program of its own.
[ "$CASES" != all ] || CASES=$(transparency_client --list | awk '!/ host/ { print $1 }')
for case in $CASES; do
	compare "$case" "$(traces_of "$case")"
done
