"""Holds the names in `show --json --symbols` against addr2line and nm: symbols_check.py FILE.json AT_LEAST"""
import json
import os
import subprocess
import sys

packets = [json.loads(line) for line in open(sys.argv[1])]
modules = [packet["module"] for packet in packets if "module" in packet]
starts = {}  # file: {function: addresses}


def functions(path):
    if path not in starts:
        starts[path] = {}
        for table in ("", "-D"):
            out = subprocess.run(["nm", *table.split(), path], capture_output=True, text=True).stdout
            for words in map(str.split, out.splitlines()):
                if len(words) == 3 and words[1] in "tTwWiI":
                    starts[path].setdefault(words[2].split("@")[0], set()).add(int(words[0], 16))
    return starts[path]


def expected(address, is_return):
    """All names that are right for the address, by the tools."""
    at = address - is_return
    module = [m for m in modules if m["start"] <= at < m["end"]][-1]
    in_file = address - module.get("bias", 0)
    out = subprocess.run(["addr2line", "-f", "-e", module["path"], hex(in_file - is_return)],
                         capture_output=True, text=True, check=True).stdout.split()
    base = os.path.basename(module["path"])
    offsets = {in_file - start for start in functions(module["path"])[out[0]]}
    return {f"{base}!{out[0]}+{offset:#x}" if offset else f"{base}!{out[0]}" for offset in offsets}


checked = 0
for packet in packets:
    call = packet.get("call_begin", {})
    pairs = [(call["caller"], call["caller_symbol"], 1)] if "caller" in call else []
    pairs += [(a, n, 0) for a, n in zip(call.get("callback_code", []), call.get("callback_code_symbol", []))]
    for address, name, is_return in pairs:
        if name not in expected(address, is_return):
            sys.exit(f"{packet['seq']}: {address:#x} is called {name}, by the tools {expected(address, is_return)}")
        checked += 1
if checked < int(sys.argv[2]):
    sys.exit(f"only {checked} names")
