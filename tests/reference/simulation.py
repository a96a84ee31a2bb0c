"""The run of the reference: group after group through the phases of T3, everything looked at anew each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastbt.codes import FillCause, FillPoint, OrderStatus, Reason

from .actions import act_after, act_before
from .closes import closing, due_at_open, end_sessions, end_times, in_session, on_its_way
from .commands import execute_row, send_time_stops
from .funds import equity, locked_lots, locked_money
from .halts import watch
from .invariants import check_run
from .latency import deliver
from .matching import arrive
from .modify import resume
from .orders import FOR_SESSION, ON_OPEN, Order, move
from .outcome import Outcome, outcome_of
from .pairs import open_pair, walk_pair
from .path import open_row, walk
from .portfolio import decide_portfolio
from .scenario import Scenario
from .signals import decide_row
from .state import Equity, Run, new_run
from .tick_rows import Tick
from .ticks import note_spreads, rows_in_order, run_tick, take_in
from .trailing import tell_where_they_are

if TYPE_CHECKING:
    from .market import Market


def simulate(scenario: Scenario) -> Outcome:
    """Run a scenario by the rules and return its tables."""
    run = new_run(scenario)
    if scenario.has_ticks:
        return simulate_ticks(run)
    commands = commands_by_group(scenario)
    times = scenario.times
    for ts in times:
        act_before(run, ts)
        run.now = ts
        run.deciding = False
        rows = start_group(run)
        markets = [market for market in run.markets.values() if market in rows and market.row.executes]
        markets.sort(key=lambda market: market.row.level)  # T1: the finest bars first, then by id
        if run.venue.gtd_edge == "strict":
            expire(run)
        deliver(run)
        for ts_open in sorted({market.row.ts_open for market in markets}):
            opening(run, [market for market in markets if market.row.ts_open == ts_open], markets)
        if run.venue.gtd_edge == "first_point":
            expire(run)
        for market in markets:
            (walk_pair if market.has_sides else walk)(run, market)
        closing(run, markets)
        mark(rows)
        run.deciding = True
        watch(run)
        decide(run, rows, commands.get(ts, []))
        end_group(run, is_last=ts == times[-1])
    tell_where_they_are(run)
    check_run(run)
    return outcome_of(run)


def simulate_ticks(run: Run) -> Outcome:
    """Run a scenario with ticks: bars of one time first, then each tick by itself; commands act once per time."""
    scenario = run.scenario
    note_spreads(run)
    commands = commands_by_group(scenario)
    ticks = rows_in_order(run)
    for ts in scenario.times:
        act_before(run, ts)
        run.now = ts
        run_until(run, ts - 1)
        run.deciding = False
        bars = run_bars(run)
        of_this_time = [(market, row) for market, row in ticks if row.ts_event == ts]
        for market, row in of_this_time:
            run_row(run, market, row)
        run_until(run, ts)
        run.deciding = True
        for market, _ in of_this_time:
            send_time_stops(run, market)  # S4, F7: those of entries that the end of their session has filled
        decide(run, bars, commands.get(ts, []))
        end_group(run, is_last=ts == scenario.times[-1])
    tell_where_they_are(run)
    check_run(run)
    return outcome_of(run)


def run_until(run: Run, until: int) -> None:
    """F7: let the sessions end, one after the other, whose end comes no later, for the orders on close on ticks.

    Reading: before each what has an earlier end expires, and commands act that are at the venue by then.
    """
    run.deciding = True
    for ended in end_times(run, until):
        if run.venue.gtd_edge == "strict":
            expire(run, ended)
        deliver(run, ended)
        run.arrived = ended
        end_sessions(run, ended)
        run.arrived = None


def run_row(run: Run, market: Market, row: Tick) -> None:
    """One tick: it moves its market, orders meet it, and time stops that are due are sent."""
    run.deciding = False
    in_bar_before = market.own_time == row.ts_event  # a tick of the very time at which a bar ends lies in it
    if not in_bar_before:
        start_row(market)
    market.row_number = market.rows.index(row)
    if run.venue.gtd_edge == "strict":
        expire(run)
    deliver(run)
    take_in(run, market, row)
    if row.executes:
        run_tick(run, market, row)
    if run.venue.gtd_edge == "first_point":
        expire(run)
    run.deciding = True
    watch(run)
    market.own_row_over = row.decides or in_bar_before
    market.own_rows += row.decides
    send_time_stops(run, market)


def start_row(market: Market) -> None:
    """Forget the exits of the bar before (S4)."""
    if market.own_row_over:
        market.children_filled = False


def run_bars(run: Run) -> dict[Market, list[int]]:
    """The bars of a group that also has ticks; the numbers of its rows by instrument.

    Reading: a bar that executes takes the place of the quotes before it, with a bid and an ask at its close, until
    the next tick. One that only informs moves no market that ticks have made.
    """
    found: dict[Market, list[int]] = {}
    opened = []
    for market in run.markets.values():
        rows = enumerate(market.rows)
        numbers = [n for n, row in rows if row.ts_event == run.now and not isinstance(row, Tick)]
        if not numbers:
            continue
        start_row(market)
        found[market] = numbers
    if not found:
        return found
    if run.venue.gtd_edge == "strict":
        expire(run)
    deliver(run)  # where the newest rows, of which some are ticks, have left their markets
    for market, numbers in found.items():
        executing = [n for n in numbers if market.rows[n].executes]
        if executing:
            market.row_number = executing[0]
            market.is_quoted = False
            opened.append(market)
    opened.sort(key=lambda market: market.row.level)
    for ts_open in sorted({market.row.ts_open for market in opened}):
        opening(run, [market for market in opened if market.row.ts_open == ts_open], opened)
    if run.venue.gtd_edge == "first_point":
        expire(run)
    for market in opened:
        (walk_pair if market.has_sides else walk)(run, market)
    closing(run, opened)
    for market, numbers in found.items():
        row = market.rows[numbers[-1]]
        market.own_row_over = row.decides
        market.own_rows += row.decides
        market.own_time = run.now if row.decides else market.own_time
        if not market.on_ticks:
            market.row_number = numbers[-1]
            leave_market(market)
    run.deciding, run.on_bars = True, True
    watch(run)
    ordered = [(market, market.rows[number]) for market, numbers in found.items() for number in numbers]
    for market, _ in sorted(ordered, key=lambda pair: pair[1].level):
        send_time_stops(run, market)
    run.on_bars = False
    return found


def leave_market(market: Market) -> None:
    """T7, B6: where a bar leaves its market.

    Reading: one of bid and ask tells no traded price, nor does one that leaves the market where such a bar has left it.
    """
    row = market.row
    market.last_close = row.close
    market.stand_at("close")
    bid, ask = market.line(-1), market.line(1)
    market.bid, market.ask = bid.close, ask.close
    if market.has_sides:
        market.shown_bid, market.shown_ask = market.stands[-1], market.stands[1]
    else:
        market.shown_bid, market.shown_ask = bid.close, ask.close
    if not market.has_sides or row.is_trade:
        market.last = row.close


def commands_by_group(scenario: Scenario) -> dict[int, list[dict[str, object]]]:
    """Return the rows of the order table by the group they act after: the last one at or before their ``ts``."""
    times = scenario.times
    rows: dict[int, list[dict[str, object]]] = {}
    for row in sorted(scenario.orders or (), key=lambda row: row["ts"]):
        groups = [ts for ts in times if ts <= row["ts"]]
        assert groups, "an order acts before the first row"
        rows.setdefault(groups[-1], []).append(row)
    return rows


def start_group(run: Run) -> dict[Market, list[int]]:
    """Advance the instruments that have rows in this group, ordered by id (T1); return the numbers of their rows.

    Each stands at the row that executes, if there is one: at most one does.
    """
    found = {}
    for market in run.markets.values():
        numbers = [n for n, row in enumerate(market.rows) if row.ts_event == run.now]
        if not numbers:
            continue
        executing = [n for n in numbers if market.rows[n].executes]
        assert len(executing) <= 1
        market.row_number = executing[0] if executing else numbers[0]
        market.leg, market.moved = "open", []
        if market.own_row_over:
            market.children_filled = False
        found[market] = numbers
    return found


def mark(rows: dict[Market, list[int]]) -> None:
    """T3 (5): each instrument stands at the last of its rows, which is the strategy's own if it has one."""
    for market, numbers in rows.items():
        market.row_number, market.leg = numbers[-1], "close"
        market.last_close = market.row.close
        market.stand_at("close")
        if market.has_sides:
            market.bid, market.ask = market.line(-1).close, market.line(1).close
        market.own_row_over = market.row.decides
        market.own_rows += market.row.decides


def expire(run: Run, now: int | None = None) -> None:
    """T3 (1): end the orders whose expire time lies before this group, or before ``now``, stamped with it.

    Reading: under ``gtd_edge = first_point`` after the opening of the group, whichever instruments it is of, and
    stamped with the group's time: an order may have been accepted, or have filled in part, on it.
    """
    due = [order for order in run.orders if order.expire_time is not None and order.is_open]
    due = [order for order in due if order.type not in FOR_SESSION]
    due = [order for order in due if (order.expire_time or 0) < (run.now if now is None else now)]
    for order in sorted(due, key=lambda order: (order.expire_time, order.sequence)):
        if order.is_open:
            strict = run.venue.gtd_edge == "strict"
            # Reading: a child that lives only when its time is over, since its parent is found filled late, ends then.
            over = max(order.expire_time or 0, order.ts_accepted or 0)
            move(run, order, OrderStatus.EXPIRED, Reason.EXPIRED, over if strict else None)


def opening(run: Run, opened: list[Market], group: list[Market]) -> None:
    """T3 (3) for one ``ts_open``: the resting orders each open reaches, row by row, then the new orders in sequence."""
    for market in opened:
        market.stand_at("open")
        (open_pair if market.has_sides else open_row)(run, market)
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
            resume(run, order, order.market.meets(order.side, "open"), FillPoint.OPEN)
        elif order.is_open and order.type in ON_OPEN and not in_session(order, order.market.row):
            move(run, order, OrderStatus.EXPIRED, Reason.EXPIRED, order.expire_time)
        elif order.is_open:
            arrive(run, order, order.market.row.open, FillPoint.OPEN)


def decide(run: Run, rows: dict[Market, list[int]], commands: list[dict[str, object]]) -> None:
    """T3 (6): what the strategy sends, row by row, in the order it sends it; the finest rows come first (T1)."""
    if run.is_bust:
        return
    ordered = [(market, market.rows[number]) for market, numbers in rows.items() for number in numbers]
    for market, row in sorted(ordered, key=lambda pair: pair[1].level):
        send_time_stops(run, market)
        if run.scenario.signals is not None and row.decides:
            decide_row(run, run.scenario.signals, market)
    own = [market for market, numbers in rows.items() if market.rows[numbers[-1]].decides]
    if run.scenario.targets is not None and own:
        decide_portfolio(run, run.scenario.targets, own)
    for command in commands:
        execute_row(run, command)


def end_group(run: Run, *, is_last: bool) -> None:
    """T1, A12: what happens at the group's own time, and the end of the run, are in its equity."""
    record(run)
    if act_after(run):
        run.equity.pop()
        record(run)
    if is_last and run.venue.on_finish == "close":
        close_out(run)
        run.equity.pop()
        record(run)


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
            side=-position.side,
            quantity=abs(position.quantity),
            reduce_only=True,
            strategy=position.strategy,
            opener=position.opener,
            cause=FillCause.CLOSE_OUT,
            role="exit",
        )
        run.add(order)
        move(run, order, OrderStatus.SUBMITTED)
        arrive(run, order, market.newest(order.side), FillPoint.CLOSE)


def record(run: Run) -> None:
    """T3 (8): one row of equity."""
    unrealized = gross = net = 0
    positions = [position for market in run.markets.values() for position in market.positions]
    for position in positions:
        market = position.market
        assert market.mark is not None
        value = market.notional(market.mark, abs(position.quantity))
        unrealized += market.gain(position.side, position.cost, value)
        gross += value
        net += position.side * value
    row = Equity(
        run.now, equity(run), run.balance, unrealized, run.realized, run.commission, locked_money(run),
        gross, net, run.paid, len(positions),
    )  # fmt: skip
    # A1, at every row: cost, realized PnL and commission account for every unit.
    assert row.equity == run.start + run.realized + unrealized - run.commission + sum(flow.amount for flow in run.flows)
    if not any(order.is_open for order in run.orders):
        assert row.locked == 0 and all(locked_lots(run, market) == 0 for market in run.markets.values())
    run.equity.append(row)
