"""What a run is given: instruments, bars, a venue's options, and orders or signals; all values exact decimals.

A scenario's ``repr`` is runnable Python, so a failing one can be pasted into a test (``Scenario.snippet``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from .signal_words import Signals
from .target_words import Targets

ONE = Decimal(1)


@dataclass(frozen=True)
class Instrument:
    """One instrument; increments are prices and quantities, rates are fractions of notional."""

    id: str
    price_precision: int = 2
    size_precision: int = 0
    price_increment: Decimal | None = None
    size_increment: Decimal | None = None
    multiplier: Decimal = ONE
    min_quantity: Decimal | None = None
    max_quantity: Decimal | None = None
    min_notional: Decimal | None = None
    maker_fee: Decimal | None = None
    taker_fee: Decimal | None = None
    margin_initial: Decimal | None = None
    margin_maintenance: Decimal | None = None
    tradable: bool = True
    kind: str = "Equity"
    """Its class; one that is inverse is a ``CryptoPerpetual``."""
    inverse: bool = False


@dataclass(frozen=True)
class Bar:
    """One bar; times are nanoseconds UTC, ``ts_event`` is the close."""

    ts_open: int
    ts_event: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal | None = None
    spread: Decimal | None = None
    vwap: Decimal | None = None
    bid: tuple[Decimal, Decimal, Decimal, Decimal] | None = None
    """Open, high, low and close of the bid bar, so is ``ask``; None where a side does not trade. Bars of one level
    of a scenario have no sides at all, or one at least."""
    ask: tuple[Decimal, Decimal, Decimal, Decimal] | None = None


@dataclass(frozen=True)
class Quote:
    """The best bid and ask from a time on; None where a side is not shown, or a size not known."""

    ts_event: int
    bid: Decimal | None
    ask: Decimal | None
    bid_size: Decimal | None = None
    ask_size: Decimal | None = None


@dataclass(frozen=True)
class Print:
    """A trade of others."""

    ts_event: int
    price: Decimal
    size: Decimal | None = None


@dataclass(frozen=True)
class PercentageFees:
    """Fees as fractions of notional; a negative rate is a rebate."""

    maker: Decimal
    taker: Decimal


@dataclass(frozen=True)
class FlatFees:
    """The same amount of money for each order (at its first fill) or each fill."""

    amount: Decimal
    per: str = "order"


@dataclass(frozen=True)
class PerUnitFees:
    """Money per unit, with a least and a most per order."""

    rate: Decimal
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None


@dataclass(frozen=True)
class TieredFees:
    """(volume, maker, taker) each: the rates that hold from this volume traded before."""

    tiers: tuple[tuple[Decimal, Decimal, Decimal], ...]


@dataclass(frozen=True, repr=False)
class OwnModel:
    """A function of the user's own, ``f(fill)`` or with parameters ``f(fill, p)``; exact: in whole counts."""

    function: Callable[..., Any]
    params: tuple[tuple[str, float], ...] = ()
    exact: bool = False

    def __repr__(self) -> str:
        """Python that builds it, where the function's name is known."""
        return f"{type(self).__name__}({self.function.__name__}, {self.params!r}, exact={self.exact})"


class OwnFees(OwnModel):
    """Fees by a function."""


class OwnSlippage(OwnModel):
    """Slippage by a function."""


class OwnFillPrice(OwnModel):
    """The price of market orders on a bar by a function."""


class OwnVolumeLimit(OwnModel):
    """How much of a row orders may take by a function."""


@dataclass(frozen=True, repr=False)
class OwnLatency(OwnModel):
    """The time that messages take by a function of a message; no message takes longer than ``longest`` ns."""

    longest: int = 0

    def __repr__(self) -> str:
        """Python that builds it, where the function's name is known."""
        return f"{super().__repr__()[:-1]}, longest={self.longest})"


BuiltInFees = PercentageFees | FlatFees | PerUnitFees | TieredFees
Fees = BuiltInFees | OwnFees


@dataclass(frozen=True)
class FixedSlippage:
    """Slippage of a number of price increments."""

    ticks: int


@dataclass(frozen=True)
class BasisPointsSlippage:
    """Slippage as a share of the absolute price, in 1/10,000."""

    bps: Decimal


@dataclass(frozen=True)
class SpreadSlippage:
    """Slippage as a share of the row's spread."""

    fraction: Decimal


@dataclass(frozen=True)
class VolumeSlippage:
    """Slippage as a share of the price: k x (quantity / volume) ^ p."""

    k: Decimal
    p: Decimal


@dataclass(frozen=True)
class ProbabilisticSlippage:
    """Slippage of one tick with a probability."""

    probability: Decimal


Slippage = (
    FixedSlippage | BasisPointsSlippage | SpreadSlippage | VolumeSlippage | ProbabilisticSlippage | OwnSlippage
)


@dataclass(frozen=True)
class Latency:
    """Nanoseconds that messages take, and the most that chance adds."""

    submit: int = 0
    modify: int = 0
    cancel: int = 0
    report: int = 0
    jitter: int = 0


@dataclass(frozen=True)
class RiskLimits:
    """Pre-trade limits; times of trading states are nanoseconds, active before the first."""

    max_order_notional: Decimal | None = None
    max_position: Decimal | None = None
    max_orders: tuple[int, int] | None = None
    max_drawdown: Decimal | None = None
    max_daily_loss: Decimal | None = None
    on_halt: str = "reduce"
    trading_state: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Venue:
    """Options of the simulated market under their public names; the default stands first in the rules."""

    account_type: str = "CASH"
    oms_type: str = "NETTING"
    hedging_margin: str = "both"
    leverage: Decimal | None = None
    fees: tuple[Fees, ...] | None = None
    slippage: Slippage | None = None
    slippage_on: str = "taker"
    clamp_slippage: str = "off"
    fill_timing: str = "next_open"
    latency: Latency | OwnLatency | None = None
    latency_in_bar: str = "wait"
    tick_timing: str = "next_row"
    fill_price: str | OwnFillPrice = "open"
    bar_path: str = "worst"
    gtd_edge: str = "strict"
    limit_gap: str = "limit"
    limit_touch: str = "touch"
    limit_touch_probability: Decimal | None = None
    stop_limit_same_bar: str = "on"
    bracket_anchor: str = "fill"
    bracket_from: str = "fill"
    cancel_linked: str = "off"
    stop_in_market: str = "trigger"
    trail_update: str = "path"
    fill_on_zero_volume: str = "auto"
    extended_hours: str = "off"
    mark_price: str = "close_side"
    volume_limit: Decimal | OwnVolumeLimit | None = None
    volume_split: str = "row"
    through_fills: str = "capped"
    remainder: str = "next_row"
    on_insufficient_cash: str = "deny"
    margin_model: str = "rate"
    liquidation: str = "path"
    liquidation_fee: Decimal = Decimal(0)
    negative_balance: str = "keep"
    on_finish: str = "mark"
    sizing: str = "fill"
    stops_per: str = "entry"
    stop_cancels_signals: str = "off"
    waiting_entry: str = "ignore"
    risk: RiskLimits | None = None
    calendar: tuple[tuple[int, int], ...] | None = None
    """Open and close of each session, in order; None: UTC days."""
    seed: int = 0


@dataclass(frozen=True)
class Scenario:
    """Everything a run depends on; exactly one of ``orders``, ``signals`` and ``targets`` is given."""

    instruments: tuple[Instrument, ...]
    bars: dict[str, tuple[Bar, ...]]
    venue: Venue = field(default_factory=Venue)
    balance: Decimal = Decimal(100000)
    currency_precision: int = 2
    orders: tuple[dict[str, Any], ...] | None = None
    signals: Signals | None = None
    targets: Targets | None = None
    finer: tuple[dict[str, tuple[Bar, ...]], ...] = ()
    """Finer bars by instrument, the finest first; those of an instrument may be missing."""
    quotes: dict[str, tuple[Quote, ...]] = field(default_factory=dict)
    """Instead of bars or beside them; so are ``prints``."""
    prints: dict[str, tuple[Print, ...]] = field(default_factory=dict)
    funding: dict[str, tuple[tuple[int, Decimal], ...]] = field(default_factory=dict)
    """Of perpetuals, by instrument: when funding is paid, and its rate."""
    dividends: dict[str, tuple[tuple[int, Decimal], ...]] = field(default_factory=dict)
    """By instrument: when one is paid, and what a unit receives."""
    splits: dict[str, tuple[tuple[int, Decimal], ...]] = field(default_factory=dict)
    """Of shares, by instrument: when one is split, and how many new units are one old."""
    expiries: dict[str, tuple[int, Decimal | None]] = field(default_factory=dict)
    """Of futures: when one expires, and its settlement price; None where that is its last price."""
    delistings: dict[str, tuple[int, Decimal | None]] = field(default_factory=dict)
    """By instrument: when it is delisted, and what a unit is paid; None where that is its last price."""
    deposits: tuple[tuple[int, Decimal], ...] = ()
    """Money put in, or taken out below 0: when, and how much."""
    rates: dict[tuple[str, str], tuple[tuple[int, Decimal, str], ...]] = field(default_factory=dict)
    """Interest by instrument and kind, on cash under the name ``""``: from when on, the rate a year, day count."""

    @property
    def has_ticks(self) -> bool:
        """Whether there are ticks in it."""
        return bool(self.quotes or self.prints)

    @property
    def has_sides(self) -> bool:
        """Whether some of its bars are pairs of bid and ask."""
        tables = (self.bars, *self.finer)
        return any(bar.bid or bar.ask for table in tables for rows in table.values() for bar in rows)

    @property
    def is_mixed(self) -> bool:
        """Whether it has bars and ticks."""
        return self.has_ticks and any(self.bars.values())

    def __post_init__(self) -> None:
        given = [self.orders is not None, self.signals is not None, self.targets is not None]
        assert sum(given) == 1, "a scenario has orders, signals or targets, one of them"
        for instrument in self.instruments:
            for rows in self.levels(instrument.id):
                for bar in rows:
                    assert bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high, bar
                    assert bar.ts_open <= bar.ts_event, bar
                stamps = [bar.ts_event for bar in rows]
                assert stamps == sorted(set(stamps)), "one row per instrument and time"

    def levels(self, name: str) -> list[tuple[Bar, ...]]:
        """Return the bars of an instrument, the finest first, the strategy's own last."""
        return [*(finer.get(name, ()) for finer in self.finer), self.bars.get(name, ())]

    @property
    def times(self) -> list[int]:
        """The distinct ``ts_event`` of all rows, ascending: one group each."""
        tables = (self.quotes, self.prints)
        ticks = {row.ts_event for table in tables for rows in table.values() for row in rows}
        return sorted(ticks | {bar.ts_event for name in self.bars for rows in self.levels(name) for bar in rows})

    @property
    def own_times(self) -> list[int]:
        """The distinct ``ts_event`` of the strategy's own rows, ascending."""
        return sorted({bar.ts_event for rows in self.bars.values() for bar in rows})

    def until(self, ts: int) -> Scenario:
        """Return the scenario without any row, order or signal after ``ts``."""
        bars, *finer = (
            {name: tuple(bar for bar in rows if bar.ts_event <= ts) for name, rows in level.items()}
            for level in (self.bars, *self.finer)
        )
        quotes = {name: tuple(row for row in rows if row.ts_event <= ts) for name, rows in self.quotes.items()}
        prints = {name: tuple(row for row in rows if row.ts_event <= ts) for name, rows in self.prints.items()}
        following = [time for time in self.times if time > ts]
        orders = self.orders
        if orders is not None and following:
            orders = without_dangling_links(tuple(row for row in orders if row["ts"] < following[0]))
        lengths = {name: len(rows) for name, rows in bars.items()}
        signals = None if self.signals is None else self.signals.first_rows(lengths)
        targets = None if self.targets is None else self.targets.first_rows(lengths)
        return replace(
            self, bars=bars, quotes=quotes, prints=prints, finer=tuple(finer), orders=orders, signals=signals, targets=targets
        )

    def snippet(self) -> str:
        """Return Python that builds this scenario and runs the reference."""
        return (
            "from datetime import timedelta\nfrom decimal import Decimal\nimport datetime\n"
            "from tests.reference import *\n"
            "from tests.properties.own_models import *\n"
            f"scenario = {self!r}\noutcome = simulate(scenario)"
        )


def without_dangling_links(orders: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """Return rows of an order table that link only with each other: what is not sent does nothing to the rest."""
    names = {row.get("client_order_id") for row in orders}
    kept = []
    for row in orders:
        left = [name for name in row.get("linked_ids") or () if name in names]
        words = {word: cell for word, cell in row.items() if word not in ("linked_ids", "contingency")}
        if left or (row.get("contingency") == "OTO" and "parent_id" in row):
            words |= ({"linked_ids": left} if left else {}) | {"contingency": row["contingency"]}
        kept.append(words)
    return tuple(kept)
