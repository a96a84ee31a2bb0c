"""``Result``: tables by attribute and name, settings, HTML."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import UnknownNameError
from fastbt.results.result import Result
from fastbt.schema.ledger import LEDGER
from fastbt.simulation.lower_options import RunOptions
from fastbt.venues.options import OPTIONS
from tests.docs.sources import page
from tests.results.buffers import cash_run, empty_run, margin_run
from tests.results.stories import signals


@pytest.fixture(scope="module")
def result() -> Result:
    return Result(cash_run())


@pytest.mark.parametrize("name", [*LEDGER, "bars"])
def test_tables_by_attribute_and_name(result: Result, name: str):
    assert getattr(result, name) is result.table(name)
    assert getattr(result.exact, name).equals(result.table(name, exact=True))


def test_floats_and_decimals(result: Result):
    assert result.trades["pnl"].to_list()[0] == 97.9
    assert result.exact.trades["pnl"].to_list()[0] == Decimal("97.90")


def test_an_unknown_table_lists_the_others(result: Result):
    with pytest.raises(UnknownNameError, match="did you mean 'trades'"):
        result.table("trade")


def test_other_libraries(result: Result):
    assert result.to_arrow("fills").column_names == result.fills.columns
    assert result.to_arrow("fills", exact=True).schema.field("price").type.scale == 2
    pandas = pytest.importorskip("pandas")
    frame = result.to_pandas("fills")
    assert isinstance(frame, pandas.DataFrame)
    assert frame["price"].tolist() == [100.0, 110.0, 98.01, 97.0]


def test_settings_are_plain_and_count_refusals():
    run = cash_run()
    run.lowered.settings = {
        "venue": {"leverage": Decimal("2.5")},
        "when": datetime(2024, 1, 1, tzinfo=UTC),
        "pair": (1, 2),
    }
    settings = Result(run).settings
    assert settings == json.loads(json.dumps(settings))
    assert settings["venue"] == {"leverage": "2.5"}
    assert settings["refusals"] == {"INSUFFICIENT_CASH": 1, "ORDER_CLOSED": 1, "NO_POSITION": 1}
    assert "365 a year" in settings["statistics"]


def test_orders_and_positions_as_objects(result: Result):
    order = result.order("O-test-2")
    assert (order.status.name, str(order.trigger_price), str(order.quantity)) == ("CANCELED", "95.00", "10")
    assert str(result.position("P-2").realized_pnl) == "-7.01 USD"
    with pytest.raises(UnknownNameError, match="O-test-2"):
        result.order("O-tset-2")
    with pytest.raises(UnknownNameError, match="P-1"):
        result.position("P1")


@pytest.mark.parametrize("run", [cash_run, margin_run, empty_run])
def test_html_has_picture_figures_and_notes(run):
    html = Result(run())._repr_html_()
    assert html.startswith("<div>")
    assert html.endswith("</div>")
    assert html.count("<svg") == 1
    assert "Max. Drawdown [%]" in html
    assert ("no trades" in html) == (run is empty_run)


def test_html_is_quick(result: Result):
    result._repr_html_()
    started = time.perf_counter()
    result._repr_html_()
    assert time.perf_counter() - started < 0.05


def test_names_are_escaped():
    run = cash_run()
    run.lowered.strategy = "<b>bold</b>"
    assert "<b>bold" not in Result(run)._repr_html_().replace("<p><b>", "")


def test_tables_are_shared_between_forms(result: Result):
    assert isinstance(result.orders, pl.DataFrame)
    assert result.exact.orders is result.table("orders", exact=True)


# --------------------------------------------------------------------------------------- settings of a run


def test_settings_have_every_option():
    settings = signals(stop_loss=0.04).settings
    assert set(OPTIONS) <= set(settings["venue"])
    shown = {**settings["venue"], **settings["options"], "venue": 1, "instruments": 1, "strategy_id": 1}
    assert set(RunOptions.__annotations__) - set(shown) == {
        "progress",
        "finer",
        "funding",
        "actions",
        "deposits",
        "transfers",
        "rates",
        "conversion_rates",
    }  # told under data
    assert settings["strategy"]["options"]["on_opposite_entry"] == "reverse"
    assert settings["strategy"]["words"]["stop_loss"] == 0.04


def test_optimistic_options_are_shown():
    result = signals(venue=bt.Venue("SIM", fill_timing="this_close", sizing="row_close"))
    assert result.settings["optimistic"] == ["fill_timing=this_close", "sizing=row_close"]
    for text in (repr(result), result._repr_html_()):
        assert "† optimistic options: fill_timing=this_close, sizing=row_close" in text
    assert "†" not in repr(signals())


def test_optimistic_options_are_those_with_a_dagger():
    """``docs/semantics.md`` writes † before or after each optimistic value."""
    text = page("docs/semantics.md")
    marked = set(re.findall(r"† ?`(?:\w+ = )?(\w+)`", text)) | set(re.findall(r"`(\w+)` ?†", text))
    assert marked == {value for option in OPTIONS.values() for value in option.optimistic}


def test_refusals_by_reason_in_one_query():
    result = Result(cash_run())
    query = """select reason, count(*) n from events where kind in ('ORDER_DENIED', 'ORDER_REJECTED',
        'ORDER_CANCEL_REJECTED', 'COMMAND_REFUSED') group by reason"""
    assert dict(result.sql(query).rows()) == result.settings["refusals"]
