"""Trailing stops on bitcoin's minutes: every fill equals a plain loop over the points of each bar."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from pathlib import Path

import polars as pl

import fastbt as bt

EVERY = 40
"""Rows between two orders."""


def bitcoin(folder: Path) -> pl.DataFrame:
    bars = pl.read_parquet(folder / "crypto_coinbase_1m.parquet").filter(pl.col("symbol") == "BTCUSD")
    return bars.drop("symbol").head(12_000)


def nearest(x: Fraction) -> int:
    return floor(x + Fraction(1, 2))


def follow(points: list[tuple[int, ...]], row: int, side: int, basis_points: int) -> tuple[int, int] | None:
    """(row, cents) of the fill of an order that arrives at a row's open; None when it never fills."""
    best = points[row][0]

    def trigger() -> int:
        return nearest(best * (1 + Fraction(side * basis_points, 10_000)))

    while row < len(points):
        for number, price in enumerate(points[row]):
            if side * (price - trigger()) >= 0:
                return (
                    row,
                    price if number == 0 else trigger(),
                )  # an open beyond it is a gap, else it is passed
            best = max(best, price) if side < 0 else min(best, price)
        row += 1
    return None


def test_every_fill_equals_a_plain_loop(shared_data: Path):
    bars = bitcoin(shared_data)
    columns = [[round(price * 100) for price in bars[name]] for name in ("open", "high", "low", "close")]
    points = list(zip(*columns, strict=True))
    sent = list(range(0, bars.height - 1, EVERY))
    sides = [1 if number % 2 else -1 for number in range(len(sent))]
    distances = [(25, 50, 120)[number % 3] for number in range(len(sent))]
    probe = bt.from_orders(
        bars,
        pl.DataFrame(
            {"ts": [], "side": [], "quantity": []},
            schema={"ts": pl.Datetime("ns", "UTC"), "side": pl.String, "quantity": pl.Float64},
        ),
        **options(),
    )
    times = probe.equity["ts_event"]
    orders = pl.DataFrame(
        {
            "ts": times.gather(sent),
            "client_order_id": [str(number) for number in range(len(sent))],
            "side": ["BUY" if side > 0 else "SELL" for side in sides],
            "quantity": 0.001,
            "trailing_offset": [float(distance) for distance in distances],
            "trailing_offset_type": "BASIS_POINTS",
        }
    )
    result = bt.from_orders(bars, orders, **options())
    wanted = {}
    for number, (row, side, distance) in enumerate(zip(sent, sides, distances, strict=True)):
        fill = follow(points, row + 1, side, distance)
        if fill is not None:
            wanted[str(number)] = (times[fill[0]], fill[1])
    found = {
        row["client_order_id"]: (row["ts_event"], round(row["price"] * 100))
        for row in result.fills.to_dicts()
    }
    assert len(wanted) > 90
    assert found == wanted


def options() -> dict:
    venue = bt.Venue("SIM", balances=["100000000 USD"], account_type="MARGIN", bar_path="OHLC")
    model = bt.CurrencyPair("BTC/USD.COINBASE", price_precision=2, size_precision=8)
    return {"instruments": model, "bar": "1m", "stamp": "open", "venue": venue}
