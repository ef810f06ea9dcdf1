"""make: JSON Lines of a trace on standard input, with all their texts made hostile to a terminal, on standard output.
check NAME: standard input holds nothing that a terminal would act upon, or reorder."""
import base64, json, re, sys

CONTROLS = "\x1b]0;title\x07\x1b[31m\r\n\b\x7f"
QUIET = "\u009b31m\u202eRTL\u2066\u2028\u061c"  # UTF-8 that JSON would carry as it is
BROKEN = b"\xff\x9b31m\xc2"
FIXED = {"function", "kind", "handle", "table", "reader_version", "trace_id", "spool"}
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\udc80-\udcff]")

number = 0


def hostile(text):
    global number
    number += 1
    if number % 2:
        return text + QUIET
    return {"base64": base64.b64encode((text + CONTROLS + QUIET).encode() + BROKEN).decode()}


def change(value):
    if isinstance(value, list):
        return [change(entry) for entry in value]
    if isinstance(value, dict) and "base64" not in value:
        return {k: v if k in FIXED else change(v) for k, v in value.items()}
    if isinstance(value, str) and not re.fullmatch(r"-?\d+|0x[0-9a-f]+|[A-Z]+_[A-Z_]+", value):
        return hostile(value)
    return value


if sys.argv[1] == "make":
    for line in sys.stdin:
        print(json.dumps(change(json.loads(line))))
else:
    said = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    found = BAD.search(said)
    if not said or found:
        around = said[max(0, found.start() - 60) : found.end() + 10] if found else "nothing was said"
        sys.exit("%s: %s" % (sys.argv[2], ascii(around)))
