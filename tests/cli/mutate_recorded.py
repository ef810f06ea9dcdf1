"""Changes recorded traces in one place at a time; `mitrace diff` must find each change, call it what it is, and say nothing else.

mutate_recorded.py SEED COUNT TRACE...: at least COUNT changes, of each kind some. Prints what was missed, and fails for any miss or wrong
severity, and for more than one spurious difference in a hundred.
"""
import copy, json, random, subprocess, sys

KEY = 1 << 12
VOLATILE = ("time", "memory", "size", "space", "number", "processid", "identifier", "handle")  # about what the built-in noise names


def mitrace(*words, **more):
    return subprocess.run(["mitrace", *words], capture_output=True, text=True, **more)


def read(path):
    return [json.loads(line) for line in mitrace("show", "--json", path, check=True).stdout.split("\n") if line]


def body(packet, kind):
    return packet.get(kind, {})


def classes_of(packets):
    return {p["schema"]["id"]: p["schema"]["class"] for p in packets if "schema" in p}


class Change:
    """One place: what to do to a copy of the packets, and what diff must say."""

    def __init__(self, name, kind, severity, apply, also=()):
        self.name, self.kind, self.severity, self.apply, self.also = name, kind, severity, apply, set(also)


def put(index, path, value):
    def apply(packets):
        inner = packets[index]
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
    return apply


def drop(seqs):
    """Events are gone, with all that hangs on them."""
    def apply(packets):
        gone = set(seqs)
        for p in packets:
            if p.get("parent") in gone or p.get("seq") in gone:
                gone.add(p.get("seq"))
        packets[:] = [p for p in packets if p.get("seq") not in gone]
    return apply


def answers_of(packets, seq):
    return [p["seq"] for p in packets if body(p, "call_begin").get("answers") == seq]


def value_changes(classes, index, path, instance, kind):
    """Of one property of an instance, not a key, and nothing that the built-in noise lets differ."""
    known = instance.get("class") or classes.get(instance.get("schema"))
    for i, value in enumerate(instance.get("value", []) if known else []):
        element = known["element"][i]
        at = (*path, "value", i)
        name = element["name"].lower()
        if element.get("flags", 0) & KEY or any(word in name for word in VOLATILE):
            continue
        if "string" in value:
            yield Change("string", kind, "notable", put(index, at, {**value, "string": "another"}))
            yield Change("to NULL", "null", "notable", put(index, at, {"null": True}))
        elif "unsigned" in value and element["type"] in (5, 7):
            yield Change("number", kind, "notable", put(index, at, {**value, "unsigned": 123457}))
            yield Change("type", "type", "breaking", put(index, at, {"type": 13, "string": "123457"}))
        elif "null" in value and element["type"] == 13:
            yield Change("from NULL", "null", "notable", put(index, at, {"string": "now"}))


def class_changes(index, path, c):
    for i, q in enumerate(c.get("qualifier", [])):
        if "string" in q.get("value", {}):
            yield Change("qualifier", "qualifier", "notable", put(index, (*path, "qualifier", i, "value", "string"), "other"))
    elements, methods = c.get("element", []), c.get("method", [])
    if elements:
        yield Change("property gone", "property-removed", "breaking", put(index, (*path, "element"), elements[:-1]))
        other = 13 if elements[0]["type"] != 13 else 5
        yield Change("type of a property", "type", "breaking", put(index, (*path, "element", 0, "type"), other))
    for i, m in enumerate(methods):
        yield Change("method gone", "method-removed", "breaking", put(index, (*path, "method"), methods[:i] + methods[i + 1:]))
        if m.get("parameter"):
            yield Change("parameter gone", "parameter-removed", "breaking",
                         put(index, (*path, "method", i, "parameter"), m["parameter"][:-1]))


def callback_changes(packets, classes, index, p, c):
    kind, here = c["kind"].removeprefix("MI_OperationCallbacks_"), ("callback_begin",)
    if "result" in c and kind.endswith("Result") and not c.get("more_results"):
        yield Change("result", "result", "breaking", put(index, (*here, "result"), 27 if c["result"] != 27 else 1))
    if "error_message" in c:
        yield Change("error message", "message", "notable", put(index, (*here, "error_message"), "No."))
    if "error_details" in c:
        yield from value_changes(classes, index, (*here, "error_details"), c["error_details"], "error-details")
    if "message" in c:
        yield Change("message", "message", "notable", put(index, (*here, "message"), "Something else"))
    if "percentage" in c:
        yield Change("progress", "message", "cosmetic", put(index, (*here, "percentage"), 77))
    if kind == "instanceResult" and "instance" in c:
        yield from value_changes(classes, index, (*here, "instance"), c["instance"], "value")
    if "class" in c and kind == "classResult":
        yield from class_changes(index, (*here, "class"), c["class"])
    if kind in ("writeMessage", "promptUser"):
        yield Change(kind + " gone", "callback-removed", "notable" if kind == "writeMessage" else "breaking",
                     drop([p["seq"], *answers_of(packets, p["seq"])]), ["call-removed"])


def call_changes(packets, index, p, c):
    function, here = c["function"], ("call_begin",)
    if "callbacks" in c and "flags" in c:
        yield Change("flags", "flags", "notable", put(index, (*here, "flags"), c["flags"] ^ 0x40))
        for field in ("namespace_name", "class_name", "method_name", "query_expression"):
            if field in c:
                yield Change(field, "argument", "notable", put(index, (*here, field), "Other"))
        started = c.get("operation")
        yield Change("operation gone", "operation-removed", "breaking",
                     drop([q["seq"] for q in packets if body(q, "call_begin").get("operation") == started
                           or body(q, "callback_begin").get("operation") == started]), ["call-removed", "class-removed"])
    for i, o in enumerate(c.get("operation_options", {}).get("option", [])):
        if "unsigned" in o.get("value", {}):
            yield Change("option", "option", "notable",
                         put(index, (*here, "operation_options", "option", i, "value", "unsigned"), 4711))
    if function.endswith("Operation_ResultAcknowledgement"):
        yield Change("acknowledgement gone", "acknowledgement", "breaking", drop([p["seq"]]))
    if "response" in c:
        yield Change("answer", "answer", "notable", put(index, (*here, "response"), 3 if c["response"] in (0, "No") else 0))
    if function == "MI_Operation_Close":
        yield Change("close gone", "call-removed", "notable", drop([p["seq"]]))
        for i, q in enumerate(packets):
            if q.get("parent") == p["seq"] and "call_end" in q:
                yield Change("result of a close", "result", "breaking", put(i, ("call_end", "result"), 1))


def changes_of(packets):
    classes = classes_of(packets)
    for index, p in enumerate(packets):
        if "callback_begin" in p:
            yield from callback_changes(packets, classes, index, p, p["callback_begin"])
        elif "call_begin" in p:
            yield from call_changes(packets, index, p, p["call_begin"])


def judge(path, packets, change):
    """Differences that diff told of, as the expected one (None: missed) and the number of spurious ones."""
    changed = copy.deepcopy(packets)
    change.apply(changed)
    lines = "\n".join(json.dumps(p, ensure_ascii=False) for p in changed) + "\n"
    made = mitrace("import", "--force", "-o", "changed", input=lines)
    if made.returncode:
        sys.exit(f"{path}: {change.name}: not imported: {made.stderr}")
    told = json.loads(mitrace("diff", "--json", path, "changed").stdout)["differences"]
    right = [d for d in told if d["kind"] == change.kind and d["severity"] == change.severity]
    spurious = len(told) - min(len(right), 1) - sum(d["kind"] in change.also for d in told)
    if not right or spurious > 0:
        print(f"{path}: {change.name}: expected {change.severity} {change.kind}, told:")
        for d in told:
            print("   ", d["severity"], d["kind"], d["operation"], d["part"], d["path"], d["old"], d["new"])
    return bool(right), max(spurious, 0), len(told)


def main():
    seed, count, paths = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    chance = random.Random(seed)
    by_name = {}
    for path in paths:
        packets = read(path)
        for change in changes_of(packets):
            by_name.setdefault(change.name, []).append((path, packets, change))
    chosen = []
    for places in by_name.values():
        chance.shuffle(places)
    while len(chosen) < count and any(by_name.values()):
        for places in by_name.values():
            if places:
                chosen.append(places.pop())
    found = spurious = told = 0
    for place in chosen:
        right, wrong, number = judge(*place)
        found, spurious, told = found + right, spurious + wrong, told + number
    print(f"seed {seed}: {len(chosen)} changes of {len(by_name)} kinds, {found} found, {told} differences, {spurious} spurious")
    if len(chosen) < count or found < len(chosen) or spurious * 100 > told:
        sys.exit(1)


main()
