"""The tables of a result that follow the account through time: equity, account, funding, events."""

from __future__ import annotations

from fastbt.codes import (
    Contingency,
    EventKind,
    FillCause,
    FillPoint,
    LiquiditySide,
    OrderSide,
    OrderStatus,
    OrderType,
    PositionSide,
    Reason,
    TimeInForce,
)
from fastbt.schema.ledger_columns import (
    ACCOUNT_ID,
    CURRENCY,
    STRATEGY_ID,
    LedgerTable,
    code,
    count,
    flag,
    money,
    number,
    price,
    quantity,
    text,
    texts,
    time,
)

EQUITY = LedgerTable(
    name="equity",
    row="the account after all bars of one time",
    columns=(
        time("ts_event", "the time"),
        money("equity", "balance and value of holdings (CASH), or balance and unrealized profit (MARGIN)"),
        money("cash", "the balance"),
        money("unrealized_pnl", "value of what is held at the last prices less its cost"),
        money(
            "realized_pnl",
            "equity less start, unrealized_pnl and deposits: commissions and funding are in it",
        ),
        money("gross_exposure", "sum of the absolute values held"),
        money("net_exposure", "sum of the signed values held"),
        number(
            "drawdown", "equity / its running maximum (from the starting balance on) - 1, rule Q2; 0 or below"
        ),
        count("open_positions", "number of open positions"),
        number("leverage", "gross_exposure / equity", "equity is 0 or below"),
    ),
    sorted_by=("ts_event",),
)

ACCOUNT = LedgerTable(
    name="account",
    row="a balance: at the start, and after each fill",
    columns=(
        time("ts_event", "the time"),
        ACCOUNT_ID,
        text("venue", "where the account is"),
        CURRENCY,
        money("total", "the balance"),
        money("locked", "what open orders lock, and the initial margin of the positions"),
        money("free", "total less locked"),
        money("margin_initial", "initial margin of the positions"),
        money("margin_maintenance", "maintenance margin of the positions"),
        text("event", "what moved it: START, or the fill's id"),
    ),
)

FUNDING = LedgerTable(
    name="funding",
    row="a cash flow that is no fill",
    columns=(
        time("ts_event", "the time"),
        ACCOUNT_ID,
        STRATEGY_ID,
        text("instrument_id", "SYMBOL.VENUE", "it concerns no instrument"),
        text("position_id", "the position it was paid for", "it concerns no position"),
        CURRENCY,
        number("base_rate", "worth of one of currency in the base currency then", "no rate is known"),
        text("kind", "funding, interest, borrow, dividend, split, deposit, withdrawal, transfer, write_off"),
        quantity(
            "quantity",
            "units it was paid on, of a split those after it; below 0 of a short position",
            "it is not paid on units",
        ),
        number("rate", "the rate; of a split new units for an old one", "it has none"),
        money("amount", "what was received, negative if paid"),
    ),
)

_NO_ORDER = "it concerns no order"
_NOT_INIT = "only ORDER_INITIALIZED has it"
_NOT_FILL = "it is no fill"
_NOT_ACCOUNT = "only ACCOUNT_STATE has it"

EVENTS = LedgerTable(
    name="events",
    row="an event; all of them in order rebuild orders, positions and balances (rule O2)",
    columns=(
        count("seq", "1, 2, 3 ... in the order they happened"),
        time("ts_event", "when"),
        code("kind", EventKind, "what happened"),
        text("strategy_id", "the strategy", "ACCOUNT_STATE belongs to none"),
        ACCOUNT_ID,
        text("instrument_id", "SYMBOL.VENUE", "it concerns no instrument, or all"),
        text("client_order_id", "the order", _NO_ORDER),
        text("venue_order_id", "the venue's id of the order", "no order, or not accepted yet"),
        text("position_id", "the position", "no position event and no fill"),
        text("fill_id", "the fill that caused it", "it was no fill"),
        text("parent_id", "client_order_id of the order that it waits for", "none; " + _NOT_INIT),
        code("contingency", Contingency, "what the order's fill does to linked_ids", "nothing; " + _NOT_INIT),
        texts("linked_ids", "client_order_id of those orders", "there are none; " + _NOT_INIT),
        code("status", OrderStatus, "state of the order afterwards", _NO_ORDER),
        code("side", OrderSide, "side of the order", _NO_ORDER),
        code("position_side", PositionSide, "side of the position afterwards", "it is no position event"),
        code("order_type", OrderType, "kind of order", _NO_ORDER),
        code("time_in_force", TimeInForce, "how long it stays live", _NOT_INIT),
        quantity("quantity", "units of the order or position afterwards", "not known yet, or neither"),
        price("price", "the order's limit price afterwards", "none, or not known yet"),
        price("trigger_price", "the order's trigger price afterwards", "none, or not known yet"),
        quantity("last_quantity", "units filled now", _NOT_FILL),
        price("last_price", "price of this fill", _NOT_FILL),
        money("commission", "fee of this fill", _NOT_FILL),
        text("currency", "the currency of the money columns", "it has none of them"),
        code("liquidity", LiquiditySide, "provided or took", _NOT_FILL),
        code("point", FillPoint, "where on the bar it was filled", _NOT_FILL),
        flag("ambiguous", "the bar also reached the level of a sibling (rule O3)", _NOT_FILL),
        code("cause", FillCause, "why the order was sent", "neither ORDER_INITIALIZED nor a fill"),
        code("reason", Reason, "why it was refused, cut or ended", "nothing to explain"),
        flag("post_only", "the order may only provide liquidity", _NOT_INIT),
        flag("reduce_only", "the order may only reduce a position", _NOT_INIT),
        time("expire_time", "when the order expires", "it does not; " + _NOT_INIT),
        text("tag", "the order's tag", "none was given, or neither ORDER_INITIALIZED nor a fill"),
        money(
            "realized_pnl",
            "realized profit of the position so far, with funding, less commissions",
            "no position event",
        ),
        number("ratio", "new units for an old one", "the position was not split"),
        money("total", "the balance", _NOT_ACCOUNT),
        money("locked", "what open orders lock, and the initial margin of the positions", _NOT_ACCOUNT),
        money("free", "total less locked", _NOT_ACCOUNT),
        money("margin_initial", "initial margin of the positions", _NOT_ACCOUNT),
        money("margin_maintenance", "maintenance margin of the positions", _NOT_ACCOUNT),
    ),
    sorted_by=("seq",),
)
