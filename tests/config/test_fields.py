"""How keys and values of a configuration are checked."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from fastbt.config.fields import check_names, field_names, given_fields, table, text_or_none, texts
from fastbt.errors import ConfigError, UnknownNameError


@dataclass
class Example:
    needed: str
    number: int = 1
    several: tuple[str, ...] = ()
    named: dict[str, int] = field(default_factory=dict)


def test_names():
    check_names("data", {"a": 1}, ["a", "b"])
    with pytest.raises(UnknownNameError, match=r"unknown key of \[data\] 'ab'"):
        check_names("data", {"ab": 1}, ["a", "abc"])
    with pytest.raises(UnknownNameError, match="unknown key 'ab'; did you mean 'abc'"):
        check_names("", {"ab": 1}, ["abc"])


def test_fields_that_are_given():
    assert field_names(Example) == ["needed", "number", "several", "named"]
    assert given_fields(Example("x")) == {"needed": "x"}
    assert given_fields(Example("x", 2, ("a",), {"b": 1})) == {
        "needed": "x",
        "number": 2,
        "several": ["a"],
        "named": {"b": 1},
    }


def test_texts():
    assert text_or_none("x", None) is None
    assert text_or_none("x", "a") == "a"
    assert (texts("x", None), texts("x", "a"), texts("x", ["a", "b"])) == ((), ("a",), ("a", "b"))
    for wrong in (5, "", ["a", ""], [1]):
        with pytest.raises(ConfigError, match="x = "):
            texts("x", [wrong])
    with pytest.raises(ConfigError, match="x = '' is neither a text"):
        texts("x", "")


def test_tables_are_copied():
    given = {"a": 1}
    copy = table("x", given)
    copy["b"] = 2
    assert given == {"a": 1}
    assert table("x", None) == {}
    with pytest.raises(ConfigError, match=r"x = \{1: 2\} is not a table"):
        table("x", {1: 2})
