"""What a function of the user's own is, as plain values: its source, numbers it reads, a digest of both."""

from __future__ import annotations

import hashlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from fastbt.errors import ConfigError

Function = Callable[..., Any]


def described(function: Function) -> dict[str, Any]:
    """Describe a function: ``source``, ``constants`` and ``digest``.

    Args:
        function: a function written with def or lambda.

    Returns:
        ``source``: its text and that of the functions it calls, None where Python does not keep it;
        ``constants``: what it reads from around it, by name, as text; ``digest``: SHA-256 of both and of the
        compiled code, so that two functions of one digest answer alike.

    Example:
        >>> rate = 0.25
        >>> described(lambda fill: fill.price * rate)["constants"]
        {'rate': '0.25'}
    """
    parts = list(functions_of(function))
    sources = [_source(part) for part in parts]
    constants = {
        name: _text(value) for part in parts for name, value in _read(part) if _python(value) is None
    }
    digest = hashlib.sha256()
    for part in parts:
        code = part.__code__
        names = (code.co_names, code.co_varnames, _plain_constants(code), part.__defaults__)
        digest.update(code.co_code + repr(names).encode())
    digest.update(repr((sources, sorted(constants.items()))).encode())
    known = None if None in sources else "\n".join(text for text in sources if text is not None)
    return {"source": known, "constants": constants, "digest": digest.hexdigest()}


def refuse_chance(function: Function, what: str, about: str) -> None:
    """Refuse a function that draws random numbers: a run depends on its seed alone (rule O4).

    Args:
        function: the function.
        what: the model, for the message.
        about: what the function is asked about.

    Raises:
        ConfigError: naming the function that does.
    """
    for part in functions_of(function):
        if "random" in part.__code__.co_names or any(name == "random" for name, _ in _read(part)):
            raise ConfigError(
                f"{what}: {part.__name__} draws random numbers, which no seed of a run decides (O4); work "
                f"with what the {about} tells instead"
            )


def functions_of(function: Function) -> Iterator[Any]:
    """Yield a function and those that it calls, each once."""
    seen, waiting = set(), [function]
    while waiting:
        part: Any = waiting.pop(0)
        if id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        waiting += [found for _, value in _read(part) if (found := _python(value)) is not None]


def _read(function: Any) -> Iterator[tuple[str, Any]]:
    """What a function reads from around it: name and value; of a module the numbers it may read there."""
    names = inspect.getclosurevars(function)
    for name, value in sorted({**names.globals, **names.nonlocals}.items()):
        if not inspect.ismodule(value):
            yield name, value
            continue
        for part in function.__code__.co_names:
            if isinstance(number := getattr(value, part, None), bool | int | float):
                yield f"{name}.{part}", number


def _python(value: Any) -> Function | None:
    """The Python function that a value is, or that Numba compiled."""
    value = getattr(value, "py_func", value)
    return value if inspect.isfunction(value) else None


def _source(function: Function) -> str | None:
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return None


def _plain_constants(code: Any) -> list[str]:
    """The constants of compiled code; of code within code its bytes, since its text has an address."""
    return [repr(one.co_code) if inspect.iscode(one) else repr(one) for one in code.co_consts]


def _text(value: Any) -> str:
    """A value as text; an array by its shape and a digest of its bytes."""
    if hasattr(value, "tobytes") and hasattr(value, "shape") and value.shape:
        return f"{value.dtype} array {value.shape}, sha256 {hashlib.sha256(value.tobytes()).hexdigest()}"
    return repr(value)
