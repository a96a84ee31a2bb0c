"""The slow reference of fastbt: the rules of the simulated market in plain Python, written from the rules alone.

It shares nothing with the package but the names of the codes. Everything is recomputed from scratch wherever it is
needed: loops over all orders, no sorted books, no sums kept up to date. Prices are int ticks, quantities int lots,
money int units; what lies between is a ``Fraction``. Files, by room: ``scenario``, ``signal_words`` and
``target_words`` (what goes in), ``simulation`` (the phases of a group), ``path`` and ``matching`` (bars and fills), ``orders`` and ``brackets``
(states and contingencies), ``funds``, ``costs``, ``slippage``, ``custom`` (models of the user's own), ``chance``, ``sizing``, ``positions`` (money), ``checks`` and ``commands``
(sending), ``signals`` and ``portfolio`` (section S), ``outcome`` and ``invariants`` (what comes out), ``adapter`` and ``compare``
(the same scenario through fastbt). Where the rules leave a choice, a comment says "Reading:".
"""

from .compare import compare
from .outcome import Outcome
from .scenario import (
    Bar,
    BasisPointsSlippage,
    FixedSlippage,
    FlatFees,
    Instrument,
    Latency,
    OwnFees,
    OwnFillPrice,
    OwnLatency,
    OwnSlippage,
    OwnVolumeLimit,
    PercentageFees,
    PerUnitFees,
    Print,
    ProbabilisticSlippage,
    Quote,
    RiskLimits,
    Scenario,
    SpreadSlippage,
    TieredFees,
    Venue,
    VolumeSlippage,
)
from .signal_words import Signals
from .simulation import simulate
from .target_words import Targets

__all__ = [
    "Bar",
    "BasisPointsSlippage",
    "FixedSlippage",
    "FlatFees",
    "Instrument",
    "Latency",
    "Outcome",
    "OwnFees",
    "OwnFillPrice",
    "OwnLatency",
    "OwnSlippage",
    "OwnVolumeLimit",
    "PerUnitFees",
    "PercentageFees",
    "Print",
    "ProbabilisticSlippage",
    "Quote",
    "RiskLimits",
    "Scenario",
    "Signals",
    "SpreadSlippage",
    "Targets",
    "TieredFees",
    "Venue",
    "VolumeSlippage",
    "compare",
    "simulate",
]
