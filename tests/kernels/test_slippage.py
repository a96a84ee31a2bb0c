"""How far a fill lies beyond the price it was offered (rules F12, F13)."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import numpy as np
import pytest

from fastbt.codes import RunStatus
from fastbt.errors import KernelError
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at, put_i64
from fastbt.kernels.slippage import power_of_share, root_of_rate
from fastbt.kernels.state import RATE
from fastbt.simulation.machine import Machine
from fastbt.venues import (
    BasisPointsSlippage,
    FixedSlippage,
    ProbabilisticSlippage,
    SpreadSlippage,
    VolumeSlippage,
)
from tests.kernels.market import buy, ends, market, prices, run, sell, with_columns

ONE_TICK = FixedSlippage(ticks=1)


def filled_at(order: dict[str, int], bar: str, **options: object) -> list[int]:
    """Prices and slippage of the fills of one order that arrives on a bar."""
    output = run(["100", bar, bar], [order], account_type="MARGIN", **options)
    signed = (output.fills["price"] - output.fills["slippage"] * output.fills["side"]).tolist()
    offered = int(bar.split(maxsplit=1)[0])
    if order["price"] is None and order["trigger"] is None:
        assert signed == [offered] * len(signed)  # the column is the distance, positive against the order
    return prices(output)


@pytest.mark.parametrize(
    ("order", "bar", "wanted"),
    [
        (buy(0, 1), "100", 103),
        (sell(0, 1), "100", 97),
        (buy(0, 1, limit=102), "100", 102),  # never past its own limit
        (sell(0, 1, limit=99), "100", 99),
        (buy(0, 1, limit=110), "100", 103),
        (buy(0, 1, limit=95), "100 105 90 100", 95),  # a maker gets its price
        (sell(0, 1, limit=105), "100 105 90 100", 105),
        (buy(0, 1, trigger=104), "100 110 90 100", 107),
        (sell(0, 1, trigger=95), "100 110 90 100", 92),
        (buy(0, 1, trigger=104, limit=105), "100 110 90 100", 105),
        (sell(0, 1), "3", 1),  # never a positive price below one tick
        (sell(0, 1), "2", 1),
        (sell(0, 1), "1", 1),
        (buy(0, 1), "1", 4),
    ],
)
def test_three_ticks(order: dict[str, int], bar: str, wanted: int) -> None:
    assert filled_at(order, bar, slippage=FixedSlippage(ticks=3)) == [wanted]


def test_ticks_are_those_of_the_increment() -> None:
    five = {"price_increment": 5}
    assert filled_at(buy(0, 1), "100", slippage=FixedSlippage(ticks=2), instrument=five) == [110]
    assert filled_at(sell(0, 1), "100", slippage=FixedSlippage(ticks=2), instrument=five) == [90]
    assert filled_at(sell(0, 1), "10", slippage=FixedSlippage(ticks=2), instrument=five) == [5]


@pytest.mark.parametrize(
    ("bps", "bar", "bought", "sold"),
    [
        (100, "100", 101, 99),  # exactly a tick
        (101, "100", 102, 98),  # 101.01 and 98.99: the worse tick
        (1, "100", 101, 99),
        (0, "100", 100, 100),
        (9_999, "100", 200, 1),  # 199.99 and 0.01
        (50, "1", 2, 1),
    ],
)
def test_basis_points_are_rounded_the_worse_way(bps: int, bar: str, bought: int, sold: int) -> None:
    slippage = BasisPointsSlippage(bps=bps)
    assert filled_at(buy(0, 1), bar, slippage=slippage) == [bought]
    assert filled_at(sell(0, 1), bar, slippage=slippage) == [sold]


def test_random_prices_and_basis_points() -> None:
    rng = np.random.default_rng(9)
    for bps, increment in ((0.1, 1), (2.5, 1), (37, 5), (333.33, 25)):
        opens = rng.integers(1, 10**6, 300) * increment
        orders = [(buy if n % 2 else sell)(n, 1) for n in range(299)]
        output = run(
            [str(o) for o in opens], orders, account_type="MARGIN", cash=10**15,
            slippage=BasisPointsSlippage(bps=bps), instrument={"price_increment": increment},
        )  # fmt: skip
        rate = Fraction(str(bps)) / 10_000
        for n, price in enumerate(prices(output)):
            exact = int(opens[n + 1]) * (1 + rate if n % 2 else 1 - rate)
            steps = -(-exact // increment) if n % 2 else exact // increment
            assert price == max(int(steps) * increment, increment)


def test_the_close_out_does_not_slip() -> None:
    """A12."""
    output = run(["100", "100", "90"], [buy(0, 1)], slippage=ONE_TICK, on_finish="close")
    assert prices(output) == [101, 90]


def test_an_order_at_this_close_slips_too() -> None:
    assert prices(run(["100"], [buy(0, 1)], slippage=ONE_TICK, fill_timing="this_close")) == [101]


def test_a_stop_in_a_gap_slips_from_the_open() -> None:
    output = run(
        ["100", "100", "80 85 70 80"],
        [buy(0, 1), sell(0, 1, trigger=95)],
        slippage=ONE_TICK,
        account_type="MARGIN",
    )
    assert prices(output) == [101, 79]
    assert ends(output) == ["FILLED", "FILLED"]


def test_a_distance_beyond_the_range_ends_the_run() -> None:
    lowered = market(["100", "100"], [buy(0, 1)], slippage=FixedSlippage(ticks=2**31 - 1))
    lowered.instruments["price_increment"] = 2**31 + 2**10
    with pytest.raises(KernelError) as caught:
        Machine(lowered).advance(2)
    assert (caught.value.status, caught.value.row) == (RunStatus.OVERFLOW, 1)


def test_a_worse_price_beyond_the_range_ends_the_run() -> None:
    """The distance fits, price + distance does not."""
    lowered = market(
        ["100", "100"],
        [buy(0, 1)],
        cash=2**61,
        slippage=BasisPointsSlippage(bps=9_000),
        account_type="MARGIN",
    )
    high = np.array([100, 2**62 - 1])
    with pytest.raises(KernelError, match="OVERFLOW, row 1"):
        Machine(with_columns(lowered, open=high, high=high, low=high, close=high)).advance(2)


# ------------------------------------------------------------------------------------------------ rarer models


@entry
def compute(address: int, _: int) -> int:
    """``power_of_share`` for rows of (lots, volume, halves); ``root_of_rate`` of ``lots`` where halves is 0."""
    for k in range(i64_at(address, 0)):
        row = address + 8 + k * 24
        halves = i64_at(row, 2)
        if halves == 0:
            put_i64(row, 0, root_of_rate(i64_at(row, 0)))
        else:
            put_i64(row, 0, power_of_share(i64_at(row, 0), i64_at(row, 1), halves))
    return 0


def computed(rows: list[tuple[int, int, int]]) -> list[int]:
    block = np.concatenate(([len(rows)], np.array(rows, np.int64).ravel()))
    compute.call(block.ctypes.data, 0)
    return block[1:].reshape(-1, 3)[:, 0].tolist()


def test_roots_are_those_of_whole_numbers() -> None:
    rng = np.random.default_rng(13)
    rates = [0, 1, 2, RATE - 1, RATE, RATE + 1, 2**62 - 1]
    rates += (rng.integers(0, 2**62, 5_000) >> rng.integers(0, 61, 5_000)).tolist()
    rates += [near for root in rng.integers(1, 10**15, 500).tolist() for near in exact_squares(root)]
    assert computed([(rate, 1, 0) for rate in rates]) == [isqrt(rate * RATE) for rate in rates]


def exact_squares(root: int) -> list[int]:
    """Rates at and just below the one whose root is reached, where they fit."""
    square = -(-root * root // RATE)
    return [rate for rate in (square, square - 1) if 0 <= rate < 2**62]


def rounded(number: Fraction) -> int:
    return (number + Fraction(1, 2)).__floor__()


def test_powers_of_random_shares() -> None:
    rng = np.random.default_rng(14)
    rows, wanted = [], []
    for lots, volume in rng.integers(1, 10**7, (500, 2)).tolist():
        share = rounded(Fraction(lots * RATE, volume))
        share = min(share, 1000 * RATE)
        root = isqrt(share * RATE)
        powers = (root, share, rounded(Fraction(share * root, RATE)), rounded(Fraction(share * share, RATE)))
        rows += [(lots, volume, halves) for halves in (1, 2, 3, 4)]
        wanted += powers
    assert computed(rows) == wanted


def test_a_share_counts_as_a_thousand_at_most() -> None:
    rows = [(10**18, 1, 1), (10**8, 1, 2), (1_001, 1, 3), (10**5, 1, 4), (5, 0, 2)]
    root = isqrt(1_000 * RATE * RATE)
    cube = rounded(Fraction(1_000 * root))
    assert computed(rows) == [root, 1_000 * RATE, cube, 10**6 * RATE, 5 * RATE]  # a volume of 0: one lot


def test_half_of_the_spread_of_the_fills_own_row() -> None:
    bars = ["100 100 100 100 9 50", "100 100 100 100 9 5", "100 100 100 100 9 4"]
    output = run(bars, [buy(0, 1), sell(1, 1)], slippage=SpreadSlippage(0.5))
    assert prices(output) == [103, 98]


def test_a_stop_of_another_instrument_reads_its_own_row() -> None:
    bars = {"X": ["100 100 100 100 9 8"] * 3, "Y": ["100 100 100 100 9 2"] * 3}
    orders = [buy(0, 1, instrument=1), buy(0, 1, instrument=0)]
    assert prices(run(bars, orders, slippage=SpreadSlippage(1))) == [102, 108]


def test_volume_of_what_a_reduce_only_order_can_close() -> None:
    """10 of 100 held; an exit of 50 closes 10, a tenth of the volume."""
    bars = ["100 100 100 100 100"] * 3
    orders = [buy(0, 10), sell(1, 50, reduce_only=True)]
    assert prices(run(bars, orders, slippage=VolumeSlippage(1, 1))) == [110, 90]


def test_an_order_far_beyond_the_volume_slips_by_the_price_itself() -> None:
    bars = ["100 100 100 100 1"] * 3
    orders = [buy(0, 10**9), sell(1, 10**9)]
    assert prices(run(bars, orders, slippage=VolumeSlippage(1_000, 2), cash=2**61)) == [200, 1]


def test_draws_depend_on_the_seed_and_not_on_the_cut() -> None:
    orders = [buy(group, 1) for group in range(200)]
    options = {"slippage": ProbabilisticSlippage(0.3), "account_type": "MARGIN"}

    def slips(seed: int, cut: int | None = None) -> list[int]:
        lowered = market(["100"] * 201, orders, seed=seed, **options)
        machine = Machine(lowered)
        for until in [*range(1, 201, cut or 201), 201]:
            machine.advance(until)
        return machine.output().fills["slippage"].tolist()

    found = slips(1)
    assert set(found) == {0, 1}
    assert 35 < sum(found) < 85
    assert found == slips(1, cut=7)
    assert found != slips(2)


@pytest.mark.parametrize(
    ("on", "wanted"),
    [
        ("taker", [102, 96, 98, 92]),
        ("all", [102, 98, 98, 92]),
        ("entries", [102, 96, 100, 94]),
        ("no_stops", [102, 96, 98, 94]),
    ],
)
def test_slippage_on(on: str, wanted: list[int]) -> None:
    """A market entry, a limit of 98 that improves to 96 over a gap, a reduce-only exit, a reduce-only stop."""
    bars = ["100"] * 3 + ["96 96 96 96", "100", "100", "100 100 90 90"]
    stop = sell(5, 1, trigger=94, reduce_only=True)
    orders = [buy(0, 5), buy(1, 1, limit=98), sell(4, 1, reduce_only=True), stop]
    output = run(bars, orders, slippage=FixedSlippage(2), slippage_on=on, limit_gap="open")
    assert prices(output) == wanted


@pytest.mark.parametrize(
    ("order", "bar", "wanted"),
    [
        (buy(0, 1), "100 102 98 100", 102),
        (sell(0, 1), "100 102 98 100", 98),
        (buy(0, 1), "100 110 90 100", 103),
        (sell(0, 1), "100 110 90 100", 97),
        (buy(0, 1), "100", 100),
        (buy(0, 1, trigger=101), "100 102 98 100", 102),
        (sell(0, 1), "2 4 1 2", 1),
    ],
)
def test_clamped_to_the_rows_range(order: dict[str, int], bar: str, wanted: int) -> None:
    assert filled_at(order, bar, slippage=FixedSlippage(3), clamp_slippage="on") == [wanted]
