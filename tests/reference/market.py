"""One instrument while a run goes on: its grid in whole numbers, its last row, and notional."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .grid import count, divide_half_away, round_half_away
from .positions import Position
from .scenario import Bar, Instrument, Quote, Scenario, Venue
from .tick_rows import PRINT, QUOTE, Tick

if TYPE_CHECKING:
    from .orders import Order


@dataclass(frozen=True, slots=True)
class Line:
    """A bid bar or an ask bar in ticks; of one that is missing the newest close known (B6)."""

    open: int
    high: int
    low: int
    close: int
    shown: bool


@dataclass(slots=True)
class Row:
    """A bar in ticks."""

    ts_open: int
    ts_event: int
    open: int
    high: int
    low: int
    close: int
    touches: bool
    """Whether anything trades on it (B5)."""
    executes: bool
    """Whether orders meet it at all (B4, B8)."""
    level: int
    """How fine it is, 0 for the finest bars there are."""
    decides: bool
    """Whether it is one of the strategy's own."""
    volume: int | None
    spread: int | None
    vwap: int | None
    number: int = -1
    """Its place among the rows of all instruments."""
    sides: dict[int, Line] | None = None
    """What sales (-1) meet, and buys (1); None: the same bar."""
    is_trade: bool = False
    """With sides: whether it stands at its own one price."""


@dataclass(slots=True, eq=False)
class Market:
    """An instrument's grid (ticks, lots, units) and where its market stands."""

    id: str
    instrument: Instrument
    tick: int
    """Price increment in ticks of the grid."""
    lot: int
    """Size increment in lots of the grid."""
    factor: Fraction
    """Money units for one tick times one lot; of an inverse contract for one lot over one tick."""
    min_lots: int
    max_lots: int | None
    min_notional: int
    limit_touch: str
    rows: list[Row | Tick]
    row_number: int = -1
    """Index of the row processed last, -1 before the first."""
    own_rows: int = 0
    """How many of the strategy's own rows are over."""
    own_time: int | None = None
    """When the newest of the strategy's own bars ended, in a run with ticks."""
    own_row_over: bool = True
    """Whether the group before, in which it had a row, had one of the strategy's own."""
    has_ended: bool = False
    """Whether it has expired or was delisted."""
    hedges: bool = False
    """A2: whether every order that opens has a position of its own."""
    closes_first: bool = False
    """A2: whether, there too, orders close before they open."""
    margin_on_net: bool = True
    """A2: whether margins are needed on the net of the positions."""
    was_split: bool = False
    """Whether it has been split, so that the price that marks it may not be its newest row's."""
    break_evens: list[Order] = field(default_factory=list)
    """Stop-losses that may move to their entries' prices, as they arrived."""
    has_sides: bool = False
    """Whether some of its rows are bars of bid and ask; then all its bars have both sides."""
    two_sided: bool = False
    """Whether a side has a price of its own: in every run with ticks, where bars leave both at their close."""
    mark_middle: bool = False
    """T7: whether the middle marks instead of the side that closes."""
    is_quoted: bool = False
    bid: int | None = None
    """As last known, so is ``ask``; with ticks only."""
    ask: int | None = None
    seen_bid: int | None = None
    """As a quote showed it last, so is ``seen_ask``."""
    seen_ask: int | None = None
    shown_bid: int | None = None
    """As the newest quote shows it, so is ``shown_ask``."""
    shown_ask: int | None = None
    last: int | None = None
    """Newest print."""
    last_close: int | None = None
    """Marked in phase 5 of each group."""
    stands: dict[int, int | None] = field(default_factory=dict)
    """With bars of bid and ask: what a sale (-1) and a buy (1) could have where the path stands."""
    sign_changed: bool = False
    """Set by each fill that opens, closes or flips the net position (B2)."""
    size_row: int = -1
    """Index of the row that has offered its size (F11)."""
    sizes: dict[str, int | None] = field(default_factory=dict)
    """What is left of the sizes of the row and of the newest quote."""
    leg: str = "open"
    """The point where the path stands or to which it goes."""
    walked_row: int = -1
    """Index of the row whose path was walked last."""
    moved: list[str] = field(default_factory=list)
    """The extremes to which the path has moved, in order."""
    shown: dict[str, int | None] = field(default_factory=dict)
    """With a ``volume_limit`` that is a function: the sizes of the row and of the newest quote."""
    taken: dict[str, int] = field(default_factory=dict)
    """Likewise: what fills have taken of them, and at the points of the path."""
    split: int | None = None
    """With ``volume_split = points``: what the row offers at all its points together."""
    children_filled: bool = False
    """Whether a bracket's child filled in the present row."""
    positions: list[Position] = field(default_factory=list)
    """Open ones, the oldest first."""

    @property
    def row(self) -> Any:
        """The row processed last."""
        assert self.row_number >= 0
        return self.rows[self.row_number]

    @property
    def on_ticks(self) -> bool:
        """Whether the row processed last is a quote or a print."""
        return self.row_number >= 0 and isinstance(self.row, Tick)

    @property
    def on_pair(self) -> bool:
        """Whether the row processed last is a bar with both sides."""
        return self.has_sides and not self.on_ticks

    @property
    def has_two_prices(self) -> bool:
        """Whether buys and sales have prices of their own."""
        return self.on_ticks or self.has_sides

    def stand_at(self, point: str) -> None:
        """B6: let the market stand at a point of its row's bars of bid and ask, if it has them."""
        if self.on_pair:
            sides = self.row.sides.items()
            self.stands = {side: getattr(line, point) if line.shown else None for side, line in sides}

    def meets(self, side: int, point: str) -> int | None:
        """The price at which a side could trade at a point of the row, or now where there are two prices."""
        return self.executable(side) if self.has_two_prices else int(getattr(self.row, point))

    def line(self, side: int) -> Any:
        """The bar that orders of a side meet."""
        return self.row.sides[side] if self.on_pair else self.row

    @property
    def price_of_decision(self) -> int | None:
        """By which targets are turned into lots."""
        return self.mark if self.two_sided or self.has_sides else self.last_close

    def close_that_marks(self) -> int:
        """T7: the price by which the close of the row will mark it as it is held now."""
        if not self.has_sides:
            return int(self.row.close)
        bid, ask = self.line(-1).close, self.line(1).close
        if self.mark_middle or not self.held:
            return int((bid + ask) // 2)
        return int(bid if self.held > 0 else ask)

    def executable(self, side: int) -> int | None:
        """The price at which a side could trade now with two prices; None where one is not shown."""
        if self.on_pair:
            return self.stands[side]
        return self.shown_ask if side > 0 else self.shown_bid

    def newest(self, side: int) -> int | None:
        """The newest price that a side has seen."""
        if not self.two_sided and not self.has_sides:
            return self.last_close
        return self.ask if side > 0 else self.bid

    @property
    def mark(self) -> int | None:
        """T7: the close; on ticks the side that closes what is held, or the middle, rounded down."""
        if not (self.two_sided or self.has_sides) or self.bid is None or self.ask is None:
            return self.last_close
        if self.mark_middle or not self.held:
            return (self.bid + self.ask) // 2
        return self.bid if self.held > 0 else self.ask

    @property
    def held(self) -> int:
        """Signed lots of the positions, net."""
        return sum(position.quantity for position in self.positions)

    def notional(self, price: int, lots: int) -> int:
        """Return ``round(price x quantity x multiplier)`` in units, one product rounded once, never negative.

        A7: of an inverse contract ``round(quantity x multiplier / price)``.
        """
        if self.instrument.inverse:
            assert price > 0, f"{self.id}: an inverse contract at {price}"
            return round_half_away(abs(lots) * self.factor / price)
        product = abs(price * lots) * self.factor.numerator
        return divide_half_away(product, self.factor.denominator)


    def gain(self, side: int, cost: int, value: int) -> int:
        """A7: what a position that cost so much has gained where it is worth so much, before costs.

        A long inverse one was sold for the coins that it cost and is bought back with those that it is worth.
        """
        return side * (cost - value if self.instrument.inverse else value - cost)


def touches(bar: Bar, rows: tuple[Bar, ...], option: str) -> bool:
    """B5: whether a bar executes; ``auto`` is off where the source has a volume above zero somewhere."""
    if bar.volume is None or bar.volume != 0:
        return True
    if option == "auto":
        return not any(other.volume for other in rows)
    return option == "on"


def in_session(venue: Venue, bar: Bar) -> bool:
    """B8: whether some of a bar, or its only moment, lies in a session.

    Reading: a bar across a session's open or close executes; a price of one moment does at the open and the close too.
    """
    if venue.calendar is None or venue.extended_hours == "on":
        return True
    if bar.ts_open == bar.ts_event:
        return any(opened <= bar.ts_event <= closed for opened, closed in venue.calendar)
    return any(bar.ts_open < closed and opened < bar.ts_event for opened, closed in venue.calendar)


def is_held(row: Row, rows: list[Row]) -> bool:
    """B4: whether a finer executing row ends within a bar.

    Reading: for a bar without length a finer row that ends at its time.
    """
    return any(
        other.executes
        and other.level < row.level
        and (row.ts_open < other.ts_event <= row.ts_event or other.ts_event == row.ts_event)
        for other in rows
    )


def add_sides(rows: list[Row | Tick], bars: dict[int, Bar], precision: int) -> None:
    """B6: give the bars of an instrument, in time, the bars of bid and ask that they were given, by their places.

    Reading: a missing side stands where the newest row that showed it left it: at a close, a quote, or a print while no
    quote stands; one not seen yet where the other one closes. A bar of one price has both sides there; but one that
    only informs (B4, B8) leaves them where a pair has left them, and any that informs where a tick has.
    """
    newest: dict[int, int] = {}
    left: dict[int, Line] | None = None  # where a pair has left the market, if the newest row that moved it is one
    after_tick = is_quoted = False
    for place, row in enumerate(rows):
        if isinstance(row, Tick):
            after_tick, left = True, None
            is_quoted = is_quoted or row.kind == QUOTE
            if row.kind == QUOTE or not is_quoted:
                newest |= {side: price for side, price in ((-1, row.bid), (1, row.ask)) if price is not None}
            continue
        bar = bars[place]
        if row.executes:
            after_tick = is_quoted = False
        elif after_tick:
            row.sides = {}  # it moves no market
            continue
        given = {-1: bar.bid, 1: bar.ask}
        if bar.bid is None and bar.ask is None:
            if left is not None and not row.executes:
                row.sides = left
                continue
            row.is_trade = True
            row.sides = {side: Line(row.open, row.high, row.low, row.close, shown=True) for side in given}
            newest, left = dict.fromkeys(given, row.close), None
            continue
        closes = {side: count(prices[3], precision) for side, prices in given.items() if prices is not None}
        newest |= closes
        row.sides = {}
        for side, prices in given.items():
            if prices is None:
                known = newest.get(side, next(iter(closes.values())))
                row.sides[side] = Line(known, known, known, known, shown=False)
            else:
                row.sides[side] = Line(*(count(price, precision) for price in prices), shown=True)
        left = {side: Line(*[line.close] * 4, shown=line.shown) for side, line in row.sides.items()}


def quote_row(quote: Quote, price_precision: int, size_precision: int) -> Tick:
    """Return a quote in ticks and lots."""
    prices = [None if side is None else count(side, price_precision) for side in (quote.bid, quote.ask)]
    sizes = [None if size is None else count(size, size_precision) for size in (quote.bid_size, quote.ask_size)]
    return Tick(QUOTE, quote.ts_event, *prices, *sizes)


def tick_rows(scenario: Scenario, instrument: Instrument, decides: bool) -> list[Tick]:
    """Return the quotes and prints of an instrument; they are its own rows where it has no bars."""
    price_precision, size_precision = instrument.price_precision, instrument.size_precision
    rows = [quote_row(quote, price_precision, size_precision) for quote in scenario.quotes.get(instrument.id, ())]
    for tick in scenario.prints.get(instrument.id, ()):
        ticks, size = count(tick.price, price_precision), tick.size
        rows.append(Tick(PRINT, tick.ts_event, ticks, ticks, None if size is None else count(size, size_precision)))
    for row in rows:
        row.executes = row.touches = in_session(scenario.venue, row)
        row.decides = decides
    return rows


def place_in_time(row: Row | Tick) -> tuple[int, int, int]:
    """T1: bars of one time before ticks, the finest first; quotes before prints."""
    if isinstance(row, Tick):
        return row.ts_event, 1, (QUOTE, PRINT).index(row.kind)
    return row.ts_event, 0, row.level


def build_market(scenario: Scenario, instrument: Instrument) -> Market:
    """Return the market of one instrument before its first row."""
    price_precision, size_precision = instrument.price_precision, instrument.size_precision
    levels = scenario.levels(instrument.id)
    rows: list[Any] = tick_rows(scenario, instrument, decides=not any(levels))
    made: dict[int, Bar] = {}
    for level, bars in enumerate(levels):
        found = []
        for bar in bars:
            open_now = in_session(scenario.venue, bar)
            row = Row(
                bar.ts_open,
                bar.ts_event,
                *(count(price, price_precision) for price in (bar.open, bar.high, bar.low, bar.close)),
                touches(bar, bars, scenario.venue.fill_on_zero_volume) and open_now,
                open_now,
                level,
                level == len(levels) - 1,
                None if bar.volume is None else count(bar.volume, size_precision),
                None if bar.spread is None else count(bar.spread, price_precision),
                None if bar.vwap is None else count(bar.vwap, price_precision),
            )
            row.executes = open_now and not is_held(row, rows)
            found.append(row)
            made[id(row)] = bar
        rows += found
    rows.sort(key=place_in_time)
    if scenario.has_sides:
        add_sides(rows, {place: made[id(row)] for place, row in enumerate(rows) if id(row) in made}, price_precision)
    price_decimals = -price_precision if instrument.inverse else price_precision
    factor = Fraction(instrument.multiplier) * Fraction(10) ** (
        scenario.currency_precision - price_decimals - size_precision
    )
    tick = (
        Decimal(1).scaleb(-price_precision)
        if instrument.price_increment is None
        else instrument.price_increment
    )
    lot = (
        Decimal(1).scaleb(-size_precision) if instrument.size_increment is None else instrument.size_increment
    )
    if not instrument.tradable:
        lot = Decimal(1).scaleb(-size_precision)  # what does not trade has no lots of its own
    maximum = instrument.max_quantity
    return Market(
        id=instrument.id,
        instrument=instrument,
        tick=count(tick, price_precision),
        lot=count(lot, size_precision),
        factor=factor,
        min_lots=count(instrument.min_quantity or Decimal(0), size_precision),
        max_lots=None if maximum is None else count(maximum, size_precision),
        min_notional=count(instrument.min_notional or Decimal(0), scenario.currency_precision),
        limit_touch=scenario.venue.limit_touch,
        rows=rows,
        has_sides=scenario.has_sides and any(levels),
        two_sided=scenario.has_ticks,
        mark_middle=scenario.venue.mark_price == "mid",
        hedges=scenario.venue.oms_type == "HEDGING",
        closes_first=scenario.orders is None or scenario.venue.account_type == "CASH",
        margin_on_net=scenario.venue.oms_type == "NETTING" or scenario.venue.hedging_margin == "net",
    )
