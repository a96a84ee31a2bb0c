"""Any table a user may hold, as a Polars frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from fastbt.errors import ConfigError, DataError

ACCEPTED = (
    "a Polars DataFrame or LazyFrame, a pandas DataFrame, a PyArrow table or record batch (or anything with "
    "`__arrow_c_stream__`), a structured NumPy array, or a dict of columns"
)


def to_frame(data: Any) -> pl.DataFrame:
    """Return ``data`` as a Polars frame, without copying where the library allows.

    Args:
        data: a Polars, pandas or Arrow table, a structured NumPy array or a dict of columns. The index of a
            pandas frame becomes a column where it has a name or holds times (then named ``ts``).

    Returns:
        The frame; a LazyFrame is collected.

    Raises:
        ConfigError: it is none of these.
        DataError: a pandas frame whose column names are not text.
    """
    if isinstance(data, pl.DataFrame):
        return data
    if isinstance(data, pl.LazyFrame):
        return data.collect()
    if type(data).__module__.partition(".")[0] == "pandas" and hasattr(data, "reset_index"):
        return _from_pandas(data)
    if hasattr(data, "__arrow_c_stream__"):
        return pl.DataFrame(data)
    if isinstance(data, np.ndarray) and data.dtype.names:
        return pl.from_numpy(data)
    if isinstance(data, Mapping):
        return pl.DataFrame(dict(data))
    raise ConfigError(f"cannot read a {type(data).__name__} as a table; give {ACCEPTED}")


def name_of(data: Any) -> str:
    """Return what a report calls a table that is in memory."""
    library = type(data).__module__.partition(".")[0]
    return f"a {type(data).__name__}" if library == "builtins" else f"a {library} {type(data).__name__}"


def _from_pandas(data: Any) -> pl.DataFrame:
    if getattr(data, "columns", None) is None:
        raise ConfigError(f"cannot read a pandas {type(data).__name__} as a table; give {ACCEPTED}")
    names = list(data.columns)
    if not all(isinstance(name, str) for name in names):
        raise DataError(
            f"the pandas frame has column names that are not text: {names[0]!r}",
            remedy="flatten them first, for example frame.columns = ['open', 'high', ...]",
        )
    index_names = list(data.index.names)
    if any(name is not None for name in index_names):
        data = data.reset_index()
    elif "datetime" in str(getattr(data.index, "dtype", "")):
        data = data.reset_index(names="ts")
    return pl.from_pandas(data)
