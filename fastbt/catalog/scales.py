"""Whether numbers that are stored fit the grid of a new definition."""

from __future__ import annotations

from fastbt.catalog.grid import LARGEST
from fastbt.catalog.manifest import FileEntry
from fastbt.errors import ConfigError, DataError
from fastbt.model.instruments import Instrument


def check_scale(entry: FileEntry, instrument: Instrument) -> None:
    """Refuse a definition on whose grid stored numbers do not lie or do not fit.

    Args:
        entry: what the manifest says of a stored file.
        instrument: the definition.

    Raises:
        ConfigError: stored numbers have more decimals.
        DataError: on the new grid they need more than 18 digits.
    """
    finer = instrument.price_precision - entry.price_precision
    sizes = instrument.size_precision - entry.size_precision
    if finer < 0 or sizes < 0:
        raise ConfigError(
            f"{entry.instrument_id}: stored data has {entry.price_precision} decimals in prices and "
            f"{entry.size_precision} in volumes, the definition given has {instrument.price_precision} and "
            f"{instrument.size_precision}; give it as many"
        )
    price = max(abs(entry.lowest), abs(entry.highest)) * 10**finer
    if max(price, (entry.most_volume or 0) * 10**sizes) > LARGEST:
        raise DataError(
            f"with {instrument.price_precision} and {instrument.size_precision} decimals the prices or "
            "volumes stored need more than 18 digits",
            instrument=entry.instrument_id,
            remedy="use fewer decimals",
        )
