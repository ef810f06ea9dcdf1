# Wrong usage is told clearly, with the status of the contract, and the help is there.
expect_status 0 mitrace --version
expect_text out '^mitrace [0-9]+\.[0-9]+'
expect_status 0 mitrace --help
for command in record replay show info; do
	expect_text out "^  $command "
	expect_status 0 mitrace $command --help
	expect_text out "^Usage: mitrace $command "
	expect_status 0 mitrace --help
done
expect_status 2 mitrace
expect_text err '^Usage: mitrace COMMAND'

expect_status 2 mitrace frobnicate
expect_text err "unknown command 'frobnicate'"
expect_text err "Try 'mitrace --help'"
expect_status 2 mitrace show --frobnicate x
expect_text err "mitrace show: unknown option '--frobnicate'"
expect_text err "Try 'mitrace show --help'"
expect_status 2 mitrace show
expect_text err 'no trace given'
expect_status 2 mitrace show a b
expect_text err "'b' is one too many"
expect_status 2 mitrace show --seq=x-y /dev/null
expect_text err '--seq|seq'
expect_status 2 mitrace show --color=pink x
expect_text err 'expected one of auto\|always\|never'

expect_status 125 mitrace record
expect_text err 'no command given'
expect_status 125 mitrace record --level=99 true
expect_text err 'expected 1 to 19'
expect_status 125 mitrace replay x.mitrace
expect_text err 'no command given'
expect_status 125 mitrace replay -- true
expect_text err 'no trace given'
expect_status 125 mitrace record --output
expect_text err "needs a value"

# Help fits a terminal, wherever the source breaks its lines; only usage lines may be longer.
for name in $(mitrace help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p'); do
	mitrace "$name" --help | sed 1d >help
	[ -s help ] || fail "$name has no help"
	[ "$(wc -L <help)" -le 80 ] || fail "$name --help has lines of $(wc -L <help) columns"
done
