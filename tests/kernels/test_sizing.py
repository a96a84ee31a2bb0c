"""How many lots a budget buys (rule S2): found by search, checked by trying every number of lots."""

from __future__ import annotations

from fractions import Fraction
from threading import Thread
from typing import Any

import numpy as np
import pytest

from fastbt.codes import LiquiditySide, RunStatus, SizeRule
from fastbt.kernels import sizing
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at, put_i64
from fastbt.kernels.state import BRACKET_FRACTION, BRACKET_OFFSET, BRACKET_PRICE, NOTHING, ORDER_REVERSE, RATE
from fastbt.simulation.machine import Machine
from fastbt.venues import FlatFees, PercentageFees, PerUnitFees
from tests.kernels.market import buy, ends, fills, market, run, sell

TAKER = int(LiquiditySide.TAKER)
PER_CENT = RATE // 100


@entry
def compute(address: int, _: int) -> int:
    """``largest`` for rows of (price, against, most, budget, funds, distance, risk), order 0 of the run at the address."""
    run = i64_at(address, 0)
    for k in range(i64_at(address, 1)):
        row = address + 16 + k * 56
        answer = sizing.largest(
            run,
            0,
            i64_at(row, 0),
            2,
            i64_at(row, 1),
            i64_at(row, 2),
            i64_at(row, 3),
            i64_at(row, 4),
            i64_at(row, 5),
            i64_at(row, 6),
        )
        put_i64(row, 0, answer)
    return 0


@entry
def level(address: int, _: int) -> int:
    """``exit_level`` for rows of (kind, amount, anchor, direction, increment); the answer replaces ``kind``."""
    for k in range(i64_at(address, 0)):
        row = address + 8 + k * 40
        answer = sizing.exit_level(
            i64_at(row, 0), i64_at(row, 1), i64_at(row, 2), i64_at(row, 3), i64_at(row, 4)
        )
        put_i64(row, 0, answer)
    return 0


def computed(machine: Machine, rows: list[tuple[int, ...]]) -> list[int]:
    block = np.concatenate(([machine.address, len(rows)], np.array(rows, np.int64).ravel()))
    compute.call(block.ctypes.data, 0)
    return block[2:].reshape(-1, 7)[:, 0].tolist()


def levels(rows: list[tuple[int, ...]]) -> list[int]:
    block = np.concatenate(([len(rows)], np.array(rows, np.int64).ravel()))
    level.call(block.ctypes.data, 0)
    return block[1:].reshape(-1, 5)[:, 0].tolist()


def half_away(x: Fraction) -> int:
    whole = (abs(x) + Fraction(1, 2)).__floor__()
    return whole if x >= 0 else -whole


class Bill:
    """The same costs in plain numbers: rate, flat fee and fee per unit (rate, least, most), decimals of the size, margin rate; for all lots at once."""

    def __init__(
        self,
        rate: str,
        flat: int,
        decimals: int,
        margin: Fraction | None,
        per_unit: tuple[str, int, int] | None,
    ) -> None:
        self.rate, self.flat, self.unit, self.per_unit = Fraction(rate), flat, 10**decimals, per_unit
        self.margin = Fraction(1) if margin is None else margin

    @staticmethod
    def rounded(amount: np.ndarray, rate: Fraction) -> np.ndarray:
        size = (2 * amount * abs(rate.numerator) + rate.denominator) // (2 * rate.denominator)
        return size if rate >= 0 else -size

    def notional(self, price: int, lots: np.ndarray) -> np.ndarray:
        return self.rounded(price * lots, Fraction(1, self.unit))

    def fee(self, value: np.ndarray, lots: np.ndarray) -> np.ndarray:
        fee = self.rounded(value, self.rate) + self.flat
        if self.per_unit is not None:
            rate, least, most = self.per_unit
            fee += np.clip(self.rounded(lots, Fraction(rate) / self.unit), least, most)
        return fee

    def largest(
        self,
        reverse: bool,
        step: int,
        price: int,
        against: int,
        most: int,
        budget: int,
        funds: int,
        distance: int,
        risk: int,
    ) -> int:
        lots = np.arange(step, (400 if most == NOTHING else most) + 1, step)
        fits = np.ones(len(lots), np.bool_)
        if budget != NOTHING:
            value = self.notional(price, lots)
            fits &= value + self.fee(value, lots) <= budget
        if funds != NOTHING:
            # a reversal closes what is held besides its lots, another order with them; closing needs no funds
            closing = np.full(len(lots), against) if reverse else np.minimum(lots, against)
            opening = lots if reverse else lots - closing
            whole = self.notional(price, closing + opening)
            held = whole if self.margin == 1 else self.rounded(self.notional(price, opening), self.margin)
            fits &= (opening == 0) | (held + self.fee(whole, closing + opening) <= funds)
        if distance != NOTHING:
            fits &= distance * lots <= risk * self.unit
        return int(max(lots[fits], default=0))


@pytest.mark.parametrize("reverse", [False, True], ids=["adds", "reverses"])
@pytest.mark.parametrize("margin", [None, Fraction(1, 4)], ids=["cash", "margin"])
@pytest.mark.parametrize(
    ("rate", "flat", "decimals", "step", "per_unit"),
    [
        ("0", 0, 0, 1, None),
        ("0.001", 0, 0, 1, None),
        ("0.03", 7, 0, 5, None),
        ("0.5", 0, 1, 3, None),
        ("0.0005", 40, 2, 1, None),
        ("-0.01", 0, 0, 1, None),
        ("0", 0, 0, 1, ("90.5", 0, 2**40)),
        ("0.001", 3, 0, 1, ("7", 300, 900)),
        ("0", 0, 1, 3, ("33.3", 50, 2**40)),
    ],
)
def test_largest_against_trying_every_number(
    rate: str,
    flat: int,
    decimals: int,
    step: int,
    per_unit: tuple[str, int, int] | None,
    margin: Fraction | None,
    reverse: bool,
) -> None:
    bill = Bill(rate, flat, decimals, margin, per_unit)
    fees: list[Any] = [PercentageFees(maker=0, taker=rate), FlatFees(flat)]
    if per_unit is not None:
        fees.append(PerUnitFees(*per_unit))
    account: dict[str, Any] = (
        {"account_type": "CASH"} if margin is None else {"account_type": "MARGIN", "leverage": 4}
    )
    facts = {"size_precision": decimals, "size_increment": Fraction(step, 10**decimals).__float__()}
    order = dict(buy(0, step), flags=ORDER_REVERSE if reverse else 0)
    machine = Machine(market(["100", "100"], [order], fees=fees, instrument=facts, **account))
    machine.advance(1)
    rng = np.random.default_rng(10)
    rows = []
    for _ in range(800):
        price = int(rng.integers(1, 2_000))
        around = int(rng.integers(0, 390) * price // 10**decimals) + int(rng.integers(-3, 60))
        budget, funds, risk = (max(int(around * rng.uniform(0.5, 1.5)), -2) for _ in range(3))
        distance = int(rng.integers(1, 300))
        kinds = rng.random(4) < (0.7, 0.8, 0.3, 0.3)
        kinds[1] |= not kinds[0]  # without a budget the funds decide
        against = int(rng.integers(0, 40)) * step if rng.random() < 0.4 else 0
        rows.append(
            (
                price,
                against,
                int(rng.integers(0, 390)) if kinds[2] or not kinds[:2].any() else 390,
                budget if kinds[0] else NOTHING,
                funds if kinds[1] else NOTHING,
                distance if kinds[3] else NOTHING,
                risk if kinds[3] else NOTHING,
            )
        )
    wanted = [bill.largest(reverse, step, *row) for row in rows]
    assert len(set(wanted)) > 50
    found = computed(machine, rows)
    wrong = [(r, f, w) for r, f, w in zip(rows, found, wanted, strict=True) if f != w]
    assert not wrong, (
        f"{len(wrong)}: (price, against, most, budget, funds, distance, risk), found, wanted {wrong[:3]}"
    )
    assert machine.run["status"] == RunStatus.DONE


def test_without_a_ceiling_the_search_finds_its_own() -> None:
    machine = Machine(market(["100", "100"], [buy(0, 1)], fees=FlatFees(5)))
    machine.advance(1)
    big = 10**17
    assert computed(machine, [(7, 0, NOTHING, big, NOTHING, NOTHING, NOTHING)]) == [(big - 5) // 7]
    assert computed(machine, [(7, 0, NOTHING, NOTHING, big, NOTHING, NOTHING)]) == [(big - 5) // 7]
    assert computed(machine, [(7, 0, NOTHING, NOTHING, big, 3, 10**9)]) == [10**9 // 3]
    assert computed(
        machine, [(0, 0, NOTHING, big, big, NOTHING, NOTHING), (-5, 0, NOTHING, big, big, NOTHING, NOTHING)]
    ) == [0, 0]


# ------------------------------------------------------------------------------------------------ levels


def test_levels_are_the_tick_nearest_to_the_exact_one() -> None:
    """F10: anchor x (1 -/+ fraction), rounded once; offsets and prices to the nearest tick."""
    rng = np.random.default_rng(11)
    rows, wanted = [], []
    for _ in range(20_000):
        increment = int(rng.choice([1, 5, 25, 10**7]))
        anchor = int(rng.integers(1, 10**9)) * increment
        direction = int(rng.choice([-1, 1]))
        fraction = int(rng.integers(0, RATE)) >> int(rng.integers(0, 39))
        rows.append((BRACKET_FRACTION, fraction, anchor, direction, increment))
        wanted.append(half_away(anchor * (1 + direction * Fraction(fraction, RATE)) / increment) * increment)
        offset = int(rng.integers(0, anchor))
        rows += [
            (BRACKET_OFFSET, offset, anchor, direction, increment),
            (BRACKET_PRICE, anchor + 2, 0, direction, increment),
        ]
        wanted += [half_away(Fraction(anchor + direction * offset, increment)) * increment]
        wanted += [half_away(Fraction(anchor + 2, increment)) * increment]
    found = levels(rows)
    wrong = [(r, f, w) for r, f, w in zip(rows, found, wanted, strict=True) if f != w]
    assert not wrong, wrong[:3]


def test_levels_of_negative_prices_keep_their_direction() -> None:
    assert levels(
        [(BRACKET_FRACTION, 10 * PER_CENT, -200, 1, 1), (BRACKET_FRACTION, 10 * PER_CENT, -200, -1, 1)]
    ) == [-180, -220]


# ------------------------------------------------------------------------------------------------ budgets in runs


def sized(rule: SizeRule, amount: int, price: int, **options: Any) -> list[int]:
    """Signed quantities of the fills of one order sized by a rule, at an open of ``price``."""
    options.setdefault("cash", 1_000)
    order = buy(0, 0, size_rule=rule, amount=amount, **options.pop("order", {}))
    return [fill[2] for fill in fills(run([str(price)] * 3, [order], **options))]


@pytest.mark.parametrize(
    ("rule", "amount", "price", "wanted"),
    [
        (SizeRule.VALUE, 299, 100, 2),
        (SizeRule.VALUE, 300, 100, 3),
        (SizeRule.VALUE, 5_000, 100, 10),  # never above the funds
        (SizeRule.PERCENT_OF_EQUITY, 50 * PER_CENT, 100, 5),
        (SizeRule.PERCENT_OF_EQUITY, 100 * PER_CENT, 3, 333),
        (SizeRule.PERCENT_OF_EQUITY, 250 * PER_CENT, 100, 10),
        (SizeRule.PERCENT_OF_CASH, 25 * PER_CENT, 100, 2),
    ],
)
def test_budgets(rule: SizeRule, amount: int, price: int, wanted: int) -> None:
    assert sized(rule, amount, price) == [wanted]


def test_a_percentage_of_equity_is_rounded_to_a_unit() -> None:
    """33.35 % of 1,000 is 333.5, rounded 334: two at 167."""
    assert sized(SizeRule.PERCENT_OF_EQUITY, 3335 * RATE // 10_000, 167) == [2]


def test_percent_of_cash_on_margin_counts_the_leverage() -> None:
    assert sized(SizeRule.PERCENT_OF_CASH, 50 * PER_CENT, 100, account_type="MARGIN", leverage=4) == [20]


def test_risk_is_the_distance_to_the_stop() -> None:
    """2 % of 1,000 at risk, 5 a unit: four; the funds allow ten."""
    assert sized(SizeRule.RISK_PERCENT, 2 * PER_CENT, 100, order={"stop": 95}) == [4]
    assert sized(SizeRule.RISK_PERCENT, 20 * PER_CENT, 100, order={"stop": 95}) == [10]


def test_risk_without_a_stop_is_denied() -> None:
    output = run(["100"] * 3, [buy(0, 0, size_rule=SizeRule.RISK_PERCENT, amount=PER_CENT)])
    assert ends(output) == ["DENIED NO_STOP"]


def test_a_stop_without_distance_leaves_the_limit_to_the_funds() -> None:
    """The open falls onto the stop's level: nothing is at risk, the funds alone decide."""
    orders = [buy(0, 0, size_rule=SizeRule.RISK_PERCENT, amount=2 * PER_CENT, stop=95)]
    assert fills(run(["100", "95", "95"], orders, cash=1_000))[0] == (0, 1, 10, 95)
    leveraged = run(["100", "95", "95"], orders, cash=1_000, account_type="MARGIN", leverage=2)
    assert fills(leveraged)[0] == (0, 1, 21, 95)


def test_a_search_that_leaves_the_range_ends() -> None:
    """Nothing is at risk and the funds pay for more than 64-bit money can say: an error or a fill, but no endless search."""
    orders = [buy(0, 0, size_rule=SizeRule.RISK_PERCENT, amount=2 * PER_CENT, stop=95)]
    machine = Machine(market(["100", "95", "95"], orders, cash=10**14, account_type="MARGIN", leverage=10**6))
    call = Thread(
        target=lambda: machine.advance(3), daemon=True
    )  # keeps the machine alive as long as it runs
    call.start()
    call.join(timeout=20)
    assert not call.is_alive(), "still searching after 20 s"


def test_equity_counts_what_is_held_at_the_fill_price() -> None:
    """S2: 5 held and bought at 100, now 200: equity 1,500, half of it at 200 buys 3."""
    orders = [buy(0, 5), buy(1, 0, size_rule=SizeRule.PERCENT_OF_EQUITY, amount=50 * PER_CENT)]
    output = run(["100", "100", "200"], orders, cash=1_000, account_type="MARGIN", leverage=4)
    assert fills(output) == [(0, 1, 5, 100), (1, 2, 3, 200)]


def test_a_budget_that_buys_nothing_is_refused() -> None:
    orders = [
        buy(0, 0, size_rule=SizeRule.VALUE, amount=99),
        sell(0, 0, size_rule=SizeRule.VALUE, amount=99, price=101),
    ]
    output = run(["100", "100", "101 102 101 101"], orders, account_type="MARGIN")
    assert ends(output) == ["REJECTED QUANTITY_ZERO", "CANCELED QUANTITY_ZERO"]
    assert len(output.fills) == 0
