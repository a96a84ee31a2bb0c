"""Golden cases of orders linked by rows of the table: OCO and OUO (F10), and what a group locks (A4)."""

from __future__ import annotations

from typing import Any

from .table import QUIET, Case, bars, buy, case, command, fill, sell

Row = dict[str, Any]


def linked(kind: str, *rows: Row) -> list[Row]:
    """Return rows that name each other."""
    names = [row["client_order_id"] for row in rows]
    return [
        row | {"contingency": kind, "linked_ids": tuple(name for name in names if name != row["client_order_id"])}
        for row in rows
    ]


UP = bars(QUIET, QUIET, "100 104 99 103", "103 111 89 100")
IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
TENTH = {"volume_limit": 0.1}

CASES: list[Case] = [
    # A breakout either way: the buy stop at 103 is reached first and cancels the sell stop at 90.
    case(
        "oco-breakout", "F10", UP,
        linked("OCO", buy(1, "up", 10, trigger_price=103), sell(1, "down", 10, trigger_price=90)),
        [fill("up", "BUY", 10, 103, "TAKER LEG", 3)], {"down": "CANCELED SIBLING_FILLED"},
    ),
    # Three of them: one fill cancels two; 88 is never bought.
    case(
        "oco-of-three", "F10", bars(QUIET, QUIET, "100 100 94 95", "95 96 88 90"),
        linked("OCO", buy(1, "a", 1, price=95), buy(1, "b", 2, price=90), buy(1, "c", 3, price=89)),
        [fill("a", "BUY", 1, 95, "MAKER LEG", 3)],
        {"b": "CANCELED SIBLING_FILLED", "c": "CANCELED SIBLING_FILLED"},
    ),
    # Both would fill on arrival: the first in sequence does, and the other never arrives.
    case(
        "oco-on-arrival", "F10 T3", bars(QUIET, QUIET, QUIET),
        linked("OCO", buy(1, "a", 1), buy(1, "b", 2)),
        [fill("a", "BUY", 1, 100, "TAKER OPEN", 2)], {"b": "CANCELED SIBLING_FILLED"},
        kinds={"b": "INITIALIZED SUBMITTED CANCELED"},
    ),
    # Any fill, also of a part: 4 of 10 fill, the other is canceled, and the rest of the first goes on.
    case(
        "oco-by-a-part", "F10 F11", bars("100 100 100 100 40", "100 100 100 100 40", "100 100 94 95 40", "95 96 90 95 1000"),
        linked("OCO", buy(1, "a", 10, price=95), buy(1, "b", 10, price=92)),
        [fill("a", "BUY", 4, 95, "MAKER LEG", 3), fill("a", "BUY", 6, 95, "MAKER OPEN", 4)],
        {"b": "CANCELED SIBLING_FILLED"}, venue=TENTH,
    ),
    # OUO: what fills of the first is taken off the second: 4, then 3 of 10, then the rest, which leaves nothing.
    case(
        "ouo-shares-a-quantity", "F10 F11",
        bars("100 100 100 100 40", "100 100 100 100 40", "100 100 94 95 40", "91 96 90 95 30", "95 96 94 95 1000"),
        linked("OUO", buy(1, "a", 10, price=95), buy(1, "b", 10, price=92)),
        [
            fill("a", "BUY", 4, 95, "MAKER LEG", 3), fill("a", "BUY", 3, 95, "MAKER OPEN", 4),
            fill("a", "BUY", 3, 95, "MAKER OPEN", 5),
        ],
        {"b": "CANCELED SIBLING_FILLED"}, venue=TENTH, columns={"b": {"quantity": 3}},
        kinds={"b": "INITIALIZED SUBMITTED ACCEPTED UPDATED UPDATED CANCELED"},
    ),
    # OUO of unlike quantities: 3 of the first take 3 off the second.
    case(
        "ouo-leaves-the-difference", "F10", bars(QUIET, QUIET, "100 100 94 95", "95 96 89 90"),
        linked("OUO", buy(1, "a", 3, price=95), buy(1, "b", 10, price=90)),
        [fill("a", "BUY", 3, 95, "MAKER LEG", 3), fill("b", "BUY", 7, 90, "MAKER LEG", 4)],
        columns={"b": {"quantity": 7}},
    ),
    # Two exits, reduce-only: 4 at 104 take 4 off the stop, once; it closes the other 6.
    case(
        "ouo-exits-are-reduced-once", "F10 F9", bars(QUIET, QUIET, QUIET, "100 104 99 103", "103 103 94 95"),
        [
            buy(1, "e", 10),
            *linked(
                "OUO", sell(2, "target", 4, price=104, reduce_only=True),
                sell(2, "stop", 10, trigger_price=95, reduce_only=True),
            ),
        ],
        [IN, fill("target", "SELL", 4, 104, "MAKER LEG", 4), fill("stop", "SELL", 6, 95, "TAKER LEG", 5)],
    ),
    # An order that is sent after one it is linked with has filled is denied.
    case(
        "sent-after-the-fill", "F10", bars(QUIET, QUIET, QUIET, QUIET),
        linked("OCO", buy(1, "a", 1), buy(3, "b", 2)),
        [fill("a", "BUY", 1, 100, "TAKER OPEN", 2)], {"b": "DENIED SIBLING_FILLED"},
    ),
    # A group locks its largest: 990 and 950 need 990, which is all there is.
    case(
        "a-group-locks-its-largest", "A4 F10", bars(QUIET, QUIET, "100 100 94 95", QUIET),
        linked("OCO", buy(1, "a", 10, price=99), buy(1, "b", 10, price=95)),
        [fill("a", "BUY", 10, 99, "MAKER LEG", 3)], {"b": "CANCELED SIBLING_FILLED"}, start=990,
        venue={"account_type": "CASH"}, balance=0,
    ),
    # Without the link the second is denied.
    case(
        "what-is-not-linked-locks-both", "A4", bars(QUIET, QUIET, "100 100 94 95"),
        [buy(1, "a", 10, price=99), buy(1, "b", 10, price=95)],
        [fill("a", "BUY", 10, 99, "MAKER LEG", 3)], {"b": "DENIED INSUFFICIENT_CASH"}, start=990,
        venue={"account_type": "CASH"},
    ),
    # Holdings likewise: stop and target may both ask for all 10 that are held.
    case(
        "a-group-locks-holdings-once", "A4 F10", bars(QUIET, QUIET, QUIET, "100 106 99 105"),
        [buy(1, "e", 10), *linked("OCO", sell(2, "t", 10, price=105), sell(2, "s", 10, trigger_price=95))],
        [IN, fill("t", "SELL", 10, 105, "MAKER LEG", 4)], {"s": "CANCELED SIBLING_FILLED"},
        venue={"account_type": "CASH"},
    ),
    # What ends without a fill leaves the others: a cancel, ...
    case(
        "a-cancel-leaves-linked-orders", "F10", UP,
        [
            *linked("OCO", buy(1, "up", 10, trigger_price=103), sell(1, "down", 10, trigger_price=90)),
            command(2, "cancel", None, "up"),
        ],
        [fill("down", "SELL", 10, 90, "TAKER LEG", 4)], {"up": "CANCELED BY_USER"},
    ),
    # ... an expiry; ...
    case(
        "an-expiry-leaves-linked-orders", "F10 F8", UP,
        linked("OCO", buy(1, "up", 10, trigger_price=103, expire_bar=2), sell(1, "down", 10, trigger_price=90)),
        [fill("down", "SELL", 10, 90, "TAKER LEG", 4)], {"up": "EXPIRED"},
    ),
    # ... but with cancel_linked = on a cancel takes them along.
    case(
        "a-cancel-takes-linked-orders-along", "F10", UP,
        [
            *linked("OUO", buy(1, "up", 10, trigger_price=103), sell(1, "down", 10, trigger_price=90)),
            command(2, "cancel", None, "up"),
        ],
        [], {"up": "CANCELED BY_USER", "down": "CANCELED SIBLING_CANCELED"}, venue={"cancel_linked": "on"},
    ),
    # O3: bar 2 reaches both, so which was first is a guess of the path; ...
    case(
        "oco-both-in-one-bar", "O3 F10", bars(QUIET, "100 104 94 97"),
        linked("OCO", buy(1, "up", 10, trigger_price=103), sell(1, "down", 10, trigger_price=95)),
        [fill("up", "BUY", 10, 103, "TAKER LEG", 2, ambiguous=True)], {"down": "CANCELED SIBLING_FILLED"},
        venue={"bar_path": "OHLC"},
    ),
    # ... 95 comes before 90 on every path; ...
    case(
        "oco-one-behind-the-other", "O3 F10", bars(QUIET, "100 104 89 97"),
        linked("OCO", buy(1, "near", 10, price=95), buy(1, "far", 10, price=90)),
        [fill("near", "BUY", 10, 95, "MAKER LEG", 2, ambiguous=False)], {"far": "CANCELED SIBLING_FILLED"},
    ),
    # ... and an open comes before all else.
    case(
        "oco-at-the-open", "O3 F10", bars(QUIET, QUIET, "104 105 94 97"),
        linked("OCO", buy(1, "up", 10, trigger_price=103), sell(1, "down", 10, trigger_price=95)),
        [fill("up", "BUY", 10, 104, "TAKER OPEN", 3, ambiguous=False)], {"down": "CANCELED SIBLING_FILLED"},
    ),
    # 104 is on the way up; the sell stop at 95, and the limit at 101 of an order triggered at 103, wait for the way down.
    case(
        "ouo-the-others-wait-below", "O3 F10 F4", bars(QUIET, "100 104 94 97"),
        linked(
            "OUO", buy(1, "up", 2, trigger_price=103, price=101), sell(1, "down", 4, trigger_price=95),
            sell(1, "out", 8, price=104),
        ),
        [
            fill("out", "SELL", 8, 104, "MAKER LEG", 2, ambiguous=True),
        ],
        {"up": "CANCELED SIBLING_FILLED", "down": "CANCELED SIBLING_FILLED"}, venue={"bar_path": "OHLC"},
    ),
]
