"""Class strategies without a run: configuration, views, what their words are sent as (``strategies/strategy.py``)."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest

from fastbt.codes import EventKind
from fastbt.errors import FastbtError, StrategyError, UnknownNameError
from fastbt.strategies.strategy import IndicatorView, Strategy, StrategyConfig


class Session:
    """A run as a strategy sees it, played by hand; what is sent is kept."""

    def __init__(self, position: float = 0.0, ids: tuple[str, ...] = ("A", "A", "A")) -> None:
        self.frame = pl.DataFrame({"instrument_id": ids, "close": [1.0, 2.0, 4.0]})
        self.row, self.position, self.cash, self.equity = 2, position, 50.0, 75.0
        self.sent: list[tuple[int, bool, dict[str, Any]]] = []

    def place(self, side: int, reduce_only: bool, words: dict[str, Any]) -> int:
        self.sent.append(
            (side, reduce_only, {name: word for name, word in words.items() if word is not None})
        )
        return 40 + len(self.sent)

    def previous_rows(self, count: int) -> int:
        return self.row - count if self.row >= count else -1


def playing(session: Session, kind: type[Strategy] = Strategy, **parameters: Any) -> Strategy:
    strategy = kind(**parameters)
    strategy.enter(session)
    return strategy


# ------------------------------------------------------------------------------------------------ configuration


class Cross(Strategy):
    """A strategy with parameters."""

    class Config(StrategyConfig):
        """Its parameters."""

        fast: int = 10
        slow: int = 30


class Filtered(Cross):
    """One more parameter, one other default."""

    class Config(Cross.Config):
        """Its parameters."""

        level: float = 0.5
        fast: int = 5


def test_parameters_have_defaults_and_are_replaced_by_name() -> None:
    assert Cross().config.to_dict() == {"fast": 10, "slow": 30}
    assert Cross(fast=20).config.to_dict() == {"fast": 20, "slow": 30}
    assert Cross().config.fast == 10  # not those of another object
    assert StrategyConfig.names() == []


def test_parameters_are_inherited() -> None:
    assert Filtered(slow=7).config.to_dict() == {"fast": 5, "slow": 7, "level": 0.5}
    assert Cross().config.to_dict() == {"fast": 10, "slow": 30}


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(UnknownNameError, match="unknown parameter 'fats'; did you mean 'fast'"):
        Cross(fats=1)
    with pytest.raises(UnknownNameError, match="unknown parameter 'fast'"):
        Strategy(fast=1)


def test_a_parameter_without_a_default_must_be_given() -> None:
    class Needs(Strategy):
        class Config(StrategyConfig):
            window: int

    assert Needs(window=3).config.to_dict() == {"window": 3}
    with pytest.raises(FastbtError, match="window"):
        Needs()


# ------------------------------------------------------------------------------------------------ orders


@pytest.mark.parametrize(
    ("ask", "sent"),
    [
        (lambda s: s.buy(5), (1, False, {"quantity": 5})),
        (lambda s: s.sell(5), (-1, False, {"quantity": 5})),
        (lambda s: s.buy(5, 99.0), (1, False, {"quantity": 5, "limit_price": 99.0})),
        (lambda s: s.sell(5, trigger_price=99.0), (-1, False, {"quantity": 5, "trigger_price": 99.0})),
        (
            lambda s: s.sell(5, limit_price=98.0, trigger_price=99.0, stop_loss=0.1, take_profit=0.2),
            (
                -1,
                False,
                {
                    "quantity": 5,
                    "limit_price": 98.0,
                    "trigger_price": 99.0,
                    "stop_loss": 0.1,
                    "take_profit": 0.2,
                },
            ),
        ),
    ],
)
def test_what_is_sent(ask: Any, sent: Any) -> None:
    session = Session()
    assert ask(playing(session)) == 41
    assert session.sent == [sent]


def test_closing() -> None:
    for held, side in ((3.5, -1), (-2.0, 1)):
        session = Session(held)
        assert playing(session).close_position() == 41
        assert session.sent == [(side, True, {})]  # no quantity: all that is held at the fill
    session = Session(0.0)
    assert playing(session).close_position() == -1
    assert session.sent == []


def test_the_account_and_the_position() -> None:
    strategy = playing(Session(-2.5))
    assert (strategy.cash, strategy.equity) == (50.0, 75.0)
    at = strategy.position
    assert (at.quantity, at.is_flat, at.is_long, at.is_short) == (-2.5, False, False, True)
    strategy.session.position = 0.0
    assert (at.is_flat, at.is_short) == (True, False)  # a view, not a copy


def test_outside_a_run() -> None:
    with pytest.raises(
        StrategyError, match="Cross is not in a run: orders and prices exist only in its hooks"
    ):
        _ = Cross().session


# ------------------------------------------------------------------------------------------------ indicators


def test_an_indicator_is_read_from_now_backwards() -> None:
    session = Session()
    view = IndicatorView(np.array([1.0, 2.0, 3.0]), session)
    assert [view[-1], view[-2], view[-3]] == [3.0, 2.0, 1.0]
    assert math.isnan(view[-4])
    session.row = 0
    assert view[-1] == 1.0
    assert math.isnan(view[-2])
    for index in (0, 1):
        with pytest.raises(StrategyError, match=rf"\[{index}\] would be the future"):
            view[index]


def test_indicators_are_expressions_on_the_bars() -> None:
    strategy = playing(Session())
    view = strategy.I(lambda column, n: pl.col(column).shift(n), "close", n=1)
    assert (view[-1], view[-2]) == (2.0, 1.0)
    assert math.isnan(view[-3])  # null


def test_indicators_keep_instruments_apart() -> None:
    one = playing(Session(ids=("A", "B", "B"))).I(lambda: pl.col("close").shift(1))
    assert one[-1] == 2.0
    assert math.isnan(one[-2])  # B's first bar; A's is not before it


# ------------------------------------------------------------------------------------------------ events


def test_events_go_to_the_general_hook_and_fills_to_their_own() -> None:
    heard: list[str] = []

    class Listens(Strategy):
        def on_order_event(self, event):
            heard.append(f"event {event.kind}")

        def on_order_filled(self, event):
            heard.append(f"filled {event.kind}")

    for kind in (EventKind.ORDER_ACCEPTED, EventKind.ORDER_FILLED):
        Listens().take_order_event(SimpleNamespace(kind=int(kind)))
    assert heard == ["event 3", "event 13", "filled 13"]


def test_hooks_that_are_not_overridden_do_nothing() -> None:
    strategy = Strategy()
    assert strategy.on_start() is None
    assert strategy.on_bar(None) is None
    assert strategy.take_order_event(SimpleNamespace(kind=13)) is None
