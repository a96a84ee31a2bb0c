"""What a compiled or class strategy sees, and how it asks."""

from __future__ import annotations

from fastbt.kernels.state.common import record

CONTEXT = record(
    # what a compiled or class strategy sees of the row in progress; its own columns follow, float64 each
    ("run", "i8"),
    ("row", "i8"),
    ("instrument", "i8"),
    ("ts_event", "i8"),
    ("open", "f8"),
    ("high", "f8"),
    ("low", "f8"),
    ("close", "f8"),
    ("volume", "f8"),  # NaN where the source has none
    ("position", "f8"),  # signed units held of the row's instrument
    ("cash", "f8"),
    ("equity", "f8"),
)

EVENT = record(
    # an order event as a strategy sees it
    ("kind", "i8"),  # codes.EventKind
    ("order", "i8"),  # order number, from 0
    ("instrument", "i8"),
    ("side", "i8"),
    ("status", "i8"),
    ("reason", "i8"),
    ("quantity", "f8"),  # filled by this event, else the order's
    ("price", "f8"),  # of the fill, else NaN
)

ASK = record(
    # an order as a compiled or class strategy asks for it; NaN where absent
    ("instrument", "i8"),
    ("side", "i8"),
    ("reduce_only", "i8"),
    ("quantity", "f8"),
    ("limit_price", "f8"),
    ("trigger_price", "f8"),
    ("stop_loss", "f8"),  # fraction
    ("take_profit", "f8"),
    ("rungs", "i8"),  # address of float64: level and share of each rung of a ladder
    ("rung_count", "i8"),
)

MOST_RUNGS = 32
"""Rungs there is room for in an ASK."""

USER = record(
    ("context", "i8"),  # address of the CONTEXT and its columns
    ("event", "i8"),  # address of the EVENT
    ("ask", "i8"),  # address of the ASK
    ("parameters", "i8"),  # address of the strategy's parameters
    ("columns", "i8"),  # address of the addresses of its columns
    ("column_count", "i8"),
    # class strategies: the interpreter's C API and the objects it is called with
    ("call_one", "i8"),  # PyObject_CallOneArg
    ("release", "i8"),  # Py_DecRef
    ("on_bar", "i8"),
    ("bar", "i8"),
    ("on_order_event", "i8"),
    ("order_event", "i8"),
)
