"""Every golden case against the reference and against fastbt."""

from __future__ import annotations

import pytest

from tests.reference import simulate
from tests.reference.adapter import run_fastbt

from . import (
    bracket_options,
    brackets,
    break_even,
    cash,
    children,
    closes,
    contingencies,
    costs,
    days,
    fill_prices,
    finer,
    grids,
    hours,
    ladders,
    latency,
    margin,
    matching_options,
    mixed,
    modifies,
    opening,
    own_models,
    pair_stops,
    pairs,
    partial_brackets,
    partial_exits,
    participation,
    paths,
    positions,
    reduce_only,
    risk,
    several,
    signal_modes,
    signal_stops,
    signals,
    sizes,
    stops,
    targets,
    tick_sizes,
    ticks,
    times,
    touched,
    trailing,
    trailing_stops,
    volume_split,
)
from .table import Case, differences

MODULES = (
    bracket_options, brackets, break_even, cash, children, closes, contingencies, costs, days, fill_prices, finer, grids, hours, ladders, latency, margin,
    matching_options, mixed, modifies, opening, own_models, pair_stops, pairs, partial_brackets, partial_exits, participation, paths, positions, reduce_only, risk, several, signal_modes,
    signal_stops, signals, sizes, stops, targets, tick_sizes, ticks, times, touched, trailing, trailing_stops, volume_split,
)  # fmt: skip
CASES: list[Case] = [case for module in MODULES for case in module.CASES]
NAMES = [case.name for case in CASES]


def test_names_are_unique_and_rules_are_named() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(case.rules for case in CASES)
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_reference(case: Case) -> None:
    found = differences(case, simulate(case.scenario))
    assert not found, f"{case.name} ({case.rules}):\n" + "\n".join(found)


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case.refused_before], ids=lambda case: case.name
)
def test_fastbt(case: Case) -> None:
    found = differences(case, run_fastbt(case.scenario))
    assert not found, f"{case.name} ({case.rules}):\n" + "\n".join(found)
