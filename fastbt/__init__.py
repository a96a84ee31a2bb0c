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
    from fastbt.backtest import from_holding, from_orders, from_signals, from_targets, run
    from fastbt.catalog import Catalog, LoadReport
    from fastbt.catalog import Catalog as DataCatalog
    from fastbt.catalog.audit_limits import AuditLimits
    from fastbt.catalog.audit_report import Audit
    from fastbt.catalog.providers import APIProvider, CSVProvider, ParquetProvider
    from fastbt.catalog.sources.binance import BinanceArchive
    from fastbt.catalog.wranglers import (
        BarDataWrangler,
        QuoteTickDataWrangler,
        TradeTickDataWrangler,
    )
    from fastbt.codes import (
        AccountType,
        AggressorSide,
        AssetClass,
        BarAggregation,
        BarPath,
        BookAction,
        CurrencyType,
        FillTiming,
        InstrumentClass,
        LiquiditySide,
        MessageKind,
        OmsType,
        OptionKind,
        OrderSide,
        OrderStatus,
        OrderType,
        PositionSide,
        PriceType,
        Reason,
        TimeInForce,
        TradingState,
        TrailingOffsetType,
        TriggerType,
    )
    from fastbt.errors import (
        CatalogError,
        ConfigError,
        DataError,
        FastbtError,
        FastbtWarning,
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
    from fastbt.model.data import Bar, BookChange, QuoteTick, TradeTick
    from fastbt.model.data_views import BarView, BookView, QuoteView, TradeView
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
    from fastbt.model.instruments import (
        BettingInstrument,
        CryptoFuture,
        CryptoPerpetual,
        CurrencyPair,
        Equity,
        FuturesContract,
        Index,
        Instrument,
        OptionsContract,
        PredictionMarket,
    )
    from fastbt.model.money import AccountBalance, Money
    from fastbt.model.order_factory import OrderFactory
    from fastbt.model.orders import (
        LimitIfTouchedOrder,
        LimitOnCloseOrder,
        LimitOnOpenOrder,
        LimitOrder,
        MarketIfTouchedOrder,
        MarketOnCloseOrder,
        MarketOnOpenOrder,
        MarketOrder,
        MarketToLimitOrder,
        Order,
        StopLimitOrder,
        StopMarketOrder,
        TrailingStopLimitOrder,
        TrailingStopMarketOrder,
    )
    from fastbt.model.positions import Position
    from fastbt.model.tick_scheme import TickScheme
    from fastbt.model.values import Price, Quantity
    from fastbt.results.result import Result
    from fastbt.results.result import Result as BacktestResult
    from fastbt.strategies.bus import MessageBus
    from fastbt.strategies.cache import Cache
    from fastbt.strategies.clock import Clock, TestClock, TimeEvent
    from fastbt.strategies.compiled import compiled
    from fastbt.strategies.rolls import roll_orders
    from fastbt.strategies.signals import Signals
    from fastbt.strategies.sizers import percent_of_cash, percent_of_equity, risk_percent, value
    from fastbt.strategies.strategy import Strategy, StrategyConfig
    from fastbt.strategies.targets import Targets
    from fastbt.timeline.adjust import adjust
    from fastbt.timeline.align import align
    from fastbt.timeline.membership import membership
    from fastbt.timeline.quotes import bar_to_quote_tick
    from fastbt.timeline.resample import resample
    from fastbt.timeline.rolling import continuous
    from fastbt.venues import (
        BasisPointsSlippage,
        CustomFees,
        CustomFillPrice,
        CustomSlippage,
        CustomVolumeLimit,
        FixedSlippage,
        FlatFees,
        PercentageFees,
        PerUnitFees,
        ProbabilisticSlippage,
        RiskLimits,
        SpreadSlippage,
        TieredFees,
        Venue,
        VolumeSlippage,
    )
    from fastbt.venues import Venue as VenueConfig
    from fastbt.venues.calendar import TradingCalendar
    from fastbt.venues.latency import CustomLatency, Latency

__version__ = "0.1.0"

__all__ = [
    "APIProvider",
    "AccountBalance",
    "AccountId",
    "AccountType",
    "AggressorSide",
    "AssetClass",
    "Audit",
    "AuditLimits",
    "BacktestResult",
    "Bar",
    "BarAggregation",
    "BarDataWrangler",
    "BarPath",
    "BarSpecification",
    "BarType",
    "BarView",
    "BasisPointsSlippage",
    "BettingInstrument",
    "BinanceArchive",
    "BookAction",
    "BookChange",
    "BookView",
    "CSVProvider",
    "Cache",
    "Catalog",
    "CatalogError",
    "ClientOrderId",
    "Clock",
    "ConfigError",
    "CryptoFuture",
    "CryptoPerpetual",
    "Currency",
    "CurrencyPair",
    "CurrencyType",
    "CustomFees",
    "CustomFillPrice",
    "CustomLatency",
    "CustomSlippage",
    "CustomVolumeLimit",
    "DataCatalog",
    "DataError",
    "Equity",
    "FastbtError",
    "FastbtWarning",
    "FillTiming",
    "FixedSlippage",
    "FlatFees",
    "FuturesContract",
    "Index",
    "Instrument",
    "InstrumentClass",
    "InstrumentId",
    "KernelError",
    "Latency",
    "LimitIfTouchedOrder",
    "LimitOnCloseOrder",
    "LimitOnOpenOrder",
    "LimitOrder",
    "LiquiditySide",
    "LoadReport",
    "LookAheadError",
    "MarketIfTouchedOrder",
    "MarketOnCloseOrder",
    "MarketOnOpenOrder",
    "MarketOrder",
    "MarketToLimitOrder",
    "MessageBus",
    "MessageKind",
    "MissingExtraError",
    "Money",
    "OmsType",
    "OptionKind",
    "OptionsContract",
    "Order",
    "OrderFactory",
    "OrderSide",
    "OrderStateError",
    "OrderStatus",
    "OrderType",
    "ParquetProvider",
    "PerUnitFees",
    "PercentageFees",
    "Position",
    "PositionId",
    "PositionSide",
    "PredictionMarket",
    "Price",
    "PriceType",
    "ProbabilisticSlippage",
    "Quantity",
    "QuoteTick",
    "QuoteTickDataWrangler",
    "QuoteView",
    "Reason",
    "Result",
    "RiskLimits",
    "Signals",
    "SpreadSlippage",
    "StopLimitOrder",
    "StopMarketOrder",
    "Strategy",
    "StrategyConfig",
    "StrategyError",
    "StrategyId",
    "Symbol",
    "Targets",
    "TestClock",
    "TickScheme",
    "TieredFees",
    "TimeEvent",
    "TimeInForce",
    "TradeId",
    "TradeTick",
    "TradeTickDataWrangler",
    "TradeView",
    "TraderId",
    "TradingCalendar",
    "TradingState",
    "TrailingOffsetType",
    "TrailingStopLimitOrder",
    "TrailingStopMarketOrder",
    "TriggerType",
    "UnknownNameError",
    "Venue",
    "VenueConfig",
    "VenueId",
    "VenueOrderId",
    "VolumeSlippage",
    "__version__",
    "adjust",
    "align",
    "bar_to_quote_tick",
    "compiled",
    "continuous",
    "from_holding",
    "from_orders",
    "from_signals",
    "from_targets",
    "membership",
    "per_instrument",
    "percent_of_cash",
    "percent_of_equity",
    "resample",
    "risk_percent",
    "roll_orders",
    "run",
    "ta",
    "value",
]

_ROOMS: dict[str, tuple[str, ...]] = {
    "backtest": ("from_holding", "from_orders", "from_signals", "from_targets", "run"),
    "catalog": ("Catalog", "LoadReport"),
    "catalog.audit_limits": ("AuditLimits",),
    "catalog.audit_report": ("Audit",),
    "catalog.providers": ("APIProvider", "CSVProvider", "ParquetProvider"),
    "catalog.sources.binance": ("BinanceArchive",),
    "catalog.wranglers": ("BarDataWrangler", "QuoteTickDataWrangler", "TradeTickDataWrangler"),
    "codes": (
        "AccountType", "AggressorSide", "AssetClass", "BarAggregation", "BarPath", "BookAction",
        "CurrencyType", "FillTiming", "InstrumentClass", "LiquiditySide", "MessageKind", "OmsType",
        "OptionKind", "OrderSide", "OrderStatus", "OrderType", "PositionSide", "PriceType", "Reason",
        "TimeInForce", "TradingState", "TrailingOffsetType", "TriggerType",
    ),
    "errors": (
        "CatalogError", "ConfigError", "DataError", "FastbtError", "FastbtWarning", "KernelError",
        "LookAheadError", "MissingExtraError", "OrderStateError", "StrategyError", "UnknownNameError",
    ),
    "indicators.partition": ("per_instrument",),
    "model.bar_types": ("BarSpecification", "BarType"),
    "model.currencies": ("Currency",),
    "model.identifiers": (
        "AccountId", "ClientOrderId", "InstrumentId", "PositionId", "StrategyId", "Symbol", "TradeId",
        "TraderId", "VenueId", "VenueOrderId",
    ),
    "model.data": ("Bar", "BookChange", "QuoteTick", "TradeTick"),
    "model.data_views": ("BarView", "BookView", "QuoteView", "TradeView"),
    "model.instruments": (
        "BettingInstrument", "CryptoFuture", "CryptoPerpetual", "CurrencyPair", "Equity", "FuturesContract",
        "Index", "Instrument", "OptionsContract", "PredictionMarket",
    ),
    "model.money": ("AccountBalance", "Money"),
    "model.order_factory": ("OrderFactory",),
    "model.orders": (
        "LimitIfTouchedOrder", "LimitOnCloseOrder", "LimitOnOpenOrder", "LimitOrder", "MarketIfTouchedOrder",
        "MarketOnCloseOrder", "MarketOnOpenOrder", "MarketOrder", "MarketToLimitOrder",
        "Order", "StopLimitOrder", "StopMarketOrder", "TrailingStopLimitOrder", "TrailingStopMarketOrder",
    ),
    "model.positions": ("Position",),
    "model.tick_scheme": ("TickScheme",),
    "model.values": ("Price", "Quantity"),
    "results.result": ("Result",),
    "strategies.bus": ("MessageBus",),
    "strategies.cache": ("Cache",),
    "strategies.clock": ("Clock", "TestClock", "TimeEvent"),
    "strategies.compiled": ("compiled",),
    "strategies.rolls": ("roll_orders",),
    "strategies.signals": ("Signals",),
    "strategies.sizers": ("percent_of_cash", "percent_of_equity", "risk_percent", "value"),
    "strategies.strategy": ("Strategy", "StrategyConfig"),
    "strategies.targets": ("Targets",),
    "timeline.adjust": ("adjust",),
    "timeline.align": ("align",),
    "timeline.membership": ("membership",),
    "timeline.quotes": ("bar_to_quote_tick",),
    "timeline.resample": ("resample",),
    "timeline.rolling": ("continuous",),
    "venues": (
        "BasisPointsSlippage", "CustomFees", "CustomFillPrice", "CustomSlippage", "CustomVolumeLimit",
        "FixedSlippage", "FlatFees", "PerUnitFees", "PercentageFees", "ProbabilisticSlippage", "RiskLimits",
        "SpreadSlippage", "TieredFees", "Venue", "VolumeSlippage",
    ),
    "venues.calendar": ("TradingCalendar",),
    "venues.latency": ("CustomLatency", "Latency"),
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
