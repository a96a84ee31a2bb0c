"""Parameters as a strategy's functions see them."""

from __future__ import annotations

import copy
import pickle

import pytest

from fastbt.errors import UnknownNameError
from fastbt.strategies.params import Params


def test_by_attribute_and_by_key():
    p = Params({"fast": 20, "slow": 50})
    assert (p.fast, p["slow"], len(p), list(p)) == (20, 50, 2, ["fast", "slow"])
    assert repr(p) == "Params(fast=20, slow=50)"
    assert p == {"fast": 20, "slow": 50}
    assert p.get("x") is None


def test_a_wrong_name_lists_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown parameter 'fsat'; did you mean 'fast'"):
        _ = Params({"fast": 20}).fsat


def test_parameters_do_not_change():
    given = {"fast": 20}
    p = Params(given)
    given["fast"] = 1
    assert p.fast == 20
    with pytest.raises(AttributeError, match="cannot be changed"):
        p.fast = 3


def test_copies_and_pickles():
    p = Params({"fast": 20})
    assert copy.copy(p) == p == pickle.loads(pickle.dumps(p))  # noqa: S301 - our own bytes
    assert not hasattr(p, "_repr_html_")
