"""Golden cases of one set of stops for a whole position, whose entries fill in parts (S4, F10, F11)."""

from __future__ import annotations

from decimal import Decimal as D

from .table import bars, buy, case, fill, sell

WHOLE = {"volume_limit": D("0.1"), "stops_per": "position"}
HUNDRED = "100 100 100 100 100"
"""A bar of which a tenth is 10; a limit at 100 fills in it."""
ABOVE = "102 102 101 102 100"
"""A bar that does not come to 100."""
A_IN = fill("a", "BUY", 10, 100, "TAKER OPEN", 2)
B_IN = fill("b", "BUY", 10, 102, "TAKER OPEN", 3)
A_MORE = fill("a", "BUY", 10, 100, "MAKER OPEN", 4)

CASES = [
    # Half of a fills, then b, whose stop covers both: 20. The rest of a makes it 30, which it sells at 95:
    # 20 x 100 + 10 x 102 = 3,020 are sold for 2,850.
    case(
        "replaced-entry-fills-further", "S4 F10 F11", bars(HUNDRED, HUNDRED, ABOVE, HUNDRED, "99 99 94 94 300"),
        [buy(1, "a", 20, price=100, stop_loss_price=90), buy(2, "b", 10, stop_loss_price=95)],
        [A_IN, B_IN, A_MORE, fill("b-SL", "SELL", 30, 95, "TAKER LEG", 5)],
        {"a": "FILLED", "a-SL": "CANCELED REPLACED"}, venue=WHOLE, balance=99_830,
        kinds={"b-SL": "INITIALIZED SUBMITTED ACCEPTED UPDATED TRIGGERED FILLED"},
    ),
    # The set counts from its own entry, b at 102: 96.90, and 107.10 and 112.20 for half of 30 each.
    case(
        "covering-set-keeps-its-levels", "S4 F10 F11", bars(HUNDRED, HUNDRED, ABOVE, HUNDRED),
        [
            buy(1, "a", 20, price=100, stop_loss=0.05),
            buy(2, "b", 10, stop_loss=0.05, take_profit=((0.05, 0.5), (0.1, 0.5))),
        ],
        [A_IN, B_IN, A_MORE], {"a-SL": "CANCELED REPLACED"}, venue=WHOLE,
        columns={
            "b-SL": {"quantity": 30, "trigger_price": 96.90}, "b-TP1": {"quantity": 15, "price": 107.10},
            "b-TP2": {"quantity": 15, "price": 112.20},
        },
    ),
    # Bar 4 opens below b's stop of 95, which sells all 20; what is left of a, passed there too, is canceled first.
    case(
        "exit-cancels-what-is-left-of-replaced-entries", "S4 F10 F11", bars(HUNDRED, HUNDRED, ABOVE, "94 94 94 94 300"),
        [buy(1, "a", 20, price=100, stop_loss_price=90), buy(2, "b", 10, stop_loss_price=95)],
        [A_IN, B_IN, fill("b-SL", "SELL", 20, 94, "TAKER OPEN", 4)],
        {"a": "CANCELED EXIT_FILLED", "b-SL": "FILLED"}, venue=WHOLE, balance=99_860,
        columns={"a": {"filled_quantity": 10}},
    ),
    # c closes what a has bought, and with it a's stop; b's set is not ended by the rest of a but covers it.
    case(
        "entry-whose-set-ended-with-its-position", "S4 F10 F11", bars(HUNDRED, HUNDRED, ABOVE, ABOVE, HUNDRED),
        [
            buy(1, "a", 20, price=100, stop_loss_price=90), sell(2, "c", 10),
            buy(3, "b", 10, stop_loss_price=95),
        ],
        [
            A_IN, fill("c", "SELL", 10, 102, "TAKER OPEN", 3), fill("b", "BUY", 10, 102, "TAKER OPEN", 4),
            fill("a", "BUY", 10, 100, "MAKER OPEN", 5),
        ],
        {"a-SL": "CANCELED POSITION_CLOSED", "b-SL": "ACCEPTED"}, venue=WHOLE,
        columns={"b-SL": {"quantity": 20, "trigger_price": 95}},
    ),
]  # fmt: skip
