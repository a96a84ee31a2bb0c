"""Targets: a strategy as the positions wanted across instruments that share one account (rule S5).

One word says how much of each instrument is wanted, per row: a weight, a quantity or a value. ``rebalance``
says which rows decide, ``drift`` how far a position may stray before it is traded. What they do is in
``docs/semantics.md``, rule S5; what contradicts itself is refused here, before any data is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypedDict

import polars as pl

from fastbt.errors import ConfigError
from fastbt.strategies.targets_rebalance import check_rebalance
from fastbt.strategies.words import Word, check_word, is_number

Rebalance = str | Sequence[date | str] | pl.Series
"""A period such as "1mo", or times."""
KINDS = ("weight", "quantity", "value")
"""The words that say how much is wanted; exactly one is given."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Targets:
    """A strategy as positions wanted, of many instruments with one account.

    Args:
        weight: fraction of equity per row, signed; null leaves the position as it is, 0 closes it.
        quantity: signed units per row, in place of weights.
        value: signed money per row, in place of weights.
        rebalance: which rows decide: None, every row that has a target; a period ("1d", "1w", "1mo", "1q",
            or several as in "2w"), the rows of the first time in each; times, for each the rows of the first
            time at or after it.
        drift: fraction of equity by which a position may differ from its target without being traded; a
            target of 0 is always traded.
        sequence: ``sells_first``: sells are sent before buys, each by value, largest first;
            ``given``: in the order of the rows as given.

    Raises:
        ConfigError: naming the words that contradict each other, or the value that is not understood.

    Example:
        >>> Targets(weight="w", rebalance="1mo").words()
        {'weight': 'w', 'rebalance': '1mo'}
    """

    weight: Word | None = None
    quantity: Word | None = None
    value: Word | None = None
    rebalance: Rebalance | None = None
    drift: float | Decimal = 0.0
    sequence: Literal["sells_first", "given"] = "sells_first"

    def __post_init__(self) -> None:
        given = [name for name in KINDS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ConfigError(
                f"{' and '.join(name + '=' for name in given)} contradict each other: give one of them"
                if given
                else "how much is wanted? give weight= (fractions of equity), quantity= (units) or "
                "value= (money)"
            )
        check_word(given[0], getattr(self, given[0]), accept="a number", constant=is_number)
        if not is_number(self.drift) or not 0 <= float(self.drift) < 1:
            raise ConfigError(f"drift={self.drift!r} must be a fraction of equity from 0 up, below 1")
        if self.sequence not in ("sells_first", "given"):
            raise ConfigError(f"sequence={self.sequence!r} is not one of 'sells_first', 'given'")
        check_rebalance(self.rebalance)

    @property
    def kind(self) -> str:
        """The word that says how much is wanted."""
        return next(name for name in KINDS if getattr(self, name) is not None)

    @property
    def wanted(self) -> Any:
        """What was given for it."""
        return getattr(self, self.kind)

    def words(self) -> dict[str, Any]:
        """Return the words that were given, by name; defaults are left out."""
        return {
            field.name: word
            for field in fields(self)
            if (word := getattr(self, field.name)) is not None and repr(word) != repr(field.default)
        }


class TargetWords(TypedDict, total=False):
    """Keyword arguments that ``from_targets`` hands to ``Targets``."""

    weight: Word | None
    quantity: Word | None
    value: Word | None
    rebalance: Rebalance | None
    drift: float | Decimal
    sequence: Literal["sells_first", "given"]
