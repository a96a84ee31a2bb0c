"""The timeline: rows of all instruments sorted by time, as integer columns that kernels read."""

from fastbt.timeline.columns import Columns, columns_of

__all__ = ["Columns", "columns_of"]
