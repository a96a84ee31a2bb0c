"""Counts the models of a venue that are the user's own: the kernel knows them by their index."""

from __future__ import annotations

from typing import Any

from fastbt.venues.custom import CustomModel
from fastbt.venues.venue import Venue


def custom_models(venue: Venue) -> list[CustomModel]:
    """Return the models of a venue that are the user's own, the fees first.

    Args:
        venue: the venue.
    """
    given: list[Any] = [*(venue.fees or ())]  # type: ignore[misc]
    given += [venue.slippage, venue.fill_price, venue.latency, venue.volume_limit]
    return [model for model in given if isinstance(model, CustomModel)]


def number_of(venue: Venue, model: CustomModel) -> int:
    """Return the index of a model in ``custom_models``.

    Args:
        venue: the venue.
        model: one of its own.
    """
    return next(k for k, one in enumerate(custom_models(venue)) if one is model)
