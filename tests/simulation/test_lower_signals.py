"""Signals as a byte per row, and what is refused on rows that act (rules S1, S6, A11)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from fastbt.errors import ConfigError, DataError
from fastbt.kernels.state import (
    SIGNAL_ENTRY_LONG as IN,
)
from fastbt.kernels.state import (
    SIGNAL_ENTRY_SHORT as SHORT,
)
from fastbt.kernels.state import (
    SIGNAL_EXIT_LONG as OUT,
)
from fastbt.kernels.state import (
    SIGNAL_EXIT_SHORT as COVER,
)
from fastbt.kernels.state import (
    SIGNAL_TARGET as TARGET,
)
from fastbt.simulation.lower_signals import lower_signals, words_given, words_per_row
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.expressions import evaluate
from fastbt.strategies.signals import Signals
from fastbt.strategies.sizers import percent_of_equity
from fastbt.venues.venue import Venue
from fastbt.venues.venues import Venues
from tests.simulation.markets import bar_frame, market, two_instruments

T, F = True, False
MARGIN = Venue(account_type="MARGIN")


def lowered(venue: Venue = MARGIN, frame: pl.DataFrame | None = None, **words: Any) -> Lowered:
    """Lower signals on three rows (or the frame's); lists become columns of the frame."""
    frame = bar_frame([1.0, 2.0, 3.0]) if frame is None else frame
    lists = {name: pl.Series(name, word) for name, word in words.items() if isinstance(word, list)}
    market_of = market(frame.with_columns(lists.values()), venue)
    words = {name: name if name in lists else word for name, word in words.items()}
    signals = Signals(**({"quantity": 1} if not {"quantity", "size", "target"} & set(words) else {}), **words)
    names = [*market_of.frame.columns, *(signals.columns or {})]
    found = evaluate(
        market_of.frame, signals.columns or {}, words_per_row(words_given(signals), names), check="off"
    )  # type: ignore[arg-type]
    lower_signals(market_of, signals, found.words, Venues.given(venue))
    return market_of


def bits(**words: Any) -> list[int]:
    found = lowered(**words).signals
    assert found is not None
    return found.tolist()


def test_each_word_has_its_bit():
    assert bits(entries=[T, F, None], exits=[T, T, F]) == [IN | OUT, OUT, 0]
    assert bits(short_entries=[T, F, F], short_exits=[F, T, T]) == [SHORT, COVER, COVER]
    assert bits(entries=[T, F, F], exits=[F, T, F], short_entries=[F, F, T], short_exits=[T, T, T]) == [
        IN | COVER,
        OUT | COVER,
        SHORT | COVER,
    ]


def test_directions():
    assert bits(entries=[T, F, F], exits=[F, T, F], direction="SHORT") == [SHORT, COVER, 0]
    assert bits(entries=[T, F, F], exits=[F, T, F], direction="BOTH") == [IN, SHORT, 0]


def test_constant_signals():
    assert bits(entries=True, exits=False) == [IN] * 3
    assert bits(entries=False) == [0] * 3


def test_a_target_acts_where_it_is_not_null():
    assert bits(target=[1.0, None, -1.0], target_type="quantity") == [TARGET, 0, TARGET]
    assert bits(target=0.5, target_type="weight") == [TARGET] * 3


def test_names_expressions_and_durations_are_told_apart():
    words = {
        "entries": "e",
        "quantity": 5,
        "time_stop": "5m",
        "expire_after": "bars",
        "exits": True,
        "stop_loss": pl.col("s"),
    }
    assert list(words_per_row(words, ["e", "bars"])) == ["entries", "expire_after", "stop_loss"]
    assert "time_stop" in words_per_row(words, ["e", "bars", "5m"])
    assert "time_stop" in words_per_row(
        words | {"time_stop": "attr"}, ["e"]
    )  # refused there as an unknown column


def test_short_signals_need_margin():
    cash = Venue()
    with pytest.raises(
        ConfigError, match=r"short signals, but venue SIM has a CASH account: .*account_type='MARGIN'"
    ):
        lowered(cash, short_entries=[T, F, F])
    with pytest.raises(ConfigError, match="short signals"):
        lowered(cash, entries=[F, F, F], direction="SHORT")
    with pytest.raises(
        DataError,
        match=r"target -1.0 is below zero \(table bars, column target, row 2, "
        "time 1970-01-01T00:03:00Z, instrument A.X",
    ):
        lowered(cash, target=[1.0, None, -1.0], target_type="weight")
    assert bits(venue=cash, target=[1.0, None, 0.0], target_type="weight") == [TARGET, 0, TARGET]


@pytest.mark.parametrize("name", ["quantity", "size", "limit_price", "trigger_price"])
def test_a_missing_size_or_price_is_named_where_an_entry_needs_it(name: str):
    """S6."""
    with pytest.raises(
        DataError,
        match=rf"{name} is null on a row with an entry .*column {name}, row 1, .*instrument A.X\)",
    ):
        lowered(entries=[F, T, F], **{name: [0.5, None, 0.5]})
    lowered(entries=[T, F, T], exits=[F, T, F], **{name: [0.5, None, 0.5]})
    with pytest.raises(DataError, match="row 0"):
        lowered(short_entries=[T, F, F], **{name: [float("nan"), 0.5, 0.5]})


def test_missing_protection_is_none():
    lowered(entries=[T, T, T], stop_loss_price=[None, 0.5, 0.5], take_profit=[0.5, None, None])


def test_a_fraction_per_row_above_one_is_named():
    with pytest.raises(
        DataError, match=r"size 5.0 is above 1: it is a fraction of equity .*row 1.*for units give quantity="
    ):
        lowered(entries=[T, T, F], size=[1.0, 5.0, 5.0])
    lowered(entries=[T, F, F], size=[1.0, 5.0, 5.0])
    lowered(entries=[T, T, T], size=percent_of_equity(pl.lit(500)))


def test_exact_numbers_off_the_grid_are_named_and_floats_are_not():
    """A11."""
    with pytest.raises(DataError, match=r"limit_price 1.005 has more than 2 decimals .*row 0.*exact values"):
        lowered(entries=[T, F, F], limit_price=Decimal("1.005"))
    with pytest.raises(DataError, match=r"quantity 1.5 has more than 0 decimals .*row 2"):
        lowered(entries=[F, F, T], quantity=[Decimal("1.5"), Decimal("1.5"), Decimal("1.5")])
    lowered(entries=[F, T, F], quantity=[Decimal("1.5"), Decimal("2.0"), Decimal("1.5")], limit_price=1.005)


def test_exact_numbers_have_the_grid_of_their_rows_instrument():
    frame = two_instruments()
    price = [Decimal("1.001")] * 6
    only_b = [F, F, T, F, F, T]
    lowered(frame=frame, entries=only_b, limit_price=price)
    with pytest.raises(DataError, match=r"1.001 has more than 2 decimals .*row 3.*instrument A.X"):
        lowered(frame=frame, entries=[F, F, T, T, F, T], limit_price=price)


def test_signals_must_be_true_or_false():
    with pytest.raises(ConfigError, match="entries= must be true or false per row, not Int64"):
        lowered(entries=[1, 0, 1])
