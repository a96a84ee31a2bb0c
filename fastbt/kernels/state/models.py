"""Models of the user's own: what they are shown and what they answer."""

from __future__ import annotations

import numpy as np

from fastbt.kernels.state.common import record

MODEL = record(
    # a model of the user's own and its newest call (custom_models.py)
    ("function", "i8"),  # address of int64(run, model): asks the function and keeps its answer here
    ("parameters", "i8"),  # address of its parameters
    ("terms", "i8"),  # address of the CHARGE or OFFER that the kernel fills in
    ("seen", "i8"),  # address of what the function sees: the terms, or the same in decimals
    ("exact", "i1"),  # 1: the function sees and answers whole counts
    ("longest", "i8"),  # of latency: the most it may answer, ns
    ("order", "i8"),  # that it was asked about
    ("row", "i8"),
    ("number", "f8"),  # its answer
    ("count", "i8"),  # its answer as a whole count
    ("problem", "i8"),  # MODEL_*: why the run cannot go on, 0 when it can
)

MODEL_RAISED, MODEL_NOT_A_NUMBER, MODEL_NEGATIVE, MODEL_TOO_LARGE, MODEL_OUT_OF_RANGE = 1, 2, 3, 4, 5
MODEL_TOO_LONG = 6
"""MODEL.problem."""

ORDER_TERMS = (
    ("instrument", "i8"),
    ("side", "i8"),  # 1 buys, -1 sells
    ("order_type", "i8"),  # codes.OrderType
    ("reduce_only", "i8"),
    ("is_maker", "i8"),
)
"""What models of the user's own are told of every order, and what stays a whole number in decimals."""


def terms(kind: str, *names: str) -> np.dtype:
    """The record of an order's terms and of further numbers: ``i8`` counts or ``f8`` decimals."""
    return record(*ORDER_TERMS, *((name, kind) for name in names))


CHARGED = ("price", "quantity", "filled", "notional", "traded")
"""filled: by the order before; traded: notional of all the account's fills before."""
CHARGE = terms("i8", *CHARGED)
CHARGE_SEEN = terms("f8", *CHARGED)
"""What a fee model of the user's own is asked about; counts, and decimals."""
OFFERED = ("price", "quantity", "filled", "open", "high", "low", "close", "volume")
"""open to volume: of the row, on the order's side; volume is NOTHING or NaN where it is not known."""
OFFER = terms("i8", *OFFERED)
OFFER_SEEN = terms("f8", *OFFERED)
"""What a slippage or fill price model of the user's own is asked about."""
ROOMED = (*OFFERED, "taken")
"""volume: on ticks of the print or of the quote's side; taken: of it by fills before."""
ROOM = terms("i8", *ROOMED)
ROOM_SEEN = terms("f8", *ROOMED)
"""What a volume limit of the user's own is asked about: each begins as the record of an offer does."""
MESSAGE_TERMS = (
    *ORDER_TERMS[:-1],  # is_maker is of fills
    ("kind", "i8"),  # codes.MessageKind
    ("ts", "i8"),  # when it is sent, ns
)
MESSAGED = ("quantity", "filled", "chance")
"""quantity: NOTHING or NaN where it is found at the fill; chance: 0 to below 1, 10^-12."""
MESSAGE = record(*MESSAGE_TERMS, *((name, "i8") for name in MESSAGED))
MESSAGE_SEEN = record(*MESSAGE_TERMS, *((name, "f8") for name in MESSAGED))
"""What a latency model of the user's own is asked about."""
