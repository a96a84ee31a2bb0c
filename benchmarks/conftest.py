"""What the benchmarks share: the compile cache of the tests, the mark of gates, the short form."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# As in tests/conftest.py: before anything imports Numba, and inherited by processes.
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).resolve().parents[1] / ".pytest_cache" / "numba"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --short."""
    parser.addoption(
        "--short", action="store_true", help="gates in under a minute: fewer rounds, no cold start"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark of gates known."""
    config.addinivalue_line("markers", "gate: a promise about speed, see benchmarks/gates.py")


@pytest.fixture(scope="session")
def short(request: pytest.FixtureRequest) -> bool:
    """Whether the short form is wanted."""
    return bool(request.config.getoption("--short"))
