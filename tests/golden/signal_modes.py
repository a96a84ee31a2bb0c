"""Golden cases of the modes of signals: conflicts on one row and opposite entries (S1, S3)."""

from __future__ import annotations

from .table import QUIET, Case, F, bars, case, fill, signals

FIVE = bars(QUIET, QUIET, QUIET, QUIET, QUIET)
IN = fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2)
ADDED = fill("O-S-2", "BUY", 10, 100, "TAKER OPEN", 4)
CLOSED = fill("O-S-2", "SELL", 10, 100, "TAKER OPEN", 4)
REVERSED = fill("O-S-2", "SELL", 20, 100, "TAKER OPEN", 4)
SHORT_IN = fill("O-S-1", "SELL", 10, 100, "TAKER OPEN", 2)


def conflict_in_position(mode: str, fills: list[F]) -> Case:
    """Long 10 since bar 2; on bar 3 entry and exit at once; accumulate shows an entry that counts."""
    words = signals(5, entries={1, 3}, exits={3}, quantity=10, accumulate=True, on_conflict=mode)
    return case(f"on-conflict-{mode}-in-position", "S3", FIVE, words, [IN, *fills])


def conflict_when_flat(mode: str, fills: list[F]) -> Case:
    """Flat; on bar 1 entry and exit at once."""
    words = signals(5, entries={1}, exits={1}, quantity=10, on_conflict=mode)
    return case(f"on-conflict-{mode}-when-flat", "S3", FIVE, words, fills)


def directions_in_position(mode: str, fills: list[F]) -> Case:
    """Long 10 since bar 2; on bar 3 a long and a short entry at once."""
    words = signals(
        5, entries={1, 3}, short_entries={3}, quantity=10, accumulate=True, on_direction_conflict=mode
    )
    return case(f"on-direction-conflict-{mode}-in-position", "S3", FIVE, words, [IN, *fills])


def directions_when_flat(mode: str, fills: list[F]) -> Case:
    """Flat; on bar 1 a long and a short entry at once."""
    words = signals(5, entries={1}, short_entries={1}, quantity=10, on_direction_conflict=mode)
    return case(f"on-direction-conflict-{mode}-when-flat", "S3", FIVE, words, fills)


def directions_in_short(mode: str, fills: list[F]) -> Case:
    """Short 10 since bar 2; on bar 3 a long and a short entry at once."""
    words = signals(
        5, entries={3}, short_entries={1, 3}, quantity=10, accumulate=True, on_direction_conflict=mode
    )
    return case(f"on-direction-conflict-{mode}-in-short", "S3", FIVE, words, [SHORT_IN, *fills])


def opposite(mode: str, accumulate: bool, quantity: int, sold: int, name: str) -> Case:
    """Long 10 since bar 2; on bar 3 a short entry of ``quantity``; ``sold`` in bar 4."""
    words = signals(
        5, entries={1}, short_entries={3}, quantity={1: 10, 3: quantity}, accumulate=accumulate,
        on_opposite_entry=mode,
    )  # fmt: skip
    fills = [fill("O-S-2", "SELL", sold, 100, "TAKER OPEN", 4)] if sold else []
    return case(f"opposite-{name}", "S1", FIVE, words, [IN, *fills])


CASES = [
    conflict_in_position("ignore", []),
    conflict_in_position("entry", [ADDED]),
    conflict_in_position("exit", [CLOSED]),
    conflict_in_position("adjacent", [ADDED]),
    conflict_in_position("opposite", [CLOSED]),
    conflict_when_flat("ignore", []),
    conflict_when_flat("entry", [IN]),
    conflict_when_flat("exit", []),
    conflict_when_flat("adjacent", []),
    conflict_when_flat("opposite", []),
    directions_in_position("ignore", []),
    directions_in_position("long", [ADDED]),
    directions_in_position("short", [REVERSED]),
    directions_in_position("adjacent", [ADDED]),
    directions_in_position("opposite", [REVERSED]),
    directions_in_short("adjacent", [fill("O-S-2", "SELL", 10, 100, "TAKER OPEN", 4)]),
    directions_in_short("opposite", [fill("O-S-2", "BUY", 20, 100, "TAKER OPEN", 4)]),
    directions_when_flat("ignore", []),
    directions_when_flat("long", [IN]),
    directions_when_flat("short", [SHORT_IN]),
    directions_when_flat("adjacent", []),
    directions_when_flat("opposite", []),
    # 10 held against an entry of 4: all and 4 more; all; nothing; 4 of the 10.
    opposite("reverse", False, 4, 14, "reverse"),
    opposite("close", False, 4, 10, "close"),
    opposite("ignore", False, 4, 0, "ignore"),
    opposite("closereduce", False, 4, 10, "closereduce"),
    opposite("reversereduce", False, 4, 14, "reversereduce"),
    opposite("reverse", True, 4, 14, "reverse-accumulating"),
    opposite("close", True, 4, 10, "close-accumulating"),
    opposite("closereduce", True, 4, 4, "closereduce-accumulating"),
    opposite("reversereduce", True, 4, 4, "reversereduce-accumulating"),
    # An entry of 14: closereduce stops at zero, reversereduce goes through it.
    opposite("closereduce", True, 14, 10, "closereduce-at-zero"),
    opposite("reversereduce", True, 14, 14, "reversereduce-through-zero"),
]
