"""How a golden case is written down: bars as text, orders by bar number, expected fills and end states.

Bar ``n`` of an instrument ends at minute ``n`` and opens one minute before, unless said otherwise. An order
``at=1`` is sent after bar 1. Text of a bar: ``open high low close``, then the volume if the case needs one,
then the spread; or those four of the bid, ``|``, and of the ask, ``-`` for a side that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.reference import Bar, Instrument, Outcome, Print, Quote, Scenario, Signals, Targets, Venue
from tests.reference.compare import equal

MINUTE = 60_000_000_000
START = 1_577_836_800 * 10**9
"""2020-01-01T00:00 UTC."""
QUIET = "100 100 100 100"
"""The bar on which most cases decide."""

D = Decimal


def at(bar: float) -> int:
    """Return the end of a bar (halves lie between bars)."""
    return START + int(bar * MINUTE)


def minutes(number: int) -> timedelta:
    """Return a duration of a number of bars."""
    return timedelta(minutes=number)


def bar_of(ts_open: int, ts_event: int, text: str) -> Bar:
    """Return a bar from its text; with ``|`` one of bid and ask, which has the bid's prices, else the ask's."""
    if "|" not in text:
        return Bar(ts_open, ts_event, *(Decimal(word) for word in text.split()))
    bid, ask = (
        None if side.strip() == "-" else tuple(Decimal(word) for word in side.split()) for side in text.split("|")
    )
    return Bar(ts_open, ts_event, *(bid or ask or ()), bid=bid, ask=ask)  # type: ignore[arg-type]


def bars(*texts: str | None, length: float = 1) -> tuple[Bar, ...]:
    """Return bars from their text; None leaves the minute out; ``length`` is in minutes."""
    rows = []
    for number, text in enumerate(texts, start=1):
        if text is not None:
            rows.append(bar_of(at(number) - int(length * MINUTE), at(number), text))
    return tuple(rows)


def coarse(*texts: str | None, length: int = 5) -> tuple[Bar, ...]:
    """Return bars of several minutes each: bar ``n`` ends at minute ``n * length``; None leaves one out."""
    rows = []
    for number, text in enumerate(texts, start=1):
        if text is not None:
            rows.append(bar_of(at((number - 1) * length), at(number * length), text))
    return tuple(rows)


@dataclass(frozen=True)
class Ticks:
    """The quotes and prints of one instrument."""

    quotes: tuple[Quote, ...]
    prints: tuple[Print, ...]


def ticks(*texts: str | None) -> Ticks:
    """Return the ticks of each minute from their text: ``q bid ask [sizes]`` or ``p price [size]``, several by ``;``.

    ``-`` is a side that a quote does not show, or a size not known; None a minute without a tick.
    """
    quotes, prints = [], []
    for number, text in enumerate(texts, start=1):
        for part in (text or "").split(";"):
            kind, *words = part.split() or [""]
            values = [None if word == "-" else Decimal(word) for word in words]
            if kind == "q":
                quotes.append(Quote(at(number), *values))
            elif kind == "p":
                prints.append(Print(at(number), *values))  # type: ignore[arg-type]
            else:
                assert not part.strip(), f"no tick: {part}"
    return Ticks(tuple(quotes), tuple(prints))


def buy(bar: float, name: str, quantity: Any = None, **words: Any) -> dict[str, Any]:
    """Return a row of the order table that buys."""
    return _submit("BUY", bar, name, quantity, words)


def sell(bar: float, name: str, quantity: Any = None, **words: Any) -> dict[str, Any]:
    """Return a row of the order table that sells."""
    return _submit("SELL", bar, name, quantity, words)


def _submit(side: str, bar: float, name: str, quantity: Any, words: dict[str, Any]) -> dict[str, Any]:
    row = {"ts": at(bar), "instrument_id": words.pop("on", "X.SIM"), "side": side, "client_order_id": name}
    if quantity is not None:
        row["quantity"] = Decimal(str(quantity))
    as_they_are = ("order_type", "trigger_type", "time_in_force", "size_rule", "post_only", "reduce_only", "expire_after", "trailing_offset_type", "contingency", "linked_ids", "parent_id", "position_id", "strategy_id")
    for word, value in words.items():
        if word == "expire_bar":
            row["expire_time"] = at(value)
        elif word in as_they_are or isinstance(value, timedelta) or word == "time_stop":
            row[word] = value
        elif word.startswith("take_profit") and isinstance(value, tuple):
            row[word] = ladder(*value)
        else:
            row[word] = Decimal(str(value))
    return row


def ladder(*rungs: tuple[Any, Any]) -> tuple[tuple[Decimal, Decimal], ...]:
    """Return the rungs of a take-profit: level and share of each."""
    return tuple((Decimal(str(level)), Decimal(str(share))) for level, share in rungs)


def command(bar: float, action: str, on: str | None = "X.SIM", name: str | None = None) -> dict[str, Any]:
    """Return a row that cancels or closes."""
    row = {"ts": at(bar), "action": action, "instrument_id": on, "client_order_id": name}
    return {word: value for word, value in row.items() if value is not None}


def signals(length: int, **words: Any) -> Signals:
    """Return signals on X.SIM: a set of bars is a column that is true there, a dict a column with these cells."""
    given: dict[str, Any] = {}
    for word, value in words.items():
        if isinstance(value, set):
            given[word] = {"X.SIM": tuple(bar in value for bar in range(1, length + 1))}
        elif isinstance(value, dict):
            cells = (number_of(value.get(bar)) for bar in range(1, length + 1))
            given[word] = {"X.SIM": tuple(cells)}
        elif isinstance(value, float):
            given[word] = Decimal(str(value))
        elif isinstance(value, int) and word == "quantity":
            given[word] = Decimal(value)
        elif word.startswith("take_profit") and isinstance(value, tuple):
            given[word] = ladder(*value)
        else:
            given[word] = value
    return Signals(**given)


def targets(rows: dict[str, tuple[Bar, ...]], wanted: dict[str, dict[int, Any]], kind: str = "weight", **words: Any) -> Targets:
    """Return targets: by instrument, what is wanted at a bar; null elsewhere. ``rebalance`` may be bar numbers."""
    cells = {
        name: tuple(number_of(wanted.get(name, {}).get((bar.ts_event - START) // MINUTE)) for bar in bars_)
        for name, bars_ in rows.items()
    }
    if isinstance(words.get("rebalance"), tuple):
        words["rebalance"] = tuple(at(bar) for bar in words["rebalance"])
    if "drift" in words:
        words["drift"] = number_of(words["drift"])
    return Targets(kind, cells, **words)


@dataclass(frozen=True)
class F:
    """An expected fill; ``how`` is liquidity and point; of ``more`` only what is given is compared."""

    id: str
    side: str
    quantity: Any
    price: Any
    how: str
    bar: float
    more: dict[str, Any] = field(default_factory=dict)


def fill(id: str, side: str, quantity: Any, price: Any, how: str, bar: float, **more: Any) -> F:
    """Return an expected fill."""
    return F(id, side, quantity, price, how, bar, more)


@dataclass(frozen=True)
class Case:
    """A scenario with what the rules say must come out of it."""

    name: str
    rules: str
    scenario: Scenario
    fills: tuple[F, ...]
    states: dict[str, str]
    """``STATUS`` or ``STATUS REASON`` by client order id."""
    balance: Any = None
    equity: dict[int, Any] = field(default_factory=dict)
    """Equity recorded at a bar."""
    trades: list[tuple[Any, ...]] | None = None
    """(quantity, entry price, exit price, pnl) of each round trip."""
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Further columns of an order."""
    kinds: dict[str, str] = field(default_factory=dict)
    """The kinds of an order's events in order, without the prefix ORDER_."""
    refused: list[str] | None = None
    """Reasons of the commands refused, in order."""
    count: int | None = None
    """How many orders there are."""
    positions: list[tuple[Any, ...]] | None = None
    """(side of entry, peak quantity, quantity, realized PnL net of commission) of each position."""
    exposure: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    """Gross and net exposure recorded at a bar."""
    flows: list[tuple[Any, ...]] | None = None
    """(bar, kind, amount) of each flow; a bar's fraction lies between rows."""
    refused_before: bool = False
    """Whether the package refuses the input before the run, so that only the reference shows the rule."""


def case(
    name: str,
    rules: str,
    rows: tuple[Bar, ...] | dict[str, tuple[Bar, ...]] | Ticks | dict[str, Ticks],
    orders: list[dict[str, Any]] | Signals | Targets,
    fills: list[F],
    states: dict[str, str] | None = None,
    *,
    start: Any = 100_000,
    instrument: dict[str, Any] | None = None,
    instruments: tuple[Instrument, ...] | None = None,
    venue: dict[str, Any] | None = None,
    finer: tuple[Bar, ...] | tuple[dict[str, tuple[Bar, ...]], ...] = (),
    beside: Ticks | dict[str, Ticks] | None = None,
    currency_precision: int = 2,
    funding: dict[Any, Any] | None = None,
    dividends: dict[Any, Any] | None = None,
    deposits: dict[float, Any] | None = None,
    expiries: dict[Any, Any] | None = None,
    delistings: dict[Any, Any] | None = None,
    rates: dict[Any, dict[float, Any]] | None = None,
    splits: dict[Any, Any] | None = None,
    **expected: Any,
) -> Case:
    """Return a case; the account is MARGIN (rate 1) with 100,000 unless the case says otherwise.

    ``finer``: finer bars of X.SIM, or, the finest first, bars by instrument. ``beside``: ticks of X.SIM, or by
    instrument, beside the bars. ``funding``: rates by bar, of X.SIM or by instrument.
    ``dividends``: amounts, likewise. ``deposits``: amounts by bar. ``expiries``: of X.SIM its bar and settlement
    price (``-`` is the last one), or by instrument; ``delistings`` likewise. ``splits``: ratios by bar, likewise.
    ``rates``: by kind, of cash or (of lending and staking) of X.SIM, or by (instrument, kind): rates, or (rate,
    day count), by bar.
    """
    if isinstance(rows, tuple | Ticks):
        rows = {"X.SIM": rows}  # type: ignore[dict-item, assignment] # all of one kind
    ticks_of = {"X.SIM": beside} if isinstance(beside, Ticks) else dict(beside or {})
    ticks_of |= {name: own for name, own in rows.items() if isinstance(own, Ticks)}
    levels: Any = ({"X.SIM": finer},) if finer and isinstance(finer[0], Bar) else finer
    if instruments is None:
        kind = "CryptoPerpetual" if funding else "FuturesContract" if expiries else "Equity"
        facts = {"kind": kind} | (instrument or {})
        instruments = tuple(Instrument(name, **facts) for name in dict.fromkeys([*rows, *ticks_of]))
    scenario = Scenario(
        instruments=instruments,
        bars={name: own for name, own in rows.items() if not isinstance(own, Ticks)},
        quotes={name: own.quotes for name, own in ticks_of.items() if own.quotes},
        prints={name: own.prints for name, own in ticks_of.items() if own.prints},
        venue=Venue(**({"account_type": "MARGIN"} | (venue or {}))),
        balance=Decimal(str(start)),
        currency_precision=currency_precision,
        orders=tuple(orders) if isinstance(orders, list) else None,
        signals=orders if isinstance(orders, Signals) else None,
        targets=orders if isinstance(orders, Targets) else None,
        finer=levels,
        funding=rates_of(funding or {}),
        dividends=rates_of(dividends or {}),
        expiries=endings_of(expiries or {}),
        delistings=endings_of(delistings or {}),
        splits=rates_of(splits or {}),
        deposits=tuple((at(bar), Decimal(str(amount))) for bar, amount in (deposits or {}).items()),
        rates=interest_of(rates or {}),
    )
    return Case(name, rules, scenario, tuple(fills), states or {}, **expected)


def rates_of(funding: dict[Any, Any]) -> dict[str, tuple[tuple[int, Decimal], ...]]:
    """Return rates by bar, of X.SIM or by instrument, as those of a scenario."""
    if not any(isinstance(bar, str) for bar in funding):
        funding = {"X.SIM": funding} if funding else {}
    return {
        name: tuple((at(bar), Decimal(str(rate))) for bar, rate in rates.items())
        for name, rates in funding.items()
    }


def endings_of(endings: dict[Any, Any]) -> dict[str, tuple[int, Decimal | None]]:
    """Return when instruments end and at which price, by bar of X.SIM or by instrument, as those of a scenario."""
    if not any(isinstance(bar, str) for bar in endings):
        endings = {"X.SIM": endings} if endings else {}
    return {
        name: (at(bar), None if price == "-" else Decimal(str(price)))
        for name, one in endings.items()
        for bar, price in one.items()
    }


def interest_of(rates: dict[Any, dict[float, Any]]) -> dict[tuple[str, str], tuple[tuple[int, Decimal, str], ...]]:
    """Return rates of interest as those of a scenario."""
    found = {}
    for key, rows in rates.items():
        name, kind = key if isinstance(key, tuple) else ("X.SIM" if key in ("lending", "staking") else "", key)
        pairs = {bar: rate if isinstance(rate, tuple) else (rate, "ACT/365") for bar, rate in rows.items()}
        found[name, kind] = tuple((at(bar), Decimal(str(rate)), count) for bar, (rate, count) in pairs.items())
    return found


def differences(case: Case, outcome: Outcome) -> list[str]:
    """Return what an outcome has that the case does not expect, as readable lines."""
    found: list[str] = []

    def expect(what: str, actual: Any, wanted: Any) -> None:
        if actual != wanted:
            found.append(f"{what}: got {actual}, expected {wanted}")

    expect("number of fills", len(outcome.fills), len(case.fills))
    for number, (row, wanted) in enumerate(zip(outcome.fills, case.fills, strict=False)):
        actual = (row["client_order_id"], row["side"], row["quantity"], row["price"])
        actual += (f"{row['liquidity']} {row['point']}", (row["ts_event"] - START) / MINUTE)
        expect(
            f"fill {number}",
            actual,
            (
                wanted.id,
                wanted.side,
                number_of(wanted.quantity),
                number_of(wanted.price),
                wanted.how,
                wanted.bar,
            ),
        )
        # fastbt's table of fills has no realized PnL; its round trips have.
        for column, value in wanted.more.items():
            if column in row:
                expect(f"fill {number} {column}", row[column], number_of(value))
    orders = {row["client_order_id"]: row for row in outcome.orders}
    for name, state in case.states.items():
        status, reason = orders[name]["status"], orders[name]["reason"]
        expect(f"state of {name}", status if reason in ("NONE", status) else f"{status} {reason}", state)
    for name, cells in case.columns.items():
        for column, value in cells.items():
            expect(f"{column} of {name}", orders[name][column], number_of(value))
    if case.balance is not None:
        expect("balance", outcome.balance, number_of(case.balance))
    equity = {(row["ts"] - START) // MINUTE: row["equity"] for row in outcome.equity}
    for bar, value in case.equity.items():
        expect(f"equity at bar {bar}", equity[bar], number_of(value))
    if case.trades is not None:
        expect("number of trades", len(outcome.trades), len(case.trades))
        for number, (row, trade) in enumerate(zip(outcome.trades, case.trades, strict=False)):
            for column, value in zip(("quantity", "entry_price", "exit_price", "pnl"), trade, strict=True):
                # An average has no end of digits: it equals its rounding to the decimals shown.
                if not equal(number_of(value), row[column]):
                    found.append(f"trade {number} {column}: got {row[column]}, expected {value}")
    if case.flows is not None:
        flows = [((row["ts"] - START) / MINUTE, row["kind"], row["amount"]) for row in outcome.flows]
        expect("flows", flows, [(bar, kind, number_of(amount)) for bar, kind, amount in case.flows])
    if case.refused is not None:
        expect("refused", [row["reason"] for row in outcome.events if row["kind"] == "COMMAND_REFUSED"], case.refused)
    if case.count is not None:
        expect("number of orders", len(outcome.orders), case.count)
    if case.positions is not None:
        names = ("entry_side", "peak_quantity", "quantity", "realized_pnl")
        actual_positions = [tuple(row[name] for name in names) for row in outcome.positions]
        expect("positions", actual_positions, [tuple(number_of(cell) for cell in row) for row in case.positions])
    exposure = {(row["ts"] - START) // MINUTE: (row["gross_exposure"], row["net_exposure"]) for row in outcome.equity}
    for bar, pair in case.exposure.items():
        expect(f"exposure at bar {bar}", exposure[bar], tuple(number_of(value) for value in pair))
    for name, kinds in case.kinds.items():
        logged = [row["kind"] for row in outcome.events if row["client_order_id"] == name]
        orders_only = [kind.removeprefix("ORDER_") for kind in logged if kind.startswith("ORDER_")]
        expect(f"events of {name}", " ".join(orders_only), kinds)
    return found


def number_of(value: Any) -> Any:
    """Return a number written as int, float or text as a Decimal; anything else as it is."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, str) and value.lstrip("-")[:1].isdigit():
        return Decimal(value)
    return value
