"""What a run was made with, as plain values."""

from __future__ import annotations

import json
from decimal import Decimal

import numpy as np
import polars as pl

import fastbt
from fastbt.simulation.lower import lower_market
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lower_settings import PACKAGES, plain, run_settings, versions, word_options
from fastbt.strategies.signals import Signals
from fastbt.strategies.targets import Targets
from fastbt.venues.venue import Venue
from tests.simulation.markets import bar_frame


def test_settings_are_json_and_say_it_all():
    market = Market.of({"venue": Venue(fill_timing="this_close"), "strategy_id": "T"})
    bars = market.read(bar_frame([1.0, 2.0]).drop("instrument_id"))
    lowered = lower_market(bars, market.venues, strategy="T")
    settings = run_settings(lowered, bars, market, {"form": "signals", "words": {"entries": pl.col("a") > 1}})
    assert json.loads(json.dumps(settings)) == settings
    assert settings["strategy"] == {
        "id": "T",
        "form": "signals",
        "words": {"entries": '[(col("a")) > (dyn int: 1)]'},
    }
    assert settings["venue"] == market.venues.first.to_dict()
    assert settings["optimistic"] == ["fill_timing=this_close"]
    assert settings["instruments"]["ASSET.SIM"]["inferred"] is True
    data = settings["data"]
    assert (data["rows"], data["groups"], data["stamp"], data["one_price_per_row"]) == (2, 2, "close", True)
    assert (data["start"], data["end"]) == ("1970-01-01 00:01:00+00:00", "1970-01-01 00:02:00+00:00")
    assert len(data["fingerprint"]) == 32
    assert settings["options"]["check"] == "quick"


def test_choices_of_a_strategy_are_shown_with_their_defaults():
    signals = Signals(entries="a", quantity=1, on_conflict="exit")
    assert word_options(signals) == {
        "accumulate": False,
        "on_opposite_entry": "reverse",
        "on_conflict": "exit",
        "on_direction_conflict": "ignore",
    }
    assert word_options(Targets(weight="w")) == {"drift": 0.0, "sequence": "sells_first"}


def test_versions_of_everything_a_result_depends_on():
    assert set(versions()) == {"python", "fastbt", *PACKAGES}
    assert versions()["fastbt"] == fastbt.__version__
    assert versions()["polars"] == pl.__version__


def test_plain_values():
    assert plain(None) is None
    assert plain([1, 2.5, True, "a"]) == [1, 2.5, True, "a"]
    assert plain(Decimal("1.50")) == "1.50"
    assert plain(np.float64(2.5)) == 2.5
    assert plain(np.int64(2)) == "2"
    assert plain(pl.Series([1, 2])) == "column of 2 values"
    assert plain({1: (pl.col("a"),)}) == {"1": ['col("a")']}
