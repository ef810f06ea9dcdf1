# Programs that know nothing of MI, fifty of them: under `record` their streams, status, signal and terminal modes are
# what they are bare, and they leave nothing behind.
ulimit -c 0
printf 'b\na\nc\na\n' >lines
printf 'one two\nthree four\n' >words
: >empty
mkdir tree tree/sub
echo x >tree/sub/file

# One program a line, for sh -c.
cat >programs <<'P'
true
false
echo hello
printf 'no newline'
cat lines
cat <lines
cat lines - <words
sort lines
sort -u lines | uniq -c
wc -l lines words
head -2 lines; tail -1 lines
tac lines
rev words
cut -d' ' -f2 words
paste lines words
join lines lines
comm lines lines
tr a-z A-Z <lines
sed s/a/A/ lines
awk '{ n += NF } END { print n }' words
grep -c a lines
grep nothing lines
find tree -type f
ls -l tree/sub/file | cut -d' ' -f1
du -a tree | wc -l
basename /a/b/c.d .d
dirname /a/b/c
seq 1 2 9
expr 6 '*' 7
test -f lines && echo yes
env -i sh -c 'echo $#' x 1 2
xargs -n1 echo <words
xargs -P4 -n1 sh -c 'exit 0' <words
tar cf - tree | tar tf -
gzip -c lines | gzip -dc
md5sum lines
od -c lines
split -l 2 lines part. && cat part.aa
diff lines words
cmp lines lines
sh -c 'exit 42'
sh -c 'kill -TERM $$'
sh -c 'kill -SEGV $$'
sh -c 'kill -PIPE $$'
yes | head -3
sh -c 'echo out; echo err >&2; exit 3'
sh -c 'trap "echo trapped" TERM; kill -TERM $$; echo after'
sh -c '(sleep 0 & wait); echo waited'
bash -c 'for i in 1 2 3; do (echo $i; exit $i); done; echo ${PIPESTATUS[0]}'
bash -c 'coproc cat; echo through >&${COPROC[1]}; read -r l <&${COPROC[0]}; echo $l'
bash -c 'exec 9<lines; read -ru9 l; echo $l; ls /proc/self/fd | wc -l'
bash -c 'ulimit -n 20; cat lines'
perl -e 'print join(",", sort qw(c a b)), "\n"'
perl -e 'if (my $p = fork) { waitpid $p, 0; print $? >> 8, "\n" } else { exit 5 }'
python3 -c 'import threading as t; r=[]; w=[t.Thread(target=r.append,args=(i,)) for i in range(20)]; [x.start() for x in w]; [x.join() for x in w]; print(sorted(r))'
python3 -c 'import os; r,w=os.pipe(); p=os.fork(); os.write(w,b"x") if p==0 else print(os.read(r,1)); os._exit(0) if p==0 else os.waitpid(p,0)'
python3 -c 'import subprocess as s; print(s.run(["sh","-c","echo sub; exit 4"],capture_output=True))'
python3 -c 'import sys; sys.stderr.write("oops\n"); raise SystemExit(9)'
python3 -c 'import os,signal; os.kill(os.getpid(), signal.SIGABRT)'
dd if=lines bs=4 count=1 status=none
timeout -s KILL 0.05 tail -f empty
P
nr=0
while IFS= read -r program; do
	bare=0 recorded=0
	sh -c "$program" >bare.out 2>bare.err </dev/null || bare=$?
	mitrace record -q -o t.mitrace -- sh -c "$program" >recorded.out 2>recorded.err </dev/null || recorded=$?
	[ $bare -eq $recorded ] || fail "status $recorded instead of $bare from: $program"
	expect_same bare.out recorded.out
	expect_same bare.err recorded.err
	nr=$((nr + 1))
done <programs
[ $nr -ge 50 ] || fail "only $nr programs"
[ -z "$(ls | grep -v '^part\.' | grep mitrace || :)" ] || fail "programs without MI left: $(ls)"

# On a terminal: what is shown, the modes afterwards, and the status.
command -v script >/dev/null || { echo "SKIPPED: programs on a terminal: no script(1)" >&2; exit 0; }
on_terminal() {
	local name=$1 got=0
	shift
	script -qefc "$*; echo status \$?; stty -a" /dev/null >"$name.tty" 2>&1 </dev/null || got=$?
	echo "$got" >>"$name.tty"
}
for program in 'tty >/dev/null && echo a terminal' 'stty -echo -icanon' 'stty rows 33 cols 99' 'sh -c "kill -INT \$\$"' \
	'bash -ic "echo interactive" 2>/dev/null' 'python3 -c "import sys; print(sys.stdout.isatty())"' 'ls -C tree'; do
	on_terminal bare "$program"
	on_terminal recorded "mitrace record -q -o t.mitrace -- sh -c '$program'"
	expect_same bare.tty recorded.tty
done
