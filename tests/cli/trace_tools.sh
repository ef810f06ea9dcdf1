# Traces out of traces: JSON and back, repacked, cut, redacted; and each of them verified.
mitrace record -q -o t.mitrace -- micli ei root/cimv2 CIM_Process >live
expect_status 0 mitrace verify t.mitrace
expect_text out '^complete: [0-9]+ events'

# JSON Lines and back.
mitrace show --json t.mitrace >t.json
expect_status 0 mitrace import -o imported.mitrace t.json
mitrace show --json imported.mitrace >imported.json
expect_same t.json imported.json
expect_status 0 mitrace verify imported.mitrace
expect_status 2 mitrace import -o imported.mitrace t.json
expect_text err 'imported.mitrace exists'
expect_status 0 sh -c 'mitrace import --force -o imported.mitrace <t.json'
expect_status 2 sh -c 'echo nonsense | mitrace import -o bad.mitrace'
expect_text err 'standard input:1'
[ ! -e bad.mitrace ] || fail "a failed import left a file behind"
expect_status 2 mitrace import --force -o "$PWD/t.json" imported.json
expect_text err 'is no trace'

# Decompressed, they are the same to protobuf itself.
decode() { zstd -q -dc "$1" | protoc --decode=mitrace.Trace -I "$SOURCE/proto" mitrace.proto; }
decode t.mitrace >t.text
decode imported.mitrace >imported.text
expect_same t.text imported.text

# Repacked, and repacked from what is left of a torn one.
expect_status 0 mitrace repack --level 19 -o packed.mitrace t.mitrace
[ "$(stat -c %s packed.mitrace)" -le "$(stat -c %s t.mitrace)" ] || fail "level 19 makes it larger"
# The header differs: the new trace has no spool.
mitrace show --json t.mitrace | tail -n +2 >rest.json
mitrace show --json packed.mitrace | tail -n +2 >packed.json
expect_same rest.json packed.json
head -c $(($(stat -c %s t.mitrace) / 2)) t.mitrace >torn.mitrace
expect_status 1 mitrace verify torn.mitrace
expect_text out '^missing: '
expect_status 2 mitrace repack -o whole.mitrace torn.mitrace
expect_text err 'repack --damaged'
expect_status 1 mitrace repack --damaged -o whole.mitrace torn.mitrace
expect_status 0 mitrace show whole.mitrace

# A part of it.
expect_status 0 mitrace cut --op=EnumerateInstances -o part.mitrace t.mitrace
expect_status 0 mitrace verify part.mitrace
expect_status 0 mitrace show part.mitrace
expect_text out 'MI_Application_NewSession'
expect_text out 'instanceResult'
expect_status 0 mitrace cut --op=Invoke -o empty.mitrace t.mitrace
expect_status 0 mitrace show empty.mitrace
expect_no_text out 'instanceResult'
expect_status 2 mitrace cut -o all.mitrace t.mitrace

# Without what must not be told.
printf 'CIM_Process\nno such secret\n' >secrets
expect_status 1 mitrace verify --secrets=secrets t.mitrace
expect_text out '^secret: the one in line 1, raw, in event'
expect_no_text out 'line 2'
echo "$(hostname)-is-not-in-there" >secrets
expect_status 0 mitrace verify --secrets=secrets t.mitrace
expect_text out '^no secret was found$'
printf '\r\nCIM_Process\r\n' >secrets
expect_status 1 mitrace verify --secrets=secrets t.mitrace
expect_text out '^secret: the one in line 2, raw, in event'
printf '\n\r\n' >secrets
expect_status 2 mitrace verify --secrets=secrets t.mitrace
expect_text err 'secrets: no secret in it'
expect_status 0 mitrace redact --redact=strict -o strict.mitrace t.mitrace
expect_status 0 mitrace show --payload strict.mitrace
expect_text out 'mtr-redacted-'
[ "$(stat -c %a "$HOME/.config/mitrace/key")" = 600 ] || fail "others can read the key"
expect_status 2 mitrace redact -o weaker.mitrace strict.mitrace
expect_text err "cannot bring back"

# What ran the same is the same in the canonical form.
mitrace show --canonical t.mitrace >first
mitrace show --canonical packed.mitrace >second
expect_same first second

# Parts put together again are the whole; traces of two processes become one with an order of its own.
expect_status 0 mitrace cut --seq=1-40 -o one.mitrace t.mitrace
expect_status 0 mitrace cut --seq=30- -o two.mitrace t.mitrace
expect_status 0 mitrace merge -o joined.mitrace two.mitrace one.mitrace
expect_status 0 mitrace verify joined.mitrace
mitrace show t.mitrace >whole
mitrace show joined.mitrace >joined
expect_same whole joined
mitrace record -q -o other.mitrace -- micli gc root/cimv2 CIM_Process >live
expect_status 0 mitrace merge -o both.mitrace t.mitrace other.mitrace
expect_status 0 mitrace verify both.mitrace
expect_text out '^complete: '
events() { mitrace verify "$1" | sed -n 's/^complete: \([0-9]*\) events.*/\1/p'; }
[ "$(events both.mitrace)" -eq $(($(events t.mitrace) + $(events other.mitrace))) ] || fail "events were lost on the way"
mitrace show both.mitrace >out
expect_text out 'MI_Session_EnumerateInstances.*CIM_Process'
expect_text out 'MI_Session_GetClass'
expect_status 2 mitrace merge -o none.mitrace t.mitrace
