"""Lowers signals to a byte per row and a PLAN: which rows act, how large, at what price, with which stops.

Columns keep the user's floats (NaN for null); the kernel puts a number on its grid when a row's signal
acts, so a signal that changes nothing costs nothing. What is wrong in any row that can act is refused here,
before the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.errors import ConfigError, DataError
from fastbt.kernels.state import (
    SIGNAL_ENTRY_LONG,
    SIGNAL_ENTRY_SHORT,
    SIGNAL_EXIT_LONG,
    SIGNAL_EXIT_SHORT,
    SIGNAL_TARGET,
)
from fastbt.model.durations import looks_like_duration
from fastbt.simulation.lower_plan import Words, is_exact, plan_columns, plan_record, plan_rungs, values_of
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.expressions import flag_values
from fastbt.strategies.ladders import is_ladder
from fastbt.strategies.signal_checks import NUMBER_WORDS, SIGNAL_WORDS, TIME_WORDS
from fastbt.strategies.signals import Signals
from fastbt.strategies.sizers import Size
from fastbt.strategies.words import is_number
from fastbt.venues.venues import Venues

Mask = NDArray[np.bool_]
_ENTRIES = SIGNAL_ENTRY_LONG | SIGNAL_ENTRY_SHORT
_REQUIRED = ("quantity", "size", "limit_price", "trigger_price")
"""Words that a row with an entry must have a value for (rule S6)."""
NO_SHORTS = "a CASH account cannot sell what it does not hold; use bt.Venue(..., account_type='MARGIN')"


def words_given(signals: Signals) -> dict[str, Any]:
    """Return the words that say something about rows, by name; ``size`` stands for its rule's number.

    Args:
        signals: the strategy.
    """
    found = {}
    for name in (*SIGNAL_WORDS, *NUMBER_WORDS, "size", *TIME_WORDS):
        word = getattr(signals, name)
        if isinstance(word, Size):
            word = word.amount
        if word is not None:
            found[name] = word
    return found


def words_per_row(words: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the words that have a value per row, for ``expressions.evaluate``.

    Args:
        words: what ``words_given`` returned.
        names: the columns there are, those of ``columns=`` included; text that is none of them can still be
            a duration where a duration may stand.

    Returns:
        Word to column name or expression.
    """
    known = set(names)
    found = {}
    for name, word in words.items():
        if isinstance(word, bool | timedelta) or is_number(word) or is_ladder(word):
            continue
        if name in TIME_WORDS and isinstance(word, str) and word not in known and looks_like_duration(word):
            continue
        found[name] = word
    return found


def lower_signals(lowered: Lowered, signals: Signals, words: Words, venues: Venues) -> None:
    """Add a strategy's signals and plan to a lowered market.

    Args:
        lowered: the market; ``signals``, ``plan`` and ``plan_columns`` are filled in.
        signals: the strategy.
        words: its words that have a value per row, evaluated.
        venues: give account types and the options of section S.

    Raises:
        DataError: naming row, time, instrument and column of a price or size that is missing, too large or
            off its grid on a row with an entry, and of a target below zero on a CASH account.
        ConfigError: if short signals meet a CASH account, or a word's values have the wrong type.
    """
    if signals.target is None:
        cash = lowered.on_cash
        if signals.shorts and cash.any():
            venue = lowered.venue_ids[lowered.instruments["venue"][cash.argmax()]]
            raise ConfigError(
                f"the strategy has short signals, but venue {venue} has a CASH account: {NO_SHORTS}"
            )
        lowered.signals = _entry_bytes(signals, words, lowered.columns.rows)
    else:
        lowered.signals = _target_bytes(lowered, signals, words)
    entries = (lowered.signals & _ENTRIES) != 0
    for name in _REQUIRED:
        _check_values(name, lowered, signals, words, entries)
    lowered.plan = plan_record(signals, words, venues)
    lowered.rungs = plan_rungs(signals, lowered.models)
    if lowered.rungs is not None:
        lowered.plan["rung_count"] = len(lowered.rungs) // len(lowered.models)
    lowered.plan_columns = plan_columns(signals, words, lowered, entries, venues)


def _bits(signals: Signals) -> dict[str, int]:
    """What each signal word means in the strategy's direction."""
    if signals.direction == "SHORT":
        return {"entries": SIGNAL_ENTRY_SHORT, "exits": SIGNAL_EXIT_SHORT}
    if signals.direction == "BOTH":
        return {"entries": SIGNAL_ENTRY_LONG, "exits": SIGNAL_ENTRY_SHORT}
    bits = (SIGNAL_ENTRY_LONG, SIGNAL_EXIT_LONG, SIGNAL_ENTRY_SHORT, SIGNAL_EXIT_SHORT)
    return dict(zip(SIGNAL_WORDS, bits, strict=True))


def _entry_bytes(signals: Signals, words: Words, rows: int) -> NDArray[np.uint8]:
    """SIGNAL_* bits per row."""
    total = np.zeros(rows, dtype=np.uint8)
    for name, bit in _bits(signals).items():
        word = getattr(signals, name)
        if word is True:
            total |= np.uint8(bit)
        elif word is not None and word is not False:
            total |= flag_values(name, words[name]) * np.uint8(bit)
    return total


def _target_bytes(lowered: Lowered, signals: Signals, words: Words) -> NDArray[np.uint8]:
    """SIGNAL_TARGET where a target is wanted."""
    values = values_of("target", signals, words)
    wanted = np.broadcast_to(np.nan if values is None else values, lowered.columns.rows)
    bad = (wanted < 0) & lowered.on_cash[lowered.numbers]
    if bad.any():
        row = int(bad.argmax())
        raise row_error(lowered, "target", row, f"target {wanted[row]} is below zero", NO_SHORTS)
    acts: NDArray[np.uint8] = np.multiply(~np.isnan(wanted), SIGNAL_TARGET, dtype=np.uint8)
    return acts


def _check_values(name: str, lowered: Lowered, signals: Signals, words: Words, entries: Mask) -> None:
    """Refuse a row with an entry whose size or price is missing (S6), or cannot be meant."""
    given = values_of(name, signals, words)
    if given is None:
        return
    values = np.broadcast_to(given, len(entries))
    if name in words:
        missing = np.isnan(values) & entries
        if missing.any():
            row = int(missing.argmax())
            raise row_error(
                lowered,
                name,
                row,
                f"{name} is null on a row with an entry",
                "give it a value there, or let no entry be true",
            )
    if name == "size" and isinstance(signals.size, Size) and signals.size.plain:
        large = (values > 1) & entries
        if large.any():
            row = int(large.argmax())
            raise row_error(
                lowered,
                name,
                row,
                f"size {values[row]} is above 1: it is a fraction of equity",
                "for units give quantity=",
            )
    if is_exact(name, signals, words) and name != "size":
        _check_exact(name, lowered, signals, words, entries)


def _check_exact(name: str, lowered: Lowered, signals: Signals, words: Words, entries: Mask) -> None:
    """Refuse an exact decimal off its grid; only floats are put on it (rule A11)."""
    word = getattr(signals, name)
    series = words[name] if name in words else pl.Series(name, [word])
    number = lowered.columns.instrument
    for index, model in enumerate(lowered.models):
        precision = model.size_precision if name == "quantity" else model.price_precision
        off = (series != series.round(precision)).fill_null(value=False).to_numpy()
        bad = np.broadcast_to(off, len(entries)) & entries
        if number is not None:
            bad = bad & (number == index)
        if bad.any():
            row = int(bad.argmax())
            value = series[row if len(series) > 1 else 0]
            raise row_error(
                lowered, name, row, f"{name} {value} has more than {precision} decimals",
                "exact values are taken as they are; round it, or give a float to have it put on the grid",
            )  # fmt: skip


def row_error(lowered: Lowered, name: str, row: int, message: str, remedy: str) -> DataError:
    """Return an error that names row, time, instrument and column.

    Args:
        lowered: the market.
        name: the word.
        row: the timeline's row.
        message: what is wrong.
        remedy: what the user can do.
    """
    columns = lowered.columns
    number = 0 if columns.instrument is None else int(columns.instrument[row])
    return DataError(
        message, table="bars", column=name, row=row, time=int(columns.ts_event[row]),
        instrument=lowered.models[number].id, remedy=remedy,
    )  # fmt: skip
