"""Models of the user's own: a function that the kernel asks for a fee, slippage, a fill price or a size.

That of latency stands beside the built-in one in ``latency.py``.

A model is the function, its parameters and how it counts; ``simulation/custom_records.py`` compiles it,
alone, and ``kernels/custom_models.py`` asks it. What the function is, is told by ``source.py``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fastbt.errors import ConfigError
from fastbt.venues.source import described, refuse_chance


@dataclass(frozen=True, slots=True, init=False)
class CustomModel:
    """A function of the user's own as a model: what all kinds of them have in common."""

    function: Callable[..., Any]
    parameters: tuple[tuple[str, float], ...]
    """Name and value of each, a bool, an int or a float."""
    exact: bool
    option: ClassVar[str] = ""
    """The option of a venue that it is for."""
    shown: ClassVar[str] = "fill"
    """What the function is asked about."""

    def __init__(
        self, function: Callable[..., Any], params: Mapping[str, float] | None = None, *, exact: bool = False
    ) -> None:
        name, about = type(self).__name__, self.shown
        given: object = function
        if not inspect.isfunction(given):
            raise ConfigError(f"{name}({given!r}): give a function of a {about}, written with def or lambda")
        taken = len(inspect.signature(given).parameters)
        if taken != (2 if params else 1) and not (taken == 2 and params is not None):
            both = f"f({about}, p)"
            wanted = f"{both}, since params are given" if params else f"f({about}), or {both} with params="
            raise ConfigError(f"{name}: {given.__name__} takes {taken} arguments, but is {wanted}")
        refuse_chance(given, name, about)
        numbers = tuple((str(key), _number(key, value, name)) for key, value in dict(params or {}).items())
        object.__setattr__(self, "function", given)
        object.__setattr__(self, "parameters", numbers)
        object.__setattr__(self, "exact", bool(exact))

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.__name__

    @property
    def takes_parameters(self) -> bool:
        """Whether the function has a second argument."""
        return len(inspect.signature(self.function).parameters) == 2

    def __repr__(self) -> str:
        words = [self.name]
        if self.parameters:
            words.append(f"params={dict(self.parameters)}")
        if self.exact:
            words.append("exact=True")
        return f"{type(self).__name__}({', '.join(words)})"

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain values: name, parameters, source and digest, but not the function."""
        words = {"model": type(self).__name__, "name": self.name, "params": dict(self.parameters)}
        return words | {"exact": self.exact} | described(self.function)


class CustomFees(CustomModel):
    """Fees by a function of the user's own (F14), alone or in a list with other models.

    Args:
        function: ``f(fill)`` or ``f(fill, p)``. It returns the fee of one fill in the account's currency,
            negative for a rebate; it is rounded to a unit, half away from zero, a millionth of a unit being
            taken for an error of the float. Of a fill it sees ``side`` (1 buys, -1 sells), ``price``,
            ``quantity``, ``notional``, ``is_maker``, ``filled`` (units that its order filled before),
            ``traded`` (notional of all the account's fills before), ``reduce_only``, ``order_type`` (a number
            of ``bt.OrderType``) and ``instrument`` (its number, from 0).
        params: numbers by name, which the function reads as ``p.name``.
        exact: the function sees and returns whole counts: prices in ticks of ``10^-price_precision``,
            quantities in ``10^-size_precision``, money in units of the currency.

    Raises:
        ConfigError: if it is no such function, draws chance, or a parameter is no number.

    The function is compiled by Numba and must answer alike for alike fills. It is asked about quantities
    that do not fill in the end too: to lock funds, and to find a size that fits a budget.

    Example:
        >>> def stamp_duty(fill, p):
        ...     return fill.notional * p.rate if fill.side > 0 else 0.0
        >>> CustomFees(stamp_duty, params={"rate": 0.005})
        CustomFees(stamp_duty, params={'rate': 0.005})
    """

    __slots__ = ()
    option = "fees"


class CustomSlippage(CustomModel):
    """Slippage by a function of the user's own (F13).

    Args:
        function: ``f(fill)`` or ``f(fill, p)``. It returns how far the fill lies beyond its price, in the
            unit of prices, zero or more; the result is rounded to a tick the worse way, a millionth of
            ``10^-price_precision`` being taken for an error of the float, and never passes the order's
            limit. Of a fill it sees ``side`` (1 buys, -1 sells), ``price`` (before slippage), ``quantity``
            (not yet cut to the funds), ``open``, ``high``, ``low``, ``close`` and ``volume`` of its row (on
            the order's side; NaN where the volume is not known; ticks have their price and none),
            ``is_maker``, ``filled`` (units that its order filled before), ``reduce_only``, ``order_type`` (a
            number of ``bt.OrderType``) and ``instrument`` (its number, from 0).
        params: numbers by name, which the function reads as ``p.name``.
        exact: the function sees and returns whole counts: prices in ticks of ``10^-price_precision``,
            quantities in ``10^-size_precision``; a volume that is not known is -2^63.

    Raises:
        ConfigError: if it is no such function, draws chance, or a parameter is no number.

    Example:
        >>> def tenth_of_the_bar(fill):
        ...     return (fill.high - fill.low) / 10
        >>> CustomSlippage(tenth_of_the_bar)
        CustomSlippage(tenth_of_the_bar)
    """

    __slots__ = ()
    option = "slippage"


class CustomFillPrice(CustomModel):
    """The price of market orders on a bar by a function of the user's own (F1).

    Args:
        function: ``f(fill)`` or ``f(fill, p)``. It returns the price, which must lie within the row's low and
            high; it is rounded to a tick, half away from zero. It sees what a ``CustomSlippage`` sees;
            ``price`` is what the order would get without the model.
        params: numbers by name, which the function reads as ``p.name``.
        exact: the function sees and returns whole counts, as that of a ``CustomSlippage``.

    Raises:
        ConfigError: if it is no such function, draws chance, or a parameter is no number.

    Example:
        >>> def typical(fill):
        ...     return (fill.high + fill.low + fill.close) / 3
        >>> CustomFillPrice(typical)
        CustomFillPrice(typical)
    """

    __slots__ = ()
    option = "fill_price"


class CustomVolumeLimit(CustomModel):
    """How much of a row orders may take, by a function of the user's own (F11).

    Args:
        function: ``f(fill)`` or ``f(fill, p)``. It returns what all orders of the instrument may take of the
            row together, or on ticks of the print or of the quote's side, in units of quantity, zero or
            more; it is rounded down to a lot, a millionth of ``10^-size_precision`` being taken for an error
            of the float. It is asked wherever an order would fill, and may answer otherwise each time: what
            was taken before comes off its answer. It sees what a ``CustomSlippage`` sees, ``quantity`` being
            what the order asks for now, and ``taken``; ``volume`` is that of the bar or print, or the size
            of the quote's side (NaN where it is not known).
        params: numbers by name, which the function reads as ``p.name``.
        exact: the function sees and returns whole counts, as that of a ``CustomSlippage``.

    Raises:
        ConfigError: if it is no such function, draws chance, or a parameter is no number.

    Example:
        >>> def a_tenth_for_makers(fill):
        ...     return fill.volume * (0.1 if fill.is_maker else 0.05)
        >>> CustomVolumeLimit(a_tenth_for_makers)
        CustomVolumeLimit(a_tenth_for_makers)
    """

    __slots__ = ()
    option = "volume_limit"


def refuse_plain(option: str, value: object) -> None:
    """Refuse a function that is given as it is, or the description that a result keeps of one.

    Args:
        option: ``fees``, ``slippage``, ``fill_price``, ``latency`` or ``volume_limit``.
        value: what is given for it.

    Raises:
        ConfigError: naming the model that takes a function for this option.
    """
    model = next(kind.__name__ for kind in CustomModel.__subclasses__() if kind.option == option)
    if inspect.isfunction(value):
        raise ConfigError(f"{option}={value.__name__}: give bt.{model}({value.__name__})")
    if isinstance(value, Mapping) and value.get("model") == model:
        raise ConfigError(
            f"{option}: {model} {value.get('name')!r} is a function, which its description cannot bring "
            f"back; give bt.{model}(function)"
        )


def _number(name: object, value: Any, model: str) -> float:
    """A parameter as Python's bool, int or float."""
    if hasattr(value, "item"):
        value = value.item()
    if not isinstance(value, bool | int | float):
        raise ConfigError(f"{model}: parameter {name}={value!r} is not a number")
    return value
