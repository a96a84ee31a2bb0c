"""The gates: one test per promise of ``gates.py``; a group that fails is measured once more."""

from __future__ import annotations

import functools

import pytest

from benchmarks import figures
from benchmarks.gates import GATES, Gate
from benchmarks.timing import Figure, number


@functools.cache
def _group(group: str, short: bool) -> dict[str, Figure]:
    return figures.judged(group, short=short)


@pytest.mark.gate
@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_gate(gate: Gate, short: bool, record_property) -> None:
    """The median keeps its promise."""
    if short and gate.group in figures.LONG_ONLY:
        pytest.skip("only in the long form")
    figure = _group(gate.group, short).get(gate.name)
    if figure is None:
        pytest.skip("cannot be measured on this system")
    value = figure.value
    record_property("median", value.median)
    line = f"{number(value.low)} / {number(value.median)} / {number(value.high)} {gate.unit}"
    print(f"{gate.name}: {line} ({figure.ours}{'; beside it ' + figure.other if figure.other else ''})")
    sign = "at most" if gate.at_most else "at least"
    assert gate.passes(value.median), f"{gate.what}: {line}, promised {sign} {number(gate.threshold)}"


def test_every_group_has_gates_and_every_gate_a_group() -> None:
    """No gate without a measurement, no measurement without a gate."""
    assert {gate.group for gate in GATES} == set(figures.GROUPS)


def test_a_gate_fails_on_the_wrong_side() -> None:
    """Rates have to reach their threshold, times must not pass it."""
    least = Gate("a", "g", "", 0.4, None, "x")
    most = Gate("b", "g", "", 1.0, None, "ns", at_most=True)
    assert [least.passes(0.39), least.passes(0.4), most.passes(1.0), most.passes(1.01)] == [
        False,
        True,
        True,
        False,
    ]
