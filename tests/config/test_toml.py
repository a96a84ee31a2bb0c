"""What is written as TOML is read back as it was."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.config.toml import to_toml
from fastbt.errors import ConfigError

scalars = (
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
)
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)
)


@given(st.dictionaries(names, values, max_size=5))
def test_there_and_back(tables):
    found = tomllib.loads(to_toml(tables))
    assert found == tables
    kinds = {key: type(value) for key, value in tables.items()}
    assert {key: type(value) for key, value in found.items()} == kinds


def test_layout():
    tables = {
        "b": {"x": 1},
        "a": "text",
        "none": None,
        "c": {"y": [1, 2], "z": {"k": 1.0, "none": None}},
        "d": {},
    }
    assert to_toml(tables) == 'a = "text"\n\n[b]\nx = 1\n\n[c]\ny = [1, 2]\nz = { k = 1.0 }\n\n[d]'
    assert to_toml({}) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e100, "1e+100"),
        (float("inf"), "inf"),
        (float("-inf"), "-inf"),
        (Decimal("1.10"), '"1.10"'),
        ('a"b\\c\n\x7f', '"a\\"b\\\\c\\n\\u007f"'),
        (date(2020, 1, 31), "2020-01-31"),
        (datetime(2020, 1, 31, 9, tzinfo=UTC), "2020-01-31T09:00:00+00:00"),
        (time(9, 30), "09:30:00"),
        ((), "[]"),
    ],
)
def test_values(value, text):
    assert to_toml({"x": value}) == f"x = {text}"


def test_names_that_need_quotes():
    assert to_toml({"a b": 1, "": 2, "c": {"ä.b": 3}}) == '"a b" = 1\n"" = 2\n\n[c]\n"ä.b" = 3'


def test_other_kinds_are_refused():
    with pytest.raises(ConfigError, match=r"x = .*: a set has no form in TOML"):
        to_toml({"x": {1}})
