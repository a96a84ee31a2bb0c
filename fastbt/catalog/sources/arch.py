"""Daily stock indices as the PyPI package `arch` carries them under `arch/data`."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl

from fastbt.errors import DataError

INDICES = {"SPX.INDEX": "sp500", "NASDAQ.INDEX": "nasdaq"}
"""Name of each index's folder and file, by the id it has here."""

DATE_FORMAT = "%m/%d/%Y"
"""How the files write dates."""


def read_index(arch_data: Path, instrument_id: str) -> pl.DataFrame:
    """Read one index, as text.

    Args:
        arch_data: the folder `arch/data` of the package.
        instrument_id: a key of ``INDICES``.

    Returns:
        ``Date, Open, High, Low, Close, Volume``; levels carry the noise of 32-bit floats, the published
        figures have two decimals.

    Raises:
        DataError: the folder is another one.
    """
    name = INDICES[instrument_id]
    path = arch_data / name / f"{name}.csv.gz"
    if not path.is_file():
        raise DataError(
            "no such file",
            source=path,
            remedy="give the folder arch/data: pip download arch --no-deps, then unpack the wheel",
        )
    frame = pl.read_csv(gzip.decompress(path.read_bytes()), infer_schema=False)
    return frame.drop("Adj Close")  # the same as Close: an index has neither splits nor dividends
