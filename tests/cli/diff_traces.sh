# Two recordings of the same scenario differ by nothing; what was changed in one of them is found, with its severity.
record() { mitrace record -o "$1" -- micli ei root/cimv2 CIM_OperatingSystem >/dev/null; }
record a.mitrace
for run in 1 2 3; do
	record b.mitrace
	expect_status 0 mitrace diff --order=strict a.mitrace b.mitrace
	expect_text out '^no differences$'
	expect_text out 'ignore +\*\.\* timestamp +\(built-in\)'
	rm b.mitrace
done

# change SED-SCRIPT: b.mitrace is a.mitrace with something changed in its JSON.
change() {
	mitrace show --json a.mitrace | sed -E "$1" >changed.json
	rm -f b.mitrace
	mitrace import -o b.mitrace changed.json
}
change 's/("callback_begin".*"result":)0/\15/'
expect_status 1 mitrace diff a.mitrace b.mitrace
expect_text out '^1 difference: 1 breaking, 0 notable, 0 cosmetic'
expect_text out '^\+   result = MI_RESULT_'
expect_status 1 mitrace diff --fail-on=breaking --stat a.mitrace b.mitrace
expect_text out 'breaking  result$'

change 's/Debian|"unsigned":96[0-9]*/&/; s/("class_name":")CIM_OperatingSystem("[^}]*"callbacks")/\1CIM_Processor\2/'
expect_status 1 mitrace diff a.mitrace b.mitrace
expect_text out '^-   class_name = "CIM_OperatingSystem"'
expect_text out '^\+   class_name = "CIM_Processor"'
expect_status 0 mitrace diff --fail-on=breaking a.mitrace b.mitrace

# A call is gone.
mitrace show --json a.mitrace | grep -v 'MI_Operation_Close' | sed -E '/"parent":13,/d' >changed.json
rm -f b.mitrace
mitrace import -o b.mitrace changed.json
expect_status 1 mitrace diff a.mitrace b.mitrace
expect_text out 'notable: call-removed'

# Rules of one's own come first, and say what they hid.
change 's/"Debian GNU/"Other GNU/'
expect_status 1 mitrace diff a.mitrace b.mitrace
echo 'ignore CIM_OperatingSystem.*   # whatever it is called' >rules
change 's/("string":")Debian GNU.Linux[^"]*("\},\{"string":"#)/\1Other\2/'
expect_status 1 mitrace diff a.mitrace b.mitrace
expect_status 0 mitrace diff --noise=rules a.mitrace b.mitrace
expect_text out 'CIM_OperatingSystem\.\* +\(rules:1\)'
echo 'ignore nothing' >rules
expect_status 2 mitrace diff --noise=rules a.mitrace b.mitrace
expect_text err 'rules:1: not a noise rule'

# Trouble.
expect_status 2 mitrace diff a.mitrace
expect_text err 'two traces are compared, 1 given'
expect_status 2 mitrace diff a.mitrace nowhere.mitrace
expect_status 2 mitrace diff --class=Nothing* --op=Invoke a.mitrace a.mitrace
expect_text err 'nothing to compare'
