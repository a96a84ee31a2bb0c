"""Reads a code that a user gave as a member, a name or a number."""

from __future__ import annotations

from enum import IntEnum
from operator import index
from typing import TypeVar

from fastbt.errors import ConfigError, unknown_name

CodeT = TypeVar("CodeT", bound=IntEnum)


def parse_code(codes: type[CodeT], value: CodeT | str | int, what: str) -> CodeT:
    """Return the member of ``codes`` that ``value`` names.

    Args:
        codes: an enum of ``fastbt.codes``.
        value: a member, its name in any case, or its number.
        what: name of the argument, for the message.

    Returns:
        The member.

    Raises:
        UnknownNameError: no member has that name; the nearest ones are listed.
        ConfigError: no member has that number, or it is none of the three kinds.

    Example:
        >>> from fastbt.codes import OrderSide
        >>> parse_code(OrderSide, "buy", "side")
        <OrderSide.BUY: 1>
    """
    if isinstance(value, codes):
        return value
    if isinstance(value, str):
        try:
            return codes[value.strip().upper()]
        except KeyError:
            raise unknown_name(what, value, codes.__members__) from None
    # A member of another enum is an integer too, but meant something else.
    if isinstance(value, (bool, IntEnum)) or not hasattr(value, "__index__"):
        raise ConfigError(f"{what}: expected a {codes.__name__} or its name, got {value!r}")
    try:
        return codes(index(value))
    except ValueError:
        numbers = ", ".join(f"{member.value} ({member.name})" for member in codes)
        message = f"{what}: no {codes.__name__} has number {value}; use one of {numbers}"
        raise ConfigError(message) from None
