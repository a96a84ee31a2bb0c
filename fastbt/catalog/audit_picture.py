"""The picture of an audit: for each series its closes with what was found, and a strip of what is there."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TypeAlias

import numpy as np
import polars as pl

from fastbt import svg
from fastbt.catalog.audit_checks import F64, I64
from fastbt.catalog.audit_shape import Shape

Drawn: TypeAlias = tuple[str, Shape | None, pl.DataFrame]
"""Name, outline and findings of a series."""

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 900, 76, 16, 46, 26
STRIP, ABOVE_STRIP, TITLE, SHORT_TITLE = 9, 4, 20, 16
MOST_SERIES = 40
"""Series in a picture; of more, those with the most errors and warnings."""
HEIGHTS = ((1, 210), (3, 120), (MOST_SERIES, 34))
"""Height of the closes by the number of series, pixels."""
TALL = 100
"""From this height on closes have an axis."""

GREEN, AMBER, ORANGE, RED, GRAY = "#2da44e", "#d4a72c", "#bc4c00", "#cf222e", "#6e7781"
BLUE, PALE = "#0969da", "#d0d7de"
SHARES = ((0.0, GREEN), (0.05, AMBER), (0.95, ORANGE), (1.0, RED))
"""Color of a strip up to a share of missing bars."""
BANDS = {"unit_error": (RED, 0.18), "stale": (BLUE, 0.22), "closed_hours": (GRAY, 0.18)}
"""Checks shown as a stretch of time: color and opacity."""
MARKS = {
    "jump": ("dot", GRAY),
    "wick": ("ring", AMBER),
    "not_positive": ("down", RED),
    "impossible": ("down", RED),
    "unit_error": ("down", RED),
    "session_jump": ("up", ORANGE),
    "spike": ("ring", RED),
}
"""Checks shown at a close: shape and color, the last ones on top."""
_SIGNS = {"dot": "▪", "ring": "○", "up": "▲", "down": "▼"}


def picture(series: Sequence[Drawn]) -> str:
    """Draw an audit as SVG text.

    Args:
        series: what to draw; those without rows are left out.
    """
    shown = _chosen([one for one in series if one[1] is not None])
    if not shown:
        text = f"<text x='{LEFT}' y='24' fill='{svg.FAINT}'>No bars in the time asked for</text>"
        return svg.document(WIDTH, TOP, [text], "Audit of no bars")
    height = next(pixels for most, pixels in HEIGHTS if len(shown) <= most)
    ends = [(shape.edges[0], shape.edges[-1]) for _, shape, _ in shown if shape is not None]
    times = np.array([min(first for first, _ in ends), max(last for _, last in ends)], dtype=np.int64)
    checks = {check for *_, found in shown for check in found["check"].unique()}
    paused = any(len(shape.pauses) for _, shape, _ in shown if shape is not None)
    parts, top = [_legend(checks, pauses=paused)], TOP
    for name, shape, found in shown:
        assert shape is not None  # noqa: S101 - those without were left out above
        top += TITLE if height >= TALL else SHORT_TITLE
        box = (LEFT, top, WIDTH - LEFT - RIGHT, height)
        at = svg.panel(box, times, [shape.close])
        parts += _closes(at, name, shape, found)
        top += height + ABOVE_STRIP
        parts.append(_strip(at, shape, top))
        top += STRIP
    if len(shown) < len(series):
        top += TITLE
        rest = f"{len(series) - len(shown):,} more series are not shown"
        parts.append(f"<text x='{LEFT + 4}' y='{top - 7}' fill='{svg.FAINT}'>{rest}</text>")
    below = svg.panel((LEFT, top - 1, WIDTH - LEFT - RIGHT, 4), times, [])
    parts.append(svg.time_axis(below))
    count = sum(found.height for *_, found in shown)
    label = f"Audit of {len(shown)} series: closes, missing bars and {count:,} findings over time"
    return svg.document(WIDTH, top + 4 + BOTTOM, parts, label)


def _chosen(series: list[Drawn]) -> list[Drawn]:
    """Those with the most errors and warnings, in the order they came."""
    if len(series) <= MOST_SERIES:
        return series
    bad = [int(found["severity"].is_in(["error", "warning"]).sum()) for *_, found in series]
    kept = sorted(sorted(range(len(series)), key=lambda at: -bad[at])[:MOST_SERIES])
    return [series[at] for at in kept]


def _closes(at: svg.Panel, title: str, shape: Shape, found: pl.DataFrame) -> list[str]:
    parts = []
    if at.height >= TALL:
        parts.append(svg.value_axis(at, title, "{:,.8g}"))
    else:
        place = f"x='{at.left + 4:.1f}' y='{at.top - 5:.1f}'"
        parts.append(f"<text {place} fill='{svg.INK}'>{escape(title)}</text>")
    for check, (color, opacity) in BANDS.items():
        rows = found.filter(pl.col("check") == check)
        parts.append(_bands(at, _ns(rows, "first"), _ns(rows, "last"), color, opacity))
    breaks = np.searchsorted(shape.ts, shape.pauses[:, 0], "right")
    for ts, close in zip(np.split(shape.ts, breaks), np.split(shape.close, breaks), strict=True):
        parts.append(svg.line(at, ts, close, svg.FAINT, 1.0))
    for check, (form, color) in MARKS.items():
        ts = _ns(found.filter(pl.col("check") == check), "first")
        parts.append(svg.marks(at, ts, np.interp(ts, shape.ts, shape.close), form, color))
    return parts


def _bands(at: svg.Panel, first: I64, last: I64, color: str, opacity: float) -> str:
    """Stretches of time over the whole height, at least a pixel wide, those that touch as one."""
    if not len(first):
        return ""
    left, right = at.x(first), np.maximum(at.x(last), at.x(first) + 1.5)
    order = np.argsort(left, kind="stable")
    left, right = left[order], np.maximum.accumulate(right[order])
    begins = np.r_[True, left[1:] > right[:-1] + 0.5]
    starts = np.flatnonzero(begins)
    ends = np.r_[starts[1:], len(left)] - 1
    return _boxes(left[starts], right[ends], at.top, at.height, color, opacity)


def _strip(at: svg.Panel, shape: Shape, top: float) -> str:
    """What is there over time: green, the redder the more is missing, and pale where there is a long pause.

    Another stretch in which nothing is expected looks like the one before it.
    """
    whole = shape.seen + shape.missing
    known = whole > 1e-9
    share = np.where(known, shape.missing / np.maximum(whole, 1e-9), 0.0)
    level = np.searchsorted([most for most, _ in SHARES], share - 1e-9)
    level = level[np.maximum.accumulate(np.where(known, np.arange(len(level)), known.argmax()))]
    middle = (shape.edges[1:] + shape.edges[:-1]) // 2
    begun, ended = (np.searchsorted(times, middle) for times in shape.pauses.T)
    level[~known & (begun > ended)] = len(SHARES)
    first = np.flatnonzero(np.r_[True, level[1:] != level[:-1]])
    left = at.x(shape.edges[first])
    right = np.r_[left[1:], at.x(shape.edges[-1:])]
    colors = [*(color for _, color in SHARES), PALE]
    chosen = [(level[first] == number, color) for number, color in enumerate(colors)]
    return "".join(_boxes(left[rows], right[rows], top, STRIP, color) for rows, color in chosen)


def _boxes(left: F64, right: F64, top: float, height: float, color: str, opacity: float = 1.0) -> str:
    """Boxes over stretches of time, each wide enough to be seen."""
    if not len(left):
        return ""
    width = np.maximum(right - left, 0.8)
    path = "".join(
        f"M{a:.1f} {top:.1f}h{b:.1f}v{height:.1f}h{-b:.1f}z"
        for a, b in zip(left.tolist(), width.tolist(), strict=True)
    )
    return f"<path fill='{color}' fill-opacity='{opacity}' d='{path}'/>"


def _legend(checks: set[str], *, pauses: bool) -> str:
    """What the strips' colors say, and below it which signs are in the picture."""
    bars = [(GREEN, "■ there"), (AMBER, "■ few missing"), (ORANGE, "■ many"), (RED, "■ all")]
    if pauses:
        bars.append((GRAY, "□ long pause"))
    signs = [(color, f"▮ {check}") for check, (color, _) in BANDS.items() if check in checks - {*MARKS}]
    signs += [(color, f"{_SIGNS[form]} {check}") for check, (form, color) in MARKS.items() if check in checks]
    lines = []
    for y, title, words in ((16, "bars", bars), (33, "closes", signs)):
        if words:
            spans = "  ".join(f"<tspan fill='{color}'>{escape(text)}</tspan>" for color, text in words)
            place = f"x='{LEFT + 4}' y='{y}' fill='{svg.FAINT}' xml:space='preserve'"
            lines.append(f"<text {place}>{title}:  {spans.replace('_', ' ')}</text>")
    return "".join(lines)


def _ns(rows: pl.DataFrame, name: str) -> I64:
    return np.asarray(rows[name].to_physical().to_numpy(), dtype=np.int64)
