"""Two sources of choices with one face, so that Hypothesis and a seeded generator draw the same kind of scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np
from hypothesis import strategies as st

T = TypeVar("T")


class Draw(Protocol):
    """A source of choices; the first or smallest choice is the simplest one."""

    def integer(self, low: int, high: int) -> int:
        """Return an integer in [low, high]."""

    def choice(self, options: Sequence[T]) -> T:
        """Return one of the options."""

    def chance(self, percent: int) -> bool:
        """Return True in about ``percent`` of 100 draws."""


class SeededDraw:
    """Choices from a seeded NumPy generator, drawn in blocks because a single draw costs microseconds."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)
        self._block: list[float] = []

    def _next(self) -> float:
        if not self._block:
            self._block = self._generator.random(2048).tolist()
        return self._block.pop()

    def integer(self, low: int, high: int) -> int:
        """Return an integer in [low, high]."""
        return low + int(self._next() * (high - low + 1))

    def choice(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[int(self._next() * len(options))]

    def chance(self, percent: int) -> bool:
        """Return True in about ``percent`` of 100 draws."""
        return self._next() * 100 < percent


class HypothesisDraw:
    """Choices made, and shrunk, by Hypothesis."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        """Return an integer in [low, high]."""
        return self._draw(st.integers(low, high))

    def choice(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self._draw(st.integers(0, len(options) - 1))]

    def chance(self, percent: int) -> bool:
        """Return True in about ``percent`` of 100 draws; False is the simpler choice."""
        return self._draw(st.integers(0, 99)) >= 100 - percent
