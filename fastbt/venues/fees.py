"""What a venue charges per fill: fee models as a user writes them (rule F14).

A model is facts only; the charge itself is computed in ``fastbt/kernels/fees.py``. A list of models is
their sum, each rounded on its own. Rates are fractions of the absolute notional and may be negative
(rebates); amounts are in the account's currency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, NamedTuple, get_args

from fastbt.errors import ConfigError, unknown_name
from fastbt.model.rounding import Number, to_decimal
from fastbt.venues.custom import CustomFees, refuse_plain
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


@dataclass(frozen=True, slots=True, init=False)
class PerUnitFees:
    """An amount per unit (share, contract) traded, with a least and a most that an order pays.

    An order filled in several parts pays in all what it would have paid for one fill of its quantity: each
    fill pays the order's total so far less what was paid before.

    Args:
        rate: money per unit in the account's currency, zero or more; it may be finer than the currency.
        minimum: the least an order pays, once it fills.
        maximum: the most an order pays; None: no such limit.

    Raises:
        ConfigError: if a number is negative, or the minimum is above the maximum.

    Example:
        >>> PerUnitFees("0.005", minimum="1.00")
        PerUnitFees(0.005, minimum=1.00, maximum=None)
    """

    rate: Decimal
    minimum: Decimal
    maximum: Decimal | None

    def __init__(self, rate: Number, minimum: Number = 0, maximum: Number | None = None) -> None:
        least = to_decimal(minimum, "minimum")
        most = None if maximum is None else to_decimal(maximum, "maximum")
        per_unit = nearest_rate(rate, "rate")
        if per_unit < 0 or least < 0:
            raise ConfigError(f"rate={rate!r}, minimum={minimum!r}: both must be zero or more")
        if most is not None and most < least:
            raise ConfigError(f"maximum={maximum!r} is below minimum={minimum!r}")
        object.__setattr__(self, "rate", per_unit)
        object.__setattr__(self, "minimum", least)
        object.__setattr__(self, "maximum", most)

    def __repr__(self) -> str:
        return f"PerUnitFees({plain(self.rate)}, minimum={self.minimum:f}, maximum={_text(self.maximum)})"

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain values: its name and its numbers as text."""
        words = {"model": "PerUnitFees", "rate": plain(self.rate), "minimum": f"{self.minimum:f}"}
        return words | {"maximum": _text(self.maximum)}


@dataclass(frozen=True, slots=True, init=False)
class TieredFees:
    """Percentages that depend on what the account has traded before.

    A fill pays, as a whole, the rates of the highest tier whose volume the notional of all the account's
    fills before it has reached.

    Args:
        tiers: (volume, maker, taker) each, volumes from 0 up, in the account's currency; rates as in
            ``PercentageFees``.

    Raises:
        ConfigError: if there is no tier, the first does not start at 0, the volumes do not rise, or a rate is
            not between -1 and 1.

    Example:
        >>> TieredFees([(0, 0.0010, 0.0015), (1_000_000, 0.0008, 0.0012)]).tiers[1].taker
        Decimal('0.001200000000')
    """

    tiers: tuple[Tier, ...]

    def __init__(self, tiers: Sequence[Sequence[Number]]) -> None:
        given: object = tiers
        if not isinstance(given, Sequence) or isinstance(given, str) or not given:
            raise ConfigError(f"tiers={tiers!r}: give a list of (volume, maker, taker)")
        read = tuple(_tier(tier) for tier in given)
        volumes = [tier.volume for tier in read]
        if volumes[0] != 0 or any(b <= a for a, b in pairwise(volumes)):
            shown = ", ".join(f"{volume:f}" for volume in volumes)
            raise ConfigError(f"tiers: volumes {shown}: they must start at 0 and rise")
        object.__setattr__(self, "tiers", read)

    def __repr__(self) -> str:
        rows = ", ".join(f"({', '.join(tier.words())})" for tier in self.tiers)
        return f"TieredFees([{rows}])"

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain values: its name and its tiers' numbers as text."""
        return {"model": "TieredFees", "tiers": [tier.words() for tier in self.tiers]}


class Tier(NamedTuple):
    """One tier: from which volume traded before, and at which rates."""

    volume: Decimal
    maker: Decimal
    taker: Decimal

    def words(self) -> list[str]:
        """Return volume and rates as text."""
        return [f"{self.volume:f}", plain(self.maker), plain(self.taker)]


def _tier(tier: object) -> Tier:
    """Read one tier."""
    if isinstance(tier, str) or not isinstance(tier, Sequence) or len(tier) != 3:
        raise ConfigError(f"tiers: {tier!r} is not (volume, maker, taker)")
    rates = PercentageFees(maker=tier[1], taker=tier[2])
    return Tier(to_decimal(tier[0], "tiers: volume"), rates.maker, rates.taker)


def _text(amount: Decimal | None) -> str | None:
    """An amount of money as text."""
    return None if amount is None else f"{amount:f}"


FeeModel = PercentageFees | FlatFees | PerUnitFees | TieredFees | CustomFees
"""Every fee model there is."""
_MODELS: dict[str, type[PercentageFees | FlatFees | PerUnitFees | TieredFees]] = {
    "PercentageFees": PercentageFees,
    "FlatFees": FlatFees,
    "PerUnitFees": PerUnitFees,
    "TieredFees": TieredFees,
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
    refuse_plain("fees", fees)
    if isinstance(fees, FeeModel | Mapping):
        fees = [fees]
    if not isinstance(fees, Sequence) or isinstance(fees, str):
        raise ConfigError(f"fees={fees!r} is not a fee model; give {_CHOICES} or a list of them")
    return tuple(_fee_model(fee) for fee in fees)


_CHOICES = (
    "PercentageFees(maker=, taker=), FlatFees(amount, per=), PerUnitFees(rate, minimum=, maximum=), "
    "TieredFees(tiers), CustomFees(function)"
)


def _fee_model(fee: object) -> FeeModel:
    if isinstance(fee, FeeModel):
        return fee
    refuse_plain("fees", fee)
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
