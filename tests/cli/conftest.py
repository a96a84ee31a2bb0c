"""The command line as tests use it: in this process or in one of its own, in an empty folder."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import fastbt
from fastbt.catalog.definitions import forget_all
from fastbt.cli import main

ROOT = Path(fastbt.__file__).parents[1]

CROSS = """
import polars as pl
import fastbt as bt
from fastbt import ta

venue = bt.Venue("SIM", balances=["100000 USD"], fees=bt.PercentageFees(maker=0.0002, taker=0.0005))

def strategy(p):
    return bt.Signals(
        columns={"fast": ta.sma("close", p.get("fast", 20)), "slow": ta.sma("close", 50)},
        entries=ta.crossed_above("fast", "slow"),
        exits=pl.col("fast") < pl.col("slow"),
        quantity=10,
    )
"""


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Outcome]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder; no catalog is open."""
    monkeypatch.chdir(tmp_path)
    forget_all()
    return tmp_path


@pytest.fixture
def cli(folder: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs a command line in the empty folder."""

    def run(*words: str) -> Outcome:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    return run


@pytest.fixture
def cross(folder: Path) -> Path:
    """A strategy's file."""
    path = folder / "cross.py"
    path.write_text(CROSS, encoding="utf-8")
    return path


def in_a_process(*words: str, folder: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command line in a new process, as ``python -m fastbt``."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from fastbt.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
