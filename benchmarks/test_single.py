"""Single timings for pytest-benchmark: ours and the hand loop each alone, to compare one commit with another.

Ratios between them are not for gates: back to back each finds its data in cache and its branches learned.
"""

from __future__ import annotations

import pytest

import fastbt as bt
from benchmarks import scenarios, whole
from benchmarks.scenarios import bracket_contest, cross_contest
from fastbt.simulation.machine import Machine

CONTESTS = {"cross": (cross_contest, 1_000_000), "brackets": (bracket_contest, 500_000)}


@pytest.fixture(scope="module", params=CONTESTS)
def contest(request):
    """Both sides of a scenario, checked against each other."""
    make, rows = CONTESTS[request.param]
    both = make(rows, 1)
    both.check()
    return both


def test_kernel(benchmark, contest):
    """Our kernel."""
    benchmark.pedantic(contest.ours, setup=contest.machine.reset, rounds=15, warmup_rounds=2)


def test_hand_loop(benchmark, contest):
    """The hand loop."""
    benchmark.pedantic(contest.theirs, rounds=15, warmup_rounds=2)


def test_thousand_resting_orders(benchmark):
    """A million rows with a thousand orders that nothing touches."""
    machine = Machine(scenarios.resting(scenarios.walk(1_000_000), 1_000))
    benchmark.pedantic(machine.advance, args=(1_000_000,), setup=machine.reset, rounds=15, warmup_rounds=2)


def test_from_signals(benchmark):
    """Expressions, lowering and the run of 100 k bars."""
    benchmark.pedantic(whole.run_cross, args=(100_000,), rounds=5, warmup_rounds=1)


def test_tables_and_statistics(benchmark):
    """What is made of a run when it is asked for."""
    benchmark.pedantic(
        whole.everything, setup=lambda: ((whole.run_cross(100_000),), {}), rounds=5, warmup_rounds=1
    )


def test_catalog_arrays(benchmark, tmp_path):
    """100 k bars from disk to int64 columns."""
    catalog = bt.Catalog(tmp_path)
    catalog.write(scenarios.walk(100_000), scenarios.INSTRUMENTS[1], bar="1m", stamp="close")
    benchmark.pedantic(catalog.arrays, args=("WALK.SIM", "1m"), rounds=15, warmup_rounds=2)
