"""Columns that are too wide for a terminal: what goes, in which order, and that it is said."""

from __future__ import annotations

from fastbt.cli.widths import LONGEST, Column, fit, total


def columns(**texts):
    return [Column(name, values, right=values[0].lstrip("-")[:1].isdigit()) for name, values in texts.items()]


def names(found):
    return [column.name for column in found]


def test_what_fits_stays_as_it_is():
    given = columns(a=["1", "1"], b=["x", "x"])
    kept, notes = fit(given, 4)
    assert (kept, notes, total(kept)) == (given, [], 4)


def test_what_is_the_same_in_every_row_goes_first():
    given = columns(currency=["USD", "USD"], pnl=["1", "2"])
    kept, notes = fit(given, 12)
    assert (names(kept), notes) == (["pnl"], ["same in every row: currency USD"])


def test_one_row_has_nothing_in_common_with_others():
    kept, notes = fit(columns(currency=["USD"], pnl=["1"]), 12)
    assert (names(kept), notes) == (["currency"], ["no room for: pnl (select fewer columns, or --json)"])


def test_one_column_stays_whatever_happens():
    kept, _ = fit(columns(currency=["USD", "USD"]), 2)
    assert names(kept) == ["currency"]


def test_long_texts_are_cut_and_long_names_folded():
    long = "x" * 100
    kept, notes = fit(columns(avg_entry_price=["10.5", "1.5"], text=[long, "y"]), 40)
    price, text = kept
    assert (price.head, price.width) == (["avg_", "entry_price"], 11) or price.head == ["avg_entry_", "price"]
    assert text.texts[0] == "x" * (LONGEST - 1) + "~"
    assert notes == []
    assert price.lines(2)[-1].endswith(" 1.5")


def test_numbers_are_never_cut():
    digits = "1" * 50
    (kept,), notes = fit(columns(n=[digits, "2"], m=["1", "2"]), 20)
    assert kept.texts == [digits, "2"]
    assert notes == ["no room for: m (select fewer columns, or --json)"]


def test_names_stand_on_the_last_line_of_the_head():
    column = Column("n", ["10"], right=True)
    assert column.lines(2) == ["  ", " n", "10"]
