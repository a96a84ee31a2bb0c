"""What a function of the user's own is: its source, the numbers it reads, a digest that tells functions apart."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numba import njit

from fastbt.errors import ConfigError
from fastbt.venues.source import described, functions_of, refuse_chance

RATE = 0.25
TABLE = np.array([1.0, 2.0])


@njit
def helper(x: float) -> float:
    return x * RATE


def uses_a_helper(fill: Any) -> float:
    return helper(fill.price) + TABLE[0]


def makes(rate: float) -> Any:
    def inner(fill: Any) -> float:
        return fill.price * rate

    return inner


def test_source_and_constants_of_a_function_and_its_helpers() -> None:
    found = described(uses_a_helper)
    assert "def uses_a_helper" in found["source"]
    assert "return x * RATE" in found["source"]
    assert found["constants"]["RATE"] == "0.25"
    assert found["constants"]["TABLE"].startswith("float64 array (2,), sha256 ")
    assert [part.__name__ for part in functions_of(uses_a_helper)] == ["uses_a_helper", "helper"]


def test_the_digest_tells_what_answers_differently_apart() -> None:
    one, same, other = makes(0.5), makes(0.5), makes(0.75)
    assert described(one) == described(same)
    assert described(one)["digest"] != described(other)["digest"]
    assert described(uses_a_helper)["digest"] == described(uses_a_helper)["digest"]


def test_numbers_of_a_module_are_constants_too() -> None:
    assert described(lambda fill: fill.price * math.pi)["constants"] == {"math.pi": repr(math.pi)}


def test_a_function_without_source() -> None:
    names: dict[str, Any] = {}
    exec("def a(fill): return fill.price * 2\ndef b(fill): return fill.price * 3", names)  # noqa: S102
    assert described(names["a"])["source"] is None
    assert described(names["a"])["digest"] != described(names["b"])["digest"]


def test_chance_is_refused_in_helpers_too() -> None:
    @njit
    def draws(x: float) -> float:
        return x + np.random.normal()  # noqa: NPY002

    def model(fill: Any) -> float:
        return draws(fill.price)

    with pytest.raises(ConfigError, match=r"fees: draws draws random numbers, .* \(O4\)"):
        refuse_chance(model, "fees", "fill")
    refuse_chance(uses_a_helper, "fees", "fill")
