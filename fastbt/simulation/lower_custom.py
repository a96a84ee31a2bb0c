"""Counts the models of venues that are the user's own: the kernel knows them by their index."""

from __future__ import annotations

from typing import Any

from fastbt.venues.custom import CustomModel
from fastbt.venues.venues import Venues


def custom_models(venues: Venues) -> list[CustomModel]:
    """Return the models of venues that are the user's own, of each the fees first.

    Args:
        venues: the venues.
    """
    found: list[CustomModel] = []
    for venue in venues:
        given: list[Any] = [*(venue.fees or ())]  # type: ignore[misc]
        given += [venue.slippage, venue.fill_price, venue.latency, venue.volume_limit]
        found += [model for model in given if isinstance(model, CustomModel)]
    return found


def number_of(venues: Venues, model: CustomModel) -> int:
    """Return the index of a model in ``custom_models``.

    Args:
        venues: the venues.
        model: one of theirs.
    """
    return next(k for k, one in enumerate(custom_models(venues)) if one is model)
