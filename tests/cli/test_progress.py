"""The progress line: percent, rate and time left on a terminal, nothing elsewhere; and compiling."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time

import pytest

from fastbt.cli import progress as module
from fastbt.cli.progress import COMPILING, Progress, kernels_told
from tests.cli.conftest import ROOT


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def lines(self) -> list[str]:
        """What was drawn, one state of the line after the other."""
        return [text for text in re.split(r"[\r\n]", self.getvalue()) if text.strip()]


@pytest.fixture
def quick(monkeypatch):
    """The line appears at once and is drawn often."""
    monkeypatch.setattr(module, "DELAY", 0.0)
    monkeypatch.setattr(module, "EVERY", 0.01)


def test_without_a_terminal_it_is_silent(quick):
    stream = io.StringIO()
    with Progress("Running", stream=stream) as progress:
        for done in range(1, 5):
            progress(done, 4)
        time.sleep(0.05)
    assert stream.getvalue() == ""


def test_on_a_terminal(quick):
    stream = Terminal()
    with Progress("Running", stream=stream) as progress:
        time.sleep(0.05)
        progress(250_000, 1_000_000)
        time.sleep(0.05)
        progress(500_000, 1_000_000)
        time.sleep(0.05)
    lines = stream.lines()
    assert lines[0] == "Running ... 0 s"
    half = next(line for line in reversed(lines) if " 50%" in line)
    assert re.fullmatch(r"Running \[=+ +\]  50%  [\d.]+ [kM] rows/s  [\d.]+ s left *", half)
    assert stream.getvalue().endswith("\r")
    assert stream.getvalue().split("\r")[-2].strip() == ""


def test_what_is_quick_draws_nothing():
    stream = Terminal()
    with Progress("Running", stream=stream) as progress:
        progress(1, 2)
    assert stream.getvalue() == ""


def test_phases_begin_anew(quick):
    stream = Terminal()
    with Progress("Preparing", stream=stream) as progress:
        progress(1, 2)
        progress.phase("Running", "times")
        time.sleep(0.05)
    assert any(line.startswith("Running ... 0 s") for line in stream.lines())


def test_no_division_by_nothing(quick):
    stream = Terminal()
    with Progress("Running", stream=stream) as progress:
        progress(0, 0)
        time.sleep(0.05)
    assert any("100%" in line for line in stream.lines())


def test_the_line_stays_on_the_terminal(quick, monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    stream = Terminal()
    with Progress("A label that is rather long for this", stream=stream):
        time.sleep(0.05)
    assert max(map(len, stream.lines())) == 29


def compile_something(progress: Progress) -> None:
    from fastbt.kernels import jit

    with kernels_told(progress):
        for name in ("fill", "step"):
            for tell in jit._listener:
                tell(name)
            time.sleep(0.03)
    assert jit._listener == []


def test_compiling_is_said_once_where_there_is_no_terminal(quick):
    stream = io.StringIO()
    with Progress("Running", stream=stream) as progress:
        compile_something(progress)
        progress(1, 1)
    assert stream.getvalue() == f"{COMPILING}\n"


def test_compiling_on_a_terminal_leaves_a_line():
    stream = Terminal()
    with Progress("Running", stream=stream) as progress:
        compile_something(progress)
        progress(1, 1)
    assert re.search(rf"\r{re.escape(COMPILING)} done in 0\.\d s *\n", stream.getvalue())
    assert stream.getvalue().count("\n") == 1


def test_compiling_that_is_stopped_is_not_done():
    stream = Terminal()

    def stopped() -> None:
        with Progress("Running", stream=stream) as progress:
            progress.compiling("fill")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert "stopped after" in stream.getvalue()


SCRIPT = """
import time
from fastbt.cli import progress
progress.DELAY, progress.EVERY = 0.0, 0.01
with progress.Progress("Working") as line:
    line(1, 4)
    time.sleep(0.1)
    line(3, 4)
    time.sleep(0.1)
"""


def read_terminal(*command: str) -> str:
    """What a process writes that has a terminal of its own for stderr and stdout."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=theirs, stderr=theirs, env={**os.environ, "COLUMNS": "70"}
    )
    os.close(theirs)
    text = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux: the other side is closed
            break
        if not part:
            break
        text += part
    os.close(ours)
    assert process.wait() == 0
    return text.decode()


def test_in_a_real_terminal():
    text = read_terminal(sys.executable, "-c", SCRIPT)
    assert re.search(r"\rWorking \[=+ +\]  75%  [\d.]+ rows/s  [\d.]+ s left", text)


def test_a_table_in_a_real_terminal_is_as_wide_as_that():
    query = "select *, close * 2 as twice, close * 3 as three_times from bars limit 60"
    text = read_terminal(sys.executable, "-m", "fastbt", "catalog", "sql", query, "--catalog", "sample")
    lines = text.replace("\r", "").splitlines()
    assert max(map(len, lines)) <= 70
    assert any("20 more rows; --rows 0 shows all" in line for line in lines)
    assert any("same in every row: instrument_id" in line for line in lines)
