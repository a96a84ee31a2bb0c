"""How much worse than the market an order fills: slippage models as a user writes them (rules F12, F13).

A model is facts only; the price is moved in ``fastbt/kernels/slippage.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fastbt.errors import ConfigError, unknown_name
from fastbt.model.rounding import Number, to_decimal
from fastbt.venues.custom import CustomSlippage, refuse_plain
from fastbt.venues.rates import nearest_rate, plain


@dataclass(frozen=True, slots=True, init=False)
class FixedSlippage:
    """A fixed number of ticks.

    Args:
        ticks: how many of the instrument's ``price_increment``, zero or more.

    Raises:
        ConfigError: if it is not a whole number from 0 up.

    Example:
        >>> FixedSlippage(ticks=1)
        FixedSlippage(ticks=1)
    """

    ticks: int

    def __init__(self, ticks: int) -> None:
        number = to_decimal(ticks, "ticks")
        if number != int(number) or not 0 <= number < 2**31:
            raise ConfigError(f"ticks={ticks!r} must be a whole number, zero or more")
        object.__setattr__(self, "ticks", int(number))

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain values."""
        return {"model": "FixedSlippage", "ticks": self.ticks}


@dataclass(frozen=True, slots=True, init=False)
class BasisPointsSlippage:
    """A share of the absolute price, rounded to a tick the worse way.

    Args:
        bps: basis points: 1 is 0.01 % of the price; zero or more, below 10,000.

    Raises:
        ConfigError: if it is outside that range.

    Example:
        >>> BasisPointsSlippage(bps=2.5)
        BasisPointsSlippage(bps=2.5)
    """

    bps: Decimal

    def __init__(self, bps: Number) -> None:
        number = to_decimal(bps, "bps")
        if not 0 <= number < 10_000:
            raise ConfigError(f"bps={bps!r} must lie from 0 to below 10000; 1 is 0.01 % of the price")
        object.__setattr__(self, "bps", number)

    def __repr__(self) -> str:
        return f"BasisPointsSlippage(bps={plain(self.bps)})"

    @property
    def rate(self) -> Decimal:
        """Fraction of the price, to 12 places."""
        return nearest_rate(self.bps.scaleb(-4), "bps")

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain values."""
        return {"model": "BasisPointsSlippage", "bps": plain(self.bps)}


@dataclass(frozen=True, slots=True, init=False)
class SpreadSlippage:
    """A share of the row's spread, read from the column ``spread`` of the bars (in the unit of prices).

    Args:
        fraction: 0.5 is the way from the middle to the other side; from 0 to 100.

    Raises:
        ConfigError: if it is outside that range.

    Example:
        >>> SpreadSlippage(0.5)
        SpreadSlippage(fraction=0.5)
    """

    fraction: Decimal

    def __init__(self, fraction: Number) -> None:
        object.__setattr__(self, "fraction", _rate_within(fraction, "fraction", 100))

    def __repr__(self) -> str:
        return f"SpreadSlippage(fraction={plain(self.fraction)})"

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain values."""
        return {"model": "SpreadSlippage", "fraction": plain(self.fraction)}


@dataclass(frozen=True, slots=True, init=False)
class VolumeSlippage:
    """A share of the price that grows with the order: k x (quantity / the row's volume) ^ p.

    It is the price itself at most; a row's volume of 0 counts as one lot.

    Args:
        k: slippage, as a fraction of the price, of an order as large as the row's volume; from 0 to 1000.
        p: 0.5 (the square root law), 1, 1.5 or 2.

    Raises:
        ConfigError: if a number is not allowed.

    Example:
        >>> VolumeSlippage(k=0.1, p=0.5)
        VolumeSlippage(k=0.1, p=0.5)
    """

    k: Decimal
    p: Decimal

    def __init__(self, k: Number, p: Number = 1) -> None:
        power = to_decimal(p, "p")
        if power not in _POWERS:
            raise ConfigError(f"p={p!r} is not one of {', '.join(str(known) for known in _POWERS)}")
        object.__setattr__(self, "k", _rate_within(k, "k", 1000))
        object.__setattr__(self, "p", power)

    def __repr__(self) -> str:
        return f"VolumeSlippage(k={plain(self.k)}, p={plain(self.p)})"

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain values."""
        return {"model": "VolumeSlippage", "k": plain(self.k), "p": plain(self.p)}


@dataclass(frozen=True, slots=True, init=False)
class ProbabilisticSlippage:
    """One tick with a probability, else none; which fills slip depends on the seed (rule O4).

    Args:
        probability: from 0 to 1.

    Raises:
        ConfigError: if it is outside that range.

    Example:
        >>> ProbabilisticSlippage(0.25)
        ProbabilisticSlippage(probability=0.25)
    """

    probability: Decimal

    def __init__(self, probability: Number) -> None:
        object.__setattr__(self, "probability", _rate_within(probability, "probability", 1))

    def __repr__(self) -> str:
        return f"ProbabilisticSlippage(probability={plain(self.probability)})"

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain values."""
        return {"model": "ProbabilisticSlippage", "probability": plain(self.probability)}


_POWERS = (Decimal("0.5"), Decimal(1), Decimal("1.5"), Decimal(2))
"""Powers that whole numbers and square roots give exactly, the same on every machine."""


def _rate_within(value: Number, name: str, most: int) -> Decimal:
    """A rate from 0 to a largest one."""
    rate = nearest_rate(value, name)
    if not 0 <= rate <= most:
        raise ConfigError(f"{name}={value!r} must lie from 0 to {most}")
    return rate


BuiltIn = FixedSlippage | BasisPointsSlippage | SpreadSlippage | VolumeSlippage | ProbabilisticSlippage
"""The slippage models that are written down as numbers."""
SlippageModel = BuiltIn | CustomSlippage
"""Every slippage model there is."""
_MODELS: dict[str, type[BuiltIn]] = {
    "FixedSlippage": FixedSlippage,
    "BasisPointsSlippage": BasisPointsSlippage,
    "SpreadSlippage": SpreadSlippage,
    "VolumeSlippage": VolumeSlippage,
    "ProbabilisticSlippage": ProbabilisticSlippage,
}


def slippage_model(slippage: object) -> SlippageModel | None:
    """Read what a user gives as ``slippage=``.

    Args:
        slippage: None, a model, or the dictionary that ``to_dict`` makes.

    Returns:
        The model, or None.

    Raises:
        ConfigError: if it is something else.
        UnknownNameError: if a dictionary names a model nobody knows.
    """
    if slippage is None or isinstance(slippage, SlippageModel):
        return slippage
    refuse_plain("slippage", slippage)
    if not isinstance(slippage, Mapping):
        raise ConfigError(
            f"slippage={slippage!r} is not a slippage model; give FixedSlippage(ticks=), "
            "BasisPointsSlippage(bps=), SpreadSlippage(fraction=), VolumeSlippage(k=, p=), "
            "ProbabilisticSlippage(probability=) or CustomSlippage(function)"
        )
    words = dict(slippage)
    name = words.pop("model", None)
    if name not in _MODELS:
        raise unknown_name("slippage model", name, _MODELS)
    try:
        return _MODELS[name](**words)
    except TypeError as error:
        raise ConfigError(f"slippage: {name}: {error}") from None
