"""Labels and how values are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fastbt.analysis.labels import LABELS, shown


def test_percent_labels_multiply():
    assert LABELS["Return [%]"].scaled(0.25) == 25.0
    assert LABELS["Sharpe Ratio"].scaled(0.25) == 0.25
    assert LABELS["Return [%]"].scaled(None) is None


def test_names_are_used_once():
    names = [label.name for label in LABELS.values()]
    assert len(set(names)) == len(names)


def test_numbers_of_shown_values():
    label = LABELS["Duration"]
    assert label.number(timedelta(hours=36)) == 1.5
    assert label.number(datetime(2024, 1, 1, tzinfo=UTC)) is None
    assert label.number(None) is None
    assert label.number(3) == 3.0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        (-1234567.891, "-1,234,567.89"),
        (12345, "12,345"),
        (timedelta(days=3), "3 days"),
        (timedelta(days=1, minutes=5, microseconds=7), "1 day 0:05:00"),
        (datetime(2024, 1, 2, tzinfo=UTC), "2024-01-02"),
        (datetime(2024, 1, 2, 9, 30, tzinfo=UTC), "2024-01-02 09:30"),
    ],
)
def test_shown(value: object, text: str):
    assert shown(value) == text
