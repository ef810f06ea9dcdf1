# Secrets planted wherever a client can hand them over are found nowhere: not in the trace, its spool, what recording says, nor in any form
# a trace is shown in; and the scanner that says so finds them when they are there.
i=0
canary() {
	i=$((i + 1))
	eval "$1=Canary${i}x9Zq$i"
	eval "printf '%s\n' \"\$$1\"" >>canaries
}
for name in password environment query parameter array embedded property address; do canary $name; done
export MY_DB_PASSWORD=$environment

# One client after another: credentials, a command line, queries, parameters, instances, destinations, error texts that repeat them.
cat >clients <<END
micli -u operator -p $password ei root/cimv2 CIM_OperatingSystem
micli wql root/cimv2 "select * from CIM_Process where Password='$query'"
micli iv root/cimv2 MTR_Workbench NoSuchMethod { Password $parameter ApiTokens [ $array two ] Login { Login UserName me Secret $embedded } }
micli ci root/cimv2 { MTR_Note Id canary Password $property }
micli --hostname=http://operator:$address@example.invalid/ test
END
number=0
while read -r client; do
	number=$((number + 1))
	for policy in secrets strict; do
		eval "mitrace record -o t$number.$policy.mitrace --redact=$policy -- $client" >/dev/null 2>said || true
		# The client may repeat what it was given; what the recorder adds may not.
		sed -n '/^mitrace/p' said >>messages
		[ -s t$number.$policy.mitrace ] || fail "no trace of: $client"
		expect_status 0 mitrace verify --secrets=canaries t$number.$policy.mitrace
		for form in "show" "show --payload --addresses" "show --json" "show --canonical" "info" "info --json"; do
			mitrace $form t$number.$policy.mitrace >>shown 2>>messages
		done
	done
done <clients
[ -s shown ] || fail "nothing was shown"
[ -s messages ] || fail "recording said nothing"
while read -r secret; do
	! grep -q "$secret" shown || fail "$secret is shown: $(grep -m1 "$secret" shown)"
	! grep -q "$secret" messages || fail "$secret is in a message: $(grep -m1 "$secret" messages)"
done <canaries

# The spool of a client that was killed before its trace was finished.
LD_PRELOAD=$SHIM MITRACE_FILE=$PWD/killed.mitrace micli -q -u operator -p $password sub root/cimv2 \
	"select * from CIM_InstCreation where SourceInstance isa CIM_Process and SourceInstance.Password <> '$query'" >/dev/null 2>&1 &
client=$!
spooled() { mitrace show killed.mitrace 2>/dev/null | grep MI_Session_Subscribe >/dev/null; }
wait_until spooled
kill -KILL $client
wait $client 2>/dev/null || true
[ -s killed.mitrace.spool ] || fail "no spool is left"
expect_status 0 mitrace verify --secrets=canaries killed.mitrace

# The scanner is awake: a word that is in the trace is found there, and told by its line only.
echo CIM_OperatingSystem >words
expect_status 1 mitrace verify --secrets=words t1.secrets.mitrace
expect_no_text err CIM_OperatingSystem
