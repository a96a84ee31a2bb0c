"""Rules that say how large an order is: shares of equity or cash, a value, a share at risk (rule S2).

A rule is a budget, not a quantity: the engine buys the largest lot whose cost with fee fits, by default at
the fill, at the fill's price. The number may be a constant, a column's name or an expression per row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from fastbt.codes import SizeRule
from fastbt.errors import ConfigError
from fastbt.strategies.words import Word, as_series, check_word, is_column, is_number

_NAMES = {
    SizeRule.PERCENT_OF_EQUITY: "percent_of_equity",
    SizeRule.PERCENT_OF_CASH: "percent_of_cash",
    SizeRule.VALUE: "value",
    SizeRule.RISK_PERCENT: "risk_percent",
}


@dataclass(frozen=True, slots=True, eq=False)
class Size:
    """A sizing rule with its number; made by the functions of this file."""

    rule: SizeRule
    """How the number becomes a quantity."""
    amount: Word
    """Money for ``value``, a fraction otherwise (0.95 is 95 %)."""
    shown: str
    """The rule as it was written."""
    plain: bool = False
    """Whether it was a bare number, column or expression: a fraction of equity in (0, 1]."""

    def __repr__(self) -> str:
        return self.shown


def percent_of_equity(percent: Word) -> Size:
    """Size an order as a share of the account's equity.

    Args:
        percent: percent, above 0; above 100 needs a MARGIN account to be of use.

    Returns:
        The rule.

    Raises:
        ConfigError: if the percent is not above 0.

    Example:
        >>> percent_of_equity(95)
        percent_of_equity(95)
    """
    return _share(SizeRule.PERCENT_OF_EQUITY, percent, most=None)


def percent_of_cash(percent: Word) -> Size:
    """Size an order as a share of free cash, or on MARGIN of available margin times leverage.

    Args:
        percent: percent, above 0 and at most 100.

    Returns:
        The rule.

    Raises:
        ConfigError: if the percent is outside that range.
    """
    return _share(SizeRule.PERCENT_OF_CASH, percent, most=100)


def risk_percent(percent: Word) -> Size:
    """Size an order so that the way from its fill to its stop-loss costs a share of equity.

    Args:
        percent: percent of equity, above 0 and at most 100.

    Returns:
        The rule; the order needs a stop-loss.

    Raises:
        ConfigError: if the percent is outside that range.
    """
    return _share(SizeRule.RISK_PERCENT, percent, most=100)


def value(amount: Word) -> Size:
    """Size an order by money: the largest lot that costs at most this much, fee included.

    Args:
        amount: money in the settlement currency, above 0.

    Returns:
        The rule.

    Raises:
        ConfigError: if the amount is not above 0.

    Example:
        >>> value(10_000)
        value(10000)
    """
    name = _NAMES[SizeRule.VALUE]
    check_word(name, amount, accept="a number", constant=is_number)
    if is_number(amount) and not float(amount) > 0:  # type: ignore[arg-type]
        raise ConfigError(f"{name}({amount!r}) must be above 0")
    return Size(SizeRule.VALUE, amount, _text(name, amount))


def as_size(word: object, *, name: str = "size") -> Size:
    """Read what stands after ``size=``.

    Args:
        word: a rule, or a fraction of equity in (0, 1]: a number, a column's name or an expression.
        name: the word, for messages.

    Returns:
        The rule.

    Raises:
        ConfigError: if a number lies outside (0, 1]; the message says ``quantity=``.

    Example:
        >>> as_size(0.95).rule.name
        'PERCENT_OF_EQUITY'
    """
    if isinstance(word, Size):
        return word
    check_word(
        name,
        word,
        accept="a number in (0, 1], bt.percent_of_equity(95), bt.value(10_000)",
        constant=is_number,
    )
    if is_number(word):
        fraction = float(word)  # type: ignore[arg-type]
        if fraction > 1:
            raise ConfigError(
                f"{name}={word!r} is above 1: a number is a fraction of equity (0.95 is 95 %); for units "
                f"give quantity={word!r}, for money size=bt.value({word!r})"
            )
        if not fraction > 0:
            raise ConfigError(f"{name}={word!r} must be above 0")
    return Size(SizeRule.PERCENT_OF_EQUITY, word, _shown(word), plain=True)  # type: ignore[arg-type]


def _share(rule: SizeRule, percent: Word, most: int | None) -> Size:
    name = _NAMES[rule]
    check_word(name, percent, accept="a number of percent", constant=is_number)
    if is_number(percent):
        number = float(percent)  # type: ignore[arg-type]
        if not number > 0 or (most is not None and number > most):
            limits = "above 0" if most is None else f"above 0 and at most {most}"
            raise ConfigError(f"{name}({percent!r}) must be {limits}: 95 is 95 %")
        fraction: Any = number / 100
    elif isinstance(percent, str):
        fraction = pl.col(percent) / 100
    elif is_column(percent):
        fraction = as_series("", percent) / 100
    else:
        fraction = percent / 100
    return Size(rule, fraction, _text(name, percent))


def _text(name: str, amount: object) -> str:
    return f"{name}({_shown(amount)})"


def _shown(word: object) -> str:
    """A word as short text."""
    if is_column(word):
        return f"column of {len(word)} values"  # type: ignore[arg-type]
    return str(word) if isinstance(word, pl.Expr) else repr(word)
