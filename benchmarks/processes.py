"""What is measured in processes of its own: the import, the demo warm and cold, the memory of a run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.timing import Figure, Spread, number, repeat, seconds

ROOT = Path(__file__).resolve().parents[1]
IMPORT = """
import json, time
began = time.perf_counter()
import fastbt
bare = time.perf_counter() - began
fastbt.run, fastbt.Catalog, fastbt.ta
print(json.dumps([bare, time.perf_counter() - began]))
"""
"""Names are loaded when first used: what counts is the import with verbs, catalog and indicators."""
PASSES = """
import contextlib, io, json
from numba.core import event
with event.install_recorder("numba:run_pass") as seen, contextlib.redirect_stdout(io.StringIO()):
    from fastbt.cli import main
    main(["demo"])
print(json.dumps(sum(e.is_start for _, e in seen.buffer)))
"""
MEMORY = """
import json, sys
from pathlib import Path
from benchmarks import scenarios, whole
STATUS = Path("/proc/self/status")
def kilobytes(name):
    return int(next(l for l in STATUS.read_text().splitlines() if l.startswith(name)).split()[1])
rows = int(sys.argv[1])
whole.everything(whole.run_cross(10_000))
frame = scenarios.walk(rows)
before = kilobytes("VmRSS")
Path("/proc/self/clear_refs").write_text("5")
result = whole.run_cross(rows)
run = kilobytes("VmHWM")
whole.everything(result)
print(json.dumps([1024 * (run - before), 1024 * (kilobytes("VmHWM") - before), frame.estimated_size()]))
"""
"""Writing 5 to clear_refs sets the high-water mark of memory back to what is in use."""


def python(code: str, *words: str, cache: str | None = None) -> Any:
    """What the last line of a Python process says, as JSON."""
    return json.loads(_process(["-c", code, *words], cache).splitlines()[-1])


def _process(words: list[str], cache: str | None = None) -> str:
    environment = {**os.environ, **({"NUMBA_CACHE_DIR": cache} if cache else {})}
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _demo(cache: str | None = None) -> None:
    assert "Statistics" in _process(["-m", "fastbt", "demo"], cache)


def _children() -> float:
    """Processor time of all processes started so far."""
    times = os.times()
    return times.children_user + times.children_system


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start(short: bool) -> list[Figure]:
    """The import and the demo, in new processes with warm caches."""
    rounds = 3 if short else 7
    found = [python(IMPORT) for _ in range(rounds + 1)][1:]
    bare, imports = (Spread.of(times) for times in zip(*found, strict=True))
    _demo()
    before = _children()
    demos = Spread.of(repeat(_demo, rounds=rounds))
    busy = (_children() - before) / (rounds + 1)
    return [
        Figure(
            "import", imports, f"{number(imports.median)} s, the bare import {number(bare.median * 1e3)} ms"
        ),
        Figure(
            "demo",
            demos,
            f"{number(demos.median)} s, {number(busy)} s of processor time, interpreter included",
        ),
    ]


def cold(short: bool) -> list[Figure]:
    """The very first demo, with an empty cache of machine code, and what a second process still compiles."""
    del short
    with tempfile.TemporaryDirectory() as folder:
        first = Spread.of([seconds(lambda: _demo(folder))])
        passes = int(python(PASSES, cache=folder))
    return [
        Figure("demo_first", first, f"{number(first.median)} s"),
        Figure("compiles", Spread.of([passes]), f"{passes} passes"),
    ]


def memory(short: bool) -> list[Figure]:
    """How far a run's memory grows beyond what was in use with the bars loaded.

    Nothing where the system does not say. Tables are made when they are asked for: the equity table alone
    is larger than the bars, so they are shown beside the run.
    """
    if not Path("/proc/self/clear_refs").exists():
        return []
    shares = [python(MEMORY, "1000000") for _ in range(1 if short else 3)]
    run = Spread.of([done / size for done, _, size in shares])
    whole = Spread.of([done / size for _, done, size in shares])
    words = (
        f"bars of {number(shares[0][2] / 1e6)} MB; with all tables and statistics {number(whole.median)} x"
    )
    return [Figure("memory", run, words)]


def first_compile() -> list[tuple[str, float]]:
    """Seconds that each kernel takes to compile into an empty cache, the slowest first."""
    with tempfile.TemporaryDirectory() as folder:
        kernels = json.loads(_process(["-m", "fastbt", "warmup", "--json"], folder))["kernels"]
    return sorted(((k["name"], k["seconds"]) for k in kernels), key=lambda k: -k[1])
