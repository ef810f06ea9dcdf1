# Files that are not there, or no traces, are told as such; nothing is harmed.
expect_status 2 mitrace show missing.mitrace
expect_text err 'missing\.mitrace: .*No such file'
mkdir folder
expect_status 2 mitrace show folder
expect_text err 'folder'
: >empty
expect_status 2 mitrace show empty
expect_text err 'empty is empty, no mitrace trace'
echo hello >text
expect_status 2 mitrace info text
expect_text err 'text is not a mitrace trace'
head -c 100000 /dev/urandom >noise
expect_status 2 mitrace show noise
expect_text err 'noise is not a mitrace trace'
printf 'not a trace' | expect_status 2 mitrace show -
expect_status 125 mitrace replay text -- true
expect_text err 'text is not a mitrace trace'
expect_status 125 mitrace replay missing.mitrace -- true
expect_text err 'missing\.mitrace: .*No such file'
echo hello | zstd -q >other.zst
expect_status 2 mitrace show other.zst
expect_text err 'other.zst is not a mitrace trace'
