"""Columns of codes: what sources call a side or an action, as the names in ``codes.py``."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import ActionKind, AggressorSide, BookAction, OrderSide
from fastbt.schema.table import code_type

OTHER_NAMES: dict[type[IntEnum], dict[str, str]] = {
    AggressorSide: {
        "buy": "BUYER", "b": "BUYER", "bid": "BUYER", "back": "BUYER", "1": "BUYER",
        "sell": "SELLER", "s": "SELLER", "ask": "SELLER", "a": "SELLER", "lay": "SELLER", "-1": "SELLER",
        "unknown": "NO_AGGRESSOR", "0": "NO_AGGRESSOR",
    },
    OrderSide: {
        "bid": "BUY", "b": "BUY", "buyer": "BUY", "back": "BUY",
        "ask": "SELL", "a": "SELL", "s": "SELL", "offer": "SELL", "seller": "SELL", "lay": "SELL",
    },
    BookAction: {
        "a": "ADD", "new": "ADD", "insert": "ADD", "snapshot": "UPDATE",
        "set": "UPDATE", "change": "UPDATE", "modify": "UPDATE", "m": "UPDATE", "u": "UPDATE",
        "cancel": "DELETE", "c": "DELETE", "remove": "DELETE", "d": "DELETE",
        "reset": "CLEAR", "r": "CLEAR", "t": "TRADE", "f": "FILL",
    },
    ActionKind: {
        "stock split": "SPLIT", "stock_split": "SPLIT", "cash dividend": "DIVIDEND",
        "cash_dividend": "DIVIDEND", "div": "DIVIDEND", "delist": "DELISTING",
    },
}  # fmt: skip
"""Names in lower case that sources have for codes, beside those of the codes themselves."""

NO_CODE = ("", "none", "n", "null")
"""What sources write where there is no code."""
_EMPTY = {AggressorSide: "NO_AGGRESSOR"}
"""What null means, where it means a code."""


def read_codes(column: pl.Series, codes: type[IntEnum]) -> tuple[pl.Series, NDArray[np.bool_]]:
    """Read a column of codes.

    Args:
        column: text in any case, or the codes' numbers.
        codes: the codes.

    Returns:
        Their names, null where there is none; and the rows whose text is no name of a code.

    Example:
        >>> names, unknown = read_codes(pl.Series(["bid", "Sell", None, "?"]), OrderSide)
        >>> names.to_list(), unknown.tolist()
        (['BUY', 'SELL', None, None], [False, False, False, True])
    """
    if column.dtype.is_integer():
        known = {str(code.value): code.name for code in codes}
    else:
        known = {code.name.lower(): code.name for code in codes} | OTHER_NAMES.get(codes, {})
    text = column.cast(pl.String).str.strip_chars().str.to_lowercase()
    text = text.set(text.is_in(NO_CODE) & ~text.is_in(list(known)), None)
    names = text.replace_strict(known, default=None, return_dtype=pl.String)
    unknown = names.is_null() & text.is_not_null()
    if codes in _EMPTY:
        names = names.fill_null(_EMPTY[codes])
    return names.cast(code_type(codes)), unknown.fill_null(value=False).to_numpy()
