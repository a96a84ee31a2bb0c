"""Signals: a strategy as columns that say when to enter and exit, how large, and with which protection.

Every word is a constant, a column's name, an expression or a column as long as the frame; null means absent.
What the words do is in ``docs/semantics.md``, section S; what contradicts itself is refused here, before any
data is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any, Literal

import polars as pl

from fastbt.codes import TimeInForce
from fastbt.errors import ConfigError
from fastbt.strategies.sizers import Size, as_size
from fastbt.strategies.words import Word, check_word, is_column, is_number

Direction = Literal["LONG", "SHORT", "BOTH"]
TargetType = Literal["quantity", "value", "weight"]
Accumulate = Literal["both"] | bool
OnOppositeEntry = Literal["reverse", "reversereduce", "close", "closereduce", "ignore"]
OnConflict = Literal["ignore", "entry", "exit", "adjacent", "opposite"]
OnDirectionConflict = Literal["ignore", "long", "short", "adjacent", "opposite"]

CHOICES: dict[str, tuple[Any, ...]] = {
    "direction": ("LONG", "SHORT", "BOTH"),
    "target_type": ("quantity", "value", "weight"),
    "time_in_force": ("GTC", "GTD", "IOC", "FOK"),
    "accumulate": (False, True, "both"),
    "on_opposite_entry": ("reverse", "reversereduce", "close", "closereduce", "ignore"),
    "on_conflict": ("ignore", "entry", "exit", "adjacent", "opposite"),
    "on_direction_conflict": ("ignore", "long", "short", "adjacent", "opposite"),
}
"""Words that are a choice, with what is allowed."""

SIGNAL_WORDS = ("entries", "exits", "short_entries", "short_exits")
STOP_WORDS = ("stop_loss", "stop_loss_price", "stop_loss_offset")
TARGET_WORDS = ("take_profit", "take_profit_price", "take_profit_offset")
NUMBER_WORDS = ("target", "quantity", "limit_price", "trigger_price", *STOP_WORDS, *TARGET_WORDS)
TIME_WORDS = ("expire_after", "time_stop")
_ENTRY_ONLY = (
    "size", "quantity", "limit_price", "trigger_price", "time_in_force", "expire_after", *STOP_WORDS, *TARGET_WORDS,
    "time_stop",
)  # fmt: skip


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
        time_in_force: ``GTC`` (default), ``GTD`` (default with ``expire_after``), ``IOC`` or ``FOK``.
        expire_after: bars (a whole number) or a duration ("2h") after which a waiting entry expires.
        stop_loss: fraction of the entry's fill price, 0.05 is 5 %.
        take_profit: fraction of the entry's fill price.
        stop_loss_price: a level.
        take_profit_price: a level.
        stop_loss_offset: a distance in price.
        take_profit_offset: a distance in price.
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
    time_in_force: Literal["GTC", "GTD", "IOC", "FOK"] | TimeInForce | None = None
    expire_after: Word | None = None
    stop_loss: Word | None = None
    take_profit: Word | None = None
    stop_loss_price: Word | None = None
    take_profit_price: Word | None = None
    stop_loss_offset: Word | None = None
    take_profit_offset: Word | None = None
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
        for name, allowed in CHOICES.items():
            _check_choice(name, getattr(self, name), allowed)
        self._check_kinds()
        if self.target is None:
            self._check_entries()
        else:
            self._check_target()
        self._check_prices()
        self._check_times()

    def words(self) -> dict[str, Any]:
        """Return the words that were given, by name; defaults are left out."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        defaults = {field.name: field.default for field in fields(self)}
        # Compared as text: == on an expression makes another expression.
        return {name: word for name, word in given.items() if word is not None and repr(word) != repr(defaults[name])}

    @property
    def shorts(self) -> bool:
        """Whether any of its signals opens a short position; a target may and is checked with its values."""
        return self.direction in ("SHORT", "BOTH") or self.short_entries is not None

    @property
    def longs(self) -> bool:
        """Whether any of its signals opens a long position."""
        return self.entries is not None and self.direction != "SHORT"

    def _check_kinds(self) -> None:
        for name in SIGNAL_WORDS:
            if (word := getattr(self, name)) is not None:
                check_word(name, word, accept="True or False", constant=lambda v: isinstance(v, bool))
        for name in NUMBER_WORDS:
            if (word := getattr(self, name)) is not None:
                check_word(name, word, accept="a number", constant=is_number)
        for name in TIME_WORDS:
            if (word := getattr(self, name)) is not None:
                check_word(
                    name, word, accept="a number of bars, a timedelta, text such as '2h'", constant=_bars_or_duration
                )

    def _check_entries(self) -> None:
        if self.entries is None and self.short_entries is None:
            raise ConfigError("signals without entries= (or short_entries=, or target=) never trade; give one")
        if self.target_type is not None:
            raise ConfigError("target_type= says how to read target=, which is not given")
        if self.direction in ("SHORT", "BOTH") and (self.short_entries is not None or self.short_exits is not None):
            raise ConfigError(
                f"direction={self.direction!r} and short_entries= or short_exits= contradict each other: "
                "leave direction= out where the short signals have columns of their own"
            )
        if self.direction is not None and self.entries is None:
            raise ConfigError(f"direction={self.direction!r} says how to read entries=, which is not given")
        if self.direction == "BOTH" and self.exits is None:
            raise ConfigError("direction='BOTH' reads exits= as the signal to go short; give exits=")
        if self.short_exits is not None and self.short_entries is None:
            raise ConfigError("short_exits= without short_entries= has nothing to leave")
        if self.exits is not None and self.entries is None:
            raise ConfigError("exits= without entries= has nothing to leave; for short positions give short_exits=")
        if self.quantity is None and self.size is None:
            raise ConfigError("how large is an entry? give quantity= (units) or size= (bt.percent_of_equity(95), 0.95 ...)")
        if self.quantity is not None and self.size is not None:
            raise ConfigError("quantity= and size= contradict each other: give one of them")

    def _check_target(self) -> None:
        if self.target_type is None:
            raise ConfigError("target= needs target_type='quantity', 'value' or 'weight'")
        against = [name for name in (*SIGNAL_WORDS, "direction", *_ENTRY_ONLY) if getattr(self, name) is not None]
        if against:
            raise ConfigError(f"target= does not go with {', '.join(n + '=' for n in against)}: it says it all by itself")
        for name in ("accumulate", "on_opposite_entry", "on_conflict", "on_direction_conflict"):
            if getattr(self, name) not in (CHOICES[name][0], False):
                raise ConfigError(f"target= does not go with {name}=: there are no entries and exits to decide about")

    def _check_prices(self) -> None:
        for group in (STOP_WORDS, TARGET_WORDS):
            given = [name for name in group if getattr(self, name) is not None]
            if len(given) > 1:
                raise ConfigError(f"{' and '.join(n + '=' for n in given)} contradict each other: give one of them")
        for name in (*STOP_WORDS, *TARGET_WORDS, "quantity"):
            word = getattr(self, name)
            if is_number(word) and not float(word) > 0 and not name.endswith("_price"):
                raise ConfigError(f"{name}={word!r} must be above 0")
        if is_number(self.stop_loss) and float(self.stop_loss) >= 1 and self.longs:  # type: ignore[arg-type]
            raise ConfigError(
                f"stop_loss={self.stop_loss!r} is a fraction of the fill price and must be below 1: 0.05 is 5 %; "
                "for a level give stop_loss_price=, for a distance stop_loss_offset="
            )
        has_stop = any(getattr(self, name) is not None for name in STOP_WORDS)
        if isinstance(self.size, Size) and self.size.rule.name == "RISK_PERCENT" and not has_stop:
            raise ConfigError(f"size={self.size!r} measures the risk by a stop: give one of {', '.join(STOP_WORDS)}")

    def _check_times(self) -> None:
        for name in TIME_WORDS:
            word = getattr(self, name)
            if is_number(word) and (word != int(word) or word < 1):
                raise ConfigError(f"{name}={word!r} must be a whole number of bars from 1 up, or a duration such as '2h'")
            if isinstance(word, timedelta) and word <= timedelta(0):
                raise ConfigError(f"{name}={word!r} must be above zero")
        if self.time_in_force == "GTD" and self.expire_after is None:
            raise ConfigError("time_in_force='GTD' needs expire_after=")
        if self.expire_after is not None and self.time_in_force in ("IOC", "FOK"):
            raise ConfigError(f"time_in_force={self.time_in_force!r} ends on arrival: leave expire_after= out")
        if self.expire_after is not None and self.time_in_force == "GTC":
            raise ConfigError("time_in_force='GTC' never expires: leave it or expire_after= out")


def _named_columns(columns: object) -> dict[str, Any]:
    """The mapping of name to expression that ``columns=`` stands for."""
    if isinstance(columns, Mapping):
        named = {str(name): word for name, word in columns.items()}
    elif isinstance(columns, pl.Expr):
        named = {columns.meta.output_name(): columns}
    elif isinstance(columns, Iterable) and not isinstance(columns, str):
        listed = list(columns)
        if not all(isinstance(column, pl.Expr) for column in listed):
            raise ConfigError(f"columns={columns!r}: a list must hold expressions with an alias; or give a mapping")
        named = {column.meta.output_name(): column for column in listed}
        if len(named) != len(listed):
            raise ConfigError("columns=: two expressions have the same name; give them aliases, or give a mapping")
    else:
        raise ConfigError(f"columns={columns!r} is not a mapping of names to expressions")
    for name, word in named.items():
        if not (isinstance(word, pl.Expr | str | bool) or is_number(word) or is_column(word)):
            raise ConfigError(f"columns={{{name!r}: {word!r}}}: not an expression, a column's name or a number")
    return named


def _check_choice(name: str, value: object, allowed: tuple[Any, ...]) -> None:
    if value is None and name in ("direction", "target_type", "time_in_force"):
        return
    if not any(value is choice or (isinstance(choice, str) and value == choice) for choice in allowed):
        raise ConfigError(f"{name}={value!r} is not one of {', '.join(repr(choice) for choice in allowed)}")


def _bars_or_duration(value: object) -> bool:
    return is_number(value) or isinstance(value, timedelta)
