"""How much worse than the market a taker fills: slippage models as a user writes them (rules F12, F13).

A model is facts only; the price is moved in ``fastbt/kernels/slippage.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fastbt.errors import ConfigError, unknown_name
from fastbt.model.rounding import Number, to_decimal
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


SlippageModel = FixedSlippage | BasisPointsSlippage
"""Every slippage model there is."""
_MODELS: dict[str, type[FixedSlippage | BasisPointsSlippage]] = {
    "FixedSlippage": FixedSlippage,
    "BasisPointsSlippage": BasisPointsSlippage,
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
    if not isinstance(slippage, Mapping):
        raise ConfigError(
            f"slippage={slippage!r} is not a slippage model; give FixedSlippage(ticks=) or "
            "BasisPointsSlippage(bps=)"
        )
    words = dict(slippage)
    name = words.pop("model", None)
    if name not in _MODELS:
        raise unknown_name("slippage model", name, _MODELS)
    try:
        return _MODELS[name](**words)
    except TypeError as error:
        raise ConfigError(f"slippage: {name}: {error}") from None
