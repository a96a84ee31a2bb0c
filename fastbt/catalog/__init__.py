"""The catalog: market data of any source, checked and stored as exact decimals, for frames, arrays and SQL.

``store.py`` is the catalog itself, ``normalize.py`` the checks (``rules.py`` lists them), ``table_files.py``
what stands on disk, ``manifest.py`` the versions, ``sample.py`` the data that comes with fastbt.
"""

from fastbt.catalog.bar_arrays import BarArrays
from fastbt.catalog.listing import TimeRange
from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.normalize import normalize_bars
from fastbt.catalog.normalized import NormalizedBars
from fastbt.catalog.store import Catalog

__all__ = ["BarArrays", "Catalog", "LoadReport", "NormalizedBars", "TimeRange", "normalize_bars"]
