"""``Explanation``: why an order or a position became what it is, as text and as an object."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from html import escape
from typing import Any

import polars as pl

from fastbt.codes import Reason
from fastbt.results.texts import time_texts
from fastbt.schema.table import TIME

WIDTH = 100
"""Characters in a line."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened."""

    ts_event: int
    """When, in UTC nanoseconds."""
    row: int | None
    """Row of the run's bars, from 0; None where it happened between rows."""
    kind: str
    """Kind of event, as in the table ``events``."""
    text: str
    """What happened, in words."""
    rules: tuple[str, ...]
    """Rules of ``docs/semantics.md`` that decided it."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Its numbers by name: price, commission, point, open, high, low, close ..."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """How near the market came to an order that it never filled."""

    row: int
    """Row of the run's bars, from 0."""
    ts_event: int
    """End of that bar, in UTC nanoseconds."""
    level: Decimal
    """Price that the market had to reach."""
    what: str
    """What the level is: ``limit`` or ``trigger``."""
    extreme: str
    """``high`` or ``low`` of the bar."""
    price: Decimal
    """That high or low."""
    distance: Decimal
    """From there to the level; 0 or below: it was reached."""
    rows: int
    """Number of rows that were looked at."""

    @property
    def percent(self) -> float:
        """The distance in percent of the level; 0 where that is 0."""
        return 100.0 * float(self.distance) / abs(float(self.level)) if self.level else 0.0


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """Why an order or a position became what it is; printed, it is text."""

    id: str
    """The order or position."""
    asked: str
    """What was asked, in words."""
    answer: str
    """What became of it, in a sentence."""
    status: str
    """Its status (an order) or side (a position) at the end."""
    reason: Reason
    """Why it was refused, cut or ended; NONE otherwise."""
    advice: str
    """What to do if that was not wanted; empty where there is nothing to do."""
    steps: tuple[Step, ...]
    """What happened, in order."""
    nearest: Nearest | None = None
    """How near the market came, where it never filled although it was live."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that decided it, each once, in order."""
        return tuple(dict.fromkeys(rule for step in self.steps for rule in step.rules))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON: decimals as text, times as ISO 8601."""
        nearest = self.nearest
        return {
            "id": self.id,
            "asked": self.asked,
            "answer": self.answer,
            "status": self.status,
            "reason": None if self.reason is Reason.NONE else self.reason.name,
            "advice": self.advice,
            "rules": list(self.rules),
            "steps": [_plain_fields(step) for step in self.steps],
            "nearest": None if nearest is None else _plain_fields(nearest) | {"percent": nearest.percent},
        }

    def __str__(self) -> str:
        rows = ["between" if step.row is None else f"row {step.row}" for step in self.steps]
        times = time_texts([step.ts_event for step in self.steps])
        wide = [max(map(len, column), default=0) for column in (rows, times)]
        lines = [*_wrapped(f"{self.id}: ", self.asked), *_wrapped("", self.answer)]
        for row, time, step in zip(rows, times, self.steps, strict=True):
            rules = f" ({', '.join(step.rules)})" if step.rules else ""
            head = f"  {row:<{wide[0]}}  {time:<{wide[1]}}  "
            lines += _wrapped(head, step.text + rules)
            if "high" in step.facts:
                lines.append(f"{'':<{len(head)}}{_bar_text(step.facts)}")
        if self.advice:
            lines += _wrapped("  to do: ", self.advice)
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


def _wrapped(head: str, text: str) -> list[str]:
    """Text after a head, its further lines under its first one."""
    margin = " " * len(head) if len(head) < WIDTH // 2 else "  "
    return textwrap.wrap(text, WIDTH, initial_indent=head, subsequent_indent=margin, break_on_hyphens=False)


def _bar_text(facts: Mapping[str, Any]) -> str:
    """The bar of a step: "its bar: open 10.0, high 10.5, low 9.5, close 10.2"."""
    return "its bar: " + ", ".join(f"{name} {facts[name]:,f}" for name in ("open", "high", "low", "close"))


def _plain_fields(value: Step | Nearest) -> dict[str, Any]:
    return {item.name: _plain(item.name, getattr(value, item.name)) for item in fields(value)}


def _plain(name: str, value: Any) -> Any:
    if name == "ts_event":
        return pl.Series([value]).cast(TIME).dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ").item()
    if isinstance(value, Mapping):
        return {key: _plain(key, item) for key, item in value.items()}
    if isinstance(value, tuple):
        return list(value)
    return f"{value:f}" if isinstance(value, Decimal) else value
