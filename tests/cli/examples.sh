# The examples of --help and of the manual pages, as they stand there, in a folder where somebody has recorded.
mkdir traces
for name in who old old2 new new2; do
	mitrace record -q -o $name.mitrace -- micli ei root/cimv2 CIM_OperatingSystem >/dev/null
done
echo 'Tr0ub4dor&3' >passwords.txt
head -c 5000 who.mitrace >torn.mitrace

# Noise comes first: what it writes, diff reads.
examples=0
for command in noise $(mitrace help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p'); do
	mitrace $command --help | sed -n 's/^      \(mitrace .*\)/\1/p' >lines
	[ -s lines ] || fail "$command has no example"
	mitrace help --format=man $command | sed 's/\\-/-/g; s/\\&//; s/\\e/\\/g' >page
	while read -r line; do
		grep -Fxq -- "$line" page || fail "not in the manual page: $line"
		rm -f part.mitrace changed.mitrace all.mitrace public.mitrace small.mitrace rest.mitrace
		case $line in "mitrace record"*) rm -f who.mitrace ;; esac
		status=0
		bash -o pipefail -c "$line" >out 2>err </dev/null || status=$?
		# Findings are no failure; the client that is refused ends with the result as its status.
		case $line in *fail=ACCESS_DENIED*) most=2 ;; *) most=1 ;; esac
		[ $status -le $most ] || fail "status $status from: $line: $(cat err)"
		[ -f who.mitrace ] || mitrace record -q -o who.mitrace -- micli ei root/cimv2 CIM_OperatingSystem >/dev/null
		examples=$((examples + 1))
	done <lines
done
[ $examples -ge 20 ] || fail "only $examples examples"
[ -f traces/sh.mitrace ] && [ "$(ls traces | wc -l)" -eq 2 ] || fail "recorded into the folder: $(ls traces)"

# The README's session, in a new folder.
mkdir session
cd session
sed -n '/^## A session/,/^## /s/^\$ \(mitrace .*\)/\1/p' "$SOURCE/README.md" >../lines
[ "$(wc -l <../lines)" -ge 8 ] || fail "the README's session is not found"
while read -r line; do
	status=0
	bash -c "$line" >../out 2>../err </dev/null || status=$?
	[ $status -eq 0 ] || [ "${line#mitrace diff}" != "$line" ] && [ $status -le 1 ] || fail "status $status from the README's: $line: $(cat ../err)"
done <../lines
