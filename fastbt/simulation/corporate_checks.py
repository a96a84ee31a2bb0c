"""Refuses corporate actions that are not for their instruments, and what goes with no split (A7, A10)."""

from __future__ import annotations

from typing import Any

import numpy as np

from fastbt.codes import ActionKind, FillTiming, InstrumentClass
from fastbt.errors import ConfigError
from fastbt.kernels.state import ACTION_MODIFY, ROW_NO_ASK, ROW_NO_BID
from fastbt.model.instruments import Instrument
from fastbt.simulation.lowered import Lowered
from fastbt.timeline.columns import I64

OF_SHARES = {ActionKind.DIVIDEND: "pays dividends", ActionKind.SPLIT: "splits"}
"""The kinds that are of shares alone."""


def refuse_beside_splits(lowered: Lowered, split: I64) -> None:
    """Refuse what would act by terms or prices of before a split after it.

    Args:
        lowered: the run.
        split: numbers of the instruments that are split.

    Raises:
        ConfigError: an option, or a row of such an instrument, does not go with a split.
    """
    commands, venues = lowered.commands, lowered.venues
    modifies = commands is not None and bool((commands["action"] == ACTION_MODIFY).any())
    if modifies and (venues["late"] == 1).any():
        raise ConfigError(
            "actions=: has a SPLIT, and a modify that is on its way would change an order by terms of before "
            "it; leave the latency or the modifies out, or adjust the bars before (bt.adjust)"
        )
    at_once = (venues["fill_timing"] == FillTiming.THIS_CLOSE) | (venues["this_row"] == 1)
    if len(lowered.models) > 1 and at_once.any():
        raise ConfigError(
            "actions=: has a SPLIT, and with fill_timing='this_close' or tick_timing='this_row' an order for "
            "another instrument than the row's would fill at a price of before it; fill on later rows, or "
            "adjust the bars before (bt.adjust)"
        )
    flags = lowered.columns.flags
    if flags is not None and (flags[np.isin(lowered.numbers, split)] & (ROW_NO_BID | ROW_NO_ASK)).any():
        raise ConfigError(
            "actions=: has a SPLIT of an instrument of which quotes or bars show one side alone: in the "
            "other's place stands the newest one known, maybe of before the split; fill it in, or leave "
            "those rows out"
        )


def refuse_row(model: Instrument, row: dict[str, Any]) -> None:
    """Refuse a row that is not for its instrument, or says too little.

    Args:
        model: the row's instrument.
        row: of corporate actions.

    Raises:
        ConfigError: naming the row and what to do.
    """
    kind, currency = ActionKind[row["kind"]], str(model.settlement_currency.code)
    where, what = f"actions=, {model.id} at {row['ts_event']}", f"{model.id} is a {type(model).__name__}"
    is_future = model.instrument_class == InstrumentClass.FUTURES_CONTRACT
    if kind in OF_SHARES and model.instrument_class != InstrumentClass.EQUITY:
        raise ConfigError(
            f"{where}: {what}, and only an Equity {OF_SHARES[kind]}; leave the row out, or describe the "
            "instrument as one"
        )
    if kind is ActionKind.SPLIT:
        if row["ratio"] is None or row["ratio"] <= 0:
            raise ConfigError(f"{where}: the split has no ratio above 0; give the new units for an old one")
        return
    if kind is ActionKind.SETTLEMENT and not is_future:
        raise ConfigError(
            f"{where}: {what}, and only a FuturesContract is settled at an expiry; leave the row out, or "
            "describe the instrument as one"
        )
    if kind is ActionKind.DELISTING and is_future:
        raise ConfigError(
            f"{where}: {what}, which ends at its expiry; give its price there as a SETTLEMENT, or another "
            "expiry"
        )
    if row["amount"] is None and kind is not ActionKind.DELISTING:
        said = "dividend has no amount; give what a share is paid"
        if kind is ActionKind.SETTLEMENT:
            said = "settlement has no amount; give its price"
        raise ConfigError(f"{where}: the {said}, or leave it out")
    if row["amount"] is not None and row["amount"] < 0 and kind is ActionKind.DELISTING:
        raise ConfigError(f"{where}: the delisting pays an amount below 0; give what a unit receives")
    if row["currency"] not in (None, currency):
        raise ConfigError(
            f"{where}: the {kind.name.lower()} is paid in {row['currency']}, {model.id} settles in "
            f"{currency}; convert it"
        )
