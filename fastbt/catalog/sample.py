"""The sample catalog: real daily indices and a made-up minute series, for the quickstart and the tests.

``python -m fastbt.catalog.sample FOLDER ARCH_DATA`` makes it anew; the README in the folder says how to get
ARCH_DATA.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.manifest import NAME
from fastbt.catalog.sources.arch import DATE_FORMAT, INDICES, read_index
from fastbt.catalog.store import Catalog
from fastbt.catalog.synthetic import synthetic_minutes
from fastbt.errors import CatalogError
from fastbt.model.instruments import Equity
from fastbt.schema.market import BARS

SYNTHETIC = "SYN.SIM"
"""Id of the made-up series."""

_PACKAGE = Path(__file__).resolve().parents[1]
# In a wheel it lies inside the package; in a checkout beside it.
_PLACES = (_PACKAGE / "_sample", _PACKAGE.parent / "catalog")


def sample_catalog() -> Catalog:
    """Open the catalog that comes with fastbt.

    Returns:
        The catalog with ``SPX.INDEX`` and ``NASDAQ.INDEX`` (1d, 1999 to 2018) and ``SYN.SIM`` (1m).

    Raises:
        CatalogError: this installation has none.

    Example:
        >>> sample_catalog().list().select("instrument_id", "bar", "rows").rows()
        [('NASDAQ.INDEX', '1d', 5031), ('SPX.INDEX', '1d', 5031), ('SYN.SIM', '1m', 98280)]
    """
    for place in _PLACES:
        if (place / NAME).is_file():
            return Catalog(place)
    raise CatalogError("this installation of fastbt has no sample catalog; install it from the package index")


def build_sample(folder: Path, arch_data: Path) -> list[LoadReport]:
    """Make the sample catalog anew; other files in the folder stay.

    Args:
        folder: where to.
        arch_data: the folder `arch/data` of the PyPI package `arch`.

    Returns:
        The report of each load.

    Raises:
        DataError: ``arch_data`` is another folder.
    """
    frames = {name: read_index(arch_data, name) for name in INDICES}
    (folder / NAME).unlink(missing_ok=True)
    shutil.rmtree(folder / BARS.name, ignore_errors=True)
    catalog = Catalog(folder)
    reports = [
        catalog.write(
            frame,
            # An Index does not trade: here one unit is the level, in dollars.
            Equity(name, currency="USD", price_precision=2, size_precision=0),
            bar="1d",
            stamp="session",
            time_format=DATE_FORMAT,
            on_off_grid="round",
        )
        for name, frame in frames.items()
    ]
    synthetic = Equity(SYNTHETIC, currency="USD", price_precision=2, size_precision=0)
    reports.append(catalog.write(synthetic_minutes(), synthetic, bar="1m", stamp="open"))
    (folder / ".lock").unlink()
    return reports


def main(arguments: list[str]) -> int:
    """Make the sample catalog from the command line.

    Args:
        arguments: the folder, and that of `arch/data`.

    Returns:
        The exit code.
    """
    if len(arguments) != 2:
        sys.stderr.write("usage: python -m fastbt.catalog.sample FOLDER ARCH_DATA\n")
        return 2
    for report in build_sample(Path(arguments[0]), Path(arguments[1])):
        sys.stdout.write(f"{report}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
