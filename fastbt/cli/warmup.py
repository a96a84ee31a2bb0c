"""``fastbt warmup``: compiles every kernel now, so that no run has to wait for it."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import time
from collections.abc import Iterator
from typing import Any

import polars as pl

from fastbt import kernels
from fastbt.cli.output import say, say_json
from fastbt.cli.progress import Progress
from fastbt.cli.tables import render


def warm_up(options: argparse.Namespace) -> None:
    """Do what ``fastbt warmup`` was asked for."""
    rows = []
    started = time.perf_counter()
    with Progress("Loading the compiler", "kernels") as progress:
        found = list(_all_kernels())
        progress.phase("Compiling", "kernels")
        for number, (name, kernel) in enumerate(found):
            progress(number, len(found))
            begun = time.perf_counter()
            from_cache = kernel.from_cache
            rows.append((name, "cache" if from_cache else "compiled", time.perf_counter() - begun))
    seconds = time.perf_counter() - started
    if options.json:
        kernels_ = [{"name": n, "from_cache": how == "cache", "seconds": s} for n, how, s in rows]
        say_json({"kernels": kernels_, "seconds": seconds})
        return
    compiled = pl.DataFrame(
        [(name, round(taken, 2)) for name, how, taken in rows if how == "compiled"],
        schema={"compiled": pl.String, "seconds": pl.Float64},
        orient="row",
    )
    if compiled.height:
        say(render(compiled))
    cached = len(rows) - compiled.height
    say(
        f"{len(rows)} kernels are ready: {compiled.height} compiled, {cached} from the cache, {seconds:.1f} s"
    )


def _all_kernels() -> Iterator[tuple[str, Any]]:
    """Every compiled function, by name: entries of the simulation, and indicators."""
    for module in pkgutil.walk_packages(kernels.__path__, f"{kernels.__name__}."):
        importlib.import_module(module.name)
    from fastbt.kernels.indicators.compile import kernels as indicators
    from fastbt.kernels.jit import entries

    for entry in entries():
        yield entry.__name__, _Addressed(entry)
    for kernel in indicators():
        yield f"indicators.{kernel.__name__}", kernel


class _Addressed:
    """An entry that is compiled when it is asked where it came from, as indicators are."""

    def __init__(self, entry: Any) -> None:
        self._entry = entry

    @property
    def from_cache(self) -> bool:
        """Whether the machine code came from the disk cache."""
        return bool(self._entry.address and self._entry.from_cache)
