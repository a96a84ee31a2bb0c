"""Ways to write a strategy: signals, compiled callbacks, classes, order tables, and the words they share."""

from fastbt.strategies.compiled import CompiledStrategy, compiled
from fastbt.strategies.params import Params
from fastbt.strategies.signals import Signals
from fastbt.strategies.sizers import Size, percent_of_cash, percent_of_equity, risk_percent, value
from fastbt.strategies.strategy import Strategy, StrategyConfig
from fastbt.strategies.targets import Targets

__all__ = [
    "CompiledStrategy",
    "Params",
    "Signals",
    "Size",
    "Strategy",
    "StrategyConfig",
    "Targets",
    "compiled",
    "percent_of_cash",
    "percent_of_equity",
    "risk_percent",
    "value",
]
