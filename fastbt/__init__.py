"""fastbt: a vectorized, columnar backtester on Polars and Numba; exact integers inside, tables and SQL out.

The map, bottom to top (each room imports only rooms below it; ARCHITECTURE.md has the reasons):

``codes`` ``errors``  words                       ``kernels``     compiled: matching, accounts, fills
``schema``            columns of every table      ``model``       money, instruments, orders, events
``venues``            the simulated market        ``config``      runs written down as files
``catalog``           exact decimals on disk      ``timeline``    bars as integer columns
``ta``                indicators (expressions)    ``strategies``  signals, compiled, classes, order tables
``simulation``        objects to arrays, kernel   ``analysis``    statistics on tables
``results``           tables, stats, SQL of runs  ``backtest``    run and its sisters: the story on one screen

Names are loaded when first used, so ``import fastbt`` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastbt import ta
    from fastbt.backtest import from_holding, from_orders, from_signals, run
    from fastbt.catalog import Catalog, LoadReport
    from fastbt.catalog import Catalog as DataCatalog
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
    from fastbt.indicators.partition import per_instrument
    from fastbt.model.bar_types import BarSpecification, BarType
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
    from fastbt.results.result import Result
    from fastbt.results.result import Result as BacktestResult
    from fastbt.strategies.compiled import compiled
    from fastbt.strategies.signals import Signals
    from fastbt.strategies.sizers import percent_of_cash, percent_of_equity, risk_percent, value
    from fastbt.strategies.strategy import Strategy, StrategyConfig
    from fastbt.venues import BasisPointsSlippage, FixedSlippage, FlatFees, PercentageFees, Venue
    from fastbt.venues import Venue as VenueConfig

__version__ = "0.1.0"

__all__ = [
    "AccountBalance",
    "AccountId",
    "AccountType",
    "AssetClass",
    "BacktestResult",
    "BarAggregation",
    "BarPath",
    "BarSpecification",
    "BarType",
    "BasisPointsSlippage",
    "Catalog",
    "CatalogError",
    "ClientOrderId",
    "ConfigError",
    "Currency",
    "CurrencyPair",
    "CurrencyType",
    "DataCatalog",
    "DataError",
    "Equity",
    "FastbtError",
    "FillTiming",
    "FixedSlippage",
    "FlatFees",
    "Index",
    "Instrument",
    "InstrumentClass",
    "InstrumentId",
    "KernelError",
    "LiquiditySide",
    "LoadReport",
    "LookAheadError",
    "MissingExtraError",
    "Money",
    "OmsType",
    "OrderSide",
    "OrderStateError",
    "OrderStatus",
    "OrderType",
    "PercentageFees",
    "PositionId",
    "PositionSide",
    "Price",
    "PriceType",
    "Quantity",
    "Reason",
    "Result",
    "Signals",
    "Strategy",
    "StrategyConfig",
    "StrategyError",
    "StrategyId",
    "Symbol",
    "TimeInForce",
    "TradeId",
    "TraderId",
    "UnknownNameError",
    "Venue",
    "VenueConfig",
    "VenueId",
    "VenueOrderId",
    "__version__",
    "compiled",
    "from_holding",
    "from_orders",
    "from_signals",
    "per_instrument",
    "percent_of_cash",
    "percent_of_equity",
    "risk_percent",
    "run",
    "ta",
    "value",
]

_ROOMS: dict[str, tuple[str, ...]] = {
    "backtest": ("from_holding", "from_orders", "from_signals", "run"),
    "catalog": ("Catalog", "LoadReport"),
    "codes": (
        "AccountType", "AssetClass", "BarAggregation", "BarPath", "CurrencyType", "FillTiming",
        "InstrumentClass", "LiquiditySide", "OmsType", "OrderSide", "OrderStatus", "OrderType",
        "PositionSide", "PriceType", "Reason", "TimeInForce",
    ),
    "errors": (
        "CatalogError", "ConfigError", "DataError", "FastbtError", "KernelError", "LookAheadError",
        "MissingExtraError", "OrderStateError", "StrategyError", "UnknownNameError",
    ),
    "indicators.partition": ("per_instrument",),
    "model.bar_types": ("BarSpecification", "BarType"),
    "model.currencies": ("Currency",),
    "model.identifiers": (
        "AccountId", "ClientOrderId", "InstrumentId", "PositionId", "StrategyId", "Symbol", "TradeId",
        "TraderId", "VenueId", "VenueOrderId",
    ),
    "model.instruments": ("CurrencyPair", "Equity", "Index", "Instrument"),
    "model.money": ("AccountBalance", "Money"),
    "model.values": ("Price", "Quantity"),
    "results.result": ("Result",),
    "strategies.compiled": ("compiled",),
    "strategies.signals": ("Signals",),
    "strategies.sizers": ("percent_of_cash", "percent_of_equity", "risk_percent", "value"),
    "strategies.strategy": ("Strategy", "StrategyConfig"),
    "venues": ("BasisPointsSlippage", "FixedSlippage", "FlatFees", "PercentageFees", "Venue"),
}  # fmt: skip
"""Public names by the module they live in; the imports above say the same to type checkers and editors."""

_ALIASES = {"DataCatalog": "Catalog", "BacktestResult": "Result", "VenueConfig": "Venue"}
"""Names of the founding documents."""

_HOMES = {name: room for room, names in _ROOMS.items() for name in names}


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
