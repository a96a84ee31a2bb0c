"""What a simulated venue is made of: its options and its fee and slippage models (twins of kernels)."""

from fastbt.venues.custom import CustomFees, CustomFillPrice, CustomSlippage, CustomVolumeLimit
from fastbt.venues.fees import FeeModel, FlatFees, PercentageFees, PerUnitFees, TieredFees
from fastbt.venues.risk import RiskLimits
from fastbt.venues.slippage import (
    BasisPointsSlippage,
    FixedSlippage,
    ProbabilisticSlippage,
    SlippageModel,
    SpreadSlippage,
    VolumeSlippage,
)
from fastbt.venues.venue import Venue

__all__ = [
    "BasisPointsSlippage",
    "CustomFees",
    "CustomFillPrice",
    "CustomSlippage",
    "CustomVolumeLimit",
    "FeeModel",
    "FixedSlippage",
    "FlatFees",
    "PerUnitFees",
    "PercentageFees",
    "ProbabilisticSlippage",
    "RiskLimits",
    "SlippageModel",
    "SpreadSlippage",
    "TieredFees",
    "Venue",
    "VolumeSlippage",
]
