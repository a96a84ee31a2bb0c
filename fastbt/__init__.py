"""fastbt: a vectorized, columnar backtester on Polars and Numba; exact integers inside, tables and SQL out.

The map, bottom to top (each room imports only rooms below it; ARCHITECTURE.md has the reasons):

``codes`` ``errors``  words                       ``kernels``     compiled: matching, accounts, fills
``schema``            columns of every table      ``model``       money, instruments, orders, events
``venues``            the simulated market        ``catalog``     Parquet store of exact decimals, ingest, SQL
``timeline``          bars as integer columns     ``ta``          indicators as Polars expressions
``strategies``        signals, compiled, classes  ``simulation``  objects to arrays, the kernel, tables back
``analysis``          statistics                  ``results``     what a run gives: tables, stats, SQL, objects
``backtest``          run and its sisters, the story on one screen; ``cli`` the command line

Names are loaded when first used, so ``import fastbt`` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastbt import ta as ta
    from fastbt.backtest import from_holding, from_orders, from_signals, run
    from fastbt.catalog import Catalog, LoadReport
    from fastbt.codes import (
        AccountType,
        AssetClass,
        BarAggregation,
        BarPath,
        CurrencyType,
        FillTiming,
        InstrumentClass,
        LiquiditySide,
        OmsType,
        OrderSide,
        OrderStatus,
        OrderType,
        PositionSide,
        PriceType,
        Reason,
        TimeInForce,
    )
    from fastbt.errors import (
        CatalogError,
        ConfigError,
        DataError,
        FastbtError,
        KernelError,
        LookAheadError,
        MissingExtraError,
        OrderStateError,
        StrategyError,
        UnknownNameError,
    )
    from fastbt.model.currencies import Currency
    from fastbt.model.identifiers import (
        AccountId,
        ClientOrderId,
        InstrumentId,
        PositionId,
        StrategyId,
        Symbol,
        TradeId,
        TraderId,
        VenueId,
        VenueOrderId,
    )
    from fastbt.model.instruments import CurrencyPair, Equity, Index, Instrument
    from fastbt.model.money import AccountBalance, Money
    from fastbt.model.values import Price, Quantity
    from fastbt.results import Result
    from fastbt.strategies.signals import Signals
    from fastbt.strategies.sizers import percent_of_cash, percent_of_equity, risk_percent, value
    from fastbt.venues import BasisPointsSlippage, FixedSlippage, FlatFees, PercentageFees, Venue

__version__ = "0.1.0"

_ROOMS: dict[str, tuple[str, ...]] = {
    "backtest": ("from_holding", "from_orders", "from_signals", "run"),
    "catalog": ("Catalog", "LoadReport"),
    "codes": (
        "AccountType", "AssetClass", "BarAggregation", "BarPath", "CurrencyType", "FillTiming", "InstrumentClass",
        "LiquiditySide", "OmsType", "OrderSide", "OrderStatus", "OrderType", "PositionSide", "PriceType", "Reason",
        "TimeInForce",
    ),
    "errors": (
        "CatalogError", "ConfigError", "DataError", "FastbtError", "KernelError", "LookAheadError",
        "MissingExtraError", "OrderStateError", "StrategyError", "UnknownNameError",
    ),
    "model.currencies": ("Currency",),
    "model.identifiers": (
        "AccountId", "ClientOrderId", "InstrumentId", "PositionId", "StrategyId", "Symbol", "TradeId", "TraderId",
        "VenueId", "VenueOrderId",
    ),
    "model.instruments": ("CurrencyPair", "Equity", "Index", "Instrument"),
    "model.money": ("AccountBalance", "Money"),
    "model.values": ("Price", "Quantity"),
    "results": ("Result",),
    "strategies.signals": ("Signals",),
    "strategies.sizers": ("percent_of_cash", "percent_of_equity", "risk_percent", "value"),
    "venues": ("BasisPointsSlippage", "FixedSlippage", "FlatFees", "PercentageFees", "Venue"),
}  # fmt: skip
"""Public names by the module they live in; the imports above say the same to type checkers and editors."""

_ALIASES = {"DataCatalog": "Catalog", "BacktestResult": "Result", "VenueConfig": "Venue"}
"""Names of the founding documents."""

_HOMES = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = sorted([*_HOMES, *_ALIASES, "__version__", "ta"])  # noqa: PLE0605 - built from one table


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used."""
    if name == "ta":
        return importlib.import_module("fastbt.ta")
    home = _HOMES.get(_ALIASES.get(name, name))
    if home is None:
        raise AttributeError(f"module 'fastbt' has no attribute {name!r}")
    found = getattr(importlib.import_module(f"fastbt.{home}"), _ALIASES.get(name, name))
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
