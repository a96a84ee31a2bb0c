"""The simulated market: defaults, checks, optimistic options, to and from plain values."""

from __future__ import annotations

import inspect
from dataclasses import fields
from decimal import Decimal

import pytest

from fastbt.codes import AccountType, OmsType
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.currencies import Currency
from fastbt.model.money import Money
from fastbt.venues import BasisPointsSlippage, FlatFees, PercentageFees, Venue
from fastbt.venues.options import OPTIONS


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"liquidation": "off"},
            "liquidation='off' needs account_type='MARGIN'; a CASH account owes nothing",
        ),
        ({"liquidation_fee": 0.01}, "needs account_type='MARGIN'"),
        ({"account_type": "MARGIN", "liquidation_fee": 2}, "a fraction of notional, from 0 to 1"),
        ({"account_type": "MARGIN", "margin_model": "rate_over_leverage"}, "needs leverage="),
        ({"account_type": "MARGIN", "liquidation": "never"}, "path"),
    ],
)
def test_margin_options_that_say_nothing_are_refused(options, words):
    with pytest.raises(ConfigError) as error:
        Venue("SIM", **options)
    assert words in str(error.value)


def test_margin_options_that_flatter():
    venue = Venue("SIM", account_type="MARGIN", margin_model="none", liquidation="off")
    assert venue.optimistic() == ["margin_model=none", "liquidation=off"]
    assert Venue.from_dict(venue.to_dict()) == venue


def test_defaults_are_the_first_values_of_the_table():
    venue = Venue("SIM", balances=["100000 USD"])
    assert {name: getattr(venue, name) for name in OPTIONS} == {
        name: option.values[0] for name, option in OPTIONS.items()
    }
    assert (venue.start, venue.fees, venue.slippage, venue.leverage) == (
        Money("100000", "USD"),
        None,
        None,
        None,
    )
    assert venue.optimistic() == []
    assert Venue() == venue


def test_every_option_of_the_table_is_a_field_and_documented():
    assert set(OPTIONS) <= {field.name for field in fields(Venue)}
    text = inspect.getdoc(Venue) or ""
    assert [field.name for field in fields(Venue) if f"{field.name}:" not in text] == []


def test_optimistic_options_are_named():
    assert Venue(fill_timing="this_close", sizing="row_close").optimistic() == [
        "fill_timing=this_close",
        "sizing=row_close",
    ]


def test_money_may_be_given_in_all_its_forms():
    micro = Currency("USD", precision=6)
    for given in (["100 USD"], "100 USD", Money(100, "USD"), (Money("100", "USD"),)):
        assert Venue(balances=given).start == Money(100, "USD")
    assert Venue(balances=[Money("100", micro)]).start.units == 100_000_000


@pytest.mark.parametrize(
    ("balances", "message"),
    [
        ([], "needs money to start with"),
        (["0 USD"], "must be above zero"),
        (["-5 USD"], "must not be below zero"),
        (["0 USD", "0 EUR"], "must be above zero"),
        (["1 USD", "2 USD"], "USD is named twice"),
        ([100_000], "100000 is not money"),
        (100_000, "give a list such as"),
    ],
)
def test_balances_that_cannot_start_an_account(balances: object, message: str):
    with pytest.raises(ConfigError, match=message):
        Venue(balances=balances)  # type: ignore[arg-type]


def test_leverage_belongs_to_margin():
    assert Venue(account_type="MARGIN", leverage=3).leverage == Decimal(3)
    with pytest.raises(ConfigError, match=r"leverage=2 needs account_type='MARGIN'"):
        Venue(leverage=2)
    with pytest.raises(ConfigError, match="leverage=0 must be above 0"):
        Venue(account_type="MARGIN", leverage=0)


@pytest.mark.parametrize("limit", [0, -0.1, 1_000_001, "0.0000000000001"])
def test_a_share_of_the_volume_is_above_zero(limit: object):
    with pytest.raises(ConfigError, match=r"volume_limit=.* must be a share of a row's volume, above 0"):
        Venue(volume_limit=limit)  # type: ignore[arg-type]


def test_a_share_of_the_volume_is_a_decimal():
    venue = Venue(volume_limit=0.1, through_fills="all", remainder="tick_worse")
    assert venue.volume_limit == Decimal("0.1")
    assert venue.optimistic() == ["through_fills=all", "remainder=tick_worse"]
    assert venue.to_dict()["volume_limit"] == "0.1"
    assert Venue.from_dict(venue.to_dict()) == venue
    assert Venue().to_dict()["volume_limit"] is None


def test_codes_are_taken_for_words():
    venue = Venue(account_type=AccountType.MARGIN, oms_type=OmsType.UNSPECIFIED)
    assert (venue.account_type, venue.oms_type) == ("MARGIN", "NETTING")
    assert Venue(oms_type=OmsType.HEDGING).oms_type == "HEDGING"


def test_margin_on_the_net_is_of_venues_that_hedge():
    venue = Venue(account_type="MARGIN", oms_type="HEDGING", hedging_margin="net")
    assert Venue.from_dict(venue.to_dict()) == venue
    for words in ({"account_type": "MARGIN"}, {"oms_type": "HEDGING"}):
        with pytest.raises(
            ConfigError, match="hedging_margin='net' needs oms_type='HEDGING' and account_type='MARGIN'"
        ):
            Venue(hedging_margin="net", **words)  # type: ignore[arg-type]


def test_a_value_that_is_not_allowed_is_named():
    with pytest.raises(
        ConfigError, match="bar_path='random' is not one of 'worst', 'OHLC', 'OLHC', 'adaptive'"
    ):
        Venue(bar_path="random")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="VenueId"):
        Venue("A.B")


def test_options_for_one_run():
    venue = Venue(sizing="decision")
    assert venue.with_options(sizing=None, stops_per=None) is venue
    changed = venue.with_options(stops_per="position")
    assert (changed.stops_per, changed.sizing, venue.stops_per) == ("position", "decision", "entry")
    with pytest.raises(UnknownNameError, match="did you mean 'sizing'"):
        venue.with_options(sizeing="fill")


def test_plain_values_and_back():
    venue = Venue(
        "X", balances=[Money("5", Currency("USD", precision=6))], account_type="MARGIN", leverage=2.5,
        fees=[PercentageFees(0.0001, 0.0002), FlatFees(1)],
        slippage=BasisPointsSlippage(1.5), bar_path="OLHC",
        on_finish="close", waiting_entry="replace",
    )  # fmt: skip
    assert Venue.from_dict(venue.to_dict()) == venue
    assert Venue.from_dict(Venue().to_dict()) == Venue()
    assert Venue().to_dict()["balances"] == ["100000.00 USD"]
    with pytest.raises(UnknownNameError, match="unknown venue option 'barpath'; did you mean 'bar_path'"):
        Venue.from_dict({"barpath": "OHLC"})


def test_a_venue_is_a_value():
    assert hash(Venue("A")) == hash(Venue("A")) != hash(Venue("B"))
    with pytest.raises(AttributeError):
        Venue().name = "X"  # type: ignore[misc]


def test_a_size_is_split_only_where_there_is_a_limit():
    assert Venue(volume_limit=0.1, volume_split="points").optimistic() == []
    with pytest.raises(ConfigError, match="volume_split='points' splits what volume_limit="):
        Venue(volume_split="points")
