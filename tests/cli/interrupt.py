"""Commands that read for long, each on a terminal of its own: they show how far they are, and ^C leaves what was there.

interrupt.py TRACE: each reads a pipe that never ends, into which the trace goes and then one of its frames again and
again. Once a command has shown that it reads, it gets ^C as from a keyboard; one is left to come to its end.
"""
import os
import pty
import select
import signal
import struct
import subprocess
import sys

OLD = "old.mitrace"


def frame_sizes(trace):
    """From the seek table (zstd's seekable format) at its end."""
    number, descriptor, magic = struct.unpack("<IBI", trace[-9:])
    assert magic == 0x8F92EAB1, "no seek table"
    entry = 12 if descriptor & 0x80 else 8
    table = trace[-9 - number * entry:-9]
    return [struct.unpack_from("<I", table, at)[0] for at in range(0, len(table), entry)]


def endless_trace(path):
    """What comes once, and what may come ever again: a frame that is neither the first ones nor has the end."""
    with open(path, "rb") as file:
        trace = file.read()
    sizes = frame_sizes(trace)
    assert len(sizes) >= 5, "the trace has too few frames"
    begin = sum(sizes[:-3])
    return trace[:begin], trace[begin:begin + sizes[-3]]


def endless_json(path):
    lines = subprocess.run(["mitrace", "show", "--json", path], check=True, capture_output=True).stdout
    lines = lines.splitlines(keepends=True)
    return b"".join(lines[:-300]), b"".join(lines[-300:-200])


class Job:
    def __init__(self, number, arguments, feed, old=None, ends=False):
        self.arguments, self.old, self.ends = arguments, old, ends
        self.rest, self.again = feed
        self.seen, self.told = b"", False
        self.folder = os.path.abspath(f"job{number}")
        os.mkdir(self.folder)
        if old:
            with open(os.path.join(self.folder, OLD), "wb") as file:
                file.write(old)
        fifo = os.path.abspath(f"pipe{number}")
        os.mkfifo(fifo)
        self.pipe = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)
        self.pid, self.terminal = pty.fork()
        if not self.pid:
            os.chdir(self.folder)
            os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
            os.execvp("mitrace", ["mitrace"] + [fifo if word == "PIPE" else word for word in arguments])

    def feed(self):
        if not self.rest:
            self.rest = self.again
        try:
            self.rest = self.rest[os.write(self.pipe, self.rest):]
        except BlockingIOError:
            pass

    def listen(self):
        """False: the command has ended."""
        try:
            text = os.read(self.terminal, 65536)
        except OSError:
            text = b""
        self.seen += text
        if not self.told and b"reading " in self.seen:
            self.told = True
            if self.ends:
                os.close(self.pipe)
                self.pipe = None
            else:
                os.write(self.terminal, b"\x03")
        return bool(text)

    def fault(self):
        status = os.waitpid(self.pid, 0)[1]
        if not self.told:
            return f"did not show that it reads, but: {self.seen!r}"
        if self.ends:
            after = self.seen.rpartition(b"\r\x1b[K")[2]
            return None if os.WIFEXITED(status) and b"reading" not in after else f"ended with {self.seen!r}"
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGINT:
            return f"status {status:#x} instead of death by SIGINT; it said {self.seen!r}"
        left = os.listdir(self.folder)
        if left != ([OLD] if self.old else []):
            return f"left {left}"
        if self.old:
            with open(os.path.join(self.folder, OLD), "rb") as file:
                return None if file.read() == self.old else f"changed {OLD}"
        return None


def run(jobs):
    running = list(jobs)
    while running:
        ready, room, _ = select.select([job.terminal for job in running],
                                       [job.pipe for job in running if job.pipe is not None], [], 60)
        assert ready or room, "nothing happened for a minute"
        for job in [job for job in running if job.pipe in room]:
            job.feed()
        for job in [job for job in running if job.terminal in ready]:
            if not job.listen():
                running.remove(job)


def main():
    path = os.path.abspath(sys.argv[1])
    trace, json = endless_trace(path), endless_json(path)
    old = b"what was there before"
    with open(path, "rb") as file:
        old_trace = file.read()
    jobs = [Job(number, *job) for number, job in enumerate([
        (["stats", "PIPE"], trace),
        (["stats", "PIPE"], trace, None, True),
        (["lint", "PIPE"], trace),
        (["verify", "PIPE"], trace),
        (["show", "--json", "PIPE"], trace),
        (["show", "--canonical", "PIPE"], trace),
        (["import", "-o", "new.mitrace", "PIPE"], json),
        (["import", "--force", "-o", OLD, "PIPE"], json, old_trace),
        (["repack", "-o", "new.mitrace", "PIPE"], trace),
        (["repack", "--force", "-o", OLD, "PIPE"], trace, old_trace),
        (["cut", "--seq=1-", "-o", "new.mitrace", "PIPE"], trace),
        (["merge", "-o", "new.mitrace", "PIPE", path], trace),
        (["redact", "-o", "new.mitrace", "PIPE"], trace),
        (["diff", "--accept=" + OLD, "PIPE", path], trace, old),
        (["diff", "--junit=x.xml", "--markdown=x.md", path, "PIPE"], trace),
        (["noise", "learn", "-o", OLD, "PIPE", path], trace, old),
    ])]
    run(jobs)
    faults = [f"{' '.join(job.arguments)}: {fault}" for job in jobs if (fault := job.fault())]
    print("\n".join(faults) or f"{len(jobs)} commands")
    sys.exit(bool(faults))


main()
