"""``python -m fastbt`` is the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import fastbt


def test_python_m_fastbt():
    command = [sys.executable, "-m", "fastbt", "--version"]
    done = subprocess.run(
        command, cwd=Path(fastbt.__file__).parents[1], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"fastbt {fastbt.__version__}\n")
