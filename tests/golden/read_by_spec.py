#!/usr/bin/python3
"""A reader of traces made from docs/format.md, proto/mitrace.proto and RFC 8878 alone: read_by_spec.py MITRACE TRACE...

It shares nothing with the code that it is compared with: frames are measured here and decompressed by zstd(1), messages are
taken apart here. What it finds must be what `mitrace show --json` prints, and what index and seek table promise."""
import json
import struct
import subprocess
import sys

CALLS = {6: "call_begin", 7: "call_end", 8: "callback_begin", 9: "callback_end"}
BODIES = {**CALLS, 10: "schema", 12: "header", 13: "drop", 14: "thread_info", 15: "module", 16: "end"}
CHUNK = 11


def frames(data):
    """(offset, size, magic, content) of each frame; content None: skippable."""
    at = 0
    while at < len(data):
        (magic,) = struct.unpack_from("<I", data, at)
        if magic & 0xFFFFFFF0 == 0x184D2A50:
            size = 8 + struct.unpack_from("<I", data, at + 4)[0]
            yield at, size, magic, data[at + 8 : at + size]
        else:
            size = zstd_frame_size(data, at)
            raw = subprocess.run(["zstd", "-dcq"], input=data[at : at + size], stdout=subprocess.PIPE, check=True)
            yield at, size, magic, raw.stdout
        at += size


def zstd_frame_size(data, at):
    assert struct.unpack_from("<I", data, at)[0] == 0xFD2FB528, "no frame at %d" % at
    descriptor = data[at + 4]
    single, checksum = descriptor >> 5 & 1, descriptor >> 2 & 1
    assert checksum, "the frame at %d has no checksum" % at
    content_size = (1 if single else 0, 2, 4, 8)[descriptor >> 6]
    assert content_size, "the frame at %d has no content size" % at
    end = at + 5 + (0 if single else 1) + (0, 1, 2, 4)[descriptor & 3] + content_size
    last = 0
    while not last:
        header = int.from_bytes(data[end : end + 3], "little")
        last, kind, size = header & 1, header >> 1 & 3, header >> 3
        end += 3 + (1 if kind == 1 else size)
    return end + 4 - at


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(data):
    """(number, value) of each field; value: a number, or bytes."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            size, at = varint(data, at)
            value, at = data[at : at + size], at + size
        else:
            size = {1: 8, 5: 4}[kind]
            value, at = int.from_bytes(data[at : at + size], "little"), at + size
        yield tag >> 3, value


def packets(content, chunks):
    """Packets of a frame with chunks put together; (packet, number of the event that begins in this frame or 0)."""
    for number, packet in fields(content):
        assert number == 1, "a Trace has packets alone"
        parts = dict(fields(packet))
        begins = parts.get(1, 0)
        if CHUNK in parts:
            chunk = dict(fields(parts[CHUNK]))
            begins = 0 if chunk.get(1, 0) else begins
            chunks.append(chunk.get(3, b""))
            if begins:
                yield None, begins, parts.get(2, 0)
            if not chunk.get(2):
                continue
            parts, begins = dict(fields(b"".join(chunks))), 0
            chunks.clear()
        yield parts, begins, parts.get(2, 0)


def check_index(data, places, table, index):
    version, entry_size, nr = struct.unpack_from("<IIQ", index, 8)
    assert index[:8] == b"MTRINDEX" and (version, entry_size) == (1, 32), "index"
    entries = [struct.unpack_from("<QQQQ", index, 24 + 32 * i) for i in range(nr)]
    assert entries == [p[1:] for p in places[:nr]], "index entries"
    n, descriptor, magic = struct.unpack_from("<IBI", table, len(table) - 9)
    assert (descriptor, magic) == (0, 0x8F92EAB1), "footer of the seek table"
    assert n == nr + 1, "seek table: index itself included"
    sizes = [struct.unpack_from("<II", table, 8 * i) for i in range(n)]
    assert sizes == [p[0] for p in places[: nr + 1]], "sizes in the seek table"
    assert sum(s for s, _ in sizes) + len(table) + 8 == len(data), "sizes add up to the file"
    assert 2 * 8 + 24 + 32 * (n - 1) + 8 * n + 9 == len(index) + len(table) + 16, "size of both"


def read(path):
    """Events as (kind, seq, time, thread, parent), and how many packets of other kinds; checks index and seek table."""
    with open(path, "rb") as file:
        data = file.read()
    events, others, seen, places, chunks, index = [], {}, set(), [], [], None
    for offset, size, magic, content in frames(data):
        skippable = magic & 0xFFFFFFF0 == 0x184D2A50
        if offset == 0:
            assert magic == 0x184D2A50 and content[:8] == b"MITRACE\0", "head"
        begin = []
        for parts, begins, time in [] if skippable else packets(content, chunks):
            if begins:
                begin.append((begins, time))
            if parts is None:
                continue
            kind = next((name for number, name in BODIES.items() if number in parts), None)
            if kind in CALLS.values():
                events.append([kind] + [parts.get(i, 0) for i in (1, 2, 3, 5)])
            elif kind and (kind, parts[next(n for n in BODIES if BODIES[n] == kind)]) not in seen:
                body = parts[next(n for n in BODIES if BODIES[n] == kind)]
                if kind in ("schema", "thread_info"):
                    seen.add((kind, body))
                others[kind] = others.get(kind, 0) + 1
        first = begin[0] if begin else (0, 0)
        if magic == 0x184D2A5E:
            assert index is not None, "a seek table without an index"
            check_index(data, places, content, index)
        places.append(((size, 0 if skippable else len(content)), offset, first[0], first[1], len(begin)))
        if magic == 0x184D2A51:
            index = content
    return events, others, index is not None


def shown(mitrace, path):
    out = subprocess.run([mitrace, "show", "--json", path], stdout=subprocess.PIPE, check=True).stdout
    events, others = [], {}
    for line in out.decode().splitlines():
        packet = json.loads(line)
        kind = next((name for name in BODIES.values() if name in packet), None)
        if kind in CALLS.values():
            events.append([kind] + [int(packet.get(name, 0)) for name in ("seq", "time", "thread", "parent")])
        elif kind:
            others[kind] = others.get(kind, 0) + 1
    return events, others


for trace in sys.argv[2:]:
    *mine, indexed = read(trace)
    theirs = list(shown(sys.argv[1], trace))
    if mine != theirs:
        sys.exit("%s: read by the specification: %s\nshown: %s" % (trace, mine, theirs))
    print("%s: %d events, %s%s" % (trace, len(mine[0]), mine[1], ", as the index says" if indexed else ""))
    if not mine[0]:
        sys.exit("%s: nothing to compare" % trace)
