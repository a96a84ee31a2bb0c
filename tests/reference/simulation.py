"""The run of the reference: group after group through the phases of T3, everything looked at anew each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastbt.codes import FillCause, FillPoint, OrderStatus, Reason

from .closes import closing, due_at_open, in_session, on_its_way
from .commands import execute_row, send_time_stops
from .funds import equity, locked_lots, locked_money
from .invariants import check_run
from .matching import arrive
from .modify import resume
from .orders import FOR_SESSION, ON_OPEN, Order, move
from .outcome import Outcome, outcome_of
from .path import open_row, walk
from .portfolio import decide_portfolio
from .scenario import Scenario
from .signals import decide_row
from .state import Equity, Run, new_run

if TYPE_CHECKING:
    from .market import Market


def simulate(scenario: Scenario) -> Outcome:
    """Run a scenario by the rules and return its tables."""
    run = new_run(scenario)
    commands = commands_by_group(scenario)
    times = scenario.times
    for ts in times:
        run.now = ts
        markets = start_group(run)
        expire(run)
        for ts_open in sorted({market.row.ts_open for market in markets}):
            opening(run, [market for market in markets if market.row.ts_open == ts_open], markets)
        for market in markets:
            walk(run, market)
        closing(run, markets)
        for market in markets:
            market.last_close = market.row.close
        decide(run, markets, commands.get(ts, []))
        if ts == times[-1] and run.venue.on_finish == "close":
            close_out(run)
        record(run)
    check_run(run)
    return outcome_of(run)


def commands_by_group(scenario: Scenario) -> dict[int, list[dict[str, object]]]:
    """Return the rows of the order table by the group they act after: the last one at or before their ``ts``."""
    times = scenario.times
    rows: dict[int, list[dict[str, object]]] = {}
    for row in sorted(scenario.orders or (), key=lambda row: row["ts"]):
        groups = [ts for ts in times if ts <= row["ts"]]
        assert groups, "an order acts before the first row"
        rows.setdefault(groups[-1], []).append(row)
    return rows


def start_group(run: Run) -> list[Market]:
    """Advance the instruments that have a row in this group; they are ordered by id (T1)."""
    markets = []
    for market in run.markets.values():
        following = market.row_number + 1
        if following < len(market.rows) and market.rows[following].ts_event == run.now:
            market.row_number = following
            market.children_filled = False
            markets.append(market)
    return markets


def expire(run: Run) -> None:
    """T3 (1): end the orders whose expire time lies before this group, stamped with it."""
    due = [order for order in run.orders if order.expire_time is not None and order.is_open]
    due = [order for order in due if order.type not in FOR_SESSION]
    due = [order for order in due if (order.expire_time or 0) < run.now]
    for order in sorted(due, key=lambda order: (order.expire_time, order.sequence)):
        if order.is_open:
            move(run, order, OrderStatus.EXPIRED, Reason.EXPIRED, order.expire_time)


def opening(run: Run, opened: list[Market], group: list[Market]) -> None:
    """T3 (3) for one ``ts_open``: the resting orders each open reaches, row by row, then the new orders in sequence."""
    for market in opened:
        open_row(run, market)
    new = [order for order in on_its_way(run, opened) if due_at_open(run, order)]
    modified = [
        order
        for order in run.orders
        if order.is_live
        and order.resumes_from is not None
        and order.market in opened
        and order.resumes_from <= order.market.row.ts_open
    ]
    for order in sorted(new + modified, key=lambda order: order.place):
        if order.is_live:
            resume(run, order, order.market.row.open, FillPoint.OPEN)
        elif order.is_open and order.type in ON_OPEN and not in_session(order, order.market.row):
            move(run, order, OrderStatus.EXPIRED, Reason.EXPIRED, order.expire_time)
        elif order.is_open:
            arrive(run, order, order.market.row.open, FillPoint.OPEN)


def decide(run: Run, markets: list[Market], rows: list[dict[str, object]]) -> None:
    """T3 (6): what the strategy sends, row by row, in the order it sends it."""
    for market in markets:
        send_time_stops(run, market)
        if run.scenario.signals is not None:
            decide_row(run, run.scenario.signals, market)
    if run.scenario.targets is not None:
        decide_portfolio(run, run.scenario.targets, markets)
    for row in rows:
        execute_row(run, row)


def close_out(run: Run) -> None:
    """A12: close what is held at the last close, without slippage.

    The positions in the order they were opened. Reading: by reduce-only market orders for the quantity held.
    """
    for position in [position for position in run.positions if position.ts_closed is None]:
        market = position.market
        order = Order(
            sequence=len(run.orders) + 1,
            id=run.new_id(),
            market=market,
            side=-1 if market.held > 0 else 1,
            quantity=abs(market.held),
            reduce_only=True,
            cause=FillCause.CLOSE_OUT,
            role="exit",
        )
        run.add(order)
        move(run, order, OrderStatus.SUBMITTED)
        arrive(run, order, market.row.close, FillPoint.CLOSE)


def record(run: Run) -> None:
    """T3 (8): one row of equity."""
    unrealized = gross = net = 0
    positions = [market.position for market in run.markets.values() if market.position is not None]
    for position in positions:
        market = position.market
        assert market.last_close is not None
        value = market.notional(market.last_close, abs(position.quantity))
        unrealized += position.side * (value - position.cost)
        gross += value
        net += position.side * value
    row = Equity(
        run.now, equity(run), run.balance, unrealized, run.realized, run.commission, locked_money(run),
        gross, net, len(positions),
    )  # fmt: skip
    # A1, at every row: cost, realized PnL and commission account for every unit.
    assert row.equity == run.start + run.realized + unrealized - run.commission
    if not any(order.is_open for order in run.orders):
        assert row.locked == 0 and all(locked_lots(run, market) == 0 for market in run.markets.values())
    run.equity.append(row)
