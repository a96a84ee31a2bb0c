"""Ways to write a strategy: signals as columns, order tables, and the sizes and words that all forms share."""

from fastbt.strategies.params import Params
from fastbt.strategies.signals import Signals
from fastbt.strategies.sizers import Size, percent_of_cash, percent_of_equity, risk_percent, value

__all__ = ["Params", "Signals", "Size", "percent_of_cash", "percent_of_equity", "risk_percent", "value"]
