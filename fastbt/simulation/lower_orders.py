"""Lowers an order table to COMMAND records: which row a time means, numbers on their grids, ids resolved.

Mistakes are found here, before the run, and named with the row of the table. A price or quantity given as a
float is put on its grid; one given exactly (Decimal, text, whole number) must lie on it (rule A11).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import FillCause, OrderType, RowKind, SizeRule, Sizing, TimeInForce, TriggerType
from fastbt.errors import FastbtError, unknown_name
from fastbt.kernels.state import (
    ACTION_CANCEL_ALL,
    ACTION_CLOSE,
    ACTION_SUBMIT,
    BRACKET_FRACTION,
    BRACKET_OFFSET,
    BRACKET_PRICE,
    COMMAND,
    FAR_UP,
    NOTHING,
    ORDER_POST_ONLY,
    ORDER_REDUCE_ONLY,
)
from fastbt.model.rounding import RATE_PRECISION, floats_to_steps, to_exact_steps
from fastbt.simulation.collect_columns import at_time
from fastbt.simulation.lower_children import tie_records
from fastbt.simulation.lower_links import link_records
from fastbt.simulation.lower_order_names import codes, fill_modified, fill_names, refuse
from fastbt.simulation.lower_positions import fill_openers, fill_strategies
from fastbt.simulation.lower_rungs import rung_records
from fastbt.simulation.lower_times import SPAN_NS, SPAN_ROWS, expire_times
from fastbt.simulation.lower_trailing import fill_trailing, only_prices
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.order_columns import (
    FOR_SESSION,
    ON_CLOSE,
    ON_OPEN,
    STOP_WORDS,
    TABLE,
    TARGET_WORDS,
    TRAILING_STOP_WORDS,
)
from fastbt.venues.venue_calendar import next_sessions, session_ends, session_opens
from fastbt.venues.venues import Venues

I64 = NDArray[np.int64]
_KINDS = (BRACKET_FRACTION, BRACKET_OFFSET, BRACKET_PRICE)
"""Kinds of STOP_WORDS, TRAILING_STOP_WORDS (the first two) and TARGET_WORDS, in their order."""


def lower_orders(lowered: Lowered, table: pl.DataFrame, venues: Venues) -> None:
    """Add an order table to a lowered market.

    Args:
        lowered: the market; ``commands``, ``names`` and ``tags`` are filled in.
        table: what ``read_orders`` returned.
        venues: give the options of section S, in which they agree, and sessions.

    Raises:
        ConfigError: naming row and column of what is wrong.
        UnknownNameError: if an instrument is not among those of the bars.
    """
    commands = np.zeros(table.height, dtype=COMMAND)
    commands["sent"] = commands["order"] = -1
    commands["action"] = table["action"].to_numpy()
    commands["row"] = _rows(lowered, table)
    commands["instrument"] = _instruments(lowered, table)
    commands["break_even"] = NOTHING
    commands["sizing"] = Sizing[venues.first.sizing.upper()]
    commands["cause"] = FillCause.SIGNAL
    _fill_terms(commands, table)
    _check_tick_orders(commands, lowered, table)
    lowered.strategies = fill_strategies(commands, table, lowered.strategy)
    lowered.names = fill_names(commands, table, lowered.strategies)
    fill_openers(commands, table, lowered)
    fill_modified(commands, table)
    lowered.links = link_records(commands, table)
    lowered.ties = tie_records(commands, table)
    _fill_sizes(commands, lowered, table)
    commands["price"] = _on_grid(lowered, table, commands, "price")
    commands["trigger"] = _on_grid(lowered, table, commands, "trigger_price")
    trailing = ("trailing_offset", "limit_offset", "activation_price")
    priced = only_prices(table)
    prices = {name: _on_grid(lowered, priced, commands, name) for name in trailing}
    fill_trailing(commands, lowered, table, prices)
    exits = (("stop", STOP_WORDS), ("trailing_stop", TRAILING_STOP_WORDS), ("target", TARGET_WORDS))
    for part, words in exits:
        _fill_bracket(commands, lowered, table, part, words)
    _fill_break_even(commands, table)
    _fill_ladders(commands, lowered, table)
    _fill_times(commands, lowered, table, venues)
    tags = table["tag"].drop_nulls().unique(maintain_order=True).to_list()
    commands["tag"] = codes(table["tag"], tags)
    lowered.tags, lowered.commands = tags, commands


def _rows(lowered: Lowered, table: pl.DataFrame) -> I64:
    """The last row of the group at or before each row's time."""
    columns = lowered.columns
    last = columns.group_last_row()
    sent = table["ts"].to_physical().to_numpy()
    group = np.searchsorted(columns.ts_event[last], sent, side="right") - 1
    if (group < 0).any():
        first = at_time(columns.ts_event[:1])[0]
        raise refuse(
            table, int((group < 0).argmax()), "ts",
            f"before the end of the first bar, {first}: nothing is known yet, so nothing can be sent",
        )  # fmt: skip
    return last[group]


def _instruments(lowered: Lowered, table: pl.DataFrame) -> NDArray[np.int32]:
    """Number of each row's instrument; -1 for all (cancel_all)."""
    ids = [model.id.value for model in lowered.models]
    named = table["instrument_id"]
    known = named.is_null() | named.is_in(ids)
    if not known.all():
        at = int((~known).arg_max() or 0)
        raise unknown_name(f"instrument_id in row {table['row'][at]} of the order table", named[at], ids)
    numbers = codes(named, ids)
    action = table["action"].to_numpy()
    if len(ids) == 1:
        return np.where((numbers < 0) & (action != ACTION_CANCEL_ALL), 0, numbers).astype(np.int32)
    lost = (numbers < 0) & ((action == ACTION_SUBMIT) | (action == ACTION_CLOSE))
    if lost.any():
        raise refuse(
            table,
            int(lost.argmax()),
            "instrument_id",
            f"is missing, and the bars hold {len(ids)} instruments",
        )
    return numbers


def _fill_terms(commands: NDArray[np.void], table: pl.DataFrame) -> None:
    """Side, type, time in force, post-only and reduce-only."""
    price, trigger = table["price"].is_not_null().to_numpy(), table["trigger_price"].is_not_null().to_numpy()
    by_prices = np.select(
        [price & trigger, price, trigger],
        [int(OrderType.STOP_LIMIT), int(OrderType.LIMIT), int(OrderType.STOP_MARKET)],
        int(OrderType.MARKET),
    )
    commands["side"] = table["side"].fill_null(0).to_numpy()
    commands["type"] = np.where(
        table["order_type"].is_null(), by_prices, table["order_type"].fill_null(0).to_numpy()
    )
    for_session = np.isin(commands["type"], FOR_SESSION)
    expires = table["expire_time"].is_not_null() | table["expire_after"].is_not_null()
    by_words = np.where(expires.to_numpy(), int(TimeInForce.GTD), int(TimeInForce.GTC))
    by_words = np.where(for_session, int(TimeInForce.DAY), by_words)
    force = table["time_in_force"]
    commands["time_in_force"] = np.where(force.is_null(), by_words, force.fill_null(0).to_numpy())
    commands["trigger_type"] = table["trigger_type"].fill_null(0).to_numpy()
    commands["flags"] = np.where(table["reduce_only"].to_numpy(), ORDER_REDUCE_ONLY, 0)
    commands["flags"] |= np.where(table["post_only"].to_numpy(), ORDER_POST_ONLY, 0).astype(np.int16)


def _check_tick_orders(commands: NDArray[np.void], lowered: Lowered, table: pl.DataFrame) -> None:
    """Refuse what ticks cannot serve: prints where there are quotes only."""
    by_prints = commands["trigger_type"] == TriggerType.LAST_PRICE
    kind = lowered.columns.kind
    if lowered.columns.bid is not None and kind is not None and (kind == RowKind.BAR).all():
        special = commands["trigger_type"] > TriggerType.BID_ASK
        if special.any():
            raise refuse(
                table, int(special.argmax()), "trigger_type",
                "bars of bid and ask test triggers by the side that the order executes at; leave it out",
            )  # fmt: skip
        return
    if kind is None:
        return
    if not by_prints.any():
        return
    number = lowered.columns.instrument
    prints = kind != RowKind.QUOTE
    traded = np.array(
        [prints.any() if number is None else prints[number == n].any() for n in range(len(lowered.models))]
    )
    lost = by_prints & ~traded[np.maximum(commands["instrument"], 0)]
    if lost.any():
        raise refuse(
            table, int(lost.argmax()), "trigger_type",
            "LAST_PRICE is tested by prints, and its instrument has quotes only; give trade ticks too, or "
            "leave it out",
        )  # fmt: skip


def _fill_sizes(commands: NDArray[np.void], lowered: Lowered, table: pl.DataFrame) -> None:
    """Quantity in lots, or the rule and its number."""
    lots = _on_grid(lowered, table, commands, "quantity")
    bad = (lots != NOTHING) & (lots < 0)
    if bad.any():
        raise refuse(table, int(bad.argmax()), "quantity", "must not be negative; side says the direction")
    commands["quantity"] = lots
    sized = table["size"].is_not_null().to_numpy()
    rule = table["size_rule"].fill_null(int(SizeRule.PERCENT_OF_EQUITY)).to_numpy()
    commands["size_rule"] = np.where(sized, rule, int(SizeRule.QUANTITY))
    size = table["size"].fill_null(0.0).to_numpy()
    money = sized & (rule == int(SizeRule.VALUE))
    rates = sized & ~money
    for precision, own in _by_money_precision(lowered, commands["instrument"], money):
        commands["amount"][own] = floats_to_steps(size[own], precision, f"{TABLE}, column 'size'")
    commands["amount"][rates] = floats_to_steps(size[rates], RATE_PRECISION, f"{TABLE}, column 'size'")


def _by_money_precision(
    lowered: Lowered, instrument: NDArray[np.int32], chosen: NDArray[np.bool_]
) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """The chosen rows of an order table by the decimals of the money they are in."""
    of_instrument = np.array([model.settlement_currency.precision for model in lowered.models])
    precision = of_instrument[instrument]  # -1, every instrument, is never chosen: it has no size
    for own in np.unique(precision[chosen]):
        yield int(own), chosen & (precision == own)


def _fill_bracket(
    commands: NDArray[np.void], lowered: Lowered, table: pl.DataFrame, part: str, words: tuple[str, ...]
) -> None:
    """Kind and value of a stop or take-profit: a rate, a distance in ticks, or a level in ticks."""
    for word, kind in zip(words, _KINDS, strict=False):
        given = table[word].is_not_null().to_numpy()
        if not given.any():
            continue
        if kind == BRACKET_FRACTION:
            fractions = table[word].fill_null(0.0).to_numpy()
            values = floats_to_steps(fractions, RATE_PRECISION, f"{TABLE}, column {word!r}")
        else:
            values = _on_grid(lowered, table, commands, word)
        commands[f"{part}_kind"][given] = kind
        commands[f"{part}_value"][given] = values[given]


def _fill_break_even(commands: NDArray[np.void], table: pl.DataFrame) -> None:
    """The gain after which stop-losses move to their entry's price."""
    gain = table["break_even"]
    rates = floats_to_steps(gain.fill_null(0.0).to_numpy(), RATE_PRECISION, f"{TABLE}, column 'break_even'")
    given = gain.is_not_null().to_numpy()
    commands["break_even"][given] = rates[given]


def _fill_ladders(commands: NDArray[np.void], lowered: Lowered, table: pl.DataFrame) -> None:
    """The rungs of take-profits that have several; ``rungs`` counts from the first of the run."""
    parts: list[NDArray[np.void]] = []
    for at in np.flatnonzero((table["ladder"].list.len() > 1).fill_null(value=False).to_numpy()).tolist():
        model = lowered.models[int(commands["instrument"][at])]
        own = rung_records(table["ladder"][at].to_list(), int(commands["target_kind"][at]), model)
        commands["rungs"][at] = sum(len(part) for part in parts)
        commands["rung_count"][at] = len(own)
        parts.append(own)
    lowered.rungs = np.concatenate(parts) if parts else None


def _fill_times(commands: NDArray[np.void], lowered: Lowered, table: pl.DataFrame, venues: Venues) -> None:
    """When orders expire, and time stops."""
    expire = table["expire_time"].to_physical().fill_null(FAR_UP).to_numpy().copy()
    after = table["expire_after"]
    given = after.is_not_null().to_numpy()
    if given.any():
        kind = SPAN_NS if after.dtype == pl.Duration else SPAN_ROWS
        spans = after.to_physical().cast(pl.Float64).fill_null(float("nan")).to_numpy()
        instruments = commands["instrument"].astype(np.int64)
        times = expire_times(lowered.columns, commands["row"], kind, spans, instruments=instruments)
        expire[given] = times[given]
    for number, venue in enumerate(venues):
        sent = lowered.columns.ts_event[commands["row"]] + venue.latest_submit
        own = lowered.instruments["venue"][commands["instrument"]] == number
        day = own & (commands["time_in_force"] == TimeInForce.DAY)
        if day.any():
            expire[day] = session_ends(venue.sessions, sent[day])
        on_close = own & np.isin(commands["type"], ON_CLOSE)
        if on_close.any():
            commands["begins"][on_close] = session_opens(venue.sessions, expire[on_close])
        on_open = own & np.isin(commands["type"], ON_OPEN)
        if on_open.any():
            commands["begins"][on_open], expire[on_open] = next_sessions(venue.sessions, sent[on_open])
    commands["expire"] = expire
    stops = table["time_stop"]
    given = stops.is_not_null().to_numpy()
    commands["time_kind"][given] = SPAN_NS if stops.dtype == pl.Duration else SPAN_ROWS
    commands["time_value"] = stops.to_physical().fill_null(0).to_numpy()


def _on_grid(lowered: Lowered, table: pl.DataFrame, commands: NDArray[np.void], name: str) -> I64:
    """A column of prices (ticks) or quantities (lots) on its instruments' grids; NOTHING for null."""
    column = table[name]
    steps = np.full(len(column), NOTHING, dtype=np.int64)
    given = column.is_not_null().to_numpy()
    what = f"{TABLE}, column {name!r}"
    for number, model in enumerate(lowered.models):
        rows = np.flatnonzero(given & (commands["instrument"] == number))
        if not len(rows):
            continue
        precision = model.size_precision if name == "quantity" else model.price_precision
        if column.dtype == pl.String:
            steps[rows] = _exact_steps(table, name, rows, precision)
        elif name == "quantity":
            lots = floats_to_steps(column.gather(rows).to_numpy(), precision, what, down=True)
            steps[rows] = lots - lots % model.size_increment_lots
        else:
            prices = column.gather(rows).to_numpy()
            steps[rows] = floats_to_steps(prices, precision, what, increment=model.price_increment_ticks)
    return steps


def _exact_steps(table: pl.DataFrame, name: str, rows: NDArray[np.intp], precision: int) -> list[int]:
    """Exact numbers as steps; one with more decimals than the grid is refused."""
    steps = []
    for at in rows.tolist():
        try:
            steps.append(to_exact_steps(table[name][at], precision, name))
        except FastbtError as error:
            raise refuse(
                table, at, name, f"{error}; exact numbers are taken as they are: round it, or give a float"
            ) from None
    return steps
