"""The tables of market data, as frames and catalog show them."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastbt.codes import ActionKind, AggressorSide, BookAction, OrderSide
from fastbt.schema.table import Column, Kind, Table

NOTHING = -(2**63)
"""The integer that stands for null where a column of integers has to be a plain array."""

PRICES = ("open", "high", "low", "close")
"""The four prices of a bar, in the order in which it was made known."""

TIME_NAMES = ("ts_event", "ts", "timestamp", "datetime", "date", "time")
"""Names, in any case, under which a source's time is found, the most telling first."""


@dataclass(frozen=True, slots=True)
class MarketTable(Table):
    """A table of market data that a catalog stores.

    Args:
        unique: columns that, with the key, a row has to itself; empty where rows may repeat (several
            prints of one nanosecond). Rows of one time that are stored already are duplicates in any table.
        key: the column that says whose a row is: an instrument, or a pair of currencies.
        aliases: other names of a column in sources, in lower case.
    """

    unique: tuple[str, ...] = ()
    key: str = "instrument_id"
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @property
    def on_grid(self) -> bool:
        """Whether prices or quantities lie on the grid of an instrument, which has to be known for that."""
        return bool(self.of_kind(Kind.PRICE, Kind.QUANTITY))

    @property
    def stored(self) -> tuple[str, ...]:
        """Columns of a file; whose it is stands in the manifest and in the folder's name."""
        return tuple(name for name in self.names if name != self.key)


_KEY = Column("instrument_id", Kind.TEXT, "SYMBOL.VENUE")
_WHEN = Column("ts_event", Kind.TIME, "when it happened")
_KNOWN = Column("ts_init", Kind.TIME, "when it was known here; ts_event where the source does not say")
_BY_TIME = ("ts_event", "instrument_id")

BARS = MarketTable(
    name="bars",
    row="a bar: what was traded after ts_open, up to and including ts_event",
    columns=(
        _KEY,
        Column("ts_event", Kind.TIME, "end of the bar, when it is known"),
        Column("ts_open", Kind.TIME, "start of the bar; equal to ts_event where a row is one price"),
        Column("open", Kind.PRICE, "first price"),
        Column("high", Kind.PRICE, "highest price"),
        Column("low", Kind.PRICE, "lowest price"),
        Column("close", Kind.PRICE, "last price"),
        Column("volume", Kind.QUANTITY, "units traded", null="unknown; a 0 means that nothing was traded"),
    ),
    sorted_by=_BY_TIME,
    unique=("ts_event",),
)
"""Bars of any number of instruments; further columns of the source stand behind these."""

QUOTES = MarketTable(
    name="quotes",
    row="the best bid and ask from ts_event on",
    columns=(
        _KEY,
        _WHEN,
        _KNOWN,
        Column("bid_price", Kind.PRICE, "best price of buyers", null="nobody buys"),
        Column("ask_price", Kind.PRICE, "best price of sellers", null="nobody sells"),
        Column("bid_size", Kind.QUANTITY, "units wanted at the bid", null="unknown"),
        Column("ask_size", Kind.QUANTITY, "units offered at the ask", null="unknown"),
    ),
    sorted_by=_BY_TIME,
    aliases={"bid_price": ("bid",), "ask_price": ("ask", "offer"), "ts_init": ("ts_recv",)},
)
"""Quotes."""

TRADE_TICKS = MarketTable(
    name="trade_ticks",
    row="a market print",
    columns=(
        _KEY,
        _WHEN,
        _KNOWN,
        Column("price", Kind.PRICE, "price of the print"),
        Column("size", Kind.QUANTITY, "units traded", null="unknown"),
        Column("aggressor_side", Kind.TEXT, "who took liquidity", codes=AggressorSide),
        Column("trade_id", Kind.TEXT, "the venue's number of the print", null="unknown"),
    ),
    sorted_by=_BY_TIME,
    aliases={
        "size": ("quantity", "qty", "amount", "volume"),
        "aggressor_side": ("side", "aggressor"),
        "trade_id": ("id",),
        "ts_init": ("ts_recv",),
    },
)
"""Market prints, which many call trades; here a trade is a round trip."""

BOOK_CHANGES = MarketTable(
    name="book_changes",
    row="a change of an order book",
    columns=(
        _KEY,
        _WHEN,
        _KNOWN,
        Column("action", Kind.TEXT, "what happens to the order or level", codes=BookAction),
        Column("side", Kind.TEXT, "its side", null="both, as when the book is cleared", codes=OrderSide),
        Column("price", Kind.PRICE, "its price", null="all, as when the book is cleared"),
        Column("size", Kind.QUANTITY, "its size from now on", null="unknown"),
        Column("order_id", Kind.COUNT, "the venue's number of the order", null="a whole level"),
        Column("sequence", Kind.COUNT, "the venue's number of the change", null="unknown"),
    ),
    sorted_by=_BY_TIME,
    aliases={"size": ("quantity", "qty", "amount"), "sequence": ("update_id",), "ts_init": ("ts_recv",)},
)
"""Changes of order books, by level or by order."""

FUNDING = MarketTable(
    name="funding",
    row="a settlement of funding",
    columns=(
        _KEY,
        _WHEN,
        _KNOWN,
        Column("rate", Kind.RATE, "share of notional that longs pay shorts, 0.0001 being 0.01 %"),
    ),
    sorted_by=_BY_TIME,
    unique=("ts_event",),
    aliases={"rate": ("funding_rate", "fundingrate", "last_funding_rate")},
)
"""Funding of perpetuals."""

RATES = MarketTable(
    name="rates",
    row="a rate a year, from ts_event on",
    columns=(
        _KEY,
        _WHEN,
        _KNOWN,
        Column("kind", Kind.TEXT, "what it is a rate of: deposit, borrow, repo ...", null="not said"),
        Column("rate", Kind.RATE, "a year, 0.05 being 5 %"),
    ),
    sorted_by=_BY_TIME,
    unique=("ts_event", "kind"),
)
"""Rates of interest."""

ACTIONS = MarketTable(
    name="actions",
    row="a corporate action, from the session that begins at ts_event",
    columns=(
        _KEY,
        _WHEN,
        _KNOWN,
        Column("kind", Kind.TEXT, "what it does", codes=ActionKind),
        Column("ratio", Kind.RATE, "new units for one old", null="no split"),
        Column(
            "amount",
            Kind.RATE,
            "paid for each unit; a settlement's price",
            null="nothing, or the last price at a delisting",
        ),
        Column("currency", Kind.TEXT, "of the amount", null="the instrument's"),
    ),
    sorted_by=_BY_TIME,
    unique=("ts_event", "kind"),
    aliases={"kind": ("action", "type")},
)
"""Splits, dividends, delistings, settlements of contracts."""

DEPOSITS = MarketTable(
    name="deposits",
    row="money put into an account, or taken out of it",
    columns=(
        Column("account_id", Kind.TEXT, "whose it is"),
        _WHEN,
        _KNOWN,
        Column("amount", Kind.RATE, "put in, below 0 if taken out"),
        Column("currency", Kind.TEXT, "of the amount", null="the account's"),
    ),
    sorted_by=("ts_event", "account_id"),
    key="account_id",
    aliases={"account_id": ("account",)},
)
"""What a run's user pays in and takes out; no table of a catalog."""

INTEREST = MarketTable(
    name="interest rates",
    row="a rate a year on a position or on cash, from ts_event on",
    columns=(
        Column("subject", Kind.TEXT, "the instrument, or the account and its currency"),
        _WHEN,
        _KNOWN,
        Column("kind", Kind.TEXT, "what it is a rate of: deposit, lending, staking, borrow"),
        Column("rate", Kind.RATE, "a year, 0.05 being 5 %"),
        Column("day_count", Kind.TEXT, "what a year is: ACT/365, ACT/360, ACT/ACT", null="ACT/365"),
    ),
    sorted_by=("ts_event", "subject"),
    unique=("ts_event", "kind"),
    key="subject",
)
"""``RATES`` as a run takes them, each with what it is paid on; no table of a catalog."""

TRANSFERS = MarketTable(
    name="transfers",
    row="money moved from one account to another",
    columns=(
        Column("from_account", Kind.TEXT, "whose it was"),
        _WHEN,
        _KNOWN,
        Column("to_account", Kind.TEXT, "whose it is then"),
        Column("amount", Kind.RATE, "moved, above 0"),
        Column("currency", Kind.TEXT, "of the amount", null="the run's only one"),
    ),
    sorted_by=("ts_event", "from_account"),
    key="from_account",
    aliases={"from_account": ("from", "source"), "to_account": ("to", "target")},
)
"""What a run's user moves between accounts; no table of a catalog."""

CONVERSION_RATES = MarketTable(
    name="conversion_rates",
    row="what a unit of one currency is worth in another, from ts_event on",
    columns=(
        Column("pair", Kind.TEXT, "BASE/QUOTE"),
        _WHEN,
        _KNOWN,
        Column("base", Kind.TEXT, "the currency that is converted"),
        Column("quote", Kind.TEXT, "the currency it is expressed in"),
        Column("rate", Kind.RATE, "units of quote for one of base"),
    ),
    sorted_by=("ts_event", "pair"),
    unique=("ts_event",),
    key="pair",
    aliases={"rate": ("close", "price", "value")},
)
"""Rates at which balances and results are converted."""

SERIES = MarketTable(
    name="series",
    row="whatever the source has, by time where it has one",
    columns=(Column("name", Kind.TEXT, "the name under which it is kept"),),
    key="name",
)
"""Any other table: open interest, market status, ticker maps, factor files, roll calendars."""

TABLES = {
    table.name: table
    for table in (BARS, QUOTES, TRADE_TICKS, BOOK_CHANGES, FUNDING, RATES, ACTIONS, CONVERSION_RATES, SERIES)
}
"""Every table that a catalog stores, by name."""
