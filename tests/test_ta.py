"""The face of the indicators: each of them lazy, streaming, within instruments, on prefixes, never NaN."""

from __future__ import annotations

import doctest
import importlib
import pickle
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from fastbt import ta

EXPRESSIONS = {
    "sma": ta.sma("close", 20),
    "ema": ta.ema("close", 20),
    "atr": ta.atr(14),
    "highest": ta.highest("high", 20),
    "lowest": ta.lowest("low", 20),
    "crossed_above": ta.crossed_above("close", ta.sma("close", 5)),
    "crossed_below": ta.crossed_below("close", 100),
}
each = pytest.mark.parametrize("name", EXPRESSIONS)


@pytest.fixture(scope="module")
def bars() -> pl.DataFrame:
    """Three instruments of different length, interleaved, with nulls and NaN."""
    draw = np.random.default_rng(1)
    rows = 3_000
    close = np.round(100 + np.cumsum(draw.normal(0, 0.5, rows)), 2)
    frame = pl.DataFrame(
        {
            "instrument_id": draw.choice(["A", "B", "C"], rows, p=[0.6, 0.39, 0.01]),
            "high": close + np.round(draw.random(rows), 2),
            "low": close - np.round(draw.random(rows), 2),
            "close": close,
        }
    )
    unknown = pl.Series(draw.random(rows))
    return frame.with_columns(
        pl.when(unknown < 0.01)
        .then(None)
        .when(unknown < 0.02)
        .then(float("nan"))
        .otherwise(pl.col(name))
        .alias(name)
        for name in ("high", "low", "close")
    )


def test_every_public_indicator_is_tested_here():
    assert set(ta.__all__) == set(EXPRESSIONS)


@each
def test_null_never_nan(name, bars):
    found = bars.select(EXPRESSIONS[name]).to_series()
    assert found.null_count() > 0
    assert found.drop_nulls().len() > rows_known(name)
    if found.dtype == pl.Float64:
        assert not found.is_nan().any()


def rows_known(name: str) -> int:
    """Rows of the fixture on which at least a result is known."""
    return 1_000 if name in {"sma", "highest", "lowest"} else 2_000


@each
def test_lazy_and_streaming(name, bars):
    expression = EXPRESSIONS[name]
    expected = bars.select(expression)
    lazy = bars.lazy().select(expression)
    assert lazy.collect_schema() == expected.schema
    assert lazy.collect().equals(expected)
    assert lazy.collect(engine="streaming").equals(expected)
    within = expression.over("instrument_id")
    assert bars.lazy().select(within).collect(engine="streaming").equals(bars.select(within))


@each
def test_within_instruments(name, bars):
    found = bars.select("instrument_id", result=EXPRESSIONS[name].over("instrument_id"))
    for instrument in ("A", "B", "C"):
        alone = bars.filter(pl.col("instrument_id") == instrument).select(EXPRESSIONS[name]).to_series()
        assert found.filter(pl.col("instrument_id") == instrument)["result"].equals(alone)


@each
def test_a_prefix_of_the_data_gives_a_prefix_of_the_result(name, bars):
    whole = bars.select(EXPRESSIONS[name])
    for rows in (0, 1, 13, 14, 15, 19, 20, 21, 500, 1_777, 2_999):
        assert bars.head(rows).select(EXPRESSIONS[name]).equals(whole.head(rows)), rows


@each
def test_an_expression_travels_to_other_processes(name, bars):
    again = pickle.loads(pickle.dumps(EXPRESSIONS[name]))  # noqa: S301
    assert bars.select(again).equals(bars.select(EXPRESSIONS[name]))


@each
def test_chunks_do_not_matter(name, bars):
    pieces = pl.concat([bars[:7], bars[7:1_500], bars[1_500:]], rechunk=False)
    assert pieces["close"].n_chunks() == 3
    assert pieces.select(EXPRESSIONS[name]).equals(bars.select(EXPRESSIONS[name]))


def test_a_row_and_no_row(bars):
    for name, expression in EXPRESSIONS.items():
        assert bars.head(0).select(expression).height == 0
        # below 100 on the first row: whether it crossed, nobody knows
        first = bars.filter(pl.col("close") < 100).head(1).select(expression).to_series()
        assert first.to_list() == [None], name


def test_importing_the_indicators_does_not_import_numba(root):
    program = "import sys; import fastbt.ta; fastbt.ta.sma('close', 3); sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0


@pytest.mark.parametrize(
    "module",
    [
        "fastbt.ta",
        *(f"fastbt.indicators.{m}" for m in ("averages", "crossings", "extremes", "partition", "volatility")),
    ],
)
def test_the_examples_run(module):
    found = importlib.import_module(module)
    result = doctest.testmod(found, extraglobs={"pl": pl, "ta": ta})
    assert result.attempted > 0
    assert result.failed == 0
