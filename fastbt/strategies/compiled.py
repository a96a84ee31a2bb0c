"""Compiled strategies: a function per row in plain Python, compiled by Numba (``@bt.compiled``).

The function sees ``ctx`` (prices, position, cash, equity, its columns by name) and ``p`` (its parameters) and
sends orders by ``ctx.buy``, ``ctx.sell`` and ``ctx.close_position``. It compiles alone: the kernel calls it
through its address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from fastbt.errors import ConfigError, unknown_name
from fastbt.strategies.params import Params

Hook = Callable[..., None]
Columns = Callable[[Params], Mapping[str, Any]]
HOOKS = ("on_start", "on_bar", "on_order_event")


class CompiledStrategy:
    """A strategy whose hooks are compiled; made by ``compiled``.

    Args:
        on_bar: ``f(ctx, p)``, called after every bar is matched.
        params: parameters by name with their defaults, numbers.
        columns: function of the parameters that gives columns by name, Polars expressions on the bars.

    Further hooks are added as decorators: ``@strategy.on_start`` (``f(ctx, p)``, once before the first bar)
    and ``@strategy.on_order_event`` (``f(ctx, p, event)``).
    """

    def __init__(self, on_bar: Hook, params: Mapping[str, float], columns: Columns | None) -> None:
        self.name = on_bar.__name__
        self.__doc__ = on_bar.__doc__
        self.params = {name: _number(name, value) for name, value in params.items()}
        self.hooks: dict[str, Hook] = {"on_bar": on_bar}
        self._columns = columns

    def on_start(self, hook: Hook) -> Hook:
        """Add the hook that runs once before the first bar: ``f(ctx, p)``; prices are NaN there."""
        self.hooks["on_start"] = hook
        return hook

    def on_order_event(self, hook: Hook) -> Hook:
        """Add the hook that runs for every order event before the bar that follows it.

        ``f(ctx, p, event)``.
        """
        self.hooks["on_order_event"] = hook
        return hook

    def parameters(self, params: Mapping[str, Any] | None) -> Params:
        """The parameters of a run.

        Args:
            params: values by name, in place of the defaults.

        Raises:
            UnknownNameError: if the strategy has no such parameter.
        """
        for name in params or {}:
            if name not in self.params:
                raise unknown_name(f"parameter of {self.name}", name, self.params)
        given = {name: _number(name, value) for name, value in dict(params or {}).items()}
        return Params({**self.params, **given})

    def columns(self, params: Params) -> dict[str, Any]:
        """The columns that the strategy asks for, by name."""
        return {} if self._columns is None else dict(self._columns(params))

    def __repr__(self) -> str:
        return f"<compiled strategy {self.name} {self.params} with {', '.join(self.hooks)}>"


def _number(name: str, value: Any) -> float:
    """A parameter as Python's bool, int or float."""
    if isinstance(value, np.generic):
        value = value.item()
    if not isinstance(value, (bool, int, float)):
        raise ConfigError(f"parameter {name}={value!r} of a compiled strategy is not a number")
    return value


def compiled(
    function: Hook | None = None, *, params: Mapping[str, float] | None = None, columns: Columns | None = None
) -> Any:
    """Make a compiled strategy of an ``on_bar(ctx, p)`` function.

    Args:
        function: the function, when used without arguments.
        params: parameters by name with their defaults, numbers; the function reads them as ``p.name``.
        columns: function of the parameters that gives columns by name; the function reads them as
        ``ctx["name"]``, NaN
            where they are null.

    Returns:
        A ``CompiledStrategy``, or the decorator that makes one.

    Raises:
        ConfigError: if a parameter is not a number.

    Example:
        >>> @compiled(params={"quantity": 10.0})
        ... def buy_once(ctx, p):
        ...     if ctx.position == 0:
        ...         ctx.buy(quantity=p.quantity)
        >>> buy_once
        <compiled strategy buy_once {'quantity': 10.0} with on_bar>
    """

    def make(on_bar: Hook) -> CompiledStrategy:
        return CompiledStrategy(on_bar, params or {}, columns)

    return make if function is None else make(function)


def parameter_record(params: Params) -> np.ndarray[Any, np.dtype[np.void]]:
    """Lay parameters out as one record, a field each: bool, int64 or float64."""
    kinds = {bool: "?", int: "i8", float: "f8"}
    fields = [(name, kinds[type(value)]) for name, value in params.items()] or [("nothing", "i8")]
    record = np.zeros(1, np.dtype(fields, align=True))
    for name, value in params.items():
        record[name] = value
    return record
