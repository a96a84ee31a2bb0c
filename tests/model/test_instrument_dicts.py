"""Fields of instruments as JSON knows them, and back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fastbt.codes import AssetClass, OptionKind
from fastbt.model.currencies import Currency
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instrument_dicts import plain, restored
from fastbt.model.tick_scheme import TickScheme

ODDS = TickScheme.of("BETTING_ODDS")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1E+2"), "100"),
        (InstrumentId("A", "X"), "A.X"),
        (AssetClass.FX, "FX"),
        (OptionKind.PUT, "PUT"),
        (Currency("USD"), {"code": "USD", "precision": 2, "type": "FIAT"}),
        (ODDS, ODDS.to_dict()),
        (5, 5),
        (True, True),
        ("x", "x"),
        (None, None),
    ],
)
def test_plain(value: object, expected: object):
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)


def test_restored():
    assert restored({"code": "USD", "precision": 2, "type": "FIAT"}) == Currency("USD")
    # What a field's own check reads stays as it is.
    assert restored(ODDS.to_dict()) == ODDS.to_dict()
    assert restored("FX") == "FX"
