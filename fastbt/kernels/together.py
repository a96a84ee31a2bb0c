"""Compiles the entries that a run lacks in two processes: a first start takes little more than half as long.

The compiler holds the interpreter's lock, so threads would not help. Another process works through the
entries from their end and stores them in the disk cache; this one begins at the front, and loads what the
other has done when the two meet. Where no other process can be had this one compiles all.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from fastbt.kernels.jit import Entry

WORTHWHILE = 3
"""Entries from which on another process is worth its start."""
_LOCK = threading.Lock()


def compile_together(entries: Sequence[Entry]) -> None:
    """Have the machine code of entries in this process, or in the disk cache.

    Args:
        entries: those that take longest first.
    """
    with _LOCK:
        missing = [one for one in entries if not one.is_ready]
        other = _other_process(missing) if len(missing) >= WORTHWHILE else None
        if other is None:
            return
        try:
            assert other.stdout is not None  # noqa: S101 - it is a pipe
            meet(missing, other.stdout.fileno())
        finally:
            other.kill()
            other.communicate()


def meet(missing: Sequence[Entry], pipe: int) -> None:
    """Compile from the front up to where another process is, and wait until it has done the rest.

    Args:
        missing: what it compiles from the end.
        pipe: a file descriptor on which it tells where it is, see ``main``.
    """
    other = _Progress(pipe, len(missing))
    done = 0
    while done < other.place(wait=False):
        missing[done].load()
        done += 1
    place = other.place(wait=False)
    while place >= done and not other.has_ended:
        place = other.place(wait=True)


class _Progress:
    """Which entry another process is at."""

    def __init__(self, pipe: int, count: int) -> None:
        self._pipe = pipe
        self._begun = b""
        self._place = count
        self.has_ended = False

    def place(self, *, wait: bool) -> int:
        """The place that it has come to, from the end; with ``wait`` once it has told something more."""
        os.set_blocking(self._pipe, wait)
        try:
            told = os.read(self._pipe, 4096)
        except BlockingIOError:
            return self._place
        self.has_ended = not told
        *lines, self._begun = (self._begun + told).split(b"\n")
        self._place = min([self._place, *map(int, lines)])
        return self._place


def _other_process(missing: Sequence[Entry]) -> subprocess.Popen[bytes] | None:
    """Another process that compiles from the end; None where there is no second processor or interpreter."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if processors < 2 or os.name != "posix" or not sys.executable or getattr(sys, "frozen", False):
        return None
    root = str(Path(__file__).resolve().parents[2])
    code = f"import sys; sys.path.insert(0, {root!r}); from {__name__} import main; main(sys.argv[1:])"
    names = [f"{one.function.__module__}:{one.__name__}" for one in missing]
    try:
        return subprocess.Popen(  # noqa: S603 - this interpreter, on this package
            [sys.executable, "-c", code, *names],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None


def main(names: list[str]) -> None:
    """Compile entries into the disk cache, the last one first.

    Tells, in a line each, the place of the one that is begun; -1 at the end.

    Args:
        names: ``module:name`` of each.
    """
    for place in reversed(range(len(names))):
        sys.stdout.write(f"{place}\n")
        sys.stdout.flush()
        module, name = names[place].split(":")
        entry: Entry = getattr(importlib.import_module(module), name)
        entry.load()
    sys.stdout.write("-1\n")
