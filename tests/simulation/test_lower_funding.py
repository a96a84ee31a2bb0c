"""Funding: only of perpetuals, what the settings tell of it, and how it is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError

START = datetime(2024, 1, 1, tzinfo=UTC)
PERPETUAL = bt.CryptoPerpetual(
    "BTC.SIM", base_currency="BTC", quote_currency="USD", price_precision=1, size_precision=3
)
VENUE = bt.Venue("SIM", account_type="MARGIN")


def at(*hours: float) -> list[datetime]:
    return [START + timedelta(hours=hour) for hour in hours]


BARS = pl.DataFrame({"ts_event": at(*range(60)), "close": [100.0 + hour for hour in range(60)]})
HOLD = pl.DataFrame({"ts": at(1), "side": ["BUY"], "quantity": [2.0]})


def test_the_settings_tell_of_gaps():
    rates = pl.DataFrame({"time": at(-8, 0, 8, 16, 40, 48, 72), "funding_rate": ["0.0001"] * 7})
    result = bt.from_orders(BARS, HOLD, instruments=PERPETUAL, venue=VENUE, funding=rates)
    (told,) = result.settings["data"]["between_rows"]["funding"].values()
    assert told == {
        "rows": 5,
        "outside_the_data": 2,
        "every": "8:00:00",
        "gaps": 1,
        "longest_gap": "1 day, 0:00:00",
    }
    assert result.funding["ts_event"].dt.hour().to_list() == [8, 16, 16, 0]
    assert result.funding["amount"].to_list() == [-0.02, -0.02, -0.03, -0.03]


def test_other_rates_are_other_data():
    prints = set()
    for rate in (0.0001, 0.0002, None):
        funding = None if rate is None else {"ts": at(8), "rate": [rate]}
        result = bt.from_orders(BARS, HOLD, instruments=PERPETUAL, venue=VENUE, funding=funding)
        prints.add(result.settings["data"]["fingerprint"])
    assert len(prints) == 3


def test_what_is_no_perpetual_has_none():
    equity = bt.Equity("BTC.SIM", currency="USD", price_precision=1, size_precision=3)
    with pytest.raises(ConfigError, match=r"BTC\.SIM is a Equity, and only a CryptoPerpetual pays funding"):
        bt.from_orders(BARS, HOLD, instruments=equity, venue=VENUE, funding={"ts": at(8), "rate": [0.1]})


def test_every_form_of_strategy_is_paid():
    rates = pl.DataFrame({"ts": at(8, 16.5), "rate": [0.01, -0.02]})
    options = {"instruments": PERPETUAL, "venue": VENUE, "funding": rates}
    entries = pl.Series([hour == 1 for hour in range(60)])

    @bt.compiled
    def hold(ctx, p):
        if ctx.row == 1:
            ctx.buy(quantity=2.0)

    class Hold(bt.Strategy):
        def on_bar(self, bar):
            if self.position.is_flat and bar.ts_event == BARS["ts_event"].dt.epoch("ns")[1]:
                self.buy(quantity=2.0)

    wanted = BARS.select(quantity=pl.when(pl.int_range(60) == 1).then(2.0))["quantity"]
    runs = [
        bt.from_orders(BARS, HOLD, **options),
        bt.from_signals(BARS, entries=entries, quantity=2.0, check="off", **options),
        bt.from_targets(BARS, quantity=wanted, check="off", **options),
        bt.run(hold, BARS, **options),
        bt.run(Hold, BARS, **options),
    ]
    for result in runs:
        assert result.funding["amount"].to_list() == [-2.16, 4.64]
        assert result.equity["equity"].to_list() == runs[0].equity["equity"].to_list()
