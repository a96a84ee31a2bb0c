"""The gates: every promise about speed, its threshold and its aim, in one table.

A gate judges one figure of ``figures.py``, the median of its rounds. Ratios of rates are ours divided by
the other's, measured in turn in one process on the same arrays, so they hold on any machine; times and
nanoseconds are those of the machine at hand.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gate:
    """One promise.

    Args:
        name: the figure it judges.
        group: the measurement that makes the figure, a key of ``figures.GROUPS``.
        what: the scenario in words, as the table shows it.
        threshold: the worst median that passes.
        aim: what we would like to see; None where the threshold is all that is asked.
        unit: written behind the figure: ``x`` (ratio), ``ns``, ``s``, ``bars/s`` ...
        at_most: True where less is better.
    """

    name: str
    group: str
    what: str
    threshold: float
    aim: float | None
    unit: str
    at_most: bool = False

    def passes(self, value: float) -> bool:
        """Whether a median keeps the promise."""
        return value <= self.threshold if self.at_most else value >= self.threshold


_CROSS = "1 M minute bars, SMA 20/50 cross, 0.1 % fee"
_BRACKETS = "500 k bars, 1 % stop, 2 % target"
_QUOTES = "5 M quotes, a market order every 1,000, 0.1 % fee"
_TARGETS = "500 instruments x 2,520 days, new weights every month, 0.1 % fee"

GATES = (
    Gate("cross", "cross", f"{_CROSS}: rate beside the hand loop", 0.4, 0.7, "x"),
    Gate("cross_rounded", "cross", f"{_CROSS}, money rounded: rate beside the hand loop", 0.4, 0.6, "x"),
    Gate("brackets", "brackets", f"{_BRACKETS}: rate beside the hand loop", 0.5, 0.9, "x"),
    Gate("brackets_rounded", "brackets", f"{_BRACKETS}, money rounded: the same", 0.5, 0.9, "x"),
    Gate("targets", "targets", f"{_TARGETS}: rate beside the hand loop", 0.1, 0.2, "x"),
    Gate("targets_rounded", "targets", f"{_TARGETS}, money rounded: the same", 0.1, 0.2, "x"),
    Gate("group_idle", "targets", "a row of 500 instruments, none held", 2.0, 0.7, "ns", at_most=True),
    Gate("group_held", "targets", "a row of 500 instruments, all held", 2.0, 0.5, "ns", at_most=True),
    Gate("quotes", "quotes", f"{_QUOTES}: rate beside the hand loop", 0.1, 0.7, "x"),
    Gate(
        "quote_resting",
        "quotes",
        "a quote with a resting order it does not reach",
        2.5,
        1.0,
        "ns",
        at_most=True,
    ),
    Gate("quote_held", "quotes", "a quote with a position", 1.5, 0.5, "ns", at_most=True),
    Gate(
        "quote_shared",
        "quotes",
        "the same where every tenth quote shares its time",
        40.0,
        10.0,
        "ns",
        at_most=True,
    ),
    Gate("row_idle", "rows", "a row without position or orders", 1.0, 0.3, "ns", at_most=True),
    Gate("row_held", "rows", "a row with a position", 1.5, 0.5, "ns", at_most=True),
    Gate("row_held_rounded", "rows", "a row with a position, money rounded", 1.5, 0.6, "ns", at_most=True),
    Gate(
        "row_resting", "rows", "a row with 1,000 resting orders, none touched", 1.5, 0.9, "ns", at_most=True
    ),
    Gate("resting", "rows", "1,000 resting orders beside a single one: time", 1.3, 1.05, "x", at_most=True),
    Gate(
        "touched",
        "orders",
        "an order that is sent and touched while 10,000 others rest: what they add",
        3.0,
        0.5,
        "us",
        at_most=True,
    ),
    Gate(
        "linear",
        "orders",
        "10 M rows and 1 M orders beside 1 M rows and 100,000: time per row",
        1.5,
        1.1,
        "x",
        at_most=True,
    ),
    Gate(
        "whole_cross", "whole", f"{_CROSS}: expressions, run, tables, statistics", 1.0, 0.5, "s", at_most=True
    ),
    Gate("whole_holding", "whole", "100 k bars, buy and hold, all included", 500_000, 2_000_000, "bars/s"),
    Gate("kernel_holding", "whole", "100 k bars, buy and hold, the kernel alone", 5e6, 1e9, "bars/s"),
    Gate(
        "whole_resting", "whole", "100 k bars, 100 resting orders, all included", 200_000, 2_000_000, "bars/s"
    ),
    Gate(
        "memory",
        "memory",
        "a run of 1 M bars: growth of memory at its peak, in sizes of the input",
        3.0,
        2.0,
        "x",
        at_most=True,
    ),
    Gate(
        "catalog",
        "catalog",
        "bars from disk to int64 columns: rate beside Polars reading zstd float64",
        1.0,
        1.5,
        "x",
    ),
    Gate("catalog_size", "catalog", "their size on disk beside the same file", 0.5, 0.4, "x", at_most=True),
    Gate("audit", "audit", "the audit of 5 M bars, from disk", 1.0, 0.5, "s", at_most=True),
    Gate("ingest", "ingest", "1 M bars from CSV: rate beside read_csv and write_parquet", 0.7, 1.0, "x"),
    Gate("import", "start", "import fastbt, its verbs, catalog and indicators", 0.8, 0.3, "s", at_most=True),
    Gate("demo", "start", "fastbt demo, new process, warm caches", 2.0, 1.0, "s", at_most=True),
    Gate("compiles", "cold", "compiler passes in the second process", 0, None, "", at_most=True),
    Gate(
        "demo_first",
        "cold",
        "fastbt demo, the very first, all compiling included",
        20.0,
        10.0,
        "s",
        at_most=True,
    ),
)

BY_NAME = {gate.name: gate for gate in GATES}
