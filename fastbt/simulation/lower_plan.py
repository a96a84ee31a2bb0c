"""The PLAN of signals: one record of kinds and modes, and the columns of numbers behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import SizeRule, Sizing, TimeInForce
from fastbt.kernels.state import (
    BRACKET_FRACTION,
    BRACKET_OFFSET,
    BRACKET_PRICE,
    CONFLICT_ADJACENT,
    CONFLICT_FIRST,
    CONFLICT_IGNORE,
    CONFLICT_OPPOSITE,
    CONFLICT_SECOND,
    OPPOSITE_CLOSE,
    OPPOSITE_CLOSE_REDUCE,
    OPPOSITE_IGNORE,
    OPPOSITE_REVERSE,
    OPPOSITE_REVERSE_REDUCE,
    PLAN,
)
from fastbt.model.instruments import Instrument
from fastbt.simulation.lower_rungs import rung_records
from fastbt.simulation.lower_times import expire_times, span_values
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.expressions import number_values
from fastbt.strategies.ladders import is_ladder
from fastbt.strategies.signal_checks import STOP_WORDS, TARGET_WORDS, TRAILING_STOP_WORDS
from fastbt.strategies.signals import Signals
from fastbt.strategies.sizers import Size
from fastbt.strategies.words import is_number
from fastbt.venues.venue_calendar import session_ends
from fastbt.venues.venues import Venues

F64 = NDArray[np.float64]
Words = Mapping[str, pl.Series]

_STOP_KINDS = (BRACKET_FRACTION, BRACKET_PRICE, BRACKET_OFFSET)
"""Kinds of STOP_WORDS and TARGET_WORDS, in their order."""
_TRAILING_KINDS = (BRACKET_FRACTION, BRACKET_OFFSET)
"""Kinds of TRAILING_STOP_WORDS."""
_OPPOSITE = {
    "ignore": OPPOSITE_IGNORE,
    "close": OPPOSITE_CLOSE,
    "closereduce": OPPOSITE_CLOSE_REDUCE,
    "reverse": OPPOSITE_REVERSE,
    "reversereduce": OPPOSITE_REVERSE_REDUCE,
}
_CONFLICT = {
    "ignore": CONFLICT_IGNORE,
    "entry": CONFLICT_FIRST,
    "long": CONFLICT_FIRST,
    "exit": CONFLICT_SECOND,
    "short": CONFLICT_SECOND,
    "adjacent": CONFLICT_ADJACENT,
    "opposite": CONFLICT_OPPOSITE,
}
_ACCUMULATE: dict[Any, int] = {False: 0, True: 1, "both": 2}
WANTED = {None: 0, "quantity": 1, "value": 2, "weight": 3}


def values_of(name: str, signals: Signals, words: Words) -> F64 | None:
    """Return a word's numbers: one for all rows, or one per row with NaN for null; None where not given.

    Args:
        name: the word.
        signals: the strategy.
        words: its evaluated words.

    Raises:
        ConfigError: if the values are no numbers.
    """
    word = getattr(signals, name)
    if isinstance(word, Size):
        word = word.amount
    if word is None or is_ladder(word):
        return None
    if is_number(word):
        return np.array([float(word)])
    return number_values(name, words[name])


def plan_record(signals: Signals, words: Words, venues: Venues) -> NDArray[np.void]:
    """Return the PLAN record; the addresses of its columns are filled in by the machine.

    Args:
        signals: the strategy.
        words: its evaluated words.
        venues: give the options of section S, in which they agree.

    Returns:
        One record.
    """
    records = np.zeros(1, dtype=PLAN)
    p = records[0]
    p["size_rule"] = signals.size.rule if isinstance(signals.size, Size) else SizeRule.QUANTITY
    p["sizing"] = Sizing[venues.first.sizing.upper()]
    p["stop_kind"] = _bracket_kind(signals, STOP_WORDS, _STOP_KINDS)
    p["trailing_stop_kind"] = _bracket_kind(signals, TRAILING_STOP_WORDS, _TRAILING_KINDS)
    p["target_kind"] = _bracket_kind(signals, TARGET_WORDS, _STOP_KINDS)
    if signals.time_stop is not None:
        p["time_kind"], _ = span_values("time_stop", signals.time_stop, words.get("time_stop"))
    p["wanted_kind"] = WANTED[signals.target_type]
    default = "GTC" if signals.expire_after is None else "GTD"
    p["time_in_force"] = TimeInForce[str(signals.time_in_force or default)]
    p["accumulate"] = _ACCUMULATE[signals.accumulate]
    p["on_opposite_entry"] = _OPPOSITE[signals.on_opposite_entry]
    p["on_conflict"] = _CONFLICT[signals.on_conflict]
    p["on_direction_conflict"] = _CONFLICT[signals.on_direction_conflict]
    p["stop_cancels_signals"] = venues.first.stop_cancels_signals == "on"
    p["waiting_replace"] = venues.first.waiting_entry == "replace"
    return records


def plan_rungs(signals: Signals, models: Sequence[Instrument]) -> NDArray[np.void] | None:
    """Return the RUNG records of a strategy's ladder, as many per instrument; None where it has none.

    Args:
        signals: the strategy.
        models: the instruments, for their grids.
    """
    for name, kind in zip(TARGET_WORDS, _STOP_KINDS, strict=True):
        word = getattr(signals, name)
        if is_ladder(word) and len(word) > 1:
            return np.concatenate([rung_records(word, kind, model) for model in models])
    return None


def plan_columns(
    signals: Signals, words: Words, lowered: Lowered, entries: NDArray[np.bool_], venues: Venues
) -> dict[str, NDArray[Any]]:
    """Return the columns behind a PLAN, by its fields.

    Args:
        signals: the strategy.
        words: its evaluated words.
        lowered: gives the rows, for the times at which orders expire.
        entries: rows with an entry.
        venues: give the end of the session (DAY).

    Returns:
        float64 (int64 for ``expire``), one value per row, or one for all.
    """
    found: dict[str, NDArray[Any]] = {}
    for field, names in (
        ("quantity", ("quantity",)),
        ("size", ("size",)),
        ("limit_price", ("limit_price",)),
        ("trigger_price", ("trigger_price",)),
        ("stop", STOP_WORDS),
        ("trailing_stop", TRAILING_STOP_WORDS),
        ("break_even", ("break_even",)),
        ("target", TARGET_WORDS),
        ("wanted", ("target",)),
    ):
        for name in names:
            if (values := values_of(name, signals, words)) is not None:
                found[field] = values
    if signals.time_stop is not None:
        _, found["time_stop"] = span_values("time_stop", signals.time_stop, words.get("time_stop"))
    timeline, rows = lowered.columns, np.flatnonzero(entries)
    if signals.time_in_force == "DAY" or signals.expire_after is not None:
        found["expire"] = np.full(timeline.rows, np.iinfo(np.int64).max, dtype=np.int64)
    if signals.time_in_force == "DAY":
        ids = [model.id.value for model in lowered.models]
        for venue, own in venues.by_rows(ids, timeline.instrument):
            of_venue = np.zeros(timeline.rows, dtype=np.bool_)
            of_venue[own] = True
            at = rows[of_venue[rows]]
            sent = timeline.ts_event[at] + venue.latest_submit
            found["expire"][at] = session_ends(venue.sessions, sent)
    elif signals.expire_after is not None:
        kind, spans = span_values("expire_after", signals.expire_after, words.get("expire_after"))
        spans = spans if len(spans) == 1 else spans[rows]
        found["expire"][rows] = expire_times(timeline, rows, kind, spans)
    return found


def _bracket_kind(signals: Signals, names: tuple[str, ...], kinds: tuple[int, ...]) -> int:
    for name, kind in zip(names, kinds, strict=True):
        if getattr(signals, name) is not None:
            return kind
    return 0


def is_exact(name: str, signals: Signals, words: Words) -> bool:
    """Whether a word's values are exact decimals, which must lie on the grid (rule A11)."""
    word = getattr(signals, name)
    return isinstance(word, Decimal) or (name in words and words[name].dtype.is_decimal())
