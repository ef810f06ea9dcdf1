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
expect_status 0 mitrace -h
expect_status 0 mitrace show -h
expect_text out '^Usage: mitrace show '
expect_status 0 mitrace record -h
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

# Help fits a terminal, wherever the source breaks its lines; only usage lines and examples, which are to be copied, may be longer.
for name in $(mitrace help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p'); do
	mitrace "$name" --help | sed "1d; /^      mitrace /d" >help
	[ -s help ] || fail "$name has no help"
	[ "$(wc -L <help)" -le 80 ] || fail "$name --help has lines of $(wc -L <help) columns"
done

# What a command line asks for that makes no sense.
expect_status 125 mitrace record -o - true
expect_text err 'a trace is a file beside the client'
expect_status 125 mitrace record -o '' true
expect_status 2 mitrace diff --json --stat a b
expect_text err '--json and --stat exclude each other'
for command in cut redact repack; do
	expect_status 2 mitrace $command -o x
	expect_text err "mitrace $command: no trace given"
done

# What is no trace: each is told apart.
: >empty
mkdir folder
echo text >text
for command in show info verify stats lint; do
	expect_status 2 mitrace $command empty
	expect_text err "mitrace $command: empty is empty, no mitrace trace"
	expect_status 2 mitrace $command folder
	expect_text err 'folder is a directory'
	expect_status 2 mitrace $command text
	expect_text err 'text is not a mitrace trace'
	expect_status 2 mitrace $command nothere
	expect_text err 'nothere: cannot open: No such file'
done
expect_status 2 mitrace show - <text
expect_text err 'standard input is not a mitrace trace'
expect_status 2 mitrace show - </dev/null
expect_text err 'standard input is empty'
expect_status 2 mitrace import -o x.mitrace folder
expect_text err 'folder: cannot read: Is a directory'

# A folder to record to, and a program whose interpreter is missing.
mitrace record -q -o folder/ -- micli ei root/cimv2 CIM_OperatingSystem >live
[ -f folder/micli.mitrace ] || fail "no trace in the folder"
printf '#!/nowhere/sh\n' >script
chmod +x script
expect_status 127 mitrace record ./script
expect_text err 'script: its interpreter or loader is not there'

# Traces through pipes; damage is told once.
t=folder/micli.mitrace
mitrace cut --seq=5- -o - $t 2>err | mitrace repack -o - - 2>>err | mitrace show - >out
mitrace show $t >shown
expect_same out shown
mitrace show --json $t | mitrace import -o - >imported.mitrace
expect_status 0 mitrace verify imported.mitrace
expect_status 2 sh -c "mitrace cut --seq=5- -o - $t >/dev/full"
expect_text err 'standard output: No space left'
mitrace show --json $t | sed '1s/"version_major":1/"version_major":9/' >newer.json
expect_status 2 mitrace import -o newer.mitrace newer.json
expect_text err 'newer.mitrace: what was written has trace format 9, this program reads 1'
[ ! -e newer.mitrace ] || fail "a trace that nobody can read was left"
head -c 5000 $t >torn.mitrace
expect_status 1 mitrace info torn.mitrace
[ "$(grep -c 'ends within a frame' err)" = 1 ] || fail "damage is told more than once"

# Output that cannot be written is trouble, and told once.
for command in "show $t" "show --json $t" "info $t" "stats $t" "lint $t" "verify $t" "diff $t $t" "lint --rules" "doctor true" --help; do
	expect_status 2 sh -c "mitrace $command >/dev/full"
	[ "$(grep -c 'No space left' err)" = 1 ] && [ "$(wc -l <err)" = 1 ] || fail "mitrace $command: $(cat err)"
done

# Completion: commands, options, and what an option may be.
complete_words() {
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
	_mitrace
	echo "${COMPREPLY[*]}"
}
compopt() { :; }
set +eu
. "$BUILD/share/bash-completion/completions/mitrace"
words="$(complete_words mitrace re)|$(complete_words mitrace show --col)|$(complete_words mitrace show --color = a)|$(complete_words mitrace diff --fail-on =)|$(complete_words mitrace cut --output = )"
set -eu
[ "$words" = "record replay redact repack|--color=|auto always|any notable breaking|" ] || fail "completion: $words"
