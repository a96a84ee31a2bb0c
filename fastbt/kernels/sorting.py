"""Sorting the noted orders of a group by value: byte by byte, which is linear in their number (rule S5).

A group of few is left to ``reached.sort_reached``. The entries are those of the pool ``RUN.reached``; a
second copy and the counters stand behind them in the same pool, beyond its count. Called by ``decide.py``.
"""

from __future__ import annotations

from fastbt.kernels.jit import helper
from fastbt.kernels.memory import (
    I64,
    REACHED,
    REACHED_SIZE,
    VOID,
    clear_bytes,
    grow,
    i64_at,
    move_bytes,
    put_i64,
    reached_at,
    run_at,
)
from fastbt.kernels.reached import sort_reached

FEW = 48
"""Entries up to which a heap is faster than clearing counters."""
DIGITS = 256
ROOM = DIGITS * 8 // REACHED_SIZE + 1
"""Entries that the counters take the place of."""


@helper(I64(I64, I64), inline=True)
def make_keys(array: int, count: int) -> int:
    """Put the kind above the distance, so that kind 0 comes first in descending order; the bits in use."""
    largest = 0
    for n in range(count):
        largest |= reached_at(array, n).distance
    bits = 0
    while largest >> bits != 0:
        bits += 1
    for n in range(count):
        r = reached_at(array, n)
        if r.kind == 0:
            r.distance |= 1 << bits
    return bits + 1


@helper(VOID(I64, I64, I64, I64, I64))
def scatter(source: int, target: int, counters: int, count: int, shift: int) -> None:
    """Copy entries in descending order of one byte of the distance; equal ones keep their order."""
    clear_bytes(counters, DIGITS * 8)
    for n in range(count):
        digit = (reached_at(source, n).distance >> shift) & (DIGITS - 1)
        put_i64(counters, digit, i64_at(counters, digit) + 1)
    place = 0
    for digit in range(DIGITS - 1, -1, -1):
        many = i64_at(counters, digit)
        put_i64(counters, digit, place)
        place += many
    for n in range(count):
        r = reached_at(source, n)
        digit = (r.distance >> shift) & (DIGITS - 1)
        place = i64_at(counters, digit)
        put_i64(counters, digit, place + 1)
        t = reached_at(target, place)
        t.kind = r.kind
        t.distance = r.distance
        t.order = r.order


@helper(VOID(I64))
def sort_by_value(run: int) -> None:
    """Sort the noted entries by kind, then distance descending, then order, which is ascending already.

    Kinds are 0 and 1, distances not negative and below 2^61.
    """
    s = run_at(run, 0)
    count = s.reached_count
    if count <= FEW:
        sort_reached(s.reached, count, 0)
        return
    while s.reached_capacity < 2 * count + ROOM:
        if grow(run, run + REACHED, REACHED_SIZE) == 0:
            return
    source = s.reached
    target = source + count * REACHED_SIZE
    counters = target + count * REACHED_SIZE
    bits = make_keys(source, count)
    for shift in range(0, bits, 8):
        scatter(source, target, counters, count, shift)
        source, target = target, source
    if source != s.reached:
        move_bytes(s.reached, source, count * REACHED_SIZE)
