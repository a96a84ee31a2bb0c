"""Compiles a model of the user's own, a function of a fill or a message, for the kernel to call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, types
from numba.core.ccallback import CFunc
from numba.np.numpy_support import from_dtype

from fastbt.kernels.jit import ENTRY, OPTIONS
from fastbt.kernels.memory import model_at, run_at, view


def compile_model(
    function: Callable[..., Any],
    seen: np.dtype[Any],
    parameters: np.dtype[Any] | None,
    exact: bool,
) -> CFunc:
    """Compile ``function(fill, p)``, or ``function(fill)`` where ``parameters`` is None.

    Its answer is left in the MODEL record. A Python exception in it becomes status 1.

    Args:
        function: the user's.
        seen: the record of a fill that it is shown.
        parameters: the record of its parameters.
        exact: whether it must answer a whole number, of units or ticks.

    Raises:
        TypeError: it answers something else than a number.
    """
    shown = [from_dtype(seen)] if parameters is None else [from_dtype(seen), from_dtype(parameters)]
    user = njit(**OPTIONS)(function)
    user.compile(tuple(shown))
    answers = user.nopython_signatures[0].return_type
    whole = isinstance(answers, types.Integer) and answers.signed
    if not (whole or (isinstance(answers, types.Float | types.Integer) and not exact)):
        wanted = "a whole number of units or ticks, as exact=True asks for" if exact else "a number"
        raise TypeError(f"it answers {answers}, not {wanted}")
    asked = _plain(user, seen) if parameters is None else _with_parameters(user, seen, parameters)
    compiled = CFunc(
        _exact(asked) if exact else _decimal(asked), (ENTRY.args, ENTRY.return_type), {}, dict(OPTIONS)
    )
    compiled.compile()
    return compiled


def _plain(user: Any, seen: np.dtype[Any]) -> Any:
    """Ask a function of a fill alone."""
    seen_at = view(seen)

    @njit(**OPTIONS)
    def asked(m: Any) -> Any:
        return user(seen_at(m.seen, 0))

    return asked


def _with_parameters(user: Any, seen: np.dtype[Any], parameters: np.dtype[Any]) -> Any:
    """Ask a function of a fill and its parameters."""
    seen_at, parameters_at = view(seen), view(parameters)

    @njit(**OPTIONS)
    def asked(m: Any) -> Any:
        return user(seen_at(m.seen, 0), parameters_at(m.parameters, 0))

    return asked


def _decimal(asked: Any) -> Callable[[int, int], int]:
    """The callback that keeps an answer in decimals."""

    def on_call(run: int, model: int) -> int:
        m = model_at(run_at(run, 0).models, model)
        try:
            m.number = asked(m) * 1.0
        except Exception:  # noqa: BLE001 - whatever it raises ends the run with a status
            return 1
        return 0

    return on_call


def _exact(asked: Any) -> Callable[[int, int], int]:
    """The callback that keeps an answer in counts."""

    def on_call(run: int, model: int) -> int:
        m = model_at(run_at(run, 0).models, model)
        try:
            m.count = asked(m)
        except Exception:  # noqa: BLE001
            return 1
        return 0

    return on_call
