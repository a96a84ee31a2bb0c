"""Random draws as functions of seed, purpose, order and row (O4): SplitMix64 in whole numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

SLIPPAGE, LIMIT_TOUCH = 1, 2
SUBMIT, MODIFY, CANCEL = 11, 12, 13
MESSAGES = 10
"""What these are above the numbers of ``bt.MessageKind``."""
WORD = 2**64


def mixed(state: int, number: int) -> int:
    """Return 64 bits out of a state and the next number of the key."""
    bits = ((state ^ number) + 0x9E3779B97F4A7C15) % WORD
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB % WORD
    return bits ^ (bits >> 31)


def up_to(seed: int, purpose: int, order: int, time: int, most: int) -> int:
    """Return a whole number from 0 to ``most``, each as likely."""
    bits = 0
    for number in (seed, purpose, order, time):
        bits = mixed(bits, number)
    return bits * (most + 1) // WORD


def happens(seed: int, purpose: int, order: int, row: int, probability: Decimal) -> bool:
    """Return whether the draw, to 12 places of [0, 1), lies below the probability."""
    bits = 0
    for number in (seed, purpose, order, row):
        bits = mixed(bits, number)
    return Fraction(bits * 10**12 // WORD, 10**12) < Fraction(probability)
