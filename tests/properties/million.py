"""A million random orders, or as many as one likes, against the reference: ``python -m tests.properties.million``.

Work is split over processes by seed. Every scenario that is done is a line of a file, so that a run that was stopped
goes on where it was; lines of other sources (package, reference or draws have changed) are not counted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("fastbt", "tests/reference", "tests/properties")
SECONDS_BETWEEN_LINES = 10.0
Line = dict[str, Any]


def digest_of_sources() -> str:
    """What the outcome of a seed depends on, as a short text."""
    found = hashlib.sha256()
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def compare_seed(seed: int) -> Line:
    """Run one scenario both ways: how many orders it had, and the first difference, if any."""
    from tests.reference import compare, simulate
    from tests.reference.adapter import run_fastbt

    from .given import large_scenario

    scenario = large_scenario(seed)
    reference = simulate(scenario)
    found = compare(reference, run_fastbt(scenario))
    return {
        "seed": seed,
        "orders": len(reference.orders),
        "difference": None if found is None else str(found),
    }


def finished(path: Path, digest: str) -> dict[int, Line]:
    """The scenarios that a file tells of, by seed."""
    if not path.exists():
        return {}
    lines = [json.loads(text) for text in path.read_text().splitlines() if text.endswith("}")]
    return {line["seed"]: line for line in lines if line["digest"] == digest}


def compared(seeds: Iterator[int], processes: int) -> Iterator[Line]:
    """Compare seed after seed, as many at a time as there are processes; one process is this one."""
    if processes == 1:
        yield from map(compare_seed, seeds)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from _in_turn(pool, seeds, 2 * processes)


def _in_turn(pool: Executor, seeds: Iterator[int], most: int) -> Iterator[Line]:
    """What a pool answers as it comes, with no more than ``most`` scenarios waiting there."""
    running: set[Future[Line]] = {pool.submit(compare_seed, next(seeds)) for _ in range(most)}
    try:
        while True:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            running |= {pool.submit(compare_seed, next(seeds)) for _ in done}
            for one in done:
                yield one.result()
    finally:
        for one in running:
            one.cancel()


def told(orders: int, wanted: int, new: int, seconds: float) -> str:
    """A line of progress: how far, how fast, how long yet."""
    rate = new / max(seconds, 1e-9)
    rest = (wanted - orders) / rate / 60 if rate and wanted > orders else 0.0
    return f"{orders:,} of {wanted:,} orders, {rate:,.0f} a second, {rest:,.0f} minutes left"


def main(arguments: list[str] | None = None) -> int:
    """Compare until there are enough orders; how many scenarios differ, at most 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.properties.million", description=__doc__)
    parser.add_argument(
        "--orders", type=int, default=1_000_000, help="how many, those of runs before included"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--file", type=Path, default=ROOT / ".pytest_cache" / "million.jsonl")
    given = parser.parse_args(arguments)
    digest = digest_of_sources()
    lines = finished(given.file, digest)
    orders = before = sum(line["orders"] for line in lines.values())
    differ = [line for line in lines.values() if line["difference"]]
    print(f"{len(lines):,} scenarios with {before:,} orders stand in {given.file}", flush=True)
    given.file.parent.mkdir(parents=True, exist_ok=True)
    start = last = time.monotonic()
    seeds = (seed for seed in count() if seed not in lines)
    torn = given.file.exists() and not given.file.read_text().endswith("\n")  # stopped while it wrote
    with given.file.open("a") as file:
        file.write("\n" if torn else "")
        for line in compared(seeds, given.processes) if orders < given.orders else ():
            file.write(json.dumps(line | {"digest": digest}) + "\n")
            file.flush()
            lines[line["seed"]] = line
            orders += line["orders"]
            if line["difference"]:
                differ.append(line)
                print(f"large_scenario({line['seed']}): {line['difference']}", flush=True)
            if orders >= given.orders:
                break
            if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
                last = time.monotonic()
                print(told(orders, given.orders, orders - before, last - start), flush=True)
    seconds = time.monotonic() - start
    print(
        f"{len(lines):,} scenarios, {orders:,} orders, {orders - before:,} of them in {seconds:,.0f} seconds; "
        f"{len(differ)} scenarios differ{': seeds ' if differ else ''}"
        + ", ".join(str(line["seed"]) for line in differ)
    )
    return min(len(differ), 1)


if __name__ == "__main__":
    sys.exit(main())
