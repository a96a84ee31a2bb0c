"""What a simulated venue is made of: its options and its fee and slippage models (twins of kernels)."""

from fastbt.venues.fees import FeeModel, FlatFees, PercentageFees
from fastbt.venues.slippage import BasisPointsSlippage, FixedSlippage, SlippageModel
from fastbt.venues.venue import Venue

__all__ = [
    "BasisPointsSlippage",
    "FeeModel",
    "FixedSlippage",
    "FlatFees",
    "PercentageFees",
    "SlippageModel",
    "Venue",
]
