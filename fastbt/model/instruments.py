"""All classes of instruments by name, and an instrument out of what ``to_dict`` wrote.

The classes stand in files by family: ``equities.py``, ``pairs.py``, ``crypto.py``, ``derivatives.py`` and
``betting.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastbt.errors import ConfigError, unknown_name
from fastbt.model.betting import BettingInstrument, PredictionMarket
from fastbt.model.crypto import CryptoFuture, CryptoPerpetual
from fastbt.model.derivatives import FuturesContract, OptionsContract
from fastbt.model.equities import Equity, Index
from fastbt.model.instrument import Instrument
from fastbt.model.pairs import CurrencyPair

__all__ = [
    "INSTRUMENT_CLASSES",
    "BettingInstrument",
    "CryptoFuture",
    "CryptoPerpetual",
    "CurrencyPair",
    "Equity",
    "FuturesContract",
    "Index",
    "Instrument",
    "OptionsContract",
    "PredictionMarket",
    "instrument_from_dict",
]

INSTRUMENT_CLASSES: dict[str, type[Instrument]] = {
    cls.__name__: cls
    for cls in (
        Equity,
        CurrencyPair,
        Index,
        FuturesContract,
        CryptoPerpetual,
        OptionsContract,
        BettingInstrument,
        PredictionMarket,
        CryptoFuture,
    )
}
"""The classes by name, in the order of their codes."""


def instrument_from_dict(values: Mapping[str, Any]) -> Instrument:
    """Build the instrument whose ``to_dict`` this is.

    Args:
        values: the class name as ``type``, and the fields; fields with a default may be left out.

    Returns:
        The instrument, equal to the one written.

    Raises:
        ConfigError: ``type`` or a required field is missing, or a field is malformed.
        UnknownNameError: the type or a field is not known.

    Example:
        >>> goog = Equity("GOOG.SIM", currency="USD")
        >>> instrument_from_dict(goog.to_dict()) == goog
        True
    """
    rest = dict(values)
    name = rest.pop("type", None)
    if name is None:
        raise ConfigError(f"instrument: missing 'type', one of {', '.join(INSTRUMENT_CLASSES)}")
    if name not in INSTRUMENT_CLASSES:
        raise unknown_name("instrument type", name, INSTRUMENT_CLASSES)
    return INSTRUMENT_CLASSES[name].restore(rest)
