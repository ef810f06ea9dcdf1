# docs/lint.md has what the table of rules has, no more and no less, and an example for each rule.
expect_status 0 mitrace lint --rules --json
python3 - "$SOURCE/docs/lint.md" out <<'END'
import json, re, sys

document = open(sys.argv[1]).read()
rules = json.load(open(sys.argv[2]))
problems = []
rows = re.findall(r'^\| `([a-z-]+)`[ *+]* \| (\w+) \| (.*) \|$', document.split('## Rules')[1].split('## JSON')[0], re.M)
if rows != [(r['rule'], r['severity'], r['summary']) for r in rules]:
    problems.append('the list of rules is not that of the program')
sections = re.findall(r'^### (.*?)\n(.*?)(?=^##)', document, re.M | re.S)
if [name for name, text in sections] != [r['rule'] for r in rules]:
    problems.append('the sections are not those of the rules')
words = lambda text: text.split()
for (name, text), rule in zip(sections, rules):
    example = re.search(r'^```c\n.+?^```$', text, re.M | re.S)
    if not example:
        problems.append(f'{name} has no example')
        continue
    if words(text[:example.start()]) != words(rule['why']):
        problems.append(f'{name}: why it matters is said otherwise in the program')
    if words(text[example.end():]) != words('**Do:** ' + rule['do']):
        problems.append(f'{name}: what to do is said otherwise in the program')
if len(rules) < 20:
    problems.append('where are the rules?')
sys.exit('\n'.join(problems) or 0)
END
# As text, too.
mitrace lint --rules >text
[ "$(grep -c '^[a-z-]* (\(error\|warning\|note\))$' text)" -eq "$(grep -o '"rule":' out | wc -l)" ] || fail "--rules lists others"
