"""Hand-made kernel buffers of two small runs, every number worked out on paper.

``cash_run``: one share, daily bars, a bracket that takes its profit, a refused order, one that expires, a
partial close and a remainder at the end. ``margin_run``: two instruments of different precision, two bars a
time, a short position that a fill turns into a long one. The kernel itself has its own tests; these buffers
let the tables be tested without it.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from fastbt.codes import (
    AccountType,
    EventKind,
    FillCause,
    FillPoint,
    LiquiditySide,
    OrderStatus,
    OrderType,
    Reason,
    TimeInForce,
)
from fastbt.kernels import state
from fastbt.model.instruments import Equity, Instrument
from fastbt.simulation.lowered import RunOutput
from fastbt.timeline.columns import Columns
from tests.results.records import (
    BUY,
    DAY,
    SELL,
    START,
    changes,
    fills,
    lowered,
    orders,
    output,
    positions,
    timeline,
)

CASH_BARS = [
    (10000, 10100, 9900, 10000),
    (10000, 10400, 9800, 10300),
    (10300, 10800, 10200, 10700),
    (10700, 11200, 10600, 10900),
    (10900, 11000, 10000, 10100),
    (10100, 10300, 9700, 9800),
    (9800, 9900, 9600, 9700),
    (9700, 10000, 9500, 9900),
]
CASH_EQUITY = [1000000, 1002900, 1006900, 1009790, 1009790, 1009790, 1008128, 1010079]


def bars_frame(columns: Columns, precision: int) -> pl.DataFrame:
    """The bars as a frame of floats."""
    times = {
        name: pl.Series(getattr(columns, name)).cast(pl.Datetime("ns", "UTC"))
        for name in ("ts_event", "ts_open")
    }
    prices = {name: getattr(columns, name) / 10**precision for name in ("open", "high", "low", "close")}
    return pl.DataFrame(times | prices)


def cash_run() -> RunOutput:
    """10,000 USD; 10 shares bought at 100, sold by the bracket at 110; 15 at 98.01, 5 of them sold at 97."""
    columns = timeline(CASH_BARS)
    abc = Equity("ABC.SIM", currency="USD", price_precision=2, size_precision=0)
    run = lowered(columns, [abc], AccountType.CASH, 1_000_000, bars_frame(columns, 2))
    run.tags = ["dip"]
    child = {"flags": state.ORDER_REDUCE_ONLY | state.ORDER_CHILD, "side": SELL, "parent": 0, "bracket": 0,
             "quantity": 10, "original_quantity": 10, "row_accepted": 1}  # fmt: skip
    order_pool = orders(
        {"quantity": 10, "original_quantity": 10, "filled": 10, "bracket": 0,
         "row_init": 0, "row_accepted": 1, "row_last": 1, "sequence_init": 1, "sequence_accepted": 4},
        {**child, "type": OrderType.STOP_MARKET, "cause": FillCause.STOP_LOSS, "trigger": 9500, "status":
         OrderStatus.CANCELED, "reason": Reason.POSITION_CLOSED, "row_last": 3, "sequence_init": 2,
         "sequence_accepted": 6, "sequence_last": 9},
        {**child, "type": OrderType.LIMIT, "cause": FillCause.TAKE_PROFIT, "price": 11000, "filled": 10,
         "row_last": 3, "sequence_init": 3, "sequence_accepted": 7},
        {"quantity": 1000, "original_quantity": 1000, "status": OrderStatus.DENIED, "reason":
         Reason.INSUFFICIENT_CASH, "row_init": 3, "row_last": 3, "sequence_init": 10, "sequence_last": 10},
        {"type": OrderType.LIMIT, "quantity": 20, "original_quantity": 20, "price": 9000, "time_in_force":
         TimeInForce.GTD, "expire": START + 6 * DAY + DAY // 2, "status": OrderStatus.EXPIRED, "reason":
         Reason.EXPIRED, "row_init": 4, "row_accepted": 5, "row_last": 6, "sequence_init": 11,
         "sequence_accepted": 12, "sequence_last": 14},
        {"quantity": 15, "original_quantity": 15, "filled": 15, "tag": 0,
         "row_init": 5, "row_accepted": 6, "row_last": 6, "sequence_init": 13, "sequence_accepted": 15},
        {"side": SELL, "flags": state.ORDER_REDUCE_ONLY, "quantity": 5, "original_quantity": 5, "filled": 5,
         "row_init": 6, "row_accepted": 7, "row_last": 7, "sequence_init": 17,
         "sequence_accepted": 18},
    )  # fmt: skip
    fill_pool = fills(
        {"order": 0, "position": 0, "side": BUY, "row": 1, "sequence": 5, "quantity": 10, "price": 10000,
         "notional": 100_000, "commission": 100, "held": 10, "cost": 100_000, "balance": 899_900},
        {"order": 2, "position": 0, "side": SELL, "row": 3, "sequence": 8, "quantity": 10, "price": 11000,
         "notional": 110_000, "commission": 110, "closed": 10, "closed_cost": 100_000, "closed_commission":
         110, "entry_commission": 100, "realized": 10_000, "balance": 1_009_790, "cause":
         FillCause.TAKE_PROFIT, "liquidity": LiquiditySide.MAKER, "point": FillPoint.LEG},
        {"order": 5, "position": 1, "side": BUY, "row": 6, "sequence": 16, "quantity": 15, "price": 9801,
         "slippage": 1, "notional": 147_015, "commission": 147, "held": 15, "cost": 147_015, "balance":
         862_628},
        {"order": 6, "position": 1, "side": SELL, "row": 7, "sequence": 19, "quantity": 5, "price": 9700,
         "notional": 48_500, "commission": 49, "closed": 5, "closed_cost": 49_005, "closed_commission": 49,
         "entry_commission": 49, "realized": -505, "held": 10, "cost": 98_010, "balance": 911_079},
    )  # fmt: skip
    position_pool = positions(
        {"side": BUY, "peak": 10, "opened_quantity": 10, "opened_cost": 100_000, "closed_quantity": 10,
         "closed_value": 110_000, "realized": 10_000, "commission": 210, "row_opened": 1, "row_closed": 3},
        {"side": BUY, "is_open": 1, "quantity": 10, "peak": 15, "cost": 98_010, "entry_commission": 98,
         "opened_quantity": 15, "opened_cost": 147_015, "closed_quantity": 5, "closed_value": 48_500,
         "realized": -505, "commission": 196, "row_opened": 6},
    )  # fmt: skip
    refused = changes(
        {"kind": EventKind.ORDER_CANCEL_REJECTED, "reason": Reason.ORDER_CLOSED, "order": 2, "instrument":
         0, "row": 7, "sequence": 20, "quantity": 10},
        {"kind": EventKind.COMMAND_REFUSED, "reason": Reason.NO_POSITION, "instrument": 0, "row": 7,
         "sequence": 21},
    )  # fmt: skip
    return output(run, CASH_EQUITY, order_pool, fill_pool, position_pool, refused, bracket_count=1)


MARGIN_EQUITY = [1_000_000, 998_002, 982_747, 977_750]


def margin_run() -> RunOutput:
    """10,000 USD on margin: 100 X sold at 51, turned into 150 long at 50; 2,000.5 Y bought at 1.26."""
    models: list[Instrument] = [
        Equity("X.SIM", currency="USD", price_precision=2, size_precision=0),
        Equity("Y.SIM", currency="USD", price_precision=4, size_precision=3),
    ]
    x, y = [5000, 5200, 4900, 4800], [12500, 13000, 12000, 12500]
    close = np.array([x, y], dtype=np.int64).T.ravel().copy()
    ts_open = np.repeat(START + DAY * np.arange(4, dtype=np.int64), 2)
    columns = Columns(
        ts_open + DAY, ts_open, close.copy(), close + 10, close - 10, close,
        instrument=np.array([0, 1] * 4, dtype=np.int32), group_start=np.arange(0, 9, 2, dtype=np.int64),
        contiguous=True,
    )  # fmt: skip
    run = lowered(columns, models, AccountType.MARGIN, 1_000_000, None)
    run.names = ["short-x", "long-y"]
    order_pool = orders(
        {"side": SELL, "name": 0, "quantity": 100, "original_quantity": 100, "filled": 100, "row_init": 1, "row_accepted": 2, "row_last": 2, "sequence_init": 1, "sequence_accepted":
         3},
        {"side": BUY, "name": 1, "instrument": 1, "quantity": 2_000_500, "original_quantity": 2_000_500,
         "filled": 2_000_500, "row_init": 1, "row_accepted": 3,
         "row_last": 3, "sequence_init": 2, "sequence_accepted": 5},
        {"side": BUY, "flags": state.ORDER_REVERSE, "quantity": 250, "filled": 250, "row_init": 3, "row_accepted": 4, "row_last": 4, "sequence_init": 7,
         "sequence_accepted": 8},
    )  # fmt: skip
    margins = {"margin_initial": 5000, "margin_maintenance": 2500}
    fill_pool = fills(
        {"order": 0, "position": 0, "side": SELL, "row": 2, "sequence": 4, "quantity": 100, "price": 5100,
         "notional": 510_000, "held": -100, "cost": 510_000, "balance": 1_000_000, **margins},
        {"order": 1, "instrument": 1, "position": 1, "side": BUY, "row": 3, "sequence": 6, "quantity":
         2_000_500, "price": 12600, "notional": 252_063, "held": 2_000_500, "cost": 252_063, "balance":
         1_000_000, **margins},
        {"order": 2, "position": 0, "opened": 2, "side": BUY, "row": 4, "sequence": 9, "quantity": 250,
         "price": 5000, "notional": 1_250_000, "commission": 250, "closed": 100, "closed_cost": 510_000,
         "closed_commission": 100, "realized": 10_000, "held": 150, "cost": 750_000, "balance": 1_009_750,
         "locked": 70, **margins},
    )  # fmt: skip
    position_pool = positions(
        {"side": SELL, "peak": 100, "opened_quantity": 100, "opened_cost": 510_000, "closed_quantity": 100,
         "closed_value": 500_000, "realized": 10_000, "commission": 100, "row_opened": 2, "row_closed": 4},
        {"instrument": 1, "side": BUY, "is_open": 1, "quantity": 2_000_500, "peak": 2_000_500, "cost":
         252_063, "opened_quantity": 2_000_500, "opened_cost": 252_063, "row_opened": 3},
        {"side": BUY, "is_open": 1, "quantity": 150, "peak": 150, "cost": 750_000, "entry_commission": 150,
         "opened_quantity": 150, "opened_cost": 750_000, "commission": 150, "row_opened": 4},
    )  # fmt: skip
    gross = [0, 780_065, 975_060, 970_063]
    return output(run, MARGIN_EQUITY, order_pool, fill_pool, position_pool, gross=gross)


def empty_run() -> RunOutput:
    """The cash run's bars with a strategy that sent nothing."""
    run = cash_run().lowered
    return output(run, [1_000_000] * 8, orders(), fills(), positions())
