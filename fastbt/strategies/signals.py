"""Signals: a strategy as columns that say when to enter and exit, how large, and with which protection.

Every word is a constant, a column's name, an expression or a column as long as the frame; null means absent.
What the words do is in ``docs/semantics.md``, section S; what contradicts itself is refused here, before any
data is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

import polars as pl

from fastbt.codes import TimeInForce
from fastbt.errors import ConfigError
from fastbt.strategies.ladders import Ladder, as_ladder, is_ladder
from fastbt.strategies.signal_checks import TARGET_WORDS, check_signals
from fastbt.strategies.sizers import Size, as_size
from fastbt.strategies.words import Word, is_column, is_number

Direction = Literal["LONG", "SHORT", "BOTH"]
TargetType = Literal["quantity", "value", "weight"]
Accumulate = Literal["both"] | bool
OnOppositeEntry = Literal["reverse", "reversereduce", "close", "closereduce", "ignore"]
OnConflict = Literal["ignore", "entry", "exit", "adjacent", "opposite"]
OnDirectionConflict = Literal["ignore", "long", "short", "adjacent", "opposite"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Signals:
    """A strategy as columns; the other forms send the same orders through the same kernel.

    Args:
        columns: expressions evaluated first; a mapping of name to expression, or expressions with aliases.
            The other words can use their names.
        entries: true on rows that enter (long unless ``direction`` says otherwise).
        exits: true on rows that leave.
        short_entries: true on rows that enter short; with ``entries`` for both ways.
        short_exits: true on rows that leave a short position.
        direction: ``LONG`` (default), ``SHORT``: entries and exits are those of short positions; ``BOTH``:
            entries go long and exits go short.
        target: the signed position wanted, in place of entries and exits; null leaves it as it is.
        target_type: ``quantity``, ``value`` (money) or ``weight`` (fraction of equity).
        quantity: units per entry.
        size: a rule such as ``percent_of_equity(95)``, or a fraction of equity in (0, 1].
        limit_price: makes the entry a LIMIT, or with a trigger price a STOP_LIMIT order.
        trigger_price: makes the entry a STOP_MARKET order.
        time_in_force: ``GTC`` (default), ``GTD`` (default with ``expire_after``), ``DAY``, ``IOC``, ``FOK``.
        expire_after: bars (a whole number) or a duration ("2h") after which a waiting entry expires.
        stop_loss: fraction of the entry's fill price, 0.05 is 5 %.
        take_profit: fraction of the entry's fill price; or a ladder of (level, share), as in
            ``[(0.02, 0.5), (0.04, 0.5)]``, for all rows.
        stop_loss_price: a level.
        take_profit_price: a level, or a ladder.
        stop_loss_offset: a distance in price.
        take_profit_offset: a distance in price, or a ladder.
        trailing_stop: fraction of the best price since the entry's fill; the stop follows it.
        trailing_stop_offset: a distance from the best price.
        break_even: fraction of gain after which the stop-loss moves to the entry's fill price.
        time_stop: bars or a duration after which what is left of the entry is closed.
        accumulate: False: an entry in an open position of its side is ignored; True: it adds, an exit closes
            all; ``"both"``: it adds, and an exit sells an entry's size.
        on_opposite_entry: what an entry does to a position against it.
        on_conflict: what an entry and an exit of one direction on one row do.
        on_direction_conflict: what a long and a short entry on one row do.

    Raises:
        ConfigError: naming the words that contradict each other, or the value that is not understood.

    Example:
        >>> Signals(entries=pl.col("close") > pl.col("open"), quantity=100).words()["quantity"]
        100
    """

    columns: Mapping[str, Word] | Iterable[pl.Expr] | None = None
    entries: Word | None = None
    exits: Word | None = None
    short_entries: Word | None = None
    short_exits: Word | None = None
    direction: Direction | None = None
    target: Word | None = None
    target_type: TargetType | None = None
    quantity: Word | None = None
    size: Size | Word | None = None
    limit_price: Word | None = None
    trigger_price: Word | None = None
    time_in_force: Literal["GTC", "GTD", "DAY", "IOC", "FOK"] | TimeInForce | None = None
    expire_after: Word | None = None
    stop_loss: Word | None = None
    take_profit: Word | Ladder | None = None
    stop_loss_price: Word | None = None
    take_profit_price: Word | Ladder | None = None
    stop_loss_offset: Word | None = None
    take_profit_offset: Word | Ladder | None = None
    trailing_stop: Word | None = None
    trailing_stop_offset: Word | None = None
    break_even: Word | None = None
    time_stop: Word | None = None
    accumulate: Accumulate = False
    on_opposite_entry: OnOppositeEntry = "reverse"
    on_conflict: OnConflict = "ignore"
    on_direction_conflict: OnDirectionConflict = "ignore"

    def __post_init__(self) -> None:
        if isinstance(self.time_in_force, TimeInForce):
            object.__setattr__(self, "time_in_force", self.time_in_force.name)
        if self.columns is not None:
            object.__setattr__(self, "columns", _named_columns(self.columns))
        if self.size is not None:
            object.__setattr__(self, "size", as_size(self.size))
        for name in TARGET_WORDS:
            if is_ladder(getattr(self, name)):
                rungs = as_ladder(name, getattr(self, name))
                object.__setattr__(self, name, rungs if len(rungs) > 1 else rungs[0][0])
        check_signals(self)

    def words(self) -> dict[str, Any]:
        """Return the words that were given, by name; defaults are left out."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        defaults = {field.name: field.default for field in fields(self)}
        # Compared as text: == on an expression makes another expression.
        return {
            name: word
            for name, word in given.items()
            if word is not None and repr(word) != repr(defaults[name])
        }

    @property
    def named_columns(self) -> dict[str, Any]:
        """What ``columns=`` adds, by name."""
        return dict(self.columns or {})  # type: ignore[arg-type] # a mapping since __post_init__

    @property
    def shorts(self) -> bool:
        """Whether any of its signals opens a short position; a target may and is checked with its values."""
        return self.direction in ("SHORT", "BOTH") or self.short_entries is not None

    @property
    def longs(self) -> bool:
        """Whether any of its signals opens a long position."""
        return self.entries is not None and self.direction != "SHORT"


def _named_columns(columns: object) -> dict[str, Any]:
    """The mapping of name to expression that ``columns=`` stands for."""
    if isinstance(columns, Mapping):
        named = {str(name): word for name, word in columns.items()}
    elif isinstance(columns, pl.Expr):
        named = {columns.meta.output_name(): columns}
    elif isinstance(columns, Iterable) and not isinstance(columns, str):
        listed = list(columns)
        if not all(isinstance(column, pl.Expr) for column in listed):
            raise ConfigError(
                f"columns={columns!r}: a list must hold expressions with an alias; or give a mapping"
            )
        named = {column.meta.output_name(): column for column in listed}
        if len(named) != len(listed):
            raise ConfigError(
                "columns=: two expressions have the same name; give them aliases, or give a mapping"
            )
    else:
        raise ConfigError(f"columns={columns!r} is not a mapping of names to expressions")
    for name, word in named.items():
        if not (isinstance(word, pl.Expr | str | bool) or is_number(word) or is_column(word)):
            raise ConfigError(
                f"columns={{{name!r}: {word!r}}}: not an expression, a column's name or a number"
            )
    return named
