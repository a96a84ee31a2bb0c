"""The fingerprint of a run's data: equal for equal bars, another for any change."""

from __future__ import annotations

import numpy as np

from fastbt.simulation.fingerprint import fingerprint
from tests.simulation.markets import bar_frame, market, two_instruments

CLOSES = [1.0 + n % 7 for n in range(70_000)]


def of(closes: list[float], **extra: object) -> str:
    return fingerprint(market(bar_frame(closes, **extra)).columns)


def test_the_same_bars_have_the_same_fingerprint_everywhere():
    """A number once computed: another machine or version must find it again."""
    assert of([1.0, 2.0, 3.0]) == of([1.0, 2.0, 3.0]) == "344a51d0dd7221cef25810d20856b9c3"


def test_any_change_shows():
    seen = {of(CLOSES)}
    for row in (0, 1, 32_767, 32_768, 69_999):
        changed = list(CLOSES)
        changed[row] += 0.01
        seen.add(of(changed))
    swapped = list(CLOSES)
    swapped[3], swapped[4] = swapped[4], swapped[3]
    seen |= {of(swapped), of(CLOSES[:-1]), of(CLOSES, volume=[1.0] * len(CLOSES))}
    assert len(seen) == 9


def test_instruments_count():
    columns = market(two_instruments()).columns
    before = fingerprint(columns)
    columns.instrument = np.zeros(6, dtype=np.int32)
    assert fingerprint(columns) != before
