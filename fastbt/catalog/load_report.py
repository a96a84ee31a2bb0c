"""The answer of every load: how many rows came in, and what became of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastbt.catalog.rules import RULES

_SHOWN_IDS = 5


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load read, wrote, dropped and repaired.

    ``rows_read`` is always ``rows_written`` plus the dropped rows.

    Args:
        source: the files or the kind of frame.
        instruments: ids, sorted.
        bar: key of the bar's length, such as ``1d``; None where it was not given.
        stamp: what the source's times mean: ``open``, ``close`` or ``session``.
        rows_read: rows in the source.
        rows_written: rows that came through.
        dropped: rows left out, by rule; each row counts once.
        repaired: values mended, by rule.
        replaced: stored rows whose place new ones took (``on_duplicate="last"``).
        inferred: ids whose precision was read off the data.
        newest_first: whether a file has its newest row first, and was turned round.
        version: the catalog's version after the load; None where nothing was stored.
        kind: name of the table, such as ``quotes``.
    """

    source: str
    instruments: tuple[str, ...]
    bar: str | None
    stamp: str
    rows_read: int
    rows_written: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    repaired: Mapping[str, int] = field(default_factory=dict)
    replaced: int = 0
    inferred: tuple[str, ...] = ()
    newest_first: bool = False
    version: int | None = None
    kind: str = "bars"

    @property
    def rows_dropped(self) -> int:
        """Rows left out, all rules together."""
        return sum(self.dropped.values())

    @property
    def values_repaired(self) -> int:
        """Values mended, all rules together."""
        return sum(self.repaired.values())

    def __str__(self) -> str:
        ids = ", ".join(self.instruments[:_SHOWN_IDS])
        if len(self.instruments) > _SHOWN_IDS:
            ids += f" and {len(self.instruments) - _SHOWN_IDS:,} more"
        stamp = f"(stamp {self.stamp})" if self.stamp else ""
        kind = "" if self.kind == "bars" else self.kind.replace("_", " ")
        head = " ".join(part for part in (kind, ids, self.bar or "", stamp) if part)
        lines = [f"{head} from {self.source}", f"  read      {self.rows_read:>11,} rows"]
        stored = "" if self.version is None else f" (catalog version {self.version})"
        lines.append(f"  written   {self.rows_written:>11,} rows{stored}")
        if self.replaced:
            lines.append(f"  replaced  {self.replaced:>11,} stored rows")
        lines += _counts("dropped", self.rows_dropped, "rows", self.dropped)
        lines += _counts("repaired", self.values_repaired, "values", self.repaired)
        if self.newest_first:
            lines.append("  newest row first in the source: sorted by time")
        if self.inferred:
            lines.append(f"  precision read off the data: {', '.join(self.inferred[:_SHOWN_IDS])}")
        return "\n".join(lines)

    __repr__ = __str__


def _counts(verb: str, total: int, unit: str, by_rule: Mapping[str, int]) -> list[str]:
    lines = [f"  {verb:<9} {total:>11,} {unit}"]
    for rule in RULES:
        if count := by_rule.get(rule.name):
            done = f": {rule.repair}" if verb == "repaired" and rule.repair else ""
            lines.append(f"    {rule.name:<22} {count:>7,}  {rule.wrong}{done}")
    return lines
