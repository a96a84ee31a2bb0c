"""Golden cases of orders that wait for another row of the table to fill: OTO (F10), their locks and arrival (A4, T5)."""

from __future__ import annotations

from typing import Any

from tests.reference import Latency

from .contingencies import linked
from .table import MINUTE, QUIET, Case, bars, buy, case, command, fill, sell

Row = dict[str, Any]
TENTH = {"volume_limit": 0.1}
DIP = bars(QUIET, QUIET, "100 100 94 96", "96 106 95 105", "105 105 88 89")
"""A limit at 95 is bought in bar 3; bar 4 rises to 106, bar 5 falls to 88."""
PARTS = bars("100 100 100 100 40", "100 100 100 100 40", "100 100 94 95 40", "95 96 94 95 30", "95 108 94 107 1000")


def exits(parent: str, quantity: Any = 10, **words: Any) -> list[Row]:
    """Return a target at 105 and a stop at 90 that wait for a parent and reduce each other."""
    both = {"reduce_only": True, "parent_id": parent} | words
    return linked("OUO", sell(1, "target", quantity, price=105, **both), sell(1, "stop", quantity, trigger_price=90, **both))


CASES: list[Case] = [
    # Written out, a bracket: the exits wait for the entry, live from its fill at 95 on, and end each other.
    case(
        "children-wait-for-their-parent", "F10", DIP, [buy(1, "e", 10, price=95), *exits("e")],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 3), fill("target", "SELL", 10, 105, "MAKER LEG", 4)],
        {"stop": "CANCELED SIBLING_FILLED"}, balance=100_100, columns={"target": {"parent_id": "e", "quantity": 10}},
        kinds={"target": "INITIALIZED SUBMITTED ACCEPTED FILLED"},
    ),
    # O3: bar 4 reaches both exits, linked or not; which was first is a guess.
    case(
        "children-of-one-parent-in-one-bar", "O3 F10", bars(QUIET, QUIET, "100 100 94 96", "96 106 89 105"),
        [
            buy(1, "e", 10, price=95),
            sell(1, "target", 10, price=105, reduce_only=True, parent_id="e"),
            sell(1, "stop", 10, trigger_price=90, reduce_only=True, parent_id="e"),
        ],
        [
            fill("e", "BUY", 10, 95, "MAKER LEG", 3, ambiguous=False),
            fill("stop", "SELL", 10, 90, "TAKER LEG", 4, ambiguous=True),
        ],
        {"target": "CANCELED POSITION_CLOSED"},
    ),
    # Without the bond the target would have sold at once, at 100: it was sent for 99.
    case(
        "a-child-does-not-fill-before", "F10", bars(QUIET, QUIET, "100 100 94 96"),
        [buy(1, "e", 10, price=95), sell(1, "c", 10, price=99, parent_id="e")],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 3)], {"c": "ACCEPTED"},
    ),
    # A child is live where its parent filled, on that very bar: in at the open, out at 95 on the way down.
    case(
        "the-entry-bar-stops-out", "F10 B3", bars(QUIET, "100 101 89 90"),
        [buy(1, "e", 10), sell(1, "c", 10, trigger_price=95, parent_id="e")],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("c", "SELL", 10, 95, "TAKER LEG", 2)],
    ),
    # A market child fills where its parent did: a stop at 103, and 5 more at that price.
    case(
        "a-market-child", "F10 F1", bars(QUIET, "100 104 99 103"),
        [buy(1, "e", 10, trigger_price=103), buy(1, "more", 5, parent_id="e")],
        [fill("e", "BUY", 10, 103, "TAKER LEG", 2), fill("more", "BUY", 5, 103, "TAKER LEG", 2)],
    ),
    # The parent may list its children instead of being named by them.
    case(
        "a-parent-lists-its-children", "F10", DIP,
        [
            buy(1, "e", 10, price=95, contingency="OTO", linked_ids=("c",)),
            sell(1, "c", 10, price=105, reduce_only=True),
        ],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 3), fill("c", "SELL", 10, 105, "MAKER LEG", 4)],
        columns={"c": {"parent_id": "e"}},
    ),
    # A parent that ends unfilled ends its children: canceled, ...
    case(
        "a-canceled-parent", "F10", DIP, [buy(1, "e", 10, price=90), *exits("e"), command(3, "cancel", None, "e")],
        [], {"e": "CANCELED BY_USER", "target": "CANCELED PARENT_ENDED", "stop": "CANCELED PARENT_ENDED"},
    ),
    # ... expired, and with the child the grandchild, all at the parent's time; ...
    case(
        "an-expired-parent", "F10 F8", DIP,
        [
            buy(1, "e", 10, price=80, expire_bar=2.5), sell(1, "c", 10, price=105, parent_id="e"),
            buy(1, "g", 10, price=90, parent_id="c"),
        ],
        [], {"e": "EXPIRED", "c": "CANCELED PARENT_ENDED", "g": "CANCELED PARENT_ENDED"},
        columns={name: {"ts_last": 1_577_836_800_000_000_000 + int(2.5 * MINUTE)} for name in "ecg"},
    ),
    # ... denied: what waits for it is denied as well, and its own child.
    case(
        "a-denied-parent", "F10", DIP,
        [
            buy(1, "e", 10, price=95), sell(1, "c", 10, price=105, parent_id="e"), buy(1, "g", 1, parent_id="c"),
        ],
        [], {"e": "DENIED INSUFFICIENT_MARGIN", "c": "DENIED PARENT_ENDED", "g": "DENIED PARENT_ENDED"}, start=500,
    ),
    # A child has what its parent has filled, at most its own 6: 4, then 7 of 10, of which it takes 6.
    case(
        "a-child-follows-in-parts", "F10 F11", PARTS,
        [buy(1, "e", 10, price=95), sell(1, "c", 6, price=107, parent_id="e")],
        [
            fill("e", "BUY", 4, 95, "MAKER LEG", 3), fill("e", "BUY", 3, 95, "MAKER OPEN", 4),
            fill("e", "BUY", 3, 95, "MAKER OPEN", 5), fill("c", "SELL", 6, 107, "MAKER LEG", 5),
        ],
        venue=TENTH, columns={"c": {"quantity": 6}}, kinds={"c": "INITIALIZED SUBMITTED UPDATED ACCEPTED UPDATED FILLED"},
    ),
    # The first fill of a child cancels what is left of its parent: 4 are in, 4 are out, 6 are never bought.
    case(
        "a-childs-fill-ends-the-parents-rest", "F10 F11",
        bars("100 100 100 100 40", "100 100 100 100 40", "100 100 94 95 40", "97 98 96 97 1000", "97 98 90 91 1000"),
        [buy(1, "e", 10, price=95), sell(1, "c", 10, price=96, parent_id="e", reduce_only=True)],
        [fill("e", "BUY", 4, 95, "MAKER LEG", 3), fill("c", "SELL", 4, 96, "MAKER OPEN", 4)],
        {"e": "CANCELED EXIT_FILLED", "c": "FILLED"}, venue=TENTH,
    ),
    # A child of a child: 10 at 95, 5 more at 92, and a stop for those 5 once they are in.
    case(
        "children-of-children", "F10", bars(QUIET, "100 100 94 95", "95 95 91 92", "92 93 87 88"),
        [
            buy(1, "e", 10, price=95), buy(1, "more", 5, price=92, parent_id="e"),
            sell(1, "stop", 5, trigger_price=88, parent_id="more"),
        ],
        [
            fill("e", "BUY", 10, 95, "MAKER LEG", 2), fill("more", "BUY", 5, 92, "MAKER LEG", 3),
            fill("stop", "SELL", 5, 88, "TAKER LEG", 4),
        ],
    ),
    # Sent when the parent has filled already: an ordinary order, but for no more than that.
    case(
        "sent-after-the-parents-fill", "F10 T5", bars(QUIET, QUIET, QUIET, QUIET),
        [buy(1, "e", 10), sell(3, "c", 15, parent_id="e")],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("c", "SELL", 10, 100, "TAKER OPEN", 4)],
        columns={"c": {"quantity": 10}}, kinds={"c": "INITIALIZED SUBMITTED UPDATED ACCEPTED FILLED"},
    ),
    # It locks nothing before its parent fills, so a CASH account may send the sale of what it is about to buy; then it
    # locks the holdings, and of two that are not linked the second finds none.
    case(
        "a-child-locks-when-it-lives", "F10 A4", DIP,
        [
            buy(1, "e", 10, price=95), sell(1, "c", 10, price=105, parent_id="e"),
            sell(1, "d", 10, trigger_price=90, parent_id="e"),
        ],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 3), fill("c", "SELL", 10, 105, "MAKER LEG", 4)],
        {"d": "REJECTED INSUFFICIENT_HOLDINGS"}, start=950, venue={"account_type": "CASH"}, balance=1050,
    ),
    # Its time counts from sending: this one has expired when its parent fills.
    case(
        "a-child-expires-while-it-waits", "F10 F8", DIP,
        [buy(1, "e", 10, price=95), sell(1, "c", 10, price=105, parent_id="e", expire_bar=2)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 3)], {"c": "EXPIRED"},
    ),
    # IOC is decided where the child becomes live: at 95, which 105 does not allow.
    case(
        "an-ioc-child", "F10 F8", DIP,
        [buy(1, "e", 10, price=95), sell(1, "c", 10, price=105, parent_id="e", time_in_force="IOC")],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 3)], {"c": "CANCELED TIME_IN_FORCE"},
    ),
    # A trailing child counts from where it becomes live: 95, so 92. Bar 4 rises first, since it rests: at 106 it has
    # come to 103, and the fall to 95 fills it there.
    case(
        "a-trailing-child", "F10 F6", bars(QUIET, QUIET, "100 100 94 94", "96 106 95 105", "102 103 88 89"),
        [buy(1, "e", 10, price=95), sell(1, "c", 10, trailing_offset=3, parent_id="e")],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 3), fill("c", "SELL", 10, 103, "TAKER LEG", 4)],
    ),
    # The parent's price is none at which the path stood, so the child lives from the next row on; a market child too.
    case(
        "a-parent-at-the-middle", "F10 F1", bars(QUIET, "100 106 98 100", "101 106 98 100"),
        [buy(1, "e", 10), sell(1, "c", 4, price=105, parent_id="e"), sell(1, "m", 6, parent_id="e")],
        [
            fill("e", "BUY", 10, 102, "TAKER OPEN", 2), fill("m", "SELL", 6, 102, "TAKER OPEN", 3),
            fill("c", "SELL", 4, 105, "MAKER LEG", 3),
        ],
        venue={"fill_price": "mid"},
    ),
    # With latency a child that is not at the venue when its parent fills arrives as it would have: at bar 5's open.
    case(
        "a-child-on-its-way", "F10 T6", bars(QUIET, QUIET, QUIET, "100 100 94 96", "97 98 96 97"),
        [buy(1, "e", 10, price=95), sell(2, "c", 10, parent_id="e")],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 4), fill("c", "SELL", 10, 97, "TAKER OPEN", 5)],
        venue={"latency": Latency(submit=int(1.5 * MINUTE))},
    ),
    # A cancel of one child leaves the other, with cancel_linked = on too where they are not linked.
    case(
        "a-cancel-of-a-child", "F10", DIP,
        [
            buy(1, "e", 10, price=95), sell(1, "c", 10, price=105, parent_id="e"),
            sell(1, "d", 10, price=106, parent_id="e"), command(2, "cancel", None, "c"),
        ],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 3), fill("d", "SELL", 10, 106, "MAKER LEG", 4)],
        {"c": "CANCELED BY_USER"}, venue={"cancel_linked": "on"},
    ),
]
