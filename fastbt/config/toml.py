"""Writes plain values as TOML; the standard library only reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from fastbt.errors import ConfigError

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(values: Mapping[str, Any]) -> str:
    """Write a dictionary: single values first, then a table for each dictionary; None is left out.

    Args:
        values: texts, numbers, truth values, times, and lists and dictionaries of these.

    Returns:
        TOML, which ``tomllib`` reads back to equal values; Decimals become texts.

    Raises:
        ConfigError: a value is of another kind.

    Example:
        >>> print(to_toml({"strategy": "cross.py", "params": {"fast": 20, "slow": 50.0}}))
        strategy = "cross.py"
        <BLANKLINE>
        [params]
        fast = 20
        slow = 50.0
    """
    single = {key: value for key, value in values.items() if not isinstance(value, Mapping)}
    blocks = [_lines(single)] if any(value is not None for value in single.values()) else []
    for key, value in values.items():
        if isinstance(value, Mapping):
            blocks.append([f"[{_key(key)}]", *_lines(value)])
    return "\n\n".join("\n".join(block) for block in blocks)


def _lines(values: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_value(key, value)}" for key, value in values.items() if value is not None]


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(value: str) -> str:
    # TOML's basic strings have JSON's escapes, but for the control character 0x7f.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | Decimal):
        return _text(str(value))
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return repr(float(value))  # TOML writes floats as Python does, inf and nan too
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(
            f"{_key(name)} = {_value(name, item)}" for name, item in value.items() if item is not None
        )
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, Sequence):
        return f"[{', '.join(_value(key, item) for item in value)}]"
    raise ConfigError(f"{key} = {value!r}: a {type(value).__name__} has no form in TOML")
