"""How the tables of a configuration are read: each key is known, each value of its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from fastbt.errors import ConfigError, unknown_name


def check_names(table: str, given: Mapping[str, Any], known: Sequence[str]) -> None:
    """Check the keys of a table.

    Args:
        table: its name, for the message; empty for the top of the file.
        given: the table.
        known: the keys there are.

    Raises:
        UnknownNameError: a key is not known.
    """
    for name in given:
        if name not in known:
            raise unknown_name(f"key of [{table}]" if table else "key", name, known)


def field_names(kind: Any) -> list[str]:
    """Names of the fields of a dataclass."""
    return [field.name for field in fields(kind)]


def text_or_none(name: str, value: object) -> str | None:
    """A text, or None where nothing is given.

    Raises:
        ConfigError: it is something else, or empty.
    """
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise ConfigError(f"{name} = {value!r} is not a text")


def texts(name: str, value: object) -> tuple[str, ...]:
    """Texts: one, a list of them, or None for no one.

    Raises:
        ConfigError: it is something else.
    """
    if value is None:
        return ()
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, Sequence) or not all(isinstance(item, str) and item.strip() for item in items):
        raise ConfigError(f"{name} = {value!r} is neither a text nor a list of texts")
    return tuple(items)


def table(name: str, value: object) -> dict[str, Any]:
    """A table with text keys, copied; None is an empty one.

    Raises:
        ConfigError: it is something else.
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ConfigError(f"{name} = {value!r} is not a table of names and values")
    return dict(value)


def given_fields(config: Any) -> dict[str, Any]:
    """Fields of a dataclass that do not have their default, tuples as lists."""
    found: dict[str, Any] = {}
    for field in fields(config):
        value = getattr(config, field.name)
        default = field.default_factory() if callable(field.default_factory) else field.default
        if value != default:
            found[field.name] = list(value) if isinstance(value, tuple) else value
    return found
