"""Equity and Index: what each makes of its arguments (requirement H)."""

from __future__ import annotations

import pytest

from fastbt.codes import AssetClass, InstrumentClass
from fastbt.model.currencies import Currency
from fastbt.model.equities import Equity, Index
from fastbt.model.instruments import instrument_from_dict
from fastbt.model.money import Money


def test_equity():
    goog = Equity("GOOG.SIM", currency="USD", price_precision=2, size_precision=0, sector="Technology")
    assert goog.instrument_class is InstrumentClass.EQUITY
    assert goog.asset_class is AssetClass.EQUITY
    assert goog.sector == "Technology"
    assert goog.notional(3, "10.01") == Money("30.03", "USD")


def test_equity_defaults():
    goog = Equity("GOOG.SIM", currency=Currency("EUR"))
    assert (goog.price_precision, goog.size_precision, goog.sector) == (2, 0, None)


def test_index_does_not_trade():
    spx = Index("SPX.INDEX", currency="USD", price_precision=2)
    assert spx.tradable is False
    assert spx.instrument_class is InstrumentClass.INDEX
    assert spx.asset_class is AssetClass.INDEX
    assert instrument_from_dict(spx.to_dict()) == spx


def test_index_takes_no_rules_of_trading():
    with pytest.raises(TypeError):
        Index("SPX.INDEX", currency="USD", taker_fee=0.1)
