"""Static pictures as SVG text: lines over time, areas, marks, and axes that a person can read.

A line of any length becomes at most two points per pixel column, its lowest and highest value there, so
nothing that would be visible is lost and a picture stays small.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

INK, FAINT, GRID = "#24292f", "#57606a", "#d8dee4"
FONT = "font-family='system-ui,sans-serif' font-size='11'"

MINUTE = 60 * 10**9
HOUR, DAY = 60 * MINUTE, 1440 * MINUTE
TIME_STEPS = (
    *(step * MINUTE for step in (1, 2, 5, 10, 15, 30)),
    *(step * HOUR for step in (1, 2, 3, 6, 12)),
    *(step * DAY for step in (1, 2, 7, 14)),
)
"""Distances between two marks of a time axis, nanoseconds, while they are shorter than a month."""
HALF_LABEL = 32
"""Pixels from the middle of a time's text to its end."""
MANY_MARKS = 300
"""Beyond this number marks are dots, and there is one for a larger cell."""
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
"""The same in months."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle of the picture with a time axis and a value axis.

    Args:
        left: pixels from the picture's left edge.
        top: pixels from its upper edge.
        width: pixels.
        height: pixels.
        first: time at the left edge, ns.
        last: time at the right edge, ns.
        low: value at the lower edge.
        high: value at the upper edge.
    """

    left: float
    top: float
    width: float
    height: float
    first: int
    last: int
    low: float
    high: float

    def x(self, ts: I64) -> F64:
        """Pixel columns of times."""
        pixels = self.width / max(self.last - self.first, 1)
        return np.asarray(self.left + (ts - self.first) * pixels, dtype=np.float64)

    def y(self, values: F64) -> F64:
        """Pixel rows of values."""
        return np.asarray(self.top + (self.high - values) * (self.height / (self.high - self.low)))


def panel(box: tuple[float, float, float, float], ts: I64, values: list[F64]) -> Panel:
    """Fit a panel to the values it has to show.

    Args:
        box: left, top, width, height in pixels.
        ts: times of the whole picture, ns, ascending.
        values: what will be drawn; NaN does not count.
    """
    # fmin and fmax pass over NaN, and are NaN only where there is nothing else.
    lows = [np.fmin.reduce(array) for array in values if len(array)]
    highs = [np.fmax.reduce(array) for array in values if len(array)]
    low = float(np.fmin.reduce(lows)) if lows else np.nan
    high = float(np.fmax.reduce(highs)) if highs else np.nan
    if np.isnan(low):
        low, high = 0.0, 1.0
    margin = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
    first, last = (int(ts[0]), int(ts[-1])) if len(ts) else (0, 1)
    return Panel(*box, first, last, low - margin, high + margin)


def thin(at: Panel, ts: I64, values: F64) -> tuple[F64, F64]:
    """The points of a line in pixels: lowest and highest of each pixel column, in the direction it goes."""
    columns = max(int(at.width), 1)
    if len(ts) <= 2 * columns:
        return at.x(ts), at.y(values)
    edges = np.linspace(at.first, at.last, columns + 1)[:-1].astype(np.int64)
    starts = np.unique(np.searchsorted(ts, edges))
    starts = starts[starts < len(ts)]
    low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    ends = np.append(starts[1:], len(ts)) - 1
    rising = values[ends] >= values[starts]
    x = np.repeat(at.x(ts[starts]), 2)
    y = np.empty(2 * len(starts))
    y[0::2], y[1::2] = np.where(rising, low, high), np.where(rising, high, low)
    return x, at.y(y)


def line(at: Panel, ts: I64, values: F64, color: str, width: float = 1.2) -> str:
    """A line through the values, which must not be NaN."""
    points = _points(*thin(at, ts, values))
    style = f"fill='none' stroke='{color}' stroke-width='{width}' stroke-linejoin='round'"
    return f"<polyline {style} points='{points}'/>"


def area(at: Panel, ts: I64, values: F64, color: str, base: float = 0.0) -> str:
    """The area between the values and a base value."""
    x, y = thin(at, ts, values)
    if not len(x):
        return ""
    floor = float(at.y(np.array([base]))[0])
    points = f"{x[0]:.1f},{floor:.1f} {_points(x, y)} {x[-1]:.1f},{floor:.1f}"
    return (
        f"<polygon fill='{color}' fill-opacity='0.35' stroke='{color}' stroke-width='0.8' points='{points}'/>"
    )


def marks(at: Panel, ts: I64, values: F64, shape: str, color: str) -> str:
    """Small marks, not more than one where two could not be told apart.

    Args:
        at: where.
        ts: times, ns.
        values: values.
        shape: ``up`` or ``down`` (a filled triangle at the value), ``ring`` or ``dot``.
        color: its color.
    """
    if not len(ts):
        return ""
    x, y = at.x(ts), at.y(values)
    many = len(x) > MANY_MARKS
    cell = 4 if many else 2
    _, chosen = np.unique(np.floor(x / cell) * 1e6 + np.floor(y / cell), return_index=True)
    template, style = {
        "up": ("m0 2l4 7h-8z", f"fill='{color}'"),
        "down": ("m0 -2l4 -7h-8z", f"fill='{color}'"),
        "ring": ("m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0", f"fill='white' stroke='{color}' stroke-width='1.6'"),
        "dot": ("m-1 -1h2v2h-2z", f"fill='{color}'"),
    }["dot" if many else shape]
    path = "".join(f"M{a:.1f} {b:.1f}{template}" for a, b in zip(x[chosen], y[chosen], strict=True))
    return f"<path {style} d='{path}'/>"


def _points(x: F64, y: F64) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x.tolist(), y.tolist(), strict=True))


# --------------------------------------------------------------------------------------------- axes


def value_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round values between two, about ``count`` of them: steps of 1, 2 or 5 times a power of ten.

    Example:
        >>> value_ticks(9_870.0, 10_480.0)
        [10000.0, 10200.0, 10400.0]
    """
    raw = (high - low) / count
    power = 10.0 ** np.floor(np.log10(raw))
    step = float(next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999))
    numbers = np.arange(np.ceil(low / step), np.floor(high / step) + 1)
    return [float(number * step) for number in numbers]


def time_ticks(first: int, last: int, count: int = 7) -> list[tuple[int, str]]:
    """Round times between two, at most ``count``, each with its text.

    Example:
        >>> [text for _, text in time_ticks(0, 3 * DAY)][:3]
        ['1970-01-01 00:00', '01-01 12:00', '01-02 00:00']
    """
    for step in TIME_STEPS:
        if (last - first) // step < count:
            begin = -(-first // step) * step
            stamps = range(begin, last + 1, step)
            return [(ts, _time_text(ts, step, full=ts == begin)) for ts in stamps]
    low, high = (int(np.datetime64(ts, "ns").astype("M8[M]").astype(np.int64)) for ts in (first, last))
    months = next((step for step in MONTH_STEPS if (high - low) // step < count), MONTH_STEPS[-1])
    unit = "Y" if months % 12 == 0 else "M"
    begins = [np.datetime64(number, "M") for number in range(-(-low // months) * months, high + 1, months)]
    marked = [(int(begin.astype("M8[ns]").astype(np.int64)), begin) for begin in begins]
    return [(ts, str(begin.astype(f"M8[{unit}]"))) for ts, begin in marked if ts >= first]


def _time_text(ts: int, step: int, *, full: bool) -> str:
    """A day, or a time of day without its year unless ``full``."""
    text = str(np.datetime64(ts, "ns").astype("M8[D]" if step >= DAY else "M8[m]"))
    return text.replace("T", " ") if full or step >= DAY else text[5:].replace("T", " ")


def value_axis(at: Panel, title: str, text: str = "{:,.6g}") -> str:
    """Grid lines with their values at the left, and the panel's title."""
    lines = []
    for value in value_ticks(at.low, at.high):
        y = float(at.y(np.array([value]))[0])
        lines.append(f"<path stroke='{GRID}' d='M{at.left:.1f} {y:.1f}h{at.width:.1f}'/>")
        place = f"x='{at.left - 6:.1f}' y='{y + 4:.1f}' text-anchor='end'"
        lines.append(f"<text {place} fill='{FAINT}'>{text.format(value + 0.0)}</text>")
    lines.append(f"<text x='{at.left + 4:.1f}' y='{at.top - 5:.1f}' fill='{INK}'>{escape(title)}</text>")
    return "".join(lines)


def time_axis(at: Panel) -> str:
    """Times below the panel."""
    bottom = at.top + at.height
    lines = [f"<path stroke='{FAINT}' d='M{at.left:.1f} {bottom:.1f}h{at.width:.1f}'/>"]
    for ts, text in time_ticks(at.first, at.last):
        x = float(at.x(np.array([ts]))[0])
        anchor = "end" if x > at.left + at.width - HALF_LABEL else "middle"
        lines.append(f"<path stroke='{FAINT}' d='M{x:.1f} {bottom:.1f}v4'/>")
        lines.append(
            f"<text x='{x:.1f}' y='{bottom + 16:.1f}' text-anchor='{anchor}' fill='{FAINT}'>{text}</text>"
        )
    return "".join(lines)


def document(width: int, height: int, parts: list[str], label: str) -> str:
    """A whole picture on white, with a text for those who cannot see it."""
    body = "".join(parts)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' "
        f"width='{width}' height='{height}' role='img' aria-label='{escape(label, quote=True)}' {FONT}>"
        f"<rect width='100%' height='100%' fill='white'/>{body}</svg>"
    )
