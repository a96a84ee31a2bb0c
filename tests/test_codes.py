"""Codes: their numbers, names and docstrings, and the order state table (requirements B and T2)."""

from __future__ import annotations

import ast
import inspect
from enum import IntEnum

import numpy as np
import pytest

from fastbt import codes
from fastbt.codes import (
    ORDER_STATUS_TRANSITIONS,
    AccountType,
    AssetClass,
    BarAggregation,
    CurrencyType,
    LiquiditySide,
    OmsType,
    OrderSide,
    OrderStatus,
    OrderType,
    PositionSide,
    PriceType,
    TimeInForce,
)

TERMINAL = {
    OrderStatus.DENIED,
    OrderStatus.REJECTED,
    OrderStatus.CANCELED,
    OrderStatus.EXPIRED,
    OrderStatus.FILLED,
}
ALL_CODES = [
    value
    for name, value in vars(codes).items()
    if inspect.isclass(value) and issubclass(value, codes.Code) and name not in {"Code", "_STATUS"}
]


def test_order_side_values():
    assert {side.name: side.value for side in OrderSide} == {"BUY": 1, "SELL": -1}


def test_order_type_values():
    six = ["MARKET", "LIMIT", "STOP_MARKET", "STOP_LIMIT", "TRAILING_STOP", "MARKET_IF_TOUCHED"]
    assert [OrderType[name].value for name in six] == [0, 1, 2, 3, 4, 5]
    assert OrderType.TRAILING_STOP is OrderType.TRAILING_STOP_MARKET


def test_order_status_values():
    assert [status.name for status in OrderStatus] == [
        "INITIALIZED",
        "DENIED",
        "SUBMITTED",
        "ACCEPTED",
        "REJECTED",
        "CANCELED",
        "EXPIRED",
        "TRIGGERED",
        "PENDING_UPDATE",
        "PENDING_CANCEL",
        "PARTIALLY_FILLED",
        "FILLED",
    ]
    assert [status.value for status in OrderStatus] == list(range(12))


def test_terminal_states_have_no_transitions():
    assert {status for status, targets in ORDER_STATUS_TRANSITIONS.items() if not targets} == TERMINAL


def test_initialized_leads_only_to_denied_or_submitted():
    assert ORDER_STATUS_TRANSITIONS[OrderStatus.INITIALIZED] == {OrderStatus.DENIED, OrderStatus.SUBMITTED}


def test_submitted_leads_to_accepted_rejected_canceled_expired():
    assert ORDER_STATUS_TRANSITIONS[OrderStatus.SUBMITTED] == {
        OrderStatus.ACCEPTED,
        OrderStatus.REJECTED,
        OrderStatus.CANCELED,
        OrderStatus.EXPIRED,
    }


def test_all_targets_are_valid_statuses():
    assert set(ORDER_STATUS_TRANSITIONS) == set(OrderStatus)
    for targets in ORDER_STATUS_TRANSITIONS.values():
        assert targets <= set(OrderStatus)


def test_every_status_but_initialized_can_be_reached():
    reached = frozenset().union(*ORDER_STATUS_TRANSITIONS.values())
    assert set(OrderStatus) - reached == {OrderStatus.INITIALIZED}


def test_partial_fills_may_expire_or_go_pending_and_pending_may_fill():
    # Requirements section 3, row 32: what the founding table lacked.
    partial = ORDER_STATUS_TRANSITIONS[OrderStatus.PARTIALLY_FILLED]
    assert {OrderStatus.EXPIRED, OrderStatus.PENDING_UPDATE, OrderStatus.PENDING_CANCEL} <= partial
    for pending in (OrderStatus.PENDING_UPDATE, OrderStatus.PENDING_CANCEL):
        assert {OrderStatus.PARTIALLY_FILLED, OrderStatus.FILLED} <= ORDER_STATUS_TRANSITIONS[pending]


def test_readable_str():
    assert str(OrderSide.BUY) == "BUY"
    assert f"{OrderStatus.PARTIALLY_FILLED}" == "PARTIALLY_FILLED"
    assert str(OrderType.TRAILING_STOP) == "TRAILING_STOP_MARKET"


def test_hashable_as_dict_key():
    names = {OrderSide.BUY: "buy", OrderSide.SELL: "sell"}
    assert names[OrderSide.BUY] == "buy"
    assert names[OrderSide(-1)] == "sell"


@pytest.mark.parametrize(
    ("enum", "names"),
    [
        (TimeInForce, "GTC IOC FOK GTD DAY"),
        (OmsType, "UNSPECIFIED NETTING HEDGING"),
        (AccountType, "CASH MARGIN BETTING"),
        (AssetClass, "EQUITY FX CRYPTO COMMODITY INDEX BETTING"),
        (CurrencyType, "FIAT CRYPTO"),
        (LiquiditySide, "MAKER TAKER"),
        (PositionSide, "FLAT LONG SHORT"),
        (BarAggregation, "TICK SECOND MINUTE HOUR DAY WEEK MONTH"),
        (PriceType, "BID ASK MID LAST"),
    ],
)
def test_members_of_the_founding_documents(enum: type[IntEnum], names: str):
    assert set(names.split()) <= set(enum.__members__)


def test_position_side_is_the_sign_of_the_quantity():
    assert [PositionSide.SHORT.value, PositionSide.FLAT.value, PositionSide.LONG.value] == [-1, 0, 1]


@pytest.mark.parametrize("enum", ALL_CODES, ids=lambda enum: enum.__name__)
def test_numbers_fit_the_kernels_columns(enum: type[IntEnum]):
    numbers = [member.value for member in enum]
    assert len(set(numbers)) == len(numbers)
    assert np.array(numbers).astype(np.int8).tolist() == numbers


def test_every_enum_and_member_has_a_docstring():
    tree = ast.parse(inspect.getsource(codes))
    enums = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    assert len(enums) == len(ALL_CODES) + 1
    undocumented = []
    for enum in enums:
        if not ast.get_docstring(enum):
            undocumented.append(enum.name)
        for node, following in zip(enum.body, [*enum.body[1:], None], strict=True):
            said = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
            if isinstance(node, ast.Assign) and not said:
                undocumented.append(f"{enum.name}.{node.targets[0].id}")
    assert undocumented == []
