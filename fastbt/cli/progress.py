"""A line on the terminal that says how far something is: percent, rate, time left."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import TracebackType
from typing import Self, TextIO

from fastbt.cli.tables import span

DELAY = 1.0
"""Seconds before the line appears: what is quicker needs none."""
EVERY = 0.2
COMPILING = "Compiling the kernels, once (about 15 s) ..."
BAR = 24


class Progress:
    """A line that is drawn over itself, from the second second on, and wiped at the end.

    It is the callback that ``bt.run(progress=...)`` takes. Without a terminal it is silent.

    Args:
        label: what is done.
        unit: what is counted.
        stream: where to; by default stderr.

    Example:
        >>> with Progress("Running") as progress:
        ...     progress(1, 2)
    """

    def __init__(self, label: str, unit: str = "rows", stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._live = self._stream.isatty()
        self._label, self._unit = label, unit
        self._begun = self._since = time.monotonic()
        self._count: tuple[int, int] | None = None
        self._first = 0
        self._compiling_since: float | None = None
        self._width = 0
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._draw_often, daemon=True)

    def __enter__(self) -> Self:
        if self._live:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        if self._live:
            self._thread.join()
        with self._lock:
            self._compiled(finished=kind is None)
            self._draw("")

    def __call__(self, done: int, total: int) -> None:
        """Say how much of all is done."""
        with self._lock:
            self._compiled(finished=True)
            if self._count is None:
                self._since, self._first = time.monotonic(), done
            self._count = done, total

    def phase(self, label: str, unit: str = "rows") -> None:
        """Begin another part of the work.

        Args:
            label: what is done now.
            unit: what is counted.
        """
        with self._lock:
            self._compiled(finished=True)
            self._label, self._unit, self._count = label, unit, None
            self._since = time.monotonic()

    def compiling(self, name: str) -> None:  # noqa: ARG002 - who listens is told which kernel; nobody wants to know
        """Say that kernels are compiled, at once and also where there is no terminal: it takes its time."""
        with self._lock:
            if self._compiling_since is None:
                self._compiling_since = time.monotonic()
                if not self._live:
                    self._stream.write(f"{COMPILING}\n")
                    self._stream.flush()
            if self._live:
                self._draw(self._text(time.monotonic()))

    def _compiled(self, *, finished: bool) -> None:
        """Leave a line about the compiling; the caller holds the lock."""
        if self._compiling_since is None:
            return
        taken = span(timedelta(seconds=time.monotonic() - self._compiling_since))
        self._compiling_since = None
        self._since = time.monotonic()
        if self._live:
            self._draw(f"{COMPILING} {'done in' if finished else 'stopped after'} {taken}")
            self._stream.write("\n")
            self._width = 0

    def _draw_often(self) -> None:
        while not self._end.wait(EVERY):
            with self._lock:
                now = time.monotonic()
                if self._compiling_since is not None or now - self._begun >= DELAY:
                    self._draw(self._text(now))

    def _text(self, now: float) -> str:
        if self._compiling_since is not None:
            return f"{COMPILING} {now - self._compiling_since:.0f} s"
        taken = now - self._since
        if self._count is None:
            return f"{self._label} ... {taken:.0f} s"
        done, total = self._count
        share = done / total if total else 1.0
        filled = round(share * BAR)
        parts = [f"{self._label} [{'=' * filled}{' ' * (BAR - filled)}] {share:4.0%}"]
        if done > self._first and taken > 0:
            # The first report says when counting began, so the rate is that of what came after it.
            rate = (done - self._first) / taken
            parts.append(f"{_short(rate)} {self._unit}/s")
            parts.append(f"{span(timedelta(seconds=(total - done) / rate))} left")
        return "  ".join(parts)

    def _draw(self, text: str) -> None:
        """Write over the line; the caller holds the lock."""
        if not self._live or (not text and not self._width):
            return
        text = text[: max(20, shutil.get_terminal_size().columns - 1)]
        self._stream.write(f"\r{text:<{self._width}}" + ("" if text else "\r"))
        self._stream.flush()
        self._width = len(text)


@contextmanager
def kernels_told(progress: Progress) -> Iterator[None]:
    """Tell a progress line of kernels that are compiled meanwhile.

    Args:
        progress: the line.
    """
    from fastbt.kernels.jit import on_compile

    on_compile(progress.compiling)
    try:
        yield
    finally:
        on_compile(None)


def _short(number: float) -> str:
    """A rate in three digits: ``950``, ``12.5 k``, ``3.10 M``."""
    for factor, letter in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if number >= factor:
            scaled = number / factor
            return f"{scaled:.{max(0, 2 - (scaled >= 10) - (scaled >= 100))}f}{letter}"
    return f"{number:.0f}"
