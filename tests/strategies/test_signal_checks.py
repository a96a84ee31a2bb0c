"""What contradicts itself in the words of ``Signals`` is refused before any data is looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from fastbt.errors import ConfigError
from fastbt.strategies.signals import Signals
from fastbt.strategies.sizers import percent_of_equity, risk_percent

UP = pl.col("close") > 1
GOOD: dict[str, Any] = {"entries": UP, "quantity": 1}
BAD: list[tuple[dict[str, Any], str]] = [
    ({"quantity": 1}, "without entries="),
    ({"entries": UP}, "how large is an entry"),
    (GOOD | {"size": 0.5}, "quantity= and size= contradict"),
    ({"entries": UP, "size": 5}, "size=5 is above 1"),
    (GOOD | {"quantity": 0}, "quantity=0 must be above 0"),
    (GOOD | {"entries": 1}, "entries=1 is not understood: give True or False"),
    (GOOD | {"quantity": True}, "quantity=True is not understood"),
    (GOOD | {"stop_loss": 0.1, "stop_loss_price": 9}, "stop_loss= and stop_loss_price= contradict"),
    (GOOD | {"take_profit": 0.1, "take_profit_offset": 9}, "take_profit= and take_profit_offset= contradict"),
    (GOOD | {"stop_loss": 5}, r"stop_loss=5 is a fraction.*0.05 is 5 %.*stop_loss_price="),
    (GOOD | {"stop_loss": -0.1}, "stop_loss=-0.1 must be above 0"),
    (GOOD | {"take_profit_offset": 0}, "take_profit_offset=0 must be above 0"),
    (GOOD | {"direction": "UP"}, "direction='UP' is not one of 'LONG', 'SHORT', 'BOTH'"),
    (GOOD | {"direction": "BOTH"}, "give exits="),
    (GOOD | {"direction": "SHORT", "short_entries": UP}, "leave direction= out"),
    ({"short_entries": UP, "quantity": 1, "direction": "SHORT"}, "contradict"),
    ({"short_entries": UP, "exits": UP, "quantity": 1}, "exits= without entries="),
    (GOOD | {"short_exits": UP}, "short_exits= without short_entries="),
    (GOOD | {"target_type": "weight"}, "target_type= says how to read target="),
    ({"target": "w"}, "target= needs target_type="),
    ({"target": "w", "target_type": "weight", "quantity": 1}, "target= does not go with quantity="),
    ({"target": "w", "target_type": "weight", "entries": UP, "stop_loss": 0.1}, "with entries=, stop_loss="),
    ({"target": "w", "target_type": "weight", "accumulate": True}, "with accumulate="),
    (GOOD | {"accumulate": "yes"}, "accumulate='yes' is not one of False, True, 'both'"),
    (GOOD | {"accumulate": 1}, "accumulate=1 is not one of"),
    (GOOD | {"on_conflict": "long"}, "on_conflict='long' is not one of"),
    (GOOD | {"time_in_force": "GTX"}, "time_in_force='GTX' is not one of"),
    (GOOD | {"time_in_force": "DAY", "expire_after": 2}, "'DAY' expires with the session"),
    (GOOD | {"time_in_force": "GTD"}, "needs expire_after="),
    (GOOD | {"time_in_force": "FOK", "expire_after": 1}, "ends on arrival"),
    (GOOD | {"time_in_force": "GTC", "expire_after": 1}, "never expires"),
    (GOOD | {"expire_after": 1.5}, "expire_after=1.5 must be a whole number of bars"),
    (GOOD | {"time_stop": 0}, "time_stop=0 must be a whole number of bars"),
    (GOOD | {"time_stop": timedelta(0)}, "must be above zero"),
    ({"entries": UP, "size": risk_percent(1)}, "measures the risk by a stop: give one of stop_loss.*trailing_stop"),
    (GOOD | {"trailing_stop": 1}, r"trailing_stop=1 is a fraction of the best price.*trailing_stop_offset="),
    (GOOD | {"trailing_stop": 0}, "trailing_stop=0 must be above 0"),
    (GOOD | {"trailing_stop": 0.1, "trailing_stop_offset": 2}, "trailing_stop= and trailing_stop_offset= contradict"),
    (GOOD | {"trailing_stop": "2h ago", "break_even": True}, "break_even=True is not understood: give a number"),
    (GOOD | {"break_even": 0.1, "trailing_stop": 0.1}, "break_even=0.1 moves the stop-loss, which is not given"),
    ({"target": "w", "target_type": "weight", "break_even": 0.1}, "target= does not go with break_even="),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), BAD, ids=[message for _, message in BAD])
def test_contradictions_are_named(words: dict[str, Any], message: str):
    with pytest.raises(ConfigError, match=message):
        Signals(**words)


def test_what_only_looks_contradictory_is_taken():
    Signals(entries=UP, size=risk_percent(1), stop_loss_offset="atr")
    Signals(entries=UP, direction="SHORT", quantity=1, stop_loss=1.5)  # a short may be stopped at +150 %
    Signals(entries=UP, direction="SHORT", quantity=1, trailing_stop=1.5)
    Signals(entries=UP, size=risk_percent(1), trailing_stop="atr", stop_loss=0.1, break_even="gain")
    Signals(entries=UP, quantity=1, stop_loss_price=-5)  # prices may be below zero
    Signals(entries=UP, size=percent_of_equity(95), expire_after="2h", time_in_force="GTD")
    Signals(target="w", target_type="quantity", on_conflict="ignore")


def test_a_target_word_with_a_default_mode_of_another_kind():
    with pytest.raises(ConfigError, match="on_opposite_entry="):
        Signals(target="w", target_type="quantity", on_opposite_entry="close")
