"""Which instrument an id means."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.catalog import Catalog, normalize_bars
from fastbt.catalog.definitions import (
    given_instruments,
    inferred_instrument,
    merged_definition,
    opened_instruments,
)
from fastbt.errors import ConfigError
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instruments import CurrencyPair, Equity
from tests.catalog.tables import minutes

A = Equity("A.SIM", currency="USD", price_precision=2)
B = Equity("B.SIM", currency="USD", price_precision=3)


def test_what_a_user_may_give(catalog):
    catalog.write(minutes(3), A, bar="1m")
    for given in (A, [A], (A, "A.SIM"), {"A.SIM": A}, catalog):
        assert given_instruments(given) == ({"A.SIM": A}, [])
    assert given_instruments(["A.SIM", InstrumentId.from_str("B.SIM"), B]) == ({"B.SIM": B}, ["A.SIM"])
    assert given_instruments(None) == ({}, [])


@pytest.mark.parametrize("given", [5, [5], ["no venue"]])
def test_what_is_no_instrument_is_refused(given):
    with pytest.raises(ConfigError):
        given_instruments(given)


def test_two_definitions_are_an_error():
    with pytest.raises(ConfigError, match=r"A.SIM has two definitions in instruments="):
        given_instruments([A, Equity("A.SIM", currency="EUR")])


def test_catalogs_opened_in_this_process_are_asked(tmp_path):
    frame = minutes(3).with_columns(instrument_id=pl.lit("A.SIM"))
    Catalog(tmp_path / "one").write(minutes(3), A, bar="1m")  # nobody keeps the catalog itself
    assert opened_instruments(["A.SIM", "B.SIM"]) == {"A.SIM": A}
    assert normalize_bars(frame).instruments == {"A.SIM": A}
    Catalog(tmp_path / "two").write(minutes(3), Equity("A.SIM", currency="EUR"), bar="1m")
    with pytest.raises(ConfigError, match=r"two definitions in the catalogs opened.*give the one to use"):
        normalize_bars(frame)
    assert normalize_bars(frame, A).instruments == {"A.SIM": A}


def test_what_is_inferred_is_marked():
    share = inferred_instrument("A.SIM", 4, 1, "EUR")
    assert share == Equity("A.SIM", currency="EUR", price_precision=4, size_precision=1)
    assert share.inferred


def test_a_symbol_of_two_currencies_is_a_pair():
    pair = inferred_instrument("BTC/USDT.BINANCE", 2, 6, "USD")
    assert pair == CurrencyPair("BTC/USDT.BINANCE", price_precision=2, size_precision=6)
    assert pair.inferred
    assert isinstance(inferred_instrument("A/NOSUCHCOIN.SIM", 2, 0, "USD"), Equity)


def test_merging():
    coarse, fine = inferred_instrument("A.SIM", 1, 3, "USD"), inferred_instrument("A.SIM", 2, 0, "USD")
    assert merged_definition(None, A) is A
    assert merged_definition(A, A) is A
    assert merged_definition(coarse, A) is A
    both = merged_definition(coarse, fine)
    assert (both.price_precision, both.size_precision, both.inferred) == (2, 3, True)
    assert merged_definition(both, fine) is both
    assert merged_definition(both, coarse) is both
    assert merged_definition(fine, coarse) == both
    with pytest.raises(ConfigError, match=r"price_precision 2 there, 4 here.*another catalog"):
        merged_definition(A, Equity("A.SIM", currency="USD", price_precision=4))
