"""What all tests share: the compile cache, the profiles of randomized tests, the shared data store.

Ordinary runs are the same every time: Hypothesis is derandomized and has no deadline. ``--soak`` (or
``FASTBT_SOAK=1``) asks for the long, randomized version instead.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
"""The checkout."""

# Before anything imports Numba, and inherited by subprocesses: kernels compile once per checkout, not once
# per run, and the tests leave the user's own cache alone.
os.environ.setdefault("NUMBA_CACHE_DIR", str(ROOT / ".pytest_cache" / "numba"))

# Compiling and shared machines make single examples slow without anything being wrong.
_PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("ci", derandomize=True, print_blob=True, **_PATIENT)
settings.register_profile("soak", max_examples=5_000, print_blob=True, **_PATIENT)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the long, randomized tests too (FASTBT_SOAK=1)")


def _wants_soak(config: pytest.Config) -> bool:
    return bool(config.getoption("--soak")) or os.environ.get("FASTBT_SOAK", "0") not in ("", "0")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("soak" if _wants_soak(config) else "ci")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what reads the shared data store; leave soak tests out unless asked for."""
    skip_soak = pytest.mark.skip(reason="a long run: --soak or FASTBT_SOAK=1")
    for item in items:
        if "shared_data" in getattr(item, "fixturenames", ()):
            item.add_marker("real_data")
        if "soak" in item.keywords and not _wants_soak(config):
            item.add_marker(skip_soak)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout: where README.md and pyproject.toml are."""
    return ROOT


@pytest.fixture(scope="session")
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether the long version of a test is wanted."""
    return _wants_soak(request.config)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real market data, read in place; the test is skipped where there is none."""
    folder = Path(os.environ.get("FASTBT_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no real data: {folder} is absent (FASTBT_SHARED_DATA names another folder)")
    return folder
