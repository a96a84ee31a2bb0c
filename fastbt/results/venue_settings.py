"""The options of a venue in the settings of a run, which has one venue or several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def venues_in(settings: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the options of every venue by its name.

    Args:
        settings: of a run; one without venues gives none.

    Example:
        >>> venues_in({"venue": {"name": "SIM", "fees": None}})
        {'SIM': {'name': 'SIM', 'fees': None}}
    """
    several = settings.get("venues")
    if isinstance(several, Mapping):
        return dict(several)
    one = settings.get("venue")
    return {str(one.get("name", "")): one} if isinstance(one, Mapping) else {}


def venue_for(settings: Mapping[str, Any], instrument: str) -> Mapping[str, Any]:
    """Return the options of the venue that serves an instrument; none where the settings do not say.

    Args:
        settings: of a run.
        instrument: its id; a single venue serves all.

    Example:
        >>> venue_for({"venues": {"A": {"fees": 1}, "B": {"fees": 2}}}, "BTC.B")
        {'fees': 2}
    """
    known = venues_in(settings)
    if len(known) == 1:
        return next(iter(known.values()))
    return known.get(instrument.rpartition(".")[2], {})
