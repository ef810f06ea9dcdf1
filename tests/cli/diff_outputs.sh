# Reports for programs, baselines, and learned noise.
change() { mitrace show --json a.mitrace | sed -E "$1" >changed.json && mitrace import -o "$2" changed.json; }
mitrace record -o a.mitrace -- micli ei root/cimv2 CIM_OperatingSystem >/dev/null
change 's/("callback_begin".*"result":)0/\15/' b.mitrace

expect_status 1 mitrace diff --json a.mitrace b.mitrace
expect_text out '"breaking":1'
expect_text out '"severity":"breaking","kind":"result","operation":"MI_Session_EnumerateInstances root/cimv2 CIM_Oper'
expect_status 1 mitrace diff --junit=x.xml --markdown=x.md a.mitrace b.mitrace
expect_text x.xml '^<testsuite name="mitrace diff" tests="2" failures="1">'
expect_text x.xml 'failure message="breaking"'
expect_status 0 python3 -c '
import xml.etree.ElementTree
suite = xml.etree.ElementTree.parse("x.xml").getroot()
cases = suite.findall("testcase")
assert suite.tag == "testsuite" and len(cases) == int(suite.get("tests")), suite.attrib
assert len(suite.findall("testcase/failure")) == int(suite.get("failures")) == 1, suite.attrib'
expect_text x.md '^\| breaking \| result \|'
expect_status 0 mitrace diff --junit=x.xml a.mitrace a.mitrace
expect_text x.xml 'tests="1" failures="0"'
expect_status 2 mitrace diff --junit=nowhere/x.xml a.mitrace b.mitrace
expect_text err 'nowhere/x.xml: cannot create: No such file'

# Where a report goes: a link is followed, a device or a pipe is written into, a trace is not lost for a report.
echo old >real.xml
chmod 640 real.xml
ln -s real.xml link.xml
expect_status 1 mitrace diff --junit=link.xml a.mitrace b.mitrace
[ -L link.xml ] || fail "the link was replaced"
expect_text real.xml '^<testsuite'
[ "$(stat -c %a real.xml)" = 640 ] || fail "the mode has changed"
mkfifo pipe
cat pipe >from_pipe &
expect_status 1 mitrace diff --junit=pipe a.mitrace b.mitrace
wait
expect_text from_pipe '^<testsuite'
[ -p pipe ] || fail "the pipe was replaced"
expect_status 1 mitrace diff --junit=- a.mitrace b.mitrace
expect_text out '^<testsuite'
expect_no_text out '^---'
cp b.mitrace kept.mitrace
expect_status 2 mitrace diff --accept=b.mitrace a.mitrace b.mitrace
expect_text err 'b.mitrace is a trace and is left alone'
expect_same b.mitrace kept.mitrace
expect_status 2 mitrace diff --junit=. a.mitrace b.mitrace
expect_text err 'Is a directory'

# What was accepted is no difference any more; what has gone is told.
expect_status 1 mitrace diff --accept=known a.mitrace b.mitrace
expect_text known '^[0-9a-f]{16} breaking result MI_Session_EnumerateInstances'
expect_status 0 mitrace diff --baseline=known a.mitrace b.mitrace
expect_text out '^1 accepted by known$'
expect_status 0 mitrace diff --baseline=known a.mitrace a.mitrace
expect_text out '^1 entry of known is stale'
change 's/("callback_begin".*"result":)0/\16/' c.mitrace
expect_status 1 mitrace diff --baseline=known a.mitrace c.mitrace
echo nonsense >known
expect_status 2 mitrace diff --baseline=known a.mitrace b.mitrace
expect_text err 'known:1: not an entry'

# Live data: processes come and go, and what they use changes.
for run in 1 2 3 4 5; do
	mitrace record -o p$run.mitrace -- micli ei root/cimv2 CIM_Process >/dev/null
done
mitrace noise learn p1.mitrace p2.mitrace p3.mitrace p4.mitrace -o rules
expect_text rules '^# What differed'
expect_status 0 mitrace diff --noise=rules p1.mitrace p2.mitrace
expect_status 0 mitrace diff --noise=rules p1.mitrace p4.mitrace
expect_text out 'suppressed [0-9]+ as noise'
expect_status 2 mitrace noise learn p1.mitrace
expect_text err 'takes two traces or more'

# Nothing was learned that hides a result.
mitrace show --json p1.mitrace | sed -E '0,/("callback_begin".*"result":)0/s//\15/' >changed.json
mitrace import -o failed.mitrace changed.json
expect_status 1 mitrace diff --fail-on=breaking --noise=rules p1.mitrace failed.mitrace

# Times are shown, but one recording a side is no ground for a verdict.
expect_status 0 mitrace diff --time a.mitrace a.mitrace
expect_text out 'No verdict on times from one recording a side'
expect_status 0 mitrace diff --json --with=a.mitrace --against=a.mitrace a.mitrace a.mitrace
expect_text out '"traces":\[2,2\].*"verdict":"none"'
