"""Lowers ``actions=``: what companies do to those who hold their shares (rule A10)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.portions import NormalizedTable
from fastbt.codes import ActionKind
from fastbt.errors import ConfigError, DataError
from fastbt.kernels.state import (
    DUE_DELISTING,
    DUE_DIVIDEND,
    DUE_SPLIT,
    NOTHING,
)
from fastbt.model.rounding import RATE_PRECISION, split_ratio
from fastbt.schema.market import ACTIONS
from fastbt.simulation.action_tables import ids_of, new_records, numbers_of, read_actions, scaled
from fastbt.simulation.corporate_checks import refuse_beside_splits, refuse_row
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered
from fastbt.timeline.columns import I64

Records = NDArray[np.void]
TOLD = {
    ActionKind.DIVIDEND: "dividends",
    ActionKind.SPLIT: "splits",
    ActionKind.DELISTING: "delistings",
}
"""Under which words the settings count the kinds, in the order in which those of one time act."""


def read_corporate(lowered: Lowered, market: Market) -> NormalizedTable | None:
    """Return the rows of ``actions=``, checked, of instruments that the run has; None where there are none.

    Args:
        lowered: the run.
        market: its options.

    Raises:
        DataError: a row is bad.
        ConfigError: the bars are adjusted already, a row is not for its instrument, or of another currency,
            or an option of the run does not go with a split.
        UnknownNameError: the run does not have an instrument.
    """
    if market.actions is None:
        return None
    rows = read_actions("actions", market.actions, ACTIONS, ids_of(lowered), market)
    if "adjustment" in lowered.frame.columns and not of_kind(rows, ActionKind.SETTLEMENT).frame.height:
        raise ConfigError(
            "actions=: the bars have the column 'adjustment', so that bt.adjust has put the actions into "
            "their prices; give the bars as they were traded, or leave actions= out: never both (rule A10)"
        )
    number = numbers_of("actions", rows.frame, lowered)
    for place, row in zip(number.tolist(), rows.frame.iter_rows(named=True), strict=True):
        refuse_row(lowered.models[place], row)
    splits = of_kind(rows, ActionKind.SPLIT)
    if splits.frame.height:
        refuse_beside_splits(lowered, numbers_of("actions", splits.frame, lowered))
    return rows


def of_kind(rows: NormalizedTable, kind: ActionKind) -> NormalizedTable:
    """Return the rows of one kind.

    Args:
        rows: corporate actions.
        kind: which.
    """
    return replace(rows, frame=rows.frame.filter(pl.col("kind").cast(pl.String) == kind.name))


def corporate_records(
    lowered: Lowered, rows: NormalizedTable, first: int, last: int
) -> tuple[list[Records], dict[str, Any]]:
    """Return the ACTION records of corporate actions by kind, and what the settings tell of them.

    Args:
        lowered: the run.
        rows: what ``read_corporate`` gave.
        first: when its first group is, nanoseconds; before it nothing is held.
        last: when its last group is; later rows do nothing.

    Raises:
        DataError: a price has more decimals than its instrument.
    """
    made: list[Records] = []
    told: dict[str, Any] = {}
    for kind, word in TOLD.items():
        own = of_kind(rows, kind)
        number = numbers_of("actions", own.frame, lowered)
        records = new_records(own.frame.height)
        records["ts"] = own.frame["ts_event"].cast(pl.Int64).to_numpy()
        records["instrument"] = number
        records["balance"] = lowered.instruments["balance"][number]
        if kind is ActionKind.DIVIDEND:
            _fill_dividends(lowered, own, number, records)
        elif kind is ActionKind.SPLIT:
            _fill_splits(own, records)
        else:
            records["kind"] = DUE_DELISTING
            records["amount"] = ticks_of(lowered, own, number)  # NOTHING where it is the newest mark
        inside = (records["ts"] >= first) & (records["ts"] <= last)
        made.append(records[inside])
        for place in np.unique(number):
            counts = told.setdefault(lowered.models[place].id.value, {})
            counts[word] = int((inside & (number == place)).sum())
            counts["outside_the_data"] = counts.get("outside_the_data", 0)
            counts["outside_the_data"] += int((~inside & (number == place)).sum())
    return made, told


def _fill_dividends(lowered: Lowered, rows: NormalizedTable, number: I64, records: Records) -> None:
    """What a unit held is paid."""
    records["kind"] = DUE_DIVIDEND
    records["rate"] = scaled(rows, "amount", RATE_PRECISION)
    for place in np.unique(number):
        model = lowered.models[place]
        per_lot = Fraction(10) ** (model.settlement_currency.precision - model.size_precision)
        own = number == place
        records["numerator"][own], records["divisor"][own] = per_lot.numerator, per_lot.denominator


def _fill_splits(rows: NormalizedTable, records: Records) -> None:
    """New units for an old one, as a fraction."""
    records["kind"] = DUE_SPLIT
    records["rate"] = scaled(rows, "ratio", RATE_PRECISION)
    for record, counts in zip(records, rows.frame["ratio"].to_list(), strict=True):
        ratio = split_ratio(Fraction(counts, 10 ** rows.scales["ratio"]))
        record["numerator"], record["divisor"] = ratio.numerator, ratio.denominator


def ticks_of(lowered: Lowered, rows: NormalizedTable, number: I64) -> I64:
    """Return the column ``amount`` as prices in ticks, NOTHING where it is null.

    Args:
        lowered: the run.
        rows: actions.
        number: of each row's instrument.

    Raises:
        DataError: a price has more decimals than its instrument.
    """
    given = ~rows.frame["amount"].is_null().to_numpy()
    found = np.full(len(number), NOTHING, dtype=np.int64)
    for place in np.unique(number):
        own, model = given & (number == place), lowered.models[place]
        precision = model.price_precision
        finest = max(rows.scales["amount"], precision)
        ticks = scaled(rows, "amount", precision)[own]
        exact = scaled(rows, "amount", finest)[own] == ticks * 10 ** (finest - precision)
        if not exact.all():
            when = rows.frame["ts_event"][int(np.flatnonzero(own)[np.argmin(exact)])]
            raise DataError(
                f"actions=, {model.id} at {when}: the amount is a price of more than the {precision} "
                f"decimals of {model.id}; give it a larger price_precision (and its increment by "
                "price_increment=), or round the amount"
            )
        found[own] = ticks
    return found
