"""Market data as values: a bar, a quote, a print, and a change of an order book.

One is made when somebody looks at a row; the data itself stays in columns (``data_views.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import index

from fastbt.codes import AggressorSide, BookAction, OrderSide
from fastbt.errors import ConfigError
from fastbt.model.bar_types import BarType
from fastbt.model.identifiers import InstrumentId, TradeId
from fastbt.model.parsing import parse_code
from fastbt.model.values import Price, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketData:
    """What all market data has: when it happened and when it was known here, in UTC nanoseconds.

    Raises:
        ConfigError: a time is not an integer, or a value is of another kind than its field.
    """

    ts_event: int
    """When it happened; of a bar, its end."""
    ts_init: int
    """When it was known here; later than ``ts_event`` where there is latency."""

    def __post_init__(self) -> None:
        for name in ("ts_event", "ts_init"):
            value = getattr(self, name)
            if isinstance(value, bool) or not hasattr(value, "__index__"):
                raise ConfigError(f"{name}: must be an integer of UTC nanoseconds, got {value!r}")
            object.__setattr__(self, name, index(value))

    @property
    def latency_ns(self) -> int:
        """Time between the event and its being known here."""
        return self.ts_init - self.ts_event

    def _check(self, kind: type, *names: str, optional: bool = False) -> None:
        for name in names:
            value = getattr(self, name)
            if not isinstance(value, kind) and not (optional and value is None):
                raise ConfigError(f"{type(self).__name__} {name}: must be a {kind.__name__}, got {value!r}")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Bar(MarketData):
    """What was traded after ``ts_open``, up to and including ``ts_event``.

    Example:
        >>> bar = Bar(bar_type="AAPL.XNAS-1d", open=Price("10.0"), high=Price("10.5"), low=Price("9.5"),
        ...           close=Price("10.2"), volume=Quantity(100), ts_event=10, ts_init=12)
        >>> bar, bar.latency_ns
        (Bar(AAPL.XNAS-1-DAY-LAST, 10.0, 10.5, 9.5, 10.2, 100, ts_event=10), 2)
    """

    bar_type: BarType
    """Instrument, length and price."""
    open: Price
    """First price."""
    high: Price
    """Highest price."""
    low: Price
    """Lowest price."""
    close: Price
    """Last price."""
    volume: Quantity | None = None
    """Units traded; None where it is not known."""
    ts_open: int | None = None
    """Its start; None where it is not known."""

    def __post_init__(self) -> None:
        """Check the kinds of the fields, and the prices against each other.

        Raises:
            ConfigError: a field is of another kind, or open or close lie outside low to high.
        """
        MarketData.__post_init__(self)
        object.__setattr__(self, "bar_type", BarType.parse(self.bar_type))
        self._check(Price, "open", "high", "low", "close")
        self._check(Quantity, "volume", optional=True)
        if not self.low <= min(self.open, self.close) <= max(self.open, self.close) <= self.high:
            raise ConfigError(f"{self!r}: open and close must lie between low and high")

    @property
    def instrument_id(self) -> InstrumentId:
        """The instrument."""
        return self.bar_type.instrument_id

    def __repr__(self) -> str:
        return (
            f"Bar({self.bar_type}, {self.open}, {self.high}, {self.low}, {self.close}, {self.volume}, "
            f"ts_event={self.ts_event})"
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class QuoteTick(MarketData):
    """The best bid and ask from ``ts_event`` on; a side may be empty.

    Example:
        >>> QuoteTick(instrument_id="AAPL.XNAS", bid_price=Price("9.99"), ask_price=Price("10.01"),
        ...           bid_size=Quantity(5), ask_size=Quantity(7), ts_event=10, ts_init=10)
        QuoteTick(AAPL.XNAS, 5 x 9.99 / 10.01 x 7, ts_event=10)
    """

    instrument_id: InstrumentId
    """The instrument."""
    bid_price: Price | None
    """Best price of buyers; None where nobody buys."""
    ask_price: Price | None
    """Best price of sellers; None where nobody sells."""
    bid_size: Quantity | None = None
    """Units wanted at the bid; None where it is not known."""
    ask_size: Quantity | None = None
    """Units offered at the ask; None where it is not known."""

    def __post_init__(self) -> None:
        """Check the kinds of the fields.

        Raises:
            ConfigError: a field is of another kind.
        """
        MarketData.__post_init__(self)
        object.__setattr__(self, "instrument_id", InstrumentId.parse(self.instrument_id))
        self._check(Price, "bid_price", "ask_price", optional=True)
        self._check(Quantity, "bid_size", "ask_size", optional=True)

    def __repr__(self) -> str:
        bid, ask = f"{self.bid_size} x {self.bid_price}", f"{self.ask_price} x {self.ask_size}"
        return f"QuoteTick({self.instrument_id}, {bid} / {ask}, ts_event={self.ts_event})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TradeTick(MarketData):
    """A market print.

    Example:
        >>> TradeTick(instrument_id="AAPL.XNAS", price=Price("10.00"), size=Quantity(5),
        ...           aggressor_side="BUYER", trade_id="T-1", ts_event=10, ts_init=10)
        TradeTick(AAPL.XNAS, 5 @ 10.00, BUYER, T-1, ts_event=10)
    """

    instrument_id: InstrumentId
    """The instrument."""
    price: Price
    """Price of the print."""
    size: Quantity | None = None
    """Units traded; None where it is not known."""
    aggressor_side: AggressorSide = AggressorSide.NO_AGGRESSOR
    """Who took liquidity."""
    trade_id: TradeId | None = None
    """The venue's number of the print; None where it is not known."""

    def __post_init__(self) -> None:
        """Check the kinds of the fields.

        Raises:
            ConfigError: a field is of another kind.
            UnknownNameError: no such side.
        """
        MarketData.__post_init__(self)
        object.__setattr__(self, "instrument_id", InstrumentId.parse(self.instrument_id))
        side = parse_code(AggressorSide, self.aggressor_side, "aggressor_side")
        object.__setattr__(self, "aggressor_side", side)
        trade_id: object = self.trade_id
        if isinstance(trade_id, str):
            object.__setattr__(self, "trade_id", TradeId(trade_id))
        self._check(Price, "price")
        self._check(Quantity, "size", optional=True)
        self._check(TradeId, "trade_id", optional=True)

    def __repr__(self) -> str:
        what = f"{self.size} @ {self.price}, {self.aggressor_side}, {self.trade_id}"
        return f"TradeTick({self.instrument_id}, {what}, ts_event={self.ts_event})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BookChange(MarketData):
    """A change of an order book, of a level or of one order in it.

    Example:
        >>> BookChange(instrument_id="AAPL.XNAS", action="ADD", side="BUY", price=Price("9.99"),
        ...            size=Quantity(5), order_id=17, sequence=3, ts_event=10, ts_init=10)
        BookChange(AAPL.XNAS, ADD BUY 5 @ 9.99, order_id=17, sequence=3, ts_event=10)
    """

    instrument_id: InstrumentId
    """The instrument."""
    action: BookAction
    """What happens to the order or level."""
    side: OrderSide | None = None
    """Its side; None for both, as when the book is cleared."""
    price: Price | None = None
    """Its price; None for all, as when the book is cleared."""
    size: Quantity | None = None
    """Its size from now on; None where it is not known."""
    order_id: int | None = None
    """The venue's number of the order; None for a whole level."""
    sequence: int | None = None
    """The venue's number of the change; None where it is not known."""

    def __post_init__(self) -> None:
        """Check the kinds of the fields.

        Raises:
            ConfigError: a field is of another kind.
            UnknownNameError: no such action or side.
        """
        MarketData.__post_init__(self)
        object.__setattr__(self, "instrument_id", InstrumentId.parse(self.instrument_id))
        object.__setattr__(self, "action", parse_code(BookAction, self.action, "action"))
        if self.side is not None:
            object.__setattr__(self, "side", parse_code(OrderSide, self.side, "side"))
        self._check(Price, "price", optional=True)
        self._check(Quantity, "size", optional=True)
        self._check(int, "order_id", "sequence", optional=True)

    def __repr__(self) -> str:
        what = f"{self.action} {self.side} {self.size} @ {self.price}"
        numbers = f"order_id={self.order_id}, sequence={self.sequence}, ts_event={self.ts_event}"
        return f"BookChange({self.instrument_id}, {what}, {numbers})"
