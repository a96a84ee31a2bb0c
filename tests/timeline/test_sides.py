"""Where both sides stand on each row of several timelines as one (rules B4, B6)."""

from __future__ import annotations

from typing import Any

import numpy as np

from fastbt.codes import RowKind
from fastbt.kernels.state import (
    NOTHING,
    ROW_MATCH_ONLY,
    ROW_NO_ASK,
    ROW_NO_BID,
    ROW_NO_EXECUTE,
    ROW_NO_TRADE,
)
from fastbt.timeline.columns import Columns, Side
from fastbt.timeline.merging import merge_columns
from fastbt.timeline.sides import newest_rows

FINE, HELD = ROW_MATCH_ONLY, ROW_NO_EXECUTE


def part(ends: list[int], close: list[int], length: int = 1, instrument: list[int] | None = None) -> Columns:
    """Bars of one price that end at these times."""
    ts_event, prices = np.array(ends, dtype=np.int64), np.array(close, dtype=np.int64)
    numbers = None if instrument is None else np.array(instrument, dtype=np.int32)
    return Columns(ts_event, ts_event - length, *[prices] * 4, instrument=numbers)


def pairs(ends: list[int], bid: list[int], ask: list[int], length: int = 1, **more: Any) -> Columns:
    """Bars of bid and ask; NOTHING is a side that is missing, standing nowhere yet."""
    made = part(ends, bid, length, **more)
    made.bid, made.ask = (Side(*[np.array(side, dtype=np.int64)] * 4) for side in (bid, ask))
    made.kind = np.full(len(ends), RowKind.BAR, dtype=np.uint8)
    missing = np.where(made.bid.close == NOTHING, ROW_NO_BID, 0)
    made.flags = (missing | np.where(made.ask.close == NOTHING, ROW_NO_ASK, 0)).astype(np.uint8)
    return made


def sides(columns: Columns) -> list[tuple[int, int]]:
    assert columns.bid is not None
    assert columns.ask is not None
    return list(zip(columns.bid.close.tolist(), columns.ask.close.tolist(), strict=True))


def test_a_bar_that_only_informs_leaves_both_sides_and_what_they_show() -> None:
    fine = pairs([1, 2], [99, 98], [101, NOTHING])
    merged = merge_columns([fine, part([2, 4], [500, 600], 2)], match_only=[True, False])
    assert sides(merged) == [(99, 101), (98, 101), (98, 101), (600, 600)]
    assert merged.close.tolist() == [99, 98, 500, 600]
    assert merged.flags is not None
    assert merged.flags.tolist() == [FINE, FINE | ROW_NO_ASK, HELD | ROW_NO_ASK, 0]
    assert merged.kind is not None
    assert merged.kind.tolist() == [RowKind.BAR] * 4
    assert merged.contiguous
    assert merged.seen is not None
    assert merged.seen.tolist() == [0, 0, 1, 2]


def test_a_bar_that_informs_after_one_price_marks_by_its_own() -> None:
    finest, fine = part([1, 2], [10, 20]), pairs([8], [7], [9])
    merged = merge_columns([finest, fine, part([2], [21], 2)], match_only=[True, True, False])
    assert sides(merged) == [(10, 10), (20, 20), (21, 21), (7, 9)]


def test_a_missing_side_stands_at_the_newest_close_of_any_row_of_its_instrument() -> None:
    fine = part([1, 1, 2], [10, 77, 20], instrument=[0, 1, 0])
    own = pairs([2, 4], [NOTHING, 30], [40, NOTHING], 2, instrument=[0, 0])
    merged = merge_columns([fine, own], match_only=[True, False])
    assert sides(merged) == [(10, 10), (77, 77), (20, 20), (20, 40), (30, 40)]


def test_a_side_not_seen_yet_stands_where_the_other_closes() -> None:
    fine = pairs([1, 2], [NOTHING, 98], [101, 102])
    merged = merge_columns([fine, part([4], [5], 2)], match_only=[True, False])
    assert sides(merged) == [(101, 101), (98, 102), (5, 5)]


def test_without_pairs_there_are_no_sides() -> None:
    merged = merge_columns([part([1], [1]), part([2], [2], 2)], match_only=[True, False])
    assert merged.bid is None
    assert merged.kind is None


def test_newest_rows_keep_to_their_instrument() -> None:
    valid, instrument = np.array([True, False, False, True, False]), np.array([0, 1, 0, 1, 1], dtype=np.int32)
    assert newest_rows(valid, instrument).tolist() == [0, -1, 0, 3, 3]


def ticks(ends: list[int], bid: list[int], ask: list[int], kind: RowKind) -> Columns:
    """Quotes, or prints; NOTHING is a side that is not shown, standing at 1."""
    made = part(ends, bid, 0)
    missing = [np.array(side) == NOTHING for side in (bid, ask)]
    made.low, made.high = (np.where(lost, 1, side) for lost, side in zip(missing, (bid, ask), strict=True))
    made.kind = np.full(len(ends), kind, dtype=np.uint8)
    bits = (np.where(lost, bit, 0) for lost, bit in zip(missing, (ROW_NO_BID, ROW_NO_ASK), strict=True))
    made.flags = np.bitwise_or(*bits).astype(np.uint8)
    return made


def quotes(ends: list[int], bid: list[int], ask: list[int]) -> Columns:
    return ticks(ends, bid, ask, RowKind.QUOTE)


def prints(ends: list[int], price: list[int]) -> Columns:
    return ticks(ends, price, price, RowKind.TRADE_TICK)


def test_a_bar_that_only_informs_leaves_what_a_tick_has_left() -> None:
    own = pairs([2, 4, 6], [90, 91, 92], [94, 95, 96], 2)
    merged = merge_columns([own, quotes([3], [80], [82])], match_only=[False, True])
    assert sides(merged) == [(90, 94), (80, 82), (80, 82), (92, 96)]
    assert merged.kind is not None
    assert merged.kind.tolist() == [RowKind.BAR, RowKind.QUOTE, RowKind.BAR, RowKind.BAR]
    assert merged.flags is not None
    assert merged.flags.tolist() == [ROW_NO_TRADE, FINE, HELD | ROW_NO_TRADE, ROW_NO_TRADE]


def test_a_missing_side_stands_where_the_newest_row_that_shows_it_left_it() -> None:
    own = pairs([2, 6, 12], [90, NOTHING, 92], [94, 95, NOTHING], 2)
    shown = quotes([3, 8], [80, NOTHING], [82, 83])
    merged = merge_columns([own, shown, prints([4, 9], [70, 71])], match_only=[False, True, True])
    # the print at 4 comes after a quote: it is not where the market stands; the quote at 8 shows no bid
    assert sides(merged) == [(90, 94), (80, 82), (70, 70), (80, 95), (1, 83), (71, 71), (92, 83)]


def test_prints_are_the_market_until_a_quote() -> None:
    own = pairs([2, 6], [90, NOTHING], [94, 95], 2)
    merged = merge_columns([own, prints([3], [70])], match_only=[False, True])
    assert sides(merged) == [(90, 94), (70, 70), (70, 95)]


def test_a_bar_of_one_price_that_stands_at_a_pair_tells_no_trade() -> None:
    own, fine = part([2, 4], [50, 51], 2), pairs([1], [48], [49])
    merged = merge_columns([fine, own, quotes([9], [1], [2])], match_only=[True, False, True])
    assert sides(merged) == [(48, 49), (48, 49), (51, 51), (1, 2)]
    assert merged.flags is not None
    assert merged.flags.tolist() == [FINE | ROW_NO_TRADE, HELD | ROW_NO_TRADE, 0, FINE]
