"""What a run is made of (``simulation/lowered.py``): plain data, nothing shared between two of them."""

from __future__ import annotations

from dataclasses import fields

import pytest

from fastbt.kernels import state
from fastbt.simulation.lowered import Lowered, RunOutput
from tests.kernels.market import buy, market, run


def test_a_market_without_a_strategy_has_none() -> None:
    lowered = market(["100"])
    assert (lowered.signals, lowered.plan, lowered.commands, lowered.plan_columns) == (None, None, None, {})


def test_defaults_are_not_shared() -> None:
    one, two = market(["100"]), market(["100"])
    one.plan_columns["size"] = one.columns.close
    one.names.append("mine")
    one.settings["x"] = 1
    assert (two.plan_columns, two.names, two.settings) == ({}, [], {})


def test_records_are_those_of_the_kernel() -> None:
    lowered = market(["100"], [buy(0, 1)], signals={"entries": [True], "quantity": 1})
    kinds = {
        "instruments": "INSTRUMENT",
        "venues": "VENUE",
        "accounts": "ACCOUNT",
        "balances": "BALANCE",
        "fees": "FEE",
        "plan": "PLAN",
        "commands": "COMMAND",
    }
    for name, kind in kinds.items():
        assert getattr(lowered, name).dtype == getattr(state, kind)
    output = run(["100"], [buy(0, 1)])
    for name, kind in {
        "orders": "ORDER",
        "fills": "FILL",
        "positions": "POSITION",
        "changes": "CHANGE",
        "brackets": "BRACKET",
    }.items():
        assert getattr(output, name).dtype == getattr(state, kind)


def test_it_takes_no_other_fields() -> None:
    """A misspelled field is an error, not a wish."""
    lowered = market(["100"])
    with pytest.raises(AttributeError):
        lowered.comands = None  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        run(["100"]).equitty = None  # type: ignore[attr-defined]
    assert {field.name for field in fields(Lowered)} >= {
        "columns",
        "instruments",
        "signals",
        "plan",
        "commands",
    }
    assert {field.name for field in fields(RunOutput)} >= {"orders", "fills", "positions", "equity"}


def test_gross_exposure_is_recorded_where_there_are_several_instruments() -> None:
    assert run(["100"]).gross is None
    many = run({"A": ["100"], "B": ["100"]})
    assert many.gross is not None
    assert many.gross.tolist() == [0]
