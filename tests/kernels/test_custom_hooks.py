"""How a model of the user's own is compiled: alone, with or without parameters, in decimals or counts."""

from __future__ import annotations

import ctypes
import time
from typing import Any

import numpy as np
import pytest

from fastbt.kernels import state
from fastbt.kernels.custom_hooks import compile_model

PARAMETERS = np.dtype([("rate", "f8"), ("count", "i8"), ("on", "?")], align=True)


def asked(function: Any, exact: bool = False, parameters: Any = PARAMETERS) -> tuple[int, float, int]:
    """Status, number and count of one call about a purchase of 3 at 100."""
    seen = np.zeros(1, state.CHARGE if exact else state.CHARGE_SEEN)
    seen["side"], seen["price"], seen["quantity"] = 1, 100, 3
    given = np.array([(0.5, 7, True)], PARAMETERS)
    model, run = np.zeros(1, state.MODEL), np.zeros(1, state.RUN)
    model["seen"], model["parameters"], run["models"] = seen.ctypes.data, given.ctypes.data, model.ctypes.data
    compiled = compile_model(function, seen.dtype, parameters, exact)
    call = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)(compiled.address)
    status = call(run.ctypes.data, 0)
    return status, float(model["number"][0]), int(model["count"][0])


def with_parameters(fill: Any, p: Any) -> float:
    return fill.price * p.rate + (p.count if p.on else 0)


def test_with_and_without_parameters() -> None:
    assert asked(with_parameters) == (0, 57.0, 0)
    assert asked(lambda fill: fill.quantity * fill.side, parameters=None) == (0, 3.0, 0)


def test_counts_are_whole_and_decimals_are_floats() -> None:
    assert asked(lambda fill, p: fill.price * fill.quantity, exact=True) == (0, 0.0, 300)
    assert asked(lambda fill, p: fill.price / 3) == (0, 100 / 3, 0)
    assert asked(lambda fill, p: 2) == (0, 2.0, 0)


def test_an_exception_is_a_status() -> None:
    def fails(fill: Any, p: Any) -> float:
        if fill.price > 0:
            raise ValueError("no")
        return 1.0

    assert asked(fails)[0] == 1


@pytest.mark.parametrize(
    ("function", "exact", "said"),
    [
        (lambda fill, p: None, False, "it answers none, not a number"),
        (lambda fill, p: "much", False, "not a number"),
        (lambda fill, p: 0.5, True, "not a whole number of units or ticks, as exact=True asks for"),
        (lambda fill, p: np.uint64(3), True, "not a whole number"),
    ],
)
def test_answers_of_other_kinds_are_refused(function: Any, exact: bool, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        asked(function, exact)


def test_only_the_function_is_compiled() -> None:
    """Nothing of the kernel: a second and a half is far more than it takes on an idle machine."""
    asked(with_parameters)  # the compiler itself warms up
    started = time.process_time()
    asked(lambda fill, p: fill.price * p.rate)
    assert time.process_time() - started < 1.5
