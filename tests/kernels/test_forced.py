"""Orders that nobody sent (``kernels/forced.py``, rules A5, A12)."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.codes import FillCause
from fastbt.simulation.machine import run_machine
from tests.kernels.market import buy, fills, market

GAP = ["100 100 100 100 50", "100 100 100 100 50", "50 50 50 50 1"]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"volume_limit": 1},  # the row of volume 1 caps nothing here
        {"fill_timing": "this_close"},
        {"fill_timing": "next_close"},
        {"fill_price": "worst"},
        {"risk": {"trading_state": "halted"}, "late": True},
    ],
)
def test_a_liquidation_fills_whole_at_its_price(options: dict[str, Any]) -> None:
    """Nothing is checked, nothing caps it, no timing puts it off."""
    risk = options.pop("risk", None)
    late = options.pop("late", False)
    words = {"account_type": "MARGIN", "leverage": 10, **options}
    if risk:
        # halted from the second bar on: only what nobody sent goes through
        words["risk"] = {"trading_state": [(120_000_000_000, "halted")]}
    output = run_machine(market(GAP, [buy(0, 50)], cash=1_000, **words))
    last = fills(output)[-1]
    assert last[2:] == (-50, 50) or last[-2:] == (-50, 50)
    assert output.fills["cause"][-1] == FillCause.LIQUIDATION
    assert not late or len(output.fills) == 2
