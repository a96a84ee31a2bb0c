"""The road from a frame to a lowered run of targets: options that fit, hidden columns that leave no trace."""

from __future__ import annotations

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError
from fastbt.simulation.lower_target_run import lower_target_run, target_market

FRAME = pl.DataFrame(
    {
        "date": ["2024-01-02", "2024-01-03"] * 2,
        "instrument_id": ["B.SIM"] * 2 + ["A.SIM"] * 2,
        "close": [1.0, 2.0, 3.0, 4.0],
        "w": [0.5, None, 0.25, 0.0],
    }
)
OPTIONS = {"instruments": ["A.SIM", "B.SIM"]}


def test_targets_are_sized_at_the_decision_unless_the_verb_says_otherwise():
    assert target_market({}).venues.first.sizing == "decision"
    assert target_market({"venue": bt.Venue(sizing="row_close")}).venues.first.sizing == "decision"
    assert target_market({"sizing": "fill"}).venues.first.sizing == "fill"


@pytest.mark.parametrize("name", ["stops_per", "stop_cancels_signals", "waiting_entry"])
def test_options_about_entries_are_refused(name: str):
    assert target_market({name: None}).venues.first == target_market({}).venues.first
    with pytest.raises(ConfigError, match=f"{name}='on' is about entries"):
        target_market({name: "on"})


def test_rows_as_the_timeline_has_them():
    """Sorted by time, then A before B."""
    run = lower_target_run(bt.Targets(weight="w"), FRAME, target_market(OPTIONS))
    assert run.signals.astype(bool).tolist() == [True, True, True, False]
    assert run.plan_columns["wanted"][:3].tolist() == [0.25, 0.5, 0.0]
    assert run.settings["strategy"]["decisions"] == 2


@pytest.mark.parametrize("make", [pl.DataFrame.lazy, pl.DataFrame.clone, pl.DataFrame.to_dict])
def test_the_order_given_is_carried_along_and_not_shown(make):
    """B's rows, 0 and 1 of the frame, get the larger ranks: the kernel takes those first."""
    run = lower_target_run(bt.Targets(weight="w", sequence="given"), make(FRAME), target_market(OPTIONS))
    assert run.plan_columns["rank"].tolist() == [1, 3, 0, 2]
    assert not [name for name in run.frame.columns if "rank" in name]
