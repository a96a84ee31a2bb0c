"""``explain`` and ``around`` by id, of results in memory and on disk."""

from __future__ import annotations

import time
from pathlib import Path

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import UnknownNameError
from fastbt.results.result import Result
from tests.results.buffers import cash_run
from tests.results.stories import BARS, signals, told


@pytest.mark.parametrize("ask", [Result.explain, Result.around])
def test_an_unknown_id_names_the_nearest(ask):
    with pytest.raises(UnknownNameError, match="did you mean 'O-test-2'"):
        ask(Result(cash_run()), "O-tset-2")


def test_an_order_named_like_a_position_comes_first():
    result = told({"client_order_id": "P-1"})
    assert result.explain("P-1").asked.startswith("BUY")


def test_a_saved_result_says_the_same(tmp_path: Path):
    result = signals(stop_loss=0.04, take_profit=0.1)
    loaded = Result.load(result.save(tmp_path / "kept"))
    for name in [*result.orders["client_order_id"], "P-1"]:
        assert str(loaded.explain(name)) == str(result.explain(name))
        assert loaded.around(name).bars.equals(result.around(name).bars)


def test_of_two_instruments_each_has_its_own_bars():
    two = pl.concat([
        BARS.with_columns(instrument_id=pl.lit("ABC.SIM")),
        BARS.with_columns(pl.col("open", "high", "low", "close") * 2, instrument_id=pl.lit("XYZ.SIM")),
    ])  # fmt: skip
    models = [bt.Equity(f"{name}.SIM", currency="USD", price_precision=2) for name in ("ABC", "XYZ")]
    result = bt.from_signals(
        two, entries=pl.col("ts_event") == pl.col("ts_event").min(), quantity=5, instruments=models,
        stop_loss=0.06, check="off",
    )  # fmt: skip
    stops = result.orders.filter(order_type="STOP_MARKET")
    for name, instrument in stops.select("client_order_id", "instrument_id").rows():
        nearest = result.explain(name).nearest
        assert nearest is not None
        assert str(nearest.distance) == {"ABC.SIM": "1.00", "XYZ.SIM": "2.00"}[instrument]
        assert result.bars["instrument_id"][nearest.row] == instrument
        assert set(result.around(name).bars["instrument_id"]) == {instrument}


def test_it_is_quick():
    result = signals(stop_loss=0.04)
    result.explain("O-S-1")
    started = time.perf_counter()
    result.explain("O-S-2")
    assert time.perf_counter() - started < 0.1
