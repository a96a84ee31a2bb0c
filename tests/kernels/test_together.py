"""Compiling in two processes: who does what, where they meet, what happens without the other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fastbt.kernels import together
from fastbt.kernels.jit import Entry

ROOT = Path(__file__).resolve().parents[2]
SMALL = """
import sys
from fastbt.kernels import advance, linked, siblings, together
entries = [linked.link_filled, siblings.meets_sibling, advance.advance]
assert not any(one.is_ready for one in entries)
own = []
for one in entries:
    one.load = (lambda one=one: (own.append(one.__name__), type(one).load(one)))
together.compile_together(entries)
assert all(one.is_ready for one in entries)
print(",".join(own))
before = list(own)
together.compile_together(entries)
assert own == before
assert all(one.address for one in entries)
print(sum(one.from_cache for one in entries))
"""


class Fake:
    """An entry that notes that it was loaded."""

    def __init__(self, loaded: list[int], number: int) -> None:
        self.loaded, self.number = loaded, number

    def load(self) -> None:
        self.loaded.append(self.number)


def met(told: bytes, count: int = 5) -> list[int]:
    """Which entries this process loads where the other has told this and ended."""
    read, write = os.pipe()
    os.write(write, told)
    os.close(write)
    loaded: list[int] = []
    try:
        together.meet([Fake(loaded, number) for number in range(count)], read)  # type: ignore[misc]
    finally:
        os.close(read)
    return loaded


@pytest.mark.parametrize(
    ("told", "loaded"),
    [
        (b"4\n3\n", [0, 1, 2]),  # it has ended at 3: whoever needs that compiles it
        (b"4\n3\n2\n1\n0\n-1\n", []),
        (b"", [0, 1, 2, 3, 4]),
        (b"4\n3", [0, 1, 2, 3]),  # it has not told all of a line
    ],
)
def test_this_process_begins_at_the_front_and_stops_where_the_other_is(told: bytes, loaded: list[int]) -> None:
    assert met(told) == loaded


def test_what_is_ready_or_little_needs_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(missing: list[Entry]) -> None:
        raise AssertionError(missing)

    monkeypatch.setattr(together, "_other_process", refuse)
    ready, lacking = (type("One", (), {"is_ready": state})() for state in (True, False))
    together.compile_together([ready] * 9 + [lacking] * (together.WORTHWHILE - 1))


def test_without_another_process_nothing_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together.subprocess, "Popen", lambda *_, **__: (_ for _ in ()).throw(OSError))
    monkeypatch.setattr(together.os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    lacking = type("One", (), {"is_ready": False, "function": together.main, "__name__": "main"})()
    together.compile_together([lacking] * together.WORTHWHILE)


def test_two_processes_leave_all_in_the_cache(tmp_path: Path) -> None:
    env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", SMALL], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    own, cached = done.stdout.split("\n")[:2]
    assert own.split(",")[0] == "link_filled"
    assert len(list(tmp_path.rglob("*.nbi"))) == 3
    assert int(cached) + len(own.split(",")) >= 3
