"""``main``: exit codes, what is written where, and how light the start is."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import fastbt
from fastbt import cli as package
from tests.cli.conftest import ROOT, in_a_process

LIGHT = """
import sys
from fastbt.cli import main
try:
    main(["run", "--help"])
finally:
    print(sorted({"polars", "numpy", "numba", "duckdb", "pyarrow"} & set(sys.modules)))
"""


def test_version(capsys):
    with pytest.raises(SystemExit) as end:
        package.main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"fastbt {fastbt.__version__}\n"


def test_without_a_command_help_is_shown(capsys):
    with pytest.raises(SystemExit) as end:
        package.main([])
    assert end.value.code == 0
    out = capsys.readouterr().out
    assert "fastbt demo" in out
    assert "exit codes" in out


def test_help_loads_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-c", LIGHT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert "STRATEGY.py" in done.stdout


def test_a_mistake_is_2_with_a_line_on_stderr(cli):
    done = cli("sql", "nowhere", "select 1")
    assert (done.code, done.out) == (2, "")
    assert done.err == "fastbt: load: nowhere holds no saved result (no result.json)\n"


def test_a_defect_is_1_with_a_traceback(cli, monkeypatch):
    def broken(options):
        raise RuntimeError("the works have stopped")

    monkeypatch.setattr("fastbt.cli.saved.sql", broken)
    done = cli("sql", "nowhere", "select 1")
    assert done.code == 1
    assert "Traceback" in done.err
    assert "RuntimeError: the works have stopped" in done.err
    assert "defect of fastbt" in done.err


def test_ctrl_c_is_130(cli, monkeypatch):
    def stopped(options):
        raise KeyboardInterrupt

    monkeypatch.setattr("fastbt.cli.saved.sql", stopped)
    done = cli("sql", "nowhere", "select 1")
    assert (done.code, done.err) == (130, "\nstopped\n")


def test_a_reader_that_leaves_is_no_error(folder):
    """``fastbt catalog sql ... | head``: the pipe breaks, and nothing is said about it."""
    query = "select * from bars where instrument_id = 'SPX.INDEX'"
    words = [sys.executable, "-m", "fastbt", "catalog", "sql", query, "--catalog", "sample"]
    # Unbuffered, one write takes all there is, and a pipe that breaks meanwhile is never noticed.
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(words, cwd=ROOT, env=usual, **pipes) as process:
        assert process.stdout.readline().startswith("instrument_id")
        process.stdout.close()
        err = process.stderr.read()
    assert (process.returncode, err) == (0, "")


def test_exit_code_of_a_process(folder):
    done = in_a_process("demo", "--cpy", "x.py", folder=folder)
    assert done.returncode == 2
    assert done.stderr.startswith("fastbt: unknown option of fastbt demo '--cpy'; did you mean '--copy'")
