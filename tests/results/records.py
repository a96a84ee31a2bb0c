"""Hand-made records of the kernel's types: orders, fills, positions and changes out of dictionaries."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from fastbt.codes import AccountType, FillPoint, LiquiditySide, OrderStatus
from fastbt.kernels import state
from fastbt.model.instruments import Instrument
from fastbt.model.values import Currency
from fastbt.simulation.lowered import Lowered, RunOutput
from fastbt.timeline.columns import Columns

DAY = 86_400_000_000_000
START = 1_704_067_200_000_000_000
"""2024-01-01T00:00Z, a Monday: row k opens then + k days and closes a day later."""
BUY, SELL = 1, -1

ORDER_DEFAULTS = {
    "status": OrderStatus.FILLED, "side": BUY, "name": -1, "tag": -1, "parent": -1, "bracket": -1,
    "position": -1, "quantity": state.NOTHING, "original_quantity": state.NOTHING, "price": state.NOTHING,
    "trigger": state.NOTHING, "expire": state.FAR_UP, "row_accepted": -1, "row_triggered": -1, "row_last": 0,
    "sequence_accepted": -1, "sequence_triggered": -1, "sequence_last": -1,
}  # fmt: skip
FILL_DEFAULTS = {"opened": -1, "liquidity": LiquiditySide.TAKER, "point": FillPoint.OPEN}
POSITION_DEFAULTS = {"row_closed": -1, "next": -1, "previous": -1, "next_open": -1, "previous_open": -1}
CHANGE_DEFAULTS = {"order": -1, "name": -1, "instrument": -1, "status": -1}


def records(dtype: np.dtype[Any], defaults: dict[str, int], rows: list[dict[str, int]]) -> np.ndarray:
    """Records of a kernel's type out of dictionaries."""
    table = np.zeros(len(rows), dtype=dtype)
    for record, row in zip(table, rows, strict=True):
        for name, value in (defaults | row).items():
            record[name] = value
    return table


def orders(*rows: dict[str, int]) -> np.ndarray:
    return records(state.ORDER, ORDER_DEFAULTS, list(rows))


def fills(*rows: dict[str, int]) -> np.ndarray:
    return records(state.FILL, FILL_DEFAULTS, list(rows))


def positions(*rows: dict[str, int]) -> np.ndarray:
    return records(state.POSITION, POSITION_DEFAULTS, list(rows))


def changes(*rows: dict[str, int]) -> np.ndarray:
    return records(state.CHANGE, CHANGE_DEFAULTS, list(rows))


def instrument_facts(models: list[Instrument]) -> np.ndarray:
    """INSTRUMENT records with the conversion to money, one account and one currency for all."""
    table = np.zeros(len(models), dtype=state.INSTRUMENT)
    for number, (record, model) in enumerate(zip(table, models, strict=True)):
        record["id"] = number
        ratio = model.notional_ratio
        record["value_numerator"], record["value_denominator"] = ratio.numerator, ratio.denominator
    return table


def lowered(
    columns: Columns,
    models: list[Instrument],
    account_type: AccountType,
    start: int,
    frame: pl.DataFrame | None,
) -> Lowered:
    """A run on one venue with one account of US dollars."""
    venues, accounts = np.zeros(1, state.VENUE), np.zeros(1, state.ACCOUNT)
    venues["account_type"] = accounts["account_type"] = account_type
    balances = np.zeros(1, state.BALANCE)
    balances["start"] = balances["total"] = start
    return Lowered(
        columns=columns,
        instruments=instrument_facts(models),
        venues=venues,
        accounts=accounts,
        balances=balances,
        fees=np.zeros(0, state.FEE),
        models=models,
        currencies=[Currency("USD")],
        strategy="test",
        account_ids=["SIM-001"],
        venue_ids=["SIM"],
        frame=frame,
        settings={"venue": "SIM"},
    )


def output(
    run: Lowered,
    equity: list[int],
    order_pool: np.ndarray,
    fill_pool: np.ndarray,
    position_pool: np.ndarray,
    change_pool: np.ndarray | None = None,
    bracket_count: int = 0,
    gross: list[int] | None = None,
) -> RunOutput:
    """What the kernel would leave behind."""
    return RunOutput(
        lowered=run,
        orders=order_pool,
        fills=fill_pool,
        positions=position_pool,
        changes=changes() if change_pool is None else change_pool,
        brackets=np.zeros(bracket_count, state.BRACKET),
        flows=np.zeros(0, state.FLOW),
        instruments=run.instruments,
        accounts=run.accounts,
        balances=run.balances,
        equity=np.array(equity, dtype=np.int64),
        gross=None if gross is None else np.array(gross, dtype=np.int64),
    )


def timeline(bars: list[tuple[int, int, int, int]]) -> Columns:
    """Daily bars of one instrument, prices in ticks."""
    ts_open = START + DAY * np.arange(len(bars), dtype=np.int64)
    prices = np.array(bars, dtype=np.int64).T.copy()
    return Columns(ts_open + DAY, ts_open, *prices, contiguous=True)
