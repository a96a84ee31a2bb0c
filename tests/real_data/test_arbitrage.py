"""One asset on two venues: bitcoin perpetuals of Bybit and OKX, the dear one sold and the cheap one bought.

Eighteen months of eight hours each. Every row's equity equals an independent sum of exact decimals. (The file of
Binance is left out: its bars lie four hours apart from these, so that a spread to it would be no price anyone saw.)
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest

import fastbt as bt

CENT = Decimal("0.01")
USDT = bt.Currency("USDT", precision=2)
IN, OUT = 6e-4, 0.0
"""The spread at which it gets in, and the one at which it is out, on the other side of it."""
START = 200_000
BYBIT, OKX = "BTC.BYBIT", "BTC.OKX"
FILES = {BYBIT: "bybit_perp_usdt", OKX: "okx_perp_usdt"}


@cache
def bars(folder: Path) -> pl.DataFrame:
    """Bars of both, of the times that both have."""
    both = [
        pl.read_parquet(folder / f"basis_btc_8h/{file}.parquet").select(
            pl.lit(name).alias("instrument_id"), "ts", "open", "high", "low", "close"
        )
        for name, file in FILES.items()
    ]
    common = both[0].join(both[1], on="ts", how="semi")["ts"]
    return pl.concat(both).filter(pl.col("ts").is_in(common.implode())).sort("ts", "instrument_id")


def funding(folder: Path) -> pl.DataFrame:
    return pl.concat(
        pl.read_parquet(folder / f"basis_btc_8h/{file}_funding.parquet").with_columns(
            pl.lit(name).alias("instrument_id"), pl.col("rate").round(12)
        )
        for name, file in FILES.items()
    )


@cache
def sides(folder: Path) -> list[int]:
    """What is wanted of Bybit's contract after each bar: 1 where it is cheap, -1 where it is dear, else what it was."""
    closes = bars(folder).pivot("instrument_id", index="ts", values="close").sort("ts")
    wanted, side = [], 0
    for spread in closes.select(pl.col(OKX) / pl.col(BYBIT) - 1).to_series():
        if abs(spread) > IN:
            side = 1 if spread > 0 else -1
        elif side * spread < OUT:
            side = 0
        wanted.append(side)
    return wanted


@cache
def run(folder: Path, fee: str) -> bt.Result:
    wanted = pl.Series(sides(folder), dtype=pl.Float64)
    frame = bars(folder).with_columns(
        quantity=pl.when(pl.col("instrument_id") == BYBIT).then(1).otherwise(-1)
        * pl.col("ts").rank("dense").cast(pl.Int64).sub(1).replace_strict(dict(enumerate(wanted)), return_dtype=pl.Float64)
    )  # fmt: skip
    models = [
        bt.CryptoPerpetual(
            name, base_currency="BTC", quote_currency=USDT, settlement_currency=USDT, price_precision=1,
            size_precision=3,
        )
        for name in FILES
    ]  # fmt: skip
    venues = [
        bt.Venue(
            name.partition(".")[2], balances=[bt.Money(str(START), USDT)], account_type="MARGIN", leverage=5,
            fees=bt.PercentageFees(Decimal(fee), Decimal(fee)),
        )
        for name in FILES
    ]  # fmt: skip
    return bt.from_targets(
        frame, quantity="quantity", instruments=models, venue=venues, bar="8h", stamp="open",
        funding=funding(folder),
    )  # fmt: skip


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass
class Account:
    """One venue by hand: a coin bought or sold, fees and funding, to the cent."""

    money: Decimal = Decimal(START)
    held: int = 0

    def trade(self, wanted: int, price: Decimal, fee: Decimal) -> None:
        change = wanted - self.held
        self.money -= change * price + (cents(abs(change) * price * fee) if change else 0)
        self.held = wanted

    def worth(self, price: Decimal) -> Decimal:
        return self.money + self.held * price


def by_hand(folder: Path, fee: str) -> list[Decimal]:
    """The equity of both after each bar."""
    rates = {(row["instrument_id"], row["ts"]): row["rate"] for row in funding(folder).to_dicts()}
    accounts = {name: Account() for name in FILES}
    rows = bars(folder).partition_by("ts", maintain_order=True)
    total, wanted = [], 0
    for number, (row, following) in enumerate(zip(rows, [*rows[1:], None], strict=True)):
        now = Decimal(0)
        for bar in row.to_dicts():
            account, close = accounts[bar["instrument_id"]], Decimal(str(bar["close"]))
            side = wanted if bar["instrument_id"] == BYBIT else -wanted
            account.trade(side, Decimal(str(bar["open"])), Decimal(fee))
            # a bar ends where the next one begins, and there funding is due
            rate = None if following is None else rates.get((bar["instrument_id"], following["ts"][0]))
            if rate is not None:
                account.money -= cents(account.held * close * Decimal(f"{rate:.12f}"))
            now += account.worth(close)
        total.append(now)
        wanted = sides(folder)[number]
    return total


@pytest.mark.parametrize("fee", ["0", "0.0005"])
def test_every_row_is_what_a_sum_of_decimals_says(shared_data: Path, fee: str):
    result, expected = run(shared_data, fee), by_hand(shared_data, fee)
    assert result.exact.equity["equity"].to_list()[:-1] == expected[:-1]


def test_the_spread_pays_less_than_what_trading_it_costs(shared_data: Path):
    free, charged = run(shared_data, "0"), run(shared_data, "0.0005")
    parts = {row["venue"]: row for row in free.pnl("venue", exact=True).to_dicts()}
    gained = free.exact.equity["equity"][-1] - 2 * START
    assert sum(row["pnl"] for row in parts.values()) == gained > 0
    assert charged.exact.equity["equity"][-1] < 2 * START
    assert free.stats.max_drawdown > -0.01
    # what one venue loses when bitcoin moves the other gains
    assert (
        min(row["pnl"] for row in parts.values()) < -5 * gained
        or max(row["pnl"] for row in parts.values()) > 3 * gained
    )


def test_at_any_time_the_two_positions_hold_each_other(shared_data: Path):
    result = run(shared_data, "0")
    fills = result.fills.height
    assert fills > 40
    inside = [row for row in result.equity.to_dicts() if row["open_positions"] == 2][:200:50]
    for row in inside:
        state = result.as_of(row["ts_event"])
        assert state.net_quantity(BYBIT) == -state.net_quantity(OKX) != 0
        net = state.portfolio("currency", exact=True)["net_exposure"][0]
        assert float(net) == pytest.approx(row["net_exposure"]) and abs(net) < 200
