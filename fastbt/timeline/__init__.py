"""The timeline: rows of all instruments sorted by time, as integer columns that kernels read.

Beside it the functions that reshape frames before a run: resample, align, adjust, continuous, membership and
bar_to_quote_tick, each in a module of its own.
"""

from fastbt.timeline.columns import Columns, columns_of

__all__ = ["Columns", "columns_of"]
