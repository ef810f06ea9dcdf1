#!/usr/bin/python3
"""Writes a small spool to standard output, made from what docs/format.md says of spools and nothing else.

It belongs to a trace whose id is sixteen zeros: one ring with a call, a callback and its end, one schema in a piece of
knowledge. The process that wrote it is gone."""
import struct
import sys

PAGE = 4096
RING = 1024


def put(page, offset, form, *values):
    struct.pack_into("<" + form, page, offset, *values)


def record(kind, seq, body, parent=0, schemas=(), flags=0):
    data = body + bytes(-len(body) % 4) + b"".join(struct.pack("<I", i) for i in schemas)
    data += bytes(-len(data) % 8)
    return struct.pack("<IBBHQQQQIIII", 56 + len(data), kind, len(schemas), 0, seq, 1000 + seq, parent, 0, 1, 7,
                       len(body), flags) + data


def piece(kind, index, size, head, thread=b""):
    page = bytearray(PAGE)
    put(page, 0, "8sIIQ", b"MTRPIECE", kind, index, size)
    put(page, 64, "Q", head)
    if thread:
        put(page, 136, "II64s", 1, len(thread), thread)
    return bytes(page)


schema = b"\x52\x0a\x08\x01\x12\x06\x0a\x04Disk"  # schema { id: 1 class { name: "Disk" } }
records = (
    record(3, 1, schema, parent=1)
    + record(1, 1, b"\x32\x04\x08\x15\x20\x01")
    + record(1, 2, b"\x42\x04\x08\x05\x18\x01", schemas=(1,))
    + record(1, 3, b"\x4a\x02\x08\x05", parent=2)
)
knowledge = struct.pack("<II", len(schema), 1) + schema
head = bytearray(PAGE)
put(head, 0, "8sIII", b"MTRSPOOL", 1, PAGE, 1 << 30)
put(head, 64, "Q", 4)
put(head, 128, "I", 2)
out = sys.stdout.buffer
out.write(bytes(head))
out.write(piece(1, 0, RING, len(records), thread=b"\x72\x02\x08\x01") + records + bytes(RING - len(records)))
out.write(piece(2, 1, PAGE, len(knowledge) + -len(knowledge) % 8) + knowledge + bytes(PAGE - len(knowledge)))
