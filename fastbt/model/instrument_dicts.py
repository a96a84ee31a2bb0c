"""The fields of an instrument as JSON knows them, and back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fastbt.codes import Code
from fastbt.model.currencies import Currency
from fastbt.model.identifiers import InstrumentId
from fastbt.model.tick_scheme import TickScheme

_CURRENCY_KEYS = {"code", "precision", "type"}


def plain(value: Any) -> Any:
    """Bring a field to what JSON knows: decimals become text, codes their names.

    Example:
        >>> from fastbt.codes import OptionKind
        >>> plain(Decimal("0.10")), plain(OptionKind.PUT), plain(None)
        ('0.10', 'PUT', None)
    """
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, InstrumentId):
        return value.value
    if isinstance(value, (Currency, TickScheme)):
        return value.to_dict()
    return value.name if isinstance(value, Code) else value


def restored(value: Any) -> Any:
    """Undo ``plain`` where the field's own check does not.

    Raises:
        ConfigError: a currency's precision or code is malformed.
    """
    is_currency = isinstance(value, dict) and _CURRENCY_KEYS & set(value)
    return Currency.from_dict(value) if is_currency else value
