"""Minimal hand-written Numba loops: what a careful person would write for exactly one strategy.

They share nothing with fastbt but the arrays, do the same money arithmetic in int64 (value and fee rounded
half up, equity on every row) and write the same facts of a fill (row, signed lots, price, fee, balance)
into preallocated arrays. ``denominator``, what a tick times a lot has to be divided by to give a unit of
money, is a constant that the compiler knows: at 1 nothing is divided, and otherwise only on rows with a
position; of the ways tried to write each loop the fastest stands here.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

I64 = NDArray[np.int64]
RATE = 10**12


@functools.cache
def cross(denominator: int) -> Any:
    """The loop of one long position, entries (bit 1) and exits (bit 2) at the next open.

    It returns the number of fills.
    """
    half = denominator // 2

    @njit(nogil=True, error_model="numpy")
    def loop(
        signals: NDArray[np.uint8],
        open_: I64,
        close: I64,
        lots: int,
        fee_rate: int,
        balance: int,
        equity: I64,
        fills: I64,
    ) -> int:
        count = 0
        held = 0
        pending = 0
        for row in range(len(close)):
            if pending != 0:
                amount = (abs(pending) * open_[row] + half) // denominator
                value = amount if pending > 0 else -amount
                fee = (amount * fee_rate + RATE // 2) // RATE
                if pending < 0 or value + fee <= balance:
                    balance -= value + fee
                    held += pending
                    fills[count, 0] = row
                    fills[count, 1] = pending
                    fills[count, 2] = open_[row]
                    fills[count, 3] = fee
                    fills[count, 4] = balance
                    count += 1
                pending = 0
            if denominator == 1 or held != 0:
                equity[row] = balance + (held * close[row] + half) // denominator
            else:
                equity[row] = balance
            signal = signals[row]
            if signal != 0:
                if held == 0 and signal & 1 != 0:
                    pending = lots
                elif held > 0 and signal & 2 != 0:
                    pending = -held
        return count

    return loop


@functools.cache
def brackets(denominator: int) -> Any:
    """The loop of entries at the next open with a stop-loss and a take-profit.

    A bar that holds both takes the stop. It returns the number of fills.
    """
    half = denominator // 2

    @njit(nogil=True, error_model="numpy")
    def loop(
        signals: NDArray[np.uint8],
        open_: I64,
        high: I64,
        low: I64,
        close: I64,
        lots: int,
        stop_rate: int,
        target_rate: int,
        fee_rate: int,
        balance: int,
        equity: I64,
        fills: I64,
    ) -> int:
        count = 0
        held = 0
        pending = 0
        stop = 0
        target = 0
        for row in range(len(close)):
            price = 0
            quantity = 0
            if pending != 0:
                quantity = pending
                price = open_[row]
                pending = 0
                stop = (price * (RATE - stop_rate) + RATE // 2) // RATE
                target = (price * (RATE + target_rate) + RATE // 2) // RATE
            elif held > 0 and (open_[row] <= stop or open_[row] >= target):
                quantity = -held
                price = open_[row] if open_[row] <= stop else target
            if quantity != 0:
                amount = (abs(quantity) * price + half) // denominator
                fee = (amount * fee_rate + RATE // 2) // RATE
                balance -= (amount if quantity > 0 else -amount) + fee
                held += quantity
                fills[count, 0] = row
                fills[count, 1] = quantity
                fills[count, 2] = price
                fills[count, 3] = fee
                fills[count, 4] = balance
                count += 1
            if held > 0 and (low[row] <= stop or high[row] >= target):
                price = stop if low[row] <= stop else target
                amount = (held * price + half) // denominator
                fee = (amount * fee_rate + RATE // 2) // RATE
                balance += amount - fee
                fills[count, 0] = row
                fills[count, 1] = -held
                fills[count, 2] = price
                fills[count, 3] = fee
                fills[count, 4] = balance
                held = 0
                count += 1
            if denominator == 1 or held != 0:
                equity[row] = balance + (held * close[row] + half) // denominator
            else:
                equity[row] = balance
            if signals[row] != 0 and held == 0:
                pending = lots
        return count

    return loop


@functools.cache
def targets(denominator: int) -> Any:
    """The loop of target weights over many instruments: sells, then buys, at the next open.

    Every instrument has a row at every time: row = time x instruments + instrument. It returns the number of
    fills.
    """
    half = denominator // 2

    @njit(nogil=True, error_model="numpy")
    def loop(
        signals: NDArray[np.uint8],
        weights: NDArray[np.float64],
        open_: I64,
        close: I64,
        instruments: int,
        fee_rate: int,
        balance: int,
        held: I64,
        pending: I64,
        equity: I64,
        fills: I64,
    ) -> int:
        count = 0
        waiting = False
        held[:] = 0
        for time in range(len(equity)):
            first = time * instruments
            if waiting:
                for side in (-1, 1):
                    for k in range(instruments):
                        if pending[k] * side <= 0:
                            continue
                        price = open_[first + k]
                        amount = (abs(pending[k]) * price + half) // denominator
                        fee = (amount * fee_rate + RATE // 2) // RATE
                        if side > 0 and amount + fee > balance:
                            continue
                        balance -= side * amount + fee
                        held[k] += pending[k]
                        fills[count, 0] = first + k
                        fills[count, 1] = pending[k]
                        fills[count, 2] = price
                        fills[count, 3] = fee
                        fills[count, 4] = balance
                        count += 1
                waiting = False
            value = 0
            for k in range(instruments):
                value += (held[k] * close[first + k] + half) // denominator
            equity[time] = balance + value
            if signals[first] != 0:
                waiting = True
                for k in range(instruments):
                    money = int(weights[first + k] * equity[time] + 0.5)
                    pending[k] = money * denominator // close[first + k] - held[k]
        return count

    return loop


@functools.cache
def quotes(denominator: int) -> Any:
    """The loop of market orders at given times on one instrument's quotes: buys at the ask, sells at the bid.

    What is held is marked by the bid; there is no short position. It returns the number of fills.
    """
    half = denominator // 2

    @njit(nogil=True, error_model="numpy")
    def loop(
        ts_event: I64,
        bid: I64,
        ask: I64,
        order_times: I64,
        order_lots: I64,
        fee_rate: int,
        balance: int,
        equity: I64,
        fills: I64,
    ) -> int:
        count = 0
        held = 0
        orders = len(order_times)
        due = order_times[0] if orders > 0 else np.int64(2**63 - 1)
        for row in range(len(bid)):
            if ts_event[row] > due:
                lots = order_lots[count]
                price = ask[row] if lots > 0 else bid[row]
                amount = (abs(lots) * price + half) // denominator
                fee = (amount * fee_rate + RATE // 2) // RATE
                balance -= (amount if lots > 0 else -amount) + fee
                held += lots
                fills[count, 0] = row
                fills[count, 1] = lots
                fills[count, 2] = price
                fills[count, 3] = fee
                fills[count, 4] = balance
                count += 1
                due = order_times[count] if count < orders else np.int64(2**63 - 1)
            if denominator == 1 or held != 0:
                equity[row] = balance + (held * bid[row] + half) // denominator
            else:
                equity[row] = balance
        return count

    return loop
