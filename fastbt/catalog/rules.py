"""The rules a row has to keep, and what `drop` and `repair` do with one that breaks them.

Rules are tried in the order of ``RULES``; a dropped row counts under the first rule it breaks.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Args:
        name: its name in load reports and messages.
        wrong: what is wrong with a row that breaks it.
        repair: what ``on_error="repair"`` does; None where the row can only be dropped.
    """

    name: str
    wrong: str
    repair: str | None = None


MISSING_TIME = Rule("missing_time", "the time is missing, unreadable or outside the years 1678 to 2261")
UNCLEAR_TIME = Rule(
    "unclear_time", "the local time does not exist, or exists twice, on the day the clocks change"
)
MISSING_INSTRUMENT = Rule("missing_instrument", "the instrument id is missing")
MISSING_OPEN_OR_CLOSE = Rule("missing_open_or_close", "the price is missing, infinite or not a number")
MISSING_HIGH_OR_LOW = Rule(
    "missing_high_or_low",
    "the price is missing, infinite or not a number",
    "taken from the row's other prices",
)
MISSING_VALUE = Rule("missing_value", "the value is missing, infinite or not a number")
UNKNOWN_CODE = Rule("unknown_code", "the word is none that the column knows")
TOO_MANY_DIGITS = Rule(
    "too_many_digits",
    "the number does not fit: 18 digits, decimals included, can be held, 15 where the source holds floats",
)
OFF_GRID = Rule("off_grid", "the number has more decimals than the instrument", "rounded half up")
INEXACT = Rule("inexact", "the float has more digits than the 15 that floats tell apart", "rounded half up")
HIGH_BELOW_LOW = Rule("high_below_low", "high is below low", "set to the row's extremes")
OPEN_OUTSIDE = Rule("open_outside", "open lies outside low and high", "high or low moved to it")
CLOSE_OUTSIDE = Rule("close_outside", "close lies outside low and high", "high or low moved to it")
UNREADABLE_VOLUME = Rule("unreadable_volume", "the volume is infinite or not a number", "set to null")
NEGATIVE_VOLUME = Rule("negative_volume", "the volume is below zero", "set to null")
NEGATIVE_SIZE = Rule("negative_size", "the size is below zero", "set to null")
OPENS_AFTER_END = Rule("opens_after_end", "ts_open is later than ts_event", "computed anew")
UNSORTED_TIME = Rule("unsorted_time", "the time goes back", "rows sorted by time")
DUPLICATE_TIME = Rule("duplicate_time", "the instrument has a row of that time already")

RULES = (
    MISSING_TIME,
    UNCLEAR_TIME,
    MISSING_INSTRUMENT,
    MISSING_OPEN_OR_CLOSE,
    MISSING_HIGH_OR_LOW,
    MISSING_VALUE,
    UNKNOWN_CODE,
    TOO_MANY_DIGITS,
    OFF_GRID,
    INEXACT,
    HIGH_BELOW_LOW,
    OPEN_OUTSIDE,
    CLOSE_OUTSIDE,
    UNREADABLE_VOLUME,
    NEGATIVE_VOLUME,
    NEGATIVE_SIZE,
    OPENS_AFTER_END,
    UNSORTED_TIME,
    DUPLICATE_TIME,
)
"""Every rule, in the order in which they are tried."""
