# Long commands on a terminal: they show how far they are, and ^C leaves nothing half-written.
"$BUILD/bench/large_trace" long.mitrace 0.008 >/dev/null
expect_status 0 python3 "$SOURCE/tests/cli/interrupt.py" long.mitrace
# Into files nothing of that is written.
expect_status 0 mitrace stats long.mitrace
expect_no_text err 'reading'
