# Texts of a trace are not the terminal's to act upon, whatever a server or a client put into them, and whatever shows them.
mitrace record -o t.mitrace -- micli ei root/cimv2 CIM_OperatingSystem >/dev/null
python3 "$SOURCE/tests/cli/hostile_text.py" make <<<"$(mitrace show --json t.mitrace)" >hostile.json
mitrace import -o hostile.mitrace hostile.json

# look NAME COMMAND...: what COMMAND says, on both outputs, may be printed.
look() {
	local name=$1
	shift
	"$@" >said 2>&1 || [ $? -lt 125 ] || fail "$name: status $?"
	python3 "$SOURCE/tests/cli/hostile_text.py" check "$name" <said || fail "$name"
}

for form in show "show -p" "show -ptd --addresses --symbols" "show --canonical" "show --json" "show --json --symbols" info \
	"info --json" "stats -t" "stats --by=op,class,session,thread,trace" "stats --json" lint "lint --json" verify; do
	look "$form" mitrace $form hostile.mitrace
done
for form in diff "diff --stat" "diff --time" "diff --json" "diff --junit=-" "diff --markdown=-" "diff --accept=-" "noise learn"; do
	look "$form" mitrace $form t.mitrace hostile.mitrace
done
client=(micli ei root/cimv2 CIM_OperatingSystem)
look replay mitrace replay hostile.mitrace -- "${client[@]}"
expect_text said 'MISS'
for report in r.json r.xml; do
	look "$report" mitrace replay --report=$report hostile.mitrace -- "${client[@]}"
	look "$report" cat $report
done
python3 -c 'import json, xml.dom.minidom as xml; json.load(open("r.json")); xml.parse("r.xml")'

# Nothing is lost by it: JSON gives back every byte.
mitrace show --json hostile.mitrace | mitrace import -o again.mitrace
mitrace show --json again.mitrace >again.json
mitrace show --json hostile.mitrace >first.json
expect_same first.json again.json
grep -q '\\u009b' first.json || fail "no character of the kind was in JSON"

# Names of files and words of the command line likewise.
look "no such file" mitrace show $'\e]0;x\a.mitrace'
look "no such option" mitrace show $'--\xc2\x9b31m'
look "no such program" mitrace doctor $'./\e[31m'
cp hostile.mitrace $'a\e[31m.mitrace'
look "a name" mitrace stats --by=trace $'a\e[31m.mitrace' hostile.mitrace
