"""Random draws that no cut of a run can change: functions of seed, purpose, order and row (rule O4).

There is no stream of numbers that another draw could shift. The bits are those of SplitMix64: seed, purpose,
order and row are mixed in one after the other, each by Stafford's thirteenth variant of the MurmurHash3
finalizer (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014).
"""

from __future__ import annotations

from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, i64_at, run_at
from fastbt.kernels.state import RATE
from fastbt.kernels.wide import multiply_high, shift_right

SLIPPAGE = 1
LIMIT_TOUCH = 2
MESSAGE = 10
"""Purposes: draws for different ones are independent. Those of messages are this and codes.MessageKind."""

GOLDEN = 0x9E3779B97F4A7C15 - (1 << 64)
FIRST = 0xBF58476D1CE4E5B9 - (1 << 64)
SECOND = 0x94D049BB133111EB - (1 << 64)
"""SplitMix64's constants, as the int64 of the same bits."""


@helper(I64(I64, I64))
def mixed(state: int, number: int) -> int:
    """One step: 64 bits out of a state and the next number of the key."""
    z = (state ^ number) + GOLDEN
    z = (z ^ shift_right(z, 30)) * FIRST
    z = (z ^ shift_right(z, 27)) * SECOND
    return z ^ shift_right(z, 31)


@helper(I64(I64, I64, I64))
def below(run: int, order: int, bound: int) -> int:
    """0 to below ``bound``, each as likely, for the message in hand; the row counts by its time (rule T6)."""
    s = run_at(run, 0)
    bits = mixed(mixed(mixed(mixed(0, s.seed), MESSAGE + s.message), order), i64_at(s.ts_event, s.row))
    return multiply_high(bits, bound)


@helper(I64(I64, I64, I64, I64, I64))
def happens(run: int, purpose: int, order: int, row: int, probability: int) -> int:
    """1 with a probability given in 10^-12, always the same for the same run, purpose, order and row."""
    bits = mixed(mixed(mixed(mixed(0, run_at(run, 0).seed), purpose), order), row)
    return 1 if multiply_high(bits, RATE) < probability else 0
