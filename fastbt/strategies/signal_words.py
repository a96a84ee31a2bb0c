"""The words of ``from_signals`` as a type, so that editors complete them; ``Signals`` says what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypedDict

import polars as pl

from fastbt.codes import TimeInForce
from fastbt.strategies.ladders import Ladder
from fastbt.strategies.signals import (
    Accumulate,
    Direction,
    OnConflict,
    OnDirectionConflict,
    OnOppositeEntry,
    TargetType,
)
from fastbt.strategies.sizers import Size
from fastbt.strategies.words import Word


class SignalWords(TypedDict, total=False):
    """Keyword arguments that ``from_signals`` hands to ``Signals``."""

    columns: Mapping[str, Word] | Iterable[pl.Expr] | None
    entries: Word | None
    exits: Word | None
    short_entries: Word | None
    short_exits: Word | None
    direction: Direction | None
    target: Word | None
    target_type: TargetType | None
    quantity: Word | None
    size: Size | Word | None
    limit_price: Word | None
    trigger_price: Word | None
    time_in_force: Literal["GTC", "GTD", "DAY", "IOC", "FOK"] | TimeInForce | None
    expire_after: Word | None
    stop_loss: Word | None
    take_profit: Word | Ladder | None
    stop_loss_price: Word | None
    take_profit_price: Word | Ladder | None
    stop_loss_offset: Word | None
    take_profit_offset: Word | Ladder | None
    trailing_stop: Word | None
    trailing_stop_offset: Word | None
    break_even: Word | None
    time_stop: Word | None
    accumulate: Accumulate
    on_opposite_entry: OnOppositeEntry
    on_conflict: OnConflict
    on_direction_conflict: OnDirectionConflict
