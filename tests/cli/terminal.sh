# On a terminal: colours and a pager, unless they are not wanted or cannot be had.
mitrace record -q -o t.mitrace -- micli ei root/cimv2 CIM_OperatingSystem >/dev/null
mitrace show t.mitrace >plain
lines=$(wc -l <plain)
escape=$(printf '\033')
unset PAGER LESS NO_COLOR
export TERM=xterm

# on_terminal COMMAND: its output on a terminal, in the file out.
on_terminal() {
	script -qec "stty cols 40 rows 100 -onlcr; $1" /dev/null </dev/null >out || fail "status $? of: $1"
}

on_terminal "PAGER=cat mitrace show t.mitrace"
expect_text out "${escape}\[1mMI_Session_EnumerateInstances${escape}\[0m"
sed "s/$escape\[[0-9]*m//g" out >uncoloured
expect_same plain uncoloured

# What turns colours off; an empty NO_COLOR does not.
on_terminal "PAGER=cat NO_COLOR=1 mitrace show t.mitrace"
expect_same plain out
on_terminal "PAGER=cat mitrace show --color=never t.mitrace"
expect_same plain out
on_terminal "TERM=dumb mitrace show t.mitrace"
expect_same plain out
on_terminal "PAGER=cat NO_COLOR= mitrace show t.mitrace"
expect_text out "${escape}\[1m"
on_terminal "PAGER=cat NO_COLOR=1 mitrace show --color=always t.mitrace"
expect_text out "${escape}\[1m"

# A pager of the user's own, with arguments; none where none is wanted.
on_terminal "PAGER='sed s/^/paged:/' mitrace show --color=never t.mitrace"
[ "$(grep -c '^paged:' out)" -eq "$lines" ] || fail "not all lines went through the pager"
on_terminal "PAGER='sed s/^/paged:/' mitrace show --no-pager t.mitrace"
expect_no_text out '^paged:'
on_terminal "PAGER='sed s/^/paged:/' mitrace show t.mitrace | cat"
expect_no_text out '^paged:'
# A pager that is not there costs no line.
on_terminal "PAGER=no-such-pager mitrace show --color=never t.mitrace"
expect_text out 'no-such-pager'
grep -v no-such-pager out >shown
expect_same plain shown
mkdir bin
ln -s "$(command -v mitrace)" "$(command -v sh)" "$(command -v cat)" bin/
on_terminal "PATH=$PWD/bin mitrace show --color=never t.mitrace"
expect_same plain out
# One that is left early is no failure.
on_terminal "PAGER='head -1' mitrace show --color=never t.mitrace"
[ "$(wc -l <out)" -eq 1 ] || fail "head showed $(wc -l <out) lines"
# Neither colours nor pager where the output goes to a file.
PAGER='sed s/^/paged:/' expect_status 0 mitrace show t.mitrace
expect_same plain out
