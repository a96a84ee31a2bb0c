"""A fingerprint of a run's data: the same bars give the same text on every machine, other bars another.

Cryptography is not the point, and hashing a million bars byte by byte takes longer than running over them:
each block of a column is multiplied with odd weights modulo 2^64, and the sums are hashed.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
from numpy.typing import NDArray

from fastbt.timeline.columns import Columns

_BLOCK = 1 << 15
_COLUMNS = ("ts_event", "ts_open", "open", "high", "low", "close", "volume", "instrument")
_POINTS = ("open", "high", "low", "close")
_OF_TICKS = ("kind", "ask_size")


def fingerprint(columns: Columns, actions: NDArray[np.void] | None = None) -> str:
    """Return the fingerprint of a timeline and of what happens between its rows.

    Args:
        columns: its columns; ticks, lots and nanoseconds.
        actions: ACTION records, None where there are none.

    Returns:
        32 hexadecimal digits.
    """
    digest = hashlib.blake2b(digest_size=16)
    named = {name: getattr(columns, name) for name in _COLUMNS}
    if columns.bid is not None and columns.ask is not None:
        sides = {"bid": columns.bid, "ask": columns.ask}
        named |= {
            f"{name}_{point}": getattr(side, point) for name, side in sides.items() for point in _POINTS
        }
        named["flags"] = columns.flags
    elif columns.kind is not None:
        named |= {name: getattr(columns, name) for name in _OF_TICKS}
    for name, values in named.items():
        digest.update(f"{name} {0 if values is None else len(values)}".encode())
        if values is not None:
            digest.update(_block_sums(values.astype(np.int64, copy=False).view(np.uint64)).tobytes())
    if actions is not None:
        for name in actions.dtype.names or ():
            digest.update(f"{name} {actions[name].tolist()}".encode())
    return digest.hexdigest()


def _block_sums(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One weighted sum modulo 2^64 per block."""
    weights = _weights()
    firsts = range(0, len(values), _BLOCK)
    sums = [np.dot(block := values[first : first + _BLOCK], weights[: len(block)]) for first in firsts]
    return np.array(sums, dtype="<u8")


@cache
def _weights() -> NDArray[np.uint64]:
    """Odd numbers without a pattern (the SplitMix64 sequence), the same everywhere."""
    z = np.arange(1, _BLOCK + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (z ^ (z >> np.uint64(31))) | np.uint64(1)
