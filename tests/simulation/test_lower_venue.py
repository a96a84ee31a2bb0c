"""A venue as records: choices, account, balance, fees, margin rates."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.codes import AccountType, BarPath, FillTiming
from fastbt.errors import ConfigError
from fastbt.kernels import slippage
from fastbt.kernels.fees import FLAT_PER_FILL, FLAT_PER_ORDER, PER_UNIT, PERCENTAGE, TIER
from fastbt.kernels.slippage import BASIS_POINTS, NONE, TICKS
from fastbt.kernels.state import FAR_UP
from fastbt.model.currencies import Currency
from fastbt.model.instruments import Equity
from fastbt.model.money import Money
from fastbt.simulation import lower_venue
from fastbt.simulation.lower_venue import (
    account_records,
    balance_records,
    check_currencies,
    fee_records,
    margin_rates,
    venue_records,
)
from fastbt.venues import (
    BasisPointsSlippage,
    FixedSlippage,
    FlatFees,
    PercentageFees,
    PerUnitFees,
    ProbabilisticSlippage,
    SpreadSlippage,
    TieredFees,
    Venue,
    VolumeSlippage,
)
from fastbt.venues.venues import Venues


def test_numbers_shared_with_the_kernel_are_the_kernels():
    assert (lower_venue.FEE_PERCENTAGE, lower_venue.FEE_PER_ORDER, lower_venue.FEE_PER_FILL) == (
        PERCENTAGE, FLAT_PER_ORDER, FLAT_PER_FILL,
    )  # fmt: skip
    rarer = (lower_venue.SLIPPAGE_SPREAD, lower_venue.SLIPPAGE_VOLUME, lower_venue.SLIPPAGE_PROBABILISTIC)
    assert rarer == (slippage.SPREAD, slippage.VOLUME, slippage.PROBABILISTIC)
    assert (lower_venue.FEE_PER_UNIT, lower_venue.FEE_TIER) == (PER_UNIT, TIER)
    assert (lower_venue.SLIPPAGE_NONE, lower_venue.SLIPPAGE_TICKS, lower_venue.SLIPPAGE_BASIS_POINTS) == (
        NONE,
        TICKS,
        BASIS_POINTS,
    )


@pytest.mark.parametrize(
    ("option", "field", "value"),
    [
        ({}, "fill_timing", FillTiming.NEXT_OPEN),
        ({}, "bar_path", BarPath.WORST),
        ({"account_type": "MARGIN"}, "account_type", AccountType.MARGIN),
        ({"fill_timing": "this_close"}, "fill_timing", FillTiming.THIS_CLOSE),
        ({"bar_path": "adaptive"}, "bar_path", BarPath.ADAPTIVE),
        ({"limit_gap": "open"}, "limit_gap_open", 1),
        ({"stop_in_market": "reject"}, "stop_in_market_reject", 1),
        ({"on_insufficient_cash": "cut"}, "cut", 1),
        ({"on_finish": "close"}, "close_at_end", 1),
        ({"slippage": FixedSlippage(3)}, "slippage", TICKS),
        ({"slippage": FixedSlippage(3)}, "slippage_amount", 3),
        ({"slippage": BasisPointsSlippage(2.5)}, "slippage", BASIS_POINTS),
        ({"slippage": BasisPointsSlippage(2.5)}, "slippage_amount", 250_000_000),
        ({"slippage": SpreadSlippage(0.5)}, "slippage", slippage.SPREAD),
        ({"slippage": SpreadSlippage(0.5)}, "slippage_amount", 5 * 10**11),
        ({"slippage": VolumeSlippage(0.1, 1.5)}, "slippage_amount", 10**11),
        ({"slippage": VolumeSlippage(0.1, 1.5)}, "slippage_halves", 3),
        ({"slippage": ProbabilisticSlippage(0.25)}, "slippage", slippage.PROBABILISTIC),
        ({"slippage": ProbabilisticSlippage(0.25)}, "slippage_amount", 25 * 10**10),
        ({"slippage_on": "all"}, "slippage_on", slippage.ON_ALL),
        ({"slippage_on": "entries"}, "slippage_on", slippage.ON_ENTRIES),
        ({"slippage_on": "no_stops"}, "slippage_on", slippage.ON_NO_STOPS),
        ({"clamp_slippage": "on"}, "clamp", 1),
        ({"volume_limit": 0.1}, "volume_limit", 10**11),
        ({"through_fills": "all"}, "through_fills", 1),
        ({"remainder": "tick_worse"}, "tick_worse", 1),
        ({"gtd_edge": "first_point"}, "late_expiry", 1),
        ({"stops_per": "position"}, "stops_per_position", 1),
    ],
)
def test_options_become_numbers(option: dict[str, Any], field: str, value: int):
    assert venue_records(Venues.given(Venue(**option)))[field][0] == value


def test_defaults_are_zero_but_for_the_codes():
    record = venue_records(Venues.given(Venue()))[0]
    assert not any(
        record[n]
        for n in (
            "limit_gap_open",
            "stop_in_market_reject",
            "cut",
            "close_at_end",
            "slippage",
            "slippage_on",
            "clamp",
            "volume_limit",
            "through_fills",
            "tick_worse",
            "late_expiry",
            "stops_per_position",
        )
    )


def test_account_and_balance():
    account = account_records(Venues.given(Venue(account_type="MARGIN", leverage=4)))[0]
    assert (account["leverage"], account["leverage_rate"]) == (4 * 10**12, 25 * 10**10)
    plain = account_records(Venues.given(Venue()))[0]
    assert (plain["leverage"], plain["leverage_rate"]) == (10**12, 0)
    balance = balance_records(Venues.given(Venue(balances=["12.34 USD"])), [])[0]
    assert (balance["start"], balance["total"], balance["locked"]) == (1234, 1234, 0)
    assert (balance["open_first"], balance["open_last"], balance["serves"]) == (-1, -1, 0)


def test_balances_go_through_all_currencies_account_by_account():
    """A9: a balance for each currency of the run, also where an account does not hold it."""
    venues = Venues.given([Venue("X", balances=["5 USD", "7 EUR"]), Venue("Y", balances=["900 JPY"])])
    assert [currency.code for currency in venues.currencies()] == ["USD", "EUR", "JPY"]
    records = balance_records(venues, [Equity("E.X", currency="EUR"), Equity("N.Y", currency="JPY")])
    assert records["account"].tolist() == [0, 0, 0, 1, 1, 1]
    assert records["start"].tolist() == [500, 700, 0, 0, 0, 900]
    assert records["serves"].tolist() == [0, 1, 0, 0, 0, 1]


OWN = Equity("O.X", currency="USD", maker_fee="0.0001", taker_fee="0.0002")
FREE = Equity("F.X", currency="USD")


def test_the_venues_models_go_before_the_instruments_own():
    """F14."""
    records, ranges = fee_records(
        Venues.given(Venue(fees=[PercentageFees(0.001, 0.002), FlatFees(1.5, per="fill"), FlatFees(2)])),
        [OWN, FREE],
    )
    assert ranges == [(0, 3), (0, 3)]
    assert records["kind"].tolist() == [PERCENTAGE, FLAT_PER_FILL, FLAT_PER_ORDER]
    assert records["maker"].tolist() == [10**9, 0, 0]
    assert records["taker"].tolist() == [2 * 10**9, 0, 0]
    assert records["amount"].tolist() == [0, 150, 200]


def test_without_models_each_instrument_pays_its_own():
    records, ranges = fee_records(Venues.given(Venue()), [FREE, OWN])
    assert ranges == [(0, 0), (0, 1)]
    assert (records["maker"][0], records["taker"][0]) == (10**8, 2 * 10**8)


def test_an_empty_list_charges_nothing():
    assert fee_records(Venues.given(Venue(fees=[])), [OWN])[1] == [(0, 0)]


def test_a_fee_per_unit_is_lowered_for_each_size_precision():
    fine = Equity("Z.X", currency="USD", size_precision=3)
    model = PerUnitFees("0.005", minimum="1.00")
    records, ranges = fee_records(Venues.given(Venue(fees=[model, FlatFees(2)])), [OWN, fine, FREE])
    assert ranges == [(0, 2), (2, 2), (0, 2)]
    assert records["kind"].tolist() == [PER_UNIT, FLAT_PER_ORDER] * 2
    assert (records["amount"].tolist(), records["divisor"].tolist()) == ([1, 200, 1, 200], [2, 0, 2000, 0])
    assert (records["low"][0], records["high"][0]) == (100, FAR_UP)
    assert fee_records(Venues.given(Venue(fees=PerUnitFees(1, maximum=7))), [OWN])[0]["high"][0] == 700


def test_a_tier_is_a_record_from_a_volume_to_the_next():
    records, ranges = fee_records(
        Venues.given(Venue(fees=TieredFees([(0, 0.001, 0.002), (1_000, 0, -0.001)]))), [FREE]
    )
    assert ranges == [(0, 2)]
    assert records["kind"].tolist() == [TIER, TIER]
    assert (records["low"].tolist(), records["high"].tolist()) == ([0, 100_000], [100_000, FAR_UP])
    assert (records["maker"].tolist(), records["taker"].tolist()) == ([10**9, 0], [2 * 10**9, -(10**9)])


def test_a_fee_per_unit_of_too_many_decimals_is_refused():
    fine = Equity("Z.X", currency="USD", size_precision=9)
    with pytest.raises(ConfigError, match="round the rate"):
        fee_records(Venues.given(Venue(fees=PerUnitFees("0.000000000001"))), [fine])


def test_a_flat_fee_finer_than_the_currency_is_refused():
    with pytest.raises(ConfigError, match=r"0.005 has more than 2 decimals"):
        fee_records(Venues.given(Venue(fees=FlatFees("0.005"))), [OWN])


@pytest.mark.parametrize(
    ("leverage", "initial", "maintenance", "rates"),
    [
        (None, None, None, (10**12, 5 * 10**11)),
        (4, None, None, (25 * 10**10, 125 * 10**9)),
        (None, "0.1", None, (10**11, 5 * 10**10)),
        (4, "0.1", None, (25 * 10**10, 125 * 10**9)),
        (20, "0.1", None, (10**11, 5 * 10**10)),
        (20, "0.1", "0.07", (10**11, 7 * 10**10)),
    ],
)
def test_margin_rates(
    leverage: int | None, initial: str | None, maintenance: str | None, rates: tuple[int, int]
):
    """A5: the larger of the instrument's rate and 1 / leverage, as far as given, else 1."""
    venue = Venue(account_type="MARGIN", leverage=leverage)
    assert (
        margin_rates(
            venue, Equity("O.X", currency="USD", margin_initial=initial, margin_maintenance=maintenance)
        )
        == rates
    )


def test_one_currency():
    check_currencies(Venues.given(Venue()), [OWN])
    with pytest.raises(
        ConfigError, match=r"E.X settles in EUR, the account of SIM holds USD.*'100000.00 USD', '0 EUR'\]"
    ):
        check_currencies(Venues.given(Venue()), [OWN, Equity("E.X", currency="EUR")])
    micro = Currency("USD", precision=6)
    with pytest.raises(
        ConfigError, match=r"settles in USD of 6 decimals.*two precisions of one currency.*precision=6"
    ):
        check_currencies(Venues.given(Venue()), [Equity("M.X", currency=micro)])
    check_currencies(Venues.given(Venue(balances=[Money(1, micro)])), [Equity("M.X", currency=micro)])
