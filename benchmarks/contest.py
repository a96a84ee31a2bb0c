"""One scenario for both: the kernel's machine and a hand-written loop on the same arrays, buffers warm."""

from __future__ import annotations

from typing import Any

import numpy as np

from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine

NAMES = ("row", "lots", "price", "fee", "balance")
"""The facts of a fill that a hand loop writes, see ``hand.py``."""


class Contest:
    """A lowered run and a hand loop that is to do the same.

    Args:
        run: the run.
        loop: of ``hand.py``.
        arguments: what the loop takes before the arrays for equity and facts.
        room: fills there is room for.
    """

    def __init__(self, run: Lowered, loop: Any, arguments: tuple[Any, ...], room: int) -> None:
        self.machine = Machine(run)
        self.rows = run.columns.rows
        self.groups = run.columns.groups
        self.equity = np.empty(self.groups, np.int64)
        self.facts = np.empty((room, len(NAMES)), np.int64)
        self.count = 0
        self._loop = loop
        self._arguments = arguments

    def ours(self) -> None:
        """The kernel, from int64 columns and signals or commands to filled buffers."""
        self.machine.advance(self.groups)

    def theirs(self) -> None:
        """The hand loop, the same."""
        self.count = self._loop(*self._arguments, self.equity, self.facts)

    def check(self, names: tuple[str, ...] = NAMES) -> int:
        """Make sure that both did the same, fill by fill and time by time; the number of fills.

        Args:
            names: the facts compared. Where several fills share a row without an order that both keep, the
                balances between them differ and are left out.
        """
        self.machine.reset()
        self.ours()
        self.theirs()
        fills = np.sort(self.machine.output().fills, order="row", kind="stable")
        assert len(fills) == self.count, f"{len(fills)} fills, the hand loop has {self.count}"
        facts = self.facts[: self.count]
        facts = facts[np.argsort(facts[:, 0], kind="stable")]
        ours = {
            "row": fills["row"],
            "lots": fills["quantity"] * fills["side"].astype(np.int64),
            "price": fills["price"],
            "fee": fills["commission"],
            "balance": fills["balance"],
        }
        for name in names:
            theirs = facts[:, NAMES.index(name)]
            differs = ours[name] != theirs
            assert not differs.any(), f"{name} differs first at fill {differs.argmax()}"
        assert np.array_equal(self.machine.equity, self.equity), "equity differs"
        return self.count
