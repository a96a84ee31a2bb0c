"""vectorbt as oracle: signals filled at the next open, with fees and slippage, order by order.

vectorbt fills on the row of the signal; our default is its order one row earlier (T5), so its signals are
shifted by a row. Its money is float, ours cents (F14), its prices are not on a grid: slippage is compared
within a tick (F13).
"""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
import pytest

import fastbt as bt

pd = pytest.importorskip("pandas")
pytestmark = pytest.mark.oracle


@pytest.fixture(scope="module")
def vectorbt():
    """The library, imported once; its import warns of what it needs itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("vectorbt")


@pytest.fixture(scope="module")
def bars() -> pl.DataFrame:
    """Four years of the sample store's NASDAQ."""
    from fastbt.catalog.sample import sample_catalog

    return sample_catalog().bars("NASDAQ.INDEX", "1d", end="2003-01-01").collect()


def shifted(column: pl.Series) -> np.ndarray:
    """Signals one row later, where vectorbt fills them."""
    return column.shift(1).fill_null(value=False).to_numpy()


@pytest.mark.parametrize("slippage", [0.0, 0.0005])
def test_cross_with_fees(vectorbt, bars: pl.DataFrame, slippage: float):
    fast, slow = bars["close"].rolling_mean(5), bars["close"].rolling_mean(20)
    above = (fast > slow).fill_null(value=False)
    entries, exits = above & ~above.shift(1, fill_value=False), ~above & above.shift(1, fill_value=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        portfolio = vectorbt.Portfolio.from_signals(
            pd.Series(bars["close"].to_numpy()),
            entries=shifted(entries),
            exits=shifted(exits),
            price=bars["open"].to_numpy(),
            size=7,
            fees=0.001,
            slippage=slippage,
            init_cash=1_000_000,
        )
    records = portfolio.orders.records
    model = bt.BasisPointsSlippage(bps=slippage * 10_000) if slippage else None
    fees = bt.PercentageFees(maker=0.001, taker=0.001)
    result = bt.from_signals(
        bars,
        entries=entries,
        exits=exits,
        quantity=7,
        venue=bt.Venue("SIM", balances=["1000000 USD"], account_type="CASH", fees=fees, slippage=model),
    )
    fills = result.fills
    assert len(records) == len(fills) > 30
    rows = bars.with_row_index("row").join(fills.select("ts_event"), on="ts_event", maintain_order="right")[
        "row"
    ]
    np.testing.assert_array_equal(records["idx"], rows.to_numpy())
    np.testing.assert_array_equal(records["size"], fills["quantity"].to_numpy())
    np.testing.assert_allclose(
        records["price"], fills["price"].to_numpy(), rtol=0, atol=0.01 if slippage else 1e-9
    )
    np.testing.assert_allclose(records["fees"], fills["commission"].to_numpy(), rtol=0, atol=0.0052)
    # a tick on each unit of each fill (F13) and half a cent of fee on each fill (F14)
    most = len(fills) * (0.0052 + (0.07 if slippage else 0.0)) + 0.01
    assert abs(portfolio.value().iloc[-1] - result.equity["equity"][-1]) <= most
