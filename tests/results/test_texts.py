"""Times and numbers as text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fastbt.results.texts import money_text, price_text, quantity_text, time_texts
from tests.results.stories import ASSET

DAY, MINUTE, SECOND = 86_400_000_000_000, 60_000_000_000, 1_000_000_000


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([0, DAY], ["1970-01-01", "1970-01-02"]),
        ([0, MINUTE], ["1970-01-01 00:00", "1970-01-01 00:01"]),
        ([DAY, SECOND], ["1970-01-02 00:00:00", "1970-01-01 00:00:01"]),
        ([500_000_000], ["1970-01-01 00:00:00.500"]),
        ([1], ["1970-01-01 00:00:00.000000001"]),
        ([], []),
    ],
)
def test_times_have_the_decimals_they_need(times: list[int], expected: list[str]):
    assert time_texts(times) == expected


def test_numbers():
    assert [quantity_text(Decimal(text)) for text in ("0", "100", "1E+3", "-2.50")] == [
        "0", "100", "1,000", "-2.5",
    ]  # fmt: skip
    assert price_text(Decimal("1234.5000"), ASSET) == "1,234.50"
    assert money_text(Decimal("-0.1"), ASSET) == "-0.10 USD"
