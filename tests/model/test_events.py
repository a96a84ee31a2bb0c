"""All events: one class a kind, and those of accounts and commands (requirement E)."""

from __future__ import annotations

from dataclasses import is_dataclass

import pytest

from fastbt.codes import AccountType, EventKind, Reason
from fastbt.model import events
from fastbt.model.events import EVENT_CLASSES, AccountState, CommandRefused, Event
from fastbt.model.identifiers import AccountId, InstrumentId, StrategyId
from fastbt.model.money import AccountBalance, Money


def test_every_kind_has_a_class():
    assert set(EVENT_CLASSES) == set(EventKind)
    assert all(cls.kind is kind for kind, cls in EVENT_CLASSES.items())


@pytest.mark.parametrize("cls", EVENT_CLASSES.values(), ids=lambda cls: cls.__name__)
def test_every_class_is_frozen_and_without_a_dict(cls: type[Event]):
    assert is_dataclass(cls)
    assert cls.__dataclass_params__.frozen
    assert not any("__dict__" in base.__dict__ for base in cls.__mro__)
    assert cls.__name__ in events.__all__


def test_account_state():
    balance = AccountBalance("100000 USD", "2500 USD")
    state = AccountState(
        account_id=AccountId("SIM-001"),
        account_type=AccountType.CASH,
        balances=(balance,),
        margin_initial=(Money(10, "USD"),),
        event="fill",
        ts_event=1,
        ts_init=2,
    )
    assert state.balances[0].free == Money(97_500, "USD")
    assert (state.margin_maintenance, state.base_currency) == ((), None)
    assert (state.ts_event, state.ts_init) == (1, 2)


def test_command_refused():
    refused = CommandRefused(
        strategy_id=StrategyId("S"),
        instrument_id=InstrumentId("AAPL", "XNAS"),
        reason=Reason.NO_POSITION,
        ts_event=1,
        ts_init=1,
    )
    assert refused.reason is Reason.NO_POSITION
