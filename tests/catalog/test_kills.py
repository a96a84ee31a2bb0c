"""A hundred kills at random moments of write, append, overwrite, delete and consolidate: the old state or the new."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta

import polars as pl
import pytest

from fastbt.catalog import Catalog
from tests.catalog.tables import START, minutes

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked, and killed with -9")

HOUR = timedelta(hours=1)
KILLS = 100
WRITER = """
# For each line "folder first" a child does the operations from the first on and prints the number of each.
import os, sys
import pyarrow.parquet
from fastbt.catalog import Catalog
from tests.catalog.test_kills import act

for line in sys.stdin:
    if line == "wait\\n":
        os.wait()
        os.write(1, b"ended\\n")
    elif os.fork() == 0:  # before any thread is there: the imports, which take the time, are made once
        folder, first = line.split()
        catalog = Catalog(folder)
        os.write(1, f"{os.getpid()}\\n".encode())
        for number in range(int(first), int(first) + 1_000):
            act(catalog, number)
            os.write(1, f"{number}\\n".encode())
        os._exit(0)
"""


def hour(number: int, seed: int) -> pl.DataFrame:
    """Sixty minutes, a hundred hours in all."""
    return minutes(60, start=START + HOUR * (number % 100), seed=seed)


def act(catalog: Catalog, number: int) -> None:
    """Do the operation of a number."""
    kind, place = number % 6, number // 6
    if kind in (0, 1):  # a new file; then one that joins it
        catalog.write(hour(2 * place + kind, number), "A.SIM", bar="1m", on_duplicate="last")
    elif kind == 2:  # over the middle of both
        frame = minutes(60, start=START + HOUR * (2 * place % 100) + HOUR / 2, seed=number)
        catalog.write(frame, "A.SIM", bar="1m", on_duplicate="last")
    elif kind == 3:
        first = START + HOUR * (2 * place % 100) + HOUR / 4
        catalog.delete_range("A.SIM", first, first + HOUR / 2)
    elif kind == 4:
        rates = {"ts": [START + HOUR * number], "rate": [number / 10_000]}
        catalog.write(rates, "A.SIM", kind="funding")
    else:
        catalog.consolidate()


class Model:
    """What the catalog has to hold after a number of operations."""

    def __init__(self) -> None:
        self.closes: dict[datetime, float] = {}
        self.rates: list[float] = []

    def act(self, number: int) -> None:
        """Do the operation of a number."""
        kind, place = number % 6, number // 6
        if kind == 4:
            self.rates.append(number / 10_000)
        elif kind == 3:
            first = START + HOUR * (2 * place % 100) + HOUR / 4
            self.closes = {t: x for t, x in self.closes.items() if not first <= t < first + HOUR / 2}
        elif kind != 5:
            late = HOUR / 2 if kind == 2 else HOUR * kind
            frame = minutes(60, start=START + HOUR * (2 * place % 100) + late, seed=number)
            self.closes |= dict(zip(frame["ts_event"], frame["close"], strict=True))

    def matches(self, catalog: Catalog) -> bool:
        """Whether every row is there, and no other."""
        if not catalog.version:
            return not self.closes
        held = catalog.bars("A.SIM").collect()
        rates = catalog.funding().collect()["rate"].to_list()
        return rates == self.rates and dict(zip(held["ts_event"], held["close"], strict=True)) == self.closes


def test_a_hundred_kills(tmp_path, root):
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER],
        cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    draw, model, done = random.Random(11), Model(), 0
    each, ends = 0.02, [0] * 6
    for _ in range(KILLS):
        process.stdin.write(f"{tmp_path / 'store'} {done}\n")
        victim = int(process.stdout.readline())
        # Some operations are let through, and then a part of the time that one takes.
        began = time.perf_counter()
        lines = [process.stdout.readline() for _ in range(draw.randrange(3))]
        if lines:
            each = (time.perf_counter() - began) / len(lines)
        time.sleep(draw.random() * each)
        os.kill(victim, signal.SIGKILL)
        process.stdin.write("wait\n")
        lines += iter(process.stdout.readline, "ended\n")
        for line in lines:
            assert int(line) == done
            model.act(done)
            done += 1
        catalog = Catalog(tmp_path / "store")
        ends[done % 6] += 1
        if not model.matches(catalog):  # killed after its manifest counted, before it could say so
            model.act(done)
            done += 1
            assert model.matches(catalog), f"after operation {done}"
    process.stdin.close()
    assert process.wait() == 0
    assert done >= KILLS / 2
    assert min(ends) > 0, ends  # every operation was interrupted
    catalog.consolidate()
    assert model.matches(catalog)
    held = catalog.list()["files"].sum()
    assert len(list(catalog.path.rglob("*.parquet"))) == held  # nothing of the killed ones is left
