"""backtesting.py as oracle: the same strategies, trade by trade.

Options that make us answer as it does: MARGIN, `limit_gap = open` (F2), money in cents on our side (so final
equities differ by at most half a cent a fill, F14). Its list of trades holds closed ones only; ours marks the
open one (A12).
"""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
import pytest

import fastbt as bt
from fastbt import ta

pd = pytest.importorskip("pandas")
pytest.importorskip("backtesting")
pytestmark = pytest.mark.oracle


@pytest.fixture(scope="module")
def bars() -> pl.DataFrame:
    """The sample store's NASDAQ, eight years of days."""
    from fastbt.catalog.sample import sample_catalog

    return sample_catalog().bars("NASDAQ.INDEX", "1d", end="2007-01-01").collect()


def theirs(bars: pl.DataFrame, strategy: type, commission: float):
    """Run a strategy of backtesting.py."""
    from backtesting import Backtest

    columns = {name.title(): bars[name].to_numpy() for name in ("open", "high", "low", "close", "volume")}
    frame = pd.DataFrame(columns, index=pd.DatetimeIndex(bars["ts_event"].to_numpy()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Backtest(frame, strategy, cash=100_000, commission=commission).run()


def margin(**options) -> bt.Venue:
    """The venue that answers as backtesting.py does."""
    return bt.Venue("SIM", balances=["100000 USD"], account_type="MARGIN", limit_gap="open", **options)


def same_trades(stats, bars: pl.DataFrame, result: bt.Result) -> np.ndarray:
    """Compare the closed trades, times, sizes and prices, but for two rules; answers our exit prices.

    F2: an entry that opens beyond its take-profit sells there at the open, the executable price;
    backtesting.py sells at the take-profit, a price below the market. T3: a bar that opens beyond the
    take-profit fills it at the open, before anything else; backtesting.py fills the stop-loss if the bar
    falls to it later.
    """
    a, b = stats["_trades"], result.trades.filter(~pl.col("is_open"))
    assert len(a) == len(b) > 20
    np.testing.assert_array_equal(a["EntryTime"].to_numpy(), b["entry_time"].to_numpy())
    np.testing.assert_array_equal(a["ExitTime"].to_numpy(), b["exit_time"].to_numpy())
    np.testing.assert_array_equal(np.abs(a["Size"]), b["quantity"].to_numpy())
    np.testing.assert_allclose(a["EntryPrice"], b["entry_price"].to_numpy(), rtol=0, atol=1e-9)
    target, opens = a["TP"].to_numpy(float), bars["open"].to_numpy()[a["ExitBar"]]
    exits = np.where(a["EntryPrice"].to_numpy() > target, a["EntryPrice"], a["ExitPrice"])
    exits = np.where((opens >= target) & (a["ExitBar"] > a["EntryBar"]), opens, exits)
    np.testing.assert_allclose(exits, b["exit_price"].to_numpy(), rtol=0, atol=1e-9)
    return exits


def test_average_cross_with_fees(bars: pl.DataFrame):
    from backtesting import Strategy

    class Cross(Strategy):
        def init(self):
            self.fast = self.I(lambda x: pd.Series(x).rolling(10).mean(), self.data.Close)
            self.slow = self.I(lambda x: pd.Series(x).rolling(30).mean(), self.data.Close)

        def next(self):
            if not self.position and self.fast[-1] > self.slow[-1] and self.fast[-2] <= self.slow[-2]:
                self.buy(size=10)
            elif self.position and self.fast[-1] < self.slow[-1]:
                self.position.close()

    stats = theirs(bars, Cross, commission=0.001)
    result = bt.from_signals(
        bars,
        columns={"fast": ta.sma("close", 10), "slow": ta.sma("close", 30)},
        entries=ta.crossed_above("fast", "slow"),
        exits=pl.col("fast") < pl.col("slow"),
        quantity=10,
        venue=margin(fees=bt.PercentageFees(maker=0.001, taker=0.001)),
    )
    same_trades(stats, bars, result)
    assert abs(stats["Equity Final [$]"] - result.equity["equity"][-1]) <= 0.005 * len(result.fills)


def test_brackets_with_gaps_and_same_bar_exits(bars: pl.DataFrame):
    """Levels 1 % from the signal's close: hits, gaps through them, both on one bar (B2)."""
    from backtesting import Strategy

    class Brackets(Strategy):
        def init(self):
            pass

        def next(self):
            if not self.position and len(self.data) % 7 == 0:
                close = self.data.Close[-1]
                self.buy(size=10, sl=round(close * 0.99, 2), tp=round(close * 1.01, 2))

    stats = theirs(bars, Brackets, commission=0.0)
    frame = bars.with_row_index("row").with_columns(
        stop=(pl.col("close") * 0.99).round(2), target=(pl.col("close") * 1.01).round(2)
    )
    result = bt.from_signals(
        frame,
        entries=(pl.col("row") + 1) % 7 == 0,
        quantity=10,
        stop_loss_price="stop",
        take_profit_price="target",
        venue=margin(),
    )
    assert result.fills.filter(pl.col("cause") == "STOP_LOSS", pl.col("point") == "OPEN").height > 0
    assert result.fills["ambiguous"].any()
    exits = same_trades(stats, bars, result)
    difference = exits - stats["_trades"]["ExitPrice"].to_numpy()
    assert 0 < np.count_nonzero(difference) < 0.1 * len(difference)
    final = stats["Equity Final [$]"] + 10 * difference.sum()
    assert final == pytest.approx(result.equity["equity"][-1], abs=0.005)
