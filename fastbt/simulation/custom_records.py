"""Models of a venue that are the user's own: compiled, laid out for the kernel, their failures in words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from fastbt.errors import StrategyError, unknown_name
from fastbt.kernels import custom_hooks, state
from fastbt.kernels.state import (
    MODEL_NEGATIVE,
    MODEL_NOT_A_NUMBER,
    MODEL_OUT_OF_RANGE,
    MODEL_RAISED,
    MODEL_TOO_LARGE,
    MODEL_TOO_LONG,
)
from fastbt.strategies.compiled import parameter_record
from fastbt.strategies.params import Params
from fastbt.venues.custom import CustomModel
from fastbt.venues.source import described

_compiled: dict[tuple[str, str, str, bool], Any] = {}
"""What this process has compiled, by what the function is and by what it is shown."""
LONGEST_MESSAGE = 1_500
"""Characters of a compiler's message that are shown."""
WORDS = {
    MODEL_NOT_A_NUMBER: "answered NaN",
    MODEL_NEGATIVE: "answered {answer}, but {least}",
    MODEL_TOO_LARGE: "answered {answer}, which 64 bits do not hold",
    MODEL_OUT_OF_RANGE: "answered {answer}, outside the low {low} and the high {high} of the row (F12)",
    MODEL_TOO_LONG: "answered {answer}, but longest={longest} says that no message takes so many ns (T6)",
}
"""By MODEL.problem what a model did."""
LEAST = {
    "slippage": "slippage is zero or more",
    "latency": "a message takes zero nanoseconds or more",
    "volume_limit": "orders take zero or more of a row (F11)",
}
"""By option what a model must not answer less than."""
SHOWN = {
    "fees": (state.CHARGE, state.CHARGE_SEEN),
    "slippage": (state.OFFER, state.OFFER_SEEN),
    "fill_price": (state.OFFER, state.OFFER_SEEN),
    "latency": (state.MESSAGE, state.MESSAGE_SEEN),
    "volume_limit": (state.ROOM, state.ROOM_SEEN),
}
"""By option the records that a model is shown: counts, and decimals."""


class CustomRecords:
    """The MODEL records of a run, and all that their addresses lead to.

    Args:
        models: of the venues.

    Raises:
        StrategyError: a function does not compile.
        UnknownNameError: it reads what it is not told.
    """

    def __init__(self, models: list[CustomModel]) -> None:
        self.models = models
        self.records = np.zeros(len(models), state.MODEL)
        self._kept: list[Any] = []
        for record, model in zip(self.records, models, strict=True):
            terms, seen = (np.zeros(1, shown) for shown in SHOWN[model.option])
            given = parameter_record(Params(dict(model.parameters)))
            function = compiled(model, terms.dtype if model.exact else seen.dtype, given.dtype)
            record["function"] = function.address
            record["terms"] = terms.ctypes.data
            record["seen"] = (terms if model.exact else seen).ctypes.data
            record["parameters"] = given.ctypes.data
            record["exact"] = model.exact
            record["longest"] = getattr(model, "longest", 0)
            self._kept.append((function, terms, seen, given))

    @property
    def address(self) -> int:
        """Address of the first record, 0 when there is none."""
        return int(self.records.ctypes.data) if len(self.records) else 0

    def reset(self) -> None:
        """Back to before the first row."""
        self.records["problem"] = 0

    def failure(self) -> tuple[str, int]:
        """Say why a model ended the run: words, and the order it was asked about."""
        which = int(np.flatnonzero(self.records["problem"])[0])
        record, model = self.records[which], self.models[which]
        _, terms, seen, given = self._kept[which]
        shown = (terms if model.exact else seen)[0]
        problem = int(record["problem"])
        said = _raised(model, shown, given[0]) if problem == MODEL_RAISED else WORDS[problem]
        answer = record["count"] if model.exact else record["number"]
        words = {name: shown[name].item() for name in ("low", "high") if name in shown.dtype.names}
        words |= {"least": LEAST.get(model.option), "longest": int(record["longest"])}
        return f"{model.option}: {model.name} {said.format(answer=answer.item(), **words)}", int(
            record["order"]
        )


def compiled(model: CustomModel, seen: np.dtype[Any], parameters: np.dtype[Any]) -> Any:
    """Compile a model's function for what it is shown.

    Args:
        model: the model.
        seen: the record that it is shown.
        parameters: the record of its parameters.

    Raises:
        StrategyError: it does not compile, or answers something else than a number.
        UnknownNameError: it reads what it is not told, or what the parameters do not have.
    """
    where = f"{model.option}: {model.name}"
    given = parameters if model.takes_parameters else None
    # Numba keeps machine code for good: many runs of one function must not compile it again and again
    key = (described(model.function)["digest"], str(seen), str(given), model.exact)
    if key in _compiled:
        return _compiled[key]
    try:
        return _compiled.setdefault(key, custom_hooks.compile_model(model.function, seen, given, model.exact))
    except KeyError as error:  # how Numba says that a record has no such field
        known = [*(seen.names or ()), *(name for name, _ in model.parameters)]
        raise unknown_name(f"name in {where}", str(error.args[0]), known) from error
    except Exception as error:  # Numba raises many kinds
        said = str(error).removesuffix(". Raised from None")
        said = said if len(said) <= LONGEST_MESSAGE else f"{said[:LONGEST_MESSAGE]} ..."
        raise StrategyError(f"{where} does not compile: {said}") from error


def _raised(model: CustomModel, shown: np.void, given: np.void) -> str:
    """What a model raised: compiled code keeps no text, so the function is asked once more in Python."""
    about = SimpleNamespace(**{name: shown[name].item() for name in shown.dtype.names or ()})
    p = SimpleNamespace(**{name: given[name].item() for name, _ in model.parameters})
    try:
        model.function(*((about, p) if model.takes_parameters else (about,)))
    except Exception as error:  # noqa: BLE001 - the user's own, of any kind
        said = f"raised {type(error).__name__}: {error}"
        return said.replace("{", "{{").replace("}", "}}")
    return "raised an error"
