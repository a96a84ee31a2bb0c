"""The table of a venue's options."""

from __future__ import annotations

import pytest

from fastbt.codes import AccountType, BarPath, FillTiming, Sizing
from fastbt.errors import ConfigError
from fastbt.venues.options import OPTIONS, VERB_OPTIONS, choice
from fastbt.venues.venue import Venue


def test_values_have_codes():
    """What the table allows, the kernel has a number for."""
    for name, codes in (
        ("account_type", AccountType),
        ("bar_path", BarPath),
        ("fill_timing", FillTiming),
        ("sizing", Sizing),
    ):
        for value in OPTIONS[name].values:
            assert value.upper() in codes.__members__, (name, value)


def test_the_default_is_never_the_optimistic_choice():
    assert all(option.values[0] not in option.optimistic for option in OPTIONS.values())
    assert {name for name, option in OPTIONS.items() if option.optimistic} == {
        "slippage_on", "clamp_slippage", "fill_timing", "tick_timing", "bracket_from", "through_fills", "remainder",
        "sizing", "margin_model", "liquidation",
    }  # fmt: skip


def test_options_of_section_s_may_be_given_to_the_verb():
    assert VERB_OPTIONS == ("sizing", "stops_per", "stop_cancels_signals", "waiting_entry")


def test_words_codes_and_booleans_are_understood():
    assert choice("bar_path", "WORST") == "worst"
    assert choice("bar_path", BarPath.OLHC) == "OLHC"
    assert choice("stop_cancels_signals", True) == "on"


def test_another_value_is_refused_with_what_is_allowed():
    with pytest.raises(ConfigError, match="limit_gap='close' is not one of 'limit', 'open'"):
        choice("limit_gap", "close")
    with pytest.raises(ConfigError, match="bar_path=True"):
        choice("bar_path", True)


def test_levels_from_the_close_wait_for_it():
    venue = Venue(bracket_anchor="close", bracket_from="next_row")
    assert venue.optimistic() == Venue(bracket_from="next_row").optimistic() != Venue().optimistic()
    with pytest.raises(ConfigError, match="bracket_from='fill': the close is known when the row is over"):
        Venue(bracket_anchor="close")


def test_a_chance_and_its_probability_go_together():
    venue = Venue(limit_touch="probability", limit_touch_probability=0.25)
    assert venue.to_dict()["limit_touch_probability"] == "0.25"
    assert Venue.from_dict(venue.to_dict()) == venue
    for words in ({"limit_touch": "probability"}, {"limit_touch_probability": 0.5}):
        with pytest.raises(ConfigError, match="give both"):
            Venue(**words)
    for wrong in (-0.1, 1.5):
        with pytest.raises(ConfigError, match="must lie from 0 to 1"):
            Venue(limit_touch="probability", limit_touch_probability=wrong)
