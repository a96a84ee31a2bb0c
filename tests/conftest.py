"""What all tests share: the compile cache, the profiles of randomized tests, the shared data store.

Ordinary runs are the same every time: Hypothesis is derandomized and has no deadline. ``--soak`` (or
``FASTBT_SOAK=1``) asks for the long, randomized version instead.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:  # fastbt is imported when a test asks for it, after NUMBA_CACHE_DIR is set below
    import polars as pl

    from fastbt.model.identifiers import InstrumentId
    from fastbt.model.instruments import CryptoPerpetual, Equity
    from fastbt.strategies.bus import MessageBus
    from fastbt.strategies.cache import Cache

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


@pytest.fixture
def instrument_id() -> InstrumentId:
    """The founding documents' instrument."""
    from fastbt.model.identifiers import InstrumentId

    return InstrumentId.from_str("BTC/USDT.BINANCE")


@pytest.fixture
def equity() -> Equity:
    """The founding documents' share."""
    from fastbt.model.instruments import Equity

    return Equity("AAPL.NASDAQ", currency="USD", price_precision=2, size_precision=0, taker_fee="0.0001")


@pytest.fixture
def perpetual(instrument_id: InstrumentId) -> CryptoPerpetual:
    """The founding documents' perpetual."""
    from fastbt.model.instruments import CryptoPerpetual

    fees = {"maker_fee": "0.0002", "taker_fee": "0.0004"}
    return CryptoPerpetual(instrument_id, price_precision=2, size_precision=3, **fees)


@pytest.fixture
def msgbus() -> MessageBus:
    """A message bus that nobody has subscribed to."""
    from fastbt.strategies.bus import MessageBus

    return MessageBus("TESTER-001")


@pytest.fixture
def cache() -> Cache:
    """A cache that holds nothing."""
    from fastbt.strategies.cache import Cache

    return Cache()


@pytest.fixture
def sample_bars() -> pl.DataFrame:
    """100 hourly bars from 50,000, in fastbt's columns."""
    import polars as pl

    from tests.data.make import hourly_bars

    end = pl.from_epoch("timestamp", "ns").dt.replace_time_zone("UTC")
    times = {"ts_open": end.dt.offset_by("-1h"), "ts_event": end}
    return hourly_bars(100, 50_000.0, seed=42).select(pl.exclude("timestamp"), **times)
