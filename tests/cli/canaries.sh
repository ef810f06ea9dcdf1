# Secrets planted wherever a client can hand them over are found nowhere: not in the trace, its spool, what recording says, nor in any form
# a trace is shown in; and the scanner that says so finds them when they are there.
i=0
canary() {
	i=$((i + 1))
	eval "$1=Canary${i}x9Zq$i"
	eval "printf '%s\n' \"\$$1\"" >>canaries
}
for name in user password environment query parameter array embedded property address creation stream file streamed error; do
	canary $name
done
export MY_DB_PASSWORD=$environment

# What PowerShell hands over: objects in XML, in base64.
powershell() {
	printf '<Obj RefId="0"><MS><S N="UserName">bob</S><S N="Password">%s</S></MS></Obj>' "$1" | base64 -w 0
}
mkdir files
touch "files/password=$file" "files/token=$streamed"

# One client after another: credentials, a command line, queries, parameters, instances, destinations, error texts that repeat them.
cat >clients <<END
micli -u $user -p $password ei root/cimv2 CIM_OperatingSystem
micli wql root/cimv2 "select * from CIM_Process where Password='$query'"
micli iv root/cimv2 MTR_Workbench NoSuchMethod { Password $parameter ApiTokens [ $array two ] Login { Login UserName me Secret $embedded } }
micli ci root/cimv2 { MTR_Note Id canary Password $property }
micli --hostname=http://operator:$address@example.invalid/ test
micli iv root/cimv2 MTR_Workbench NoSuchMethod { creationXml "<creationXml>$(powershell $creation)</creationXml>" Stream $(powershell $stream) }
micli --answer=no iv root/cimv2 MTR_Workbench RemoveFile { Path "$PWD/files/password=$file" }
micli iv root/cimv2 MTR_Workbench ListDirectory { Path "$PWD/files" }
micli --answer=yes iv root/cimv2 MTR_Workbench CheckFiles { Paths [ "$PWD/files/secret=$error" ] }
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
	# A trace that has them, redacted afterwards.
	eval "mitrace record -q -o t$number.mitrace --redact=credentials -- $client" >/dev/null 2>&1 || true
	mitrace verify --secrets=canaries t$number.mitrace >>held || true
	expect_status 0 mitrace redact -o redacted$number.mitrace t$number.mitrace
	expect_status 0 mitrace verify --secrets=canaries redacted$number.mitrace
done <clients
for line in 4 5 6 7 8 10 11 12 13 14; do
	expect_text held "^secret: the one in line $line,"
done
[ -s shown ] || fail "nothing was shown"
[ -s messages ] || fail "recording said nothing"
while read -r secret; do
	! grep -q "$secret" shown || fail "$secret is shown: $(grep -m1 "$secret" shown)"
	! grep -q "$secret" messages || fail "$secret is in a message: $(grep -m1 "$secret" messages)"
done <canaries

# The spool of a client that was killed before its trace was finished.
LD_PRELOAD=$SHIM MITRACE_FILE=$PWD/killed.mitrace micli -q -u $user -p $password sub root/cimv2 \
	"select * from CIM_InstCreation where SourceInstance isa CIM_Process and SourceInstance.Password <> '$query'" >/dev/null 2>&1 &
client=$!
spooled() { mitrace show killed.mitrace 2>/dev/null | grep MI_Session_Subscribe >/dev/null; }
wait_until spooled
kill -KILL $client
wait $client 2>/dev/null || true
[ -s killed.mitrace.spool ] || fail "no spool is left"
expect_status 0 mitrace verify --secrets=canaries killed.mitrace

# Credentials of destinations, proxies and deliveries, and clear text that a client asks for.
credentials="sesame-1 swordfish-3 sesame-4 sesame-domain sesame-user sesame-5 sesame-6"
printf '%s\n' $credentials swordfish-2 swordfish-7 >spoken
for client in options_secrets options_of_subscriptions; do
	for policy in credentials secrets strict; do
		FAKE_MI_LOG=$PWD/library.log CLIENT_LOG=$PWD/client.log mitrace record -q -o $client.$policy.mitrace --redact=$policy -- \
			transparency_client $client
		[ $policy = credentials ] && words=$credentials || words=$(cat spoken)
		printf '%s\n' $words >wanted
		expect_status 0 mitrace verify --secrets=wanted $client.$policy.mitrace
	done
done
grep -q sesame-1 client.log library.log || fail "nobody was given a credential"

# What replay says of requests that are not those that were recorded: neither what they hold nor what they held.
canary other
mitrace replay --report=report.json t2.secrets.mitrace -- \
	micli wql root/cimv2 "select * from CIM_Process where Password='$other'" >/dev/null 2>replayed || [ $? -eq 120 ]
mitrace replay --report=report.xml t2.secrets.mitrace -- micli ei root/cimv2 CIM_Process >>replayed 2>&1 || [ $? -eq 120 ]
grep -q MISS replayed || fail "nothing was missed"
sed '/^micli/d' replayed >replay.said
for said in replay.said report.json report.xml; do
	[ -s $said ] || fail "$said is empty"
	! grep -qF -f canaries $said || fail "$said has a secret: $(grep -m1 -F -f canaries $said)"
done

# The scanner is awake: a word that is in the trace is found there, and told by its line only.
echo CIM_OperatingSystem >words
expect_status 1 mitrace verify --secrets=words t1.secrets.mitrace
expect_no_text err CIM_OperatingSystem
