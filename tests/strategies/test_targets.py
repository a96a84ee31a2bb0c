"""Targets: one word for how much, a period or times, a drift, a sequence; contradictions are refused at once."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from fastbt.errors import ConfigError
from fastbt.strategies.targets import KINDS, Targets, TargetWords


def test_words_that_were_given():
    targets = Targets(weight="w", rebalance="1mo", drift=0.05, sequence="given")
    assert targets.words() == {"weight": "w", "rebalance": "1mo", "drift": 0.05, "sequence": "given"}
    assert Targets(quantity=3).words() == {"quantity": 3}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("word", ["column", pl.col("close") * 0, 0.5, 1, Decimal("0.25"), pl.Series([1.0])])
def test_any_one_of_three_says_how_much(kind: str, word: object):
    targets = Targets(**{kind: word})
    assert targets.kind == kind
    assert targets.wanted is word


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({}, "how much is wanted"),
        ({"weight": 0.5, "value": 3}, "weight= and value= contradict each other"),
        ({"weight": True}, "weight=True is not understood"),
        ({"weight": [0.5]}, "is not understood"),
        ({"weight": 0.5, "drift": -0.1}, "drift=-0.1 must be a fraction"),
        ({"weight": 0.5, "drift": 1}, "drift=1 must be a fraction"),
        ({"weight": 0.5, "drift": float("nan")}, "drift=nan must be a fraction"),
        ({"weight": 0.5, "drift": "5%"}, "drift='5%' must be a fraction"),
        ({"weight": 0.5, "sequence": "buys_first"}, "'buys_first' is not one of 'sells_first', 'given'"),
        ({"weight": 0.5, "rebalance": "monthly"}, "rebalance='monthly' is not a period"),
    ],
)
def test_what_is_refused(words: dict[str, object], message: str):
    with pytest.raises(ConfigError, match=message):
        Targets(**words)


def test_the_words_for_editors_are_those_of_targets():
    assert set(TargetWords.__annotations__) == set(Targets.__dataclass_fields__)
