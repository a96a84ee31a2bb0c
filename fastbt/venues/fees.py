"""What a venue charges per fill: fee models as a user writes them (rule F14).

A model is facts only; the charge itself is computed in ``fastbt/kernels/fees.py``. A list of models is
their sum, each rounded on its own. Rates are fractions of the absolute notional and may be negative
(rebates); amounts are in the account's currency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, get_args

from fastbt.errors import ConfigError, unknown_name
from fastbt.model.rounding import Number, to_decimal
from fastbt.venues.rates import nearest_rate, plain

Per = Literal["order", "fill"]
"""When a flat fee is due: once per order, at its first fill, or at every fill."""


@dataclass(frozen=True, slots=True, init=False)
class PercentageFees:
    """A share of each fill's absolute notional, by liquidity side.

    Args:
        maker: rate for fills of resting limits; 0.0002 is 2 basis points, negative is a rebate.
        taker: rate for all other fills.

    Raises:
        ConfigError: if a rate is not a number between -1 and 1.

    Example:
        >>> PercentageFees(maker=0.0002, taker=0.0005)
        PercentageFees(maker=0.0002, taker=0.0005)
    """

    maker: Decimal
    taker: Decimal

    def __init__(self, maker: Number = 0, taker: Number = 0) -> None:
        for name, value in (("maker", maker), ("taker", taker)):
            rate = nearest_rate(value, name)
            if not -1 < rate < 1:
                raise ConfigError(f"{name}={value!r} must lie between -1 and 1: 0.001 is 0.1 %")
            object.__setattr__(self, name, rate)

    def __repr__(self) -> str:
        return f"PercentageFees(maker={plain(self.maker)}, taker={plain(self.taker)})"

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain values: its name and its numbers as text."""
        return {"model": "PercentageFees", "maker": plain(self.maker), "taker": plain(self.taker)}


@dataclass(frozen=True, slots=True, init=False)
class FlatFees:
    """A fixed amount per order or per fill.

    Args:
        amount: money in the account's currency, zero or more.
        per: ``"order"`` charges it at the order's first fill only, ``"fill"`` at every fill.

    Raises:
        ConfigError: if the amount is negative or ``per`` is something else.

    Example:
        >>> FlatFees("1.00", per="fill")
        FlatFees(1.00, per='fill')
    """

    amount: Decimal
    per: Per

    def __init__(self, amount: Number, per: Per = "order") -> None:
        value = to_decimal(amount, "amount")
        if value < 0:
            raise ConfigError(f"amount={amount!r} must be zero or more")
        if per not in get_args(Per):
            raise ConfigError(f"per={per!r} is not one of {', '.join(get_args(Per))}")
        object.__setattr__(self, "amount", value)
        object.__setattr__(self, "per", per)

    def __repr__(self) -> str:
        return f"FlatFees({self.amount:f}, per={self.per!r})"

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain values: its name, amount as text and ``per``."""
        return {"model": "FlatFees", "amount": f"{self.amount:f}", "per": self.per}


FeeModel = PercentageFees | FlatFees
"""Every fee model there is."""
_MODELS: dict[str, type[PercentageFees | FlatFees]] = {
    "PercentageFees": PercentageFees,
    "FlatFees": FlatFees,
}


def fee_models(fees: object) -> tuple[FeeModel, ...] | None:
    """Read what a user gives as ``fees=``.

    Args:
        fees: None (the instruments' own fees apply), a model, a list of models (their sum; an empty
            list charges nothing), or the dictionaries that ``to_dict`` makes.

    Returns:
        The models, or None.

    Raises:
        ConfigError: if it is something else.
        UnknownNameError: if a dictionary names a model nobody knows.
    """
    if fees is None:
        return None
    if isinstance(fees, FeeModel | Mapping):
        fees = [fees]
    if not isinstance(fees, Sequence) or isinstance(fees, str):
        raise ConfigError(f"fees={fees!r} is not a fee model; give {_CHOICES} or a list of them")
    return tuple(_fee_model(fee) for fee in fees)


_CHOICES = "PercentageFees(maker=, taker=), FlatFees(amount, per=)"


def _fee_model(fee: object) -> FeeModel:
    if isinstance(fee, FeeModel):
        return fee
    if not isinstance(fee, Mapping):
        raise ConfigError(f"fees: {fee!r} is not a fee model; give {_CHOICES}")
    words = dict(fee)
    name = words.pop("model", None)
    if name not in _MODELS:
        raise unknown_name("fee model", name, _MODELS)
    try:
        return _MODELS[name](**words)
    except TypeError as error:
        raise ConfigError(f"fees: {name}: {error}") from None
