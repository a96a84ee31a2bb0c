"""A strategy's parameters as its functions see them: ``p.fast``, or ``p["fast"]``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastbt.errors import unknown_name


class Params(Mapping[str, Any]):
    """Parameters by name; a name that is not there is an error that lists the nearest ones.

    Args:
        values: name to value.

    Example:
        >>> p = Params({"fast": 20})
        >>> p.fast, p["fast"], dict(p)
        (20, 20, {'fast': 20})
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        """Keep a copy."""
        object.__setattr__(self, "_values", dict(values or {}))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # asked for by copy, pickle and notebooks, never a parameter
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            raise unknown_name("parameter", name, self._values)
        return self._values[name]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"parameters cannot be changed: {name}; give params={{{name!r}: {value!r}}} to the run"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return Params, (self._values,)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Params({', '.join(f'{name}={value!r}' for name, value in self._values.items())})"
