"""The same scenario through fastbt's public API, its tables brought to the form of the reference's."""

from __future__ import annotations

import re
import warnings
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

import polars as pl

import fastbt as bt

from .commands import UTC_DAY
from .in_range import out_of_range
from .outcome import Outcome, Rows
from .scenario import (
    Bar,
    Fees,
    FlatFees,
    Instrument,
    Latency,
    OwnFees,
    OwnFillPrice,
    OwnLatency,
    OwnSlippage,
    OwnVolumeLimit,
    PerUnitFees,
    Scenario,
    Slippage,
    TieredFees,
    Venue,
)
from .signal_words import Signals
from .target_words import Targets

TIME = pl.Datetime("ns", "UTC")
FLOATS = (
    "quantity", "size", "price", "trigger_price", "stop_loss", "take_profit", "stop_loss_price", "take_profit_price",
    "stop_loss_offset", "take_profit_offset", "trailing_offset", "limit_offset", "activation_price",
    "trailing_stop", "trailing_stop_offset", "break_even",
)  # fmt: skip
TEXTS = ("instrument_id", "action", "client_order_id", "side", "order_type", "trigger_type", "size_rule", "time_in_force", "trailing_offset_type", "contingency", "parent_id", "position_id", "strategy_id")
LADDERS = ("take_profit", "take_profit_price", "take_profit_offset")
SIZES = ("percent_of_equity", "percent_of_cash", "value", "risk_percent")


def run_fastbt(scenario: Scenario) -> Outcome:
    """Run a scenario through ``bt.from_orders``, ``bt.from_signals`` or ``bt.from_targets``."""
    outcome = outcome_of(fastbt_result(scenario))
    assert not (found := out_of_range(scenario, outcome)), "\n".join(found)
    return outcome


def fastbt_result(scenario: Scenario) -> Any:
    """Return fastbt's own result of a scenario."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", bt.FastbtWarning)  # scenarios are full of latencies shorter than a bar
        return _result(scenario)


def _result(scenario: Scenario) -> Any:
    currency = bt.Currency("USD", precision=scenario.currency_precision)
    options: dict[str, Any] = {
        "venue": venue_of(scenario.venue, bt.Money(str(scenario.balance), currency)),
        "instruments": [instrument_of(instrument, currency, scenario) for instrument in scenario.instruments],
    }
    if scenario.funding:
        options["funding"] = funding_of(scenario)
    if (actions := actions_of(scenario)) is not None:
        options["actions"] = actions
    if scenario.deposits:
        options["deposits"] = deposits_of(scenario)
    if scenario.rates:
        options["rates"] = rates_of(scenario)
    finer = [finer_frame(level) for level in scenario.finer if any(level.values())]
    beside = scenario.is_mixed and not finer and scenario.orders is not None
    if scenario.is_mixed and not beside:
        finer += ticks_of(scenario)
    if finer:
        options["finer"] = finer
    if scenario.targets is not None:
        return bt.from_targets(bars_of(scenario), **target_words(scenario.targets), **options)
    if scenario.signals is None:
        frames = [*([bars_of(scenario)] if scenario.bars else []), *(ticks_of(scenario) if beside or not scenario.bars else [])]
        return bt.from_orders(frames if len(frames) > 1 else frames[0], orders_of(scenario), **options)
    words = signal_words(scenario.signals)
    return bt.from_signals(bars_of(scenario), check="off", **words, **options)


def instrument_of(instrument: Instrument, currency: Any, scenario: Scenario) -> Any:
    """Return the instrument as fastbt describes it; one that does not trade is an index."""
    precisions = {
        "price_precision": instrument.price_precision,
        "size_precision": instrument.size_precision,
        "price_increment": instrument.price_increment,
    }
    if not instrument.tradable:
        return bt.Index(instrument.id, currency=currency, **precisions)
    rules = (
        "size_increment",
        "min_quantity",
        "max_quantity",
        "min_notional",
        "maker_fee",
        "taker_fee",
        "margin_initial",
        "margin_maintenance",
    )
    given = {rule: getattr(instrument, rule) for rule in rules if getattr(instrument, rule) is not None}
    if instrument.kind == "FuturesContract":
        expiry = scenario.expiries.get(instrument.id, ("2100-01-01",))[0]
        words = {"underlying": "U", "expiry": expiry, "asset_class": "INDEX"}
        given |= {"currency": currency, "multiplier": instrument.multiplier}
        return bt.FuturesContract(instrument.id, **words, **precisions, **given)
    if instrument.kind == "CryptoPerpetual":
        pair = {"base_currency": currency, "quote_currency": "AUD"}
        if not instrument.inverse:
            pair = {"base_currency": "BTC", "quote_currency": currency}
        given |= pair | {"is_inverse": instrument.inverse, "multiplier": instrument.multiplier}
        return bt.CryptoPerpetual(instrument.id, **precisions, **given)
    equity = bt.Equity(instrument.id, currency=currency, **precisions, **given)
    if instrument.multiplier == 1:
        return equity
    # A share has no multiplier word: it is a field of every instrument, set as a saved one is read.
    return type(equity).restore(_without_type(equity.to_dict()) | {"multiplier": str(instrument.multiplier)})


def _without_type(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "type"}


def venue_of(venue: Venue, balance: Any) -> Any:
    """Return the venue as fastbt describes it."""
    options = {
        name: getattr(venue, name)
        for name in Venue.__dataclass_fields__
        if name not in ("fees", "slippage", "calendar", "latency", "risk") and getattr(venue, name) is not None
    }
    if venue.fees is not None:
        options["fees"] = [fees_of(model) for model in venue.fees]
    if isinstance(venue.fill_price, OwnFillPrice):
        options["fill_price"] = own_model_of(venue.fill_price)
    if isinstance(venue.volume_limit, OwnVolumeLimit):
        options["volume_limit"] = own_model_of(venue.volume_limit)
    if venue.latency is not None:
        options["latency"] = latency_of(venue.latency)
    if venue.slippage is not None:
        options["slippage"] = slippage_of(venue.slippage)
    if venue.risk is not None:
        words = {name: getattr(venue.risk, name) for name in venue.risk.__dataclass_fields__}
        options["risk"] = bt.RiskLimits(**words)
    if venue.calendar is not None:
        opens, closes = zip(*venue.calendar, strict=True)
        options["calendar"] = bt.TradingCalendar("drawn", opens, closes, [n * UTC_DAY for n in range(len(opens))])
    return bt.Venue("SIM", balances=[balance], **options)


def fees_of(model: Fees) -> Any:
    """Return a fee model as fastbt describes it."""
    if isinstance(model, OwnFees):
        return own_model_of(model)
    if isinstance(model, FlatFees):
        return bt.FlatFees(model.amount, per=model.per)
    if isinstance(model, PerUnitFees):
        return bt.PerUnitFees(model.rate, minimum=model.minimum, maximum=model.maximum)
    if isinstance(model, TieredFees):
        return bt.TieredFees([(volume, float(maker), float(taker)) for volume, maker, taker in model.tiers])
    return bt.PercentageFees(maker=float(model.maker), taker=float(model.taker))


def latency_of(model: Latency | OwnLatency) -> Any:
    """Return a latency as fastbt describes it."""
    if isinstance(model, OwnLatency):
        return bt.CustomLatency(
            model.function, dict(model.params) or None, exact=model.exact, longest=model.longest
        )
    return bt.Latency(**asdict(model))


def own_model_of(model: OwnFees | OwnFillPrice | OwnSlippage | OwnVolumeLimit) -> Any:
    """Return a model of the user's own as fastbt describes it: of the same name, but for its beginning."""
    kind = getattr(bt, type(model).__name__.replace("Own", "Custom"))
    return kind(model.function, dict(model.params) or None, exact=model.exact)


def slippage_of(model: Slippage) -> Any:
    """Return a slippage model as fastbt describes it: of the same name, with the same words."""
    if isinstance(model, OwnSlippage):
        return own_model_of(model)
    words = {name: getattr(model, name) for name in model.__dataclass_fields__}
    return getattr(bt, type(model).__name__)(**{name: as_float(word) for name, word in words.items()})


def bars_of(scenario: Scenario) -> pl.DataFrame:
    """Return the bars of all instruments as one long frame, with the columns of the signals if there are any."""
    columns = column_words(scenario.signals)
    if scenario.targets is not None:
        columns = {scenario.targets.kind: scenario.targets.wanted}
    rows = []
    for name, bars in scenario.bars.items():
        for number, bar in enumerate(bars):
            cells = {word: as_float(cells[name][number]) for word, cells in columns.items()}
            prices = {word: float(getattr(bar, word)) for word in ("open", "high", "low", "close")}
            volume = None if bar.volume is None else float(bar.volume)
            if bar.spread is not None:
                cells["spread"] = float(bar.spread)
            if bar.vwap is not None:
                cells["vwap"] = float(bar.vwap)
            times = {"ts_open": bar.ts_open, "ts_event": bar.ts_event}
            rows.append({"instrument_id": name} | times | prices | {"volume": volume} | cells | sides_of(bar))
    schema: dict[str, Any] = {"instrument_id": pl.String, "ts_open": pl.Int64, "ts_event": pl.Int64}
    schema |= dict.fromkeys(("open", "high", "low", "close", "volume"), pl.Float64)
    schema |= {word: pl.Boolean if word in SIGNAL_COLUMNS else pl.Float64 for word in columns}
    schema |= side_columns(rows)
    for word in ("spread", "vwap"):
        if any(word in row for row in rows):
            schema[word] = pl.Float64
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(pl.col("ts_open", "ts_event").cast(TIME))


POINTS = ("open", "high", "low", "close")


def sides_of(bar: Bar) -> dict[str, Any]:
    """Return the columns of bid and ask of a bar that has a side."""
    if bar.bid is None and bar.ask is None:
        return {}
    cells: dict[str, Any] = {}
    for side, prices in (("bid", bar.bid), ("ask", bar.ask)):
        floats = [None] * 4 if prices is None else [float(price) for price in prices]
        cells |= {f"{side}_{point}": price for point, price in zip(POINTS, floats, strict=True)}
    return cells


def side_columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the types of the columns of bid and ask, if rows have them."""
    if not any("bid_open" in row for row in rows):
        return {}
    return dict.fromkeys((f"{side}_{point}" for side in ("bid", "ask") for point in POINTS), pl.Float64)


def finer_frame(level: dict[str, tuple[Bar, ...]]) -> pl.DataFrame:
    """Return one level of finer bars as a frame."""
    rows = []
    for name, bars in level.items():
        for bar in bars:
            times = {"instrument_id": name, "ts_open": bar.ts_open, "ts_event": bar.ts_event}
            prices = {word: float(getattr(bar, word)) for word in ("open", "high", "low", "close")}
            cells = {
                word: None if getattr(bar, word) is None else float(getattr(bar, word))
                for word in ("volume", "spread", "vwap")
            }
            rows.append(times | prices | cells | sides_of(bar))
    schema: dict[str, Any] = {"instrument_id": pl.String, "ts_open": pl.Int64, "ts_event": pl.Int64}
    schema |= dict.fromkeys(("open", "high", "low", "close", "volume", "spread", "vwap"), pl.Float64)
    schema |= side_columns(rows)
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.col("ts_open", "ts_event").cast(TIME)
    )


def ticks_of(scenario: Scenario) -> list[pl.DataFrame]:
    """Return quotes and prints as long frames, of each what there is."""
    quotes = [
        {"instrument_id": name, "ts_event": row.ts_event, "bid_price": as_float(row.bid), "ask_price": as_float(row.ask),
         "bid_size": as_float(row.bid_size), "ask_size": as_float(row.ask_size)}
        for name, rows in scenario.quotes.items() for row in rows
    ]  # fmt: skip
    prints = [
        {"instrument_id": name, "ts_event": row.ts_event, "price": as_float(row.price), "size": as_float(row.size)}
        for name, rows in scenario.prints.items() for row in rows
    ]  # fmt: skip
    frames = []
    for rows, numbers in ((quotes, ("bid_price", "ask_price", "bid_size", "ask_size")), (prints, ("price", "size"))):
        if rows:
            schema: dict[str, Any] = {"instrument_id": pl.String, "ts_event": pl.Int64} | dict.fromkeys(numbers, pl.Float64)
            frames.append(pl.DataFrame(rows, schema=schema).with_columns(pl.col("ts_event").cast(TIME)).sort("ts_event", maintain_order=True))
    return frames


def funding_of(scenario: Scenario) -> pl.DataFrame:
    """Return the funding of all perpetuals as one long frame."""
    rows = [
        {"instrument_id": name, "ts_event": ts, "rate": float(rate)}
        for name, settled in scenario.funding.items()
        for ts, rate in settled
    ]
    schema: dict[str, Any] = {"instrument_id": pl.String, "ts_event": pl.Int64, "rate": pl.Float64}
    return pl.DataFrame(rows, schema=schema).with_columns(pl.col("ts_event").cast(TIME))


def actions_of(scenario: Scenario) -> pl.DataFrame | None:
    """Return dividends, splits, delistings and the settlement prices of futures as one long frame; None without any."""
    rows: list[Any] = [(name, ts, "dividend", amount) for name, paid in scenario.dividends.items() for ts, amount in paid]
    rows += [(name, ts, "delisting", price) for name, (ts, price) in scenario.delistings.items()]
    rows += [(name, ts, "settlement", price) for name, (ts, price) in scenario.expiries.items() if price is not None]
    rows += [(name, ts, "split", ratio) for name, splits in scenario.splits.items() for ts, ratio in splits]
    if not rows:
        return None
    cells = [
        {"instrument_id": name, "ts_event": ts, "kind": kind, "ratio": None, "amount": None, "currency": None}
        | {"ratio" if kind == "split" else "amount": as_float(number)}
        for name, ts, kind, number in rows
    ]
    schema: dict[str, Any] = {"instrument_id": pl.String, "ts_event": pl.Int64, "kind": pl.String}
    schema |= {"ratio": pl.Float64, "amount": pl.Float64, "currency": pl.String}
    return pl.DataFrame(cells, schema=schema).with_columns(pl.col("ts_event").cast(TIME))


def deposits_of(scenario: Scenario) -> pl.DataFrame:
    """Return deposits and withdrawals as a frame."""
    ts = pl.Series("ts", [ts for ts, _ in scenario.deposits], dtype=pl.Int64).cast(TIME)
    return pl.DataFrame([ts, pl.Series("amount", [float(amount) for _, amount in scenario.deposits])])


def rates_of(scenario: Scenario) -> pl.DataFrame:
    """Return all rates of interest as one long frame."""
    rows = [
        {"ts": ts, "instrument_id": name or None, "kind": kind, "rate": float(rate), "day_count": day_count}
        for (name, kind), series in scenario.rates.items()
        for ts, rate, day_count in series
    ]
    schema: dict[str, Any] = {"ts": pl.Int64, "instrument_id": pl.String, "kind": pl.String}
    schema |= {"rate": pl.Float64, "day_count": pl.String}
    return pl.DataFrame(rows, schema=schema).with_columns(pl.col("ts").cast(TIME))


def target_words(targets: Targets) -> dict[str, Any]:
    """Return the words of targets as fastbt takes them; times are a column."""
    rebalance: Any = targets.rebalance
    if isinstance(rebalance, tuple):
        rebalance = pl.Series(rebalance, dtype=pl.Int64).cast(TIME)
    words = {"rebalance": rebalance, "drift": float(targets.drift), "sequence": targets.sequence}
    return {targets.kind: targets.kind, **words}


SIGNAL_COLUMNS = ("entries", "exits", "short_entries", "short_exits")


def as_float(cell: Any) -> Any:
    """Return a decimal as a float, anything else as it is."""
    return float(cell) if isinstance(cell, Decimal) else cell


def column_words(signals: Signals | None) -> dict[str, dict[str, tuple[Any, ...]]]:
    """Return the words of signals that have a value per row."""
    if signals is None:
        return {}
    words = {name: getattr(signals, name) for name in Signals.__dataclass_fields__}
    return {name: value for name, value in words.items() if isinstance(value, dict)}


def signal_words(signals: Signals) -> dict[str, Any]:
    """Return the words of signals as fastbt takes them: columns by name, sizes as rules."""
    words: dict[str, Any] = {}
    for name in Signals.__dataclass_fields__:
        value = getattr(signals, name)
        if isinstance(value, dict):
            words[name] = name
        elif name in LADDERS and isinstance(value, tuple):
            words[name] = [(float(level), float(share)) for level, share in value]
        elif name == "size" and value is not None:
            rule, number = value
            words[name] = getattr(bt, rule)(float(number))
        elif value is not None:
            words[name] = as_float(value)
    if signals.target is None:
        words.pop("target_type")
    return words


def ladder_of(value: Any) -> list[list[float]]:
    """Return a take-profit as the rungs of a ladder, a single one as one rung."""
    rungs = value if isinstance(value, tuple) else ((value, 1),)
    return [[float(level), float(share)] for level, share in rungs]


def orders_of(scenario: Scenario) -> pl.DataFrame:
    """Return the order table as a frame; numbers are floats, spans bars or durations."""
    rows = scenario.orders or ()
    columns: dict[str, pl.Series] = {}
    for name in dict.fromkeys(["ts", *(word for row in rows for word in row)]):
        cells = [row.get(name) for row in rows]
        if name in LADDERS and any(isinstance(cell, tuple) for cell in cells):
            rungs = [None if cell is None else ladder_of(cell) for cell in cells]
            columns[name] = pl.Series(name, rungs, dtype=pl.List(pl.List(pl.Float64)))
        elif name in FLOATS:
            columns[name] = pl.Series(name, [as_float(cell) for cell in cells], dtype=pl.Float64)
        elif name == "linked_ids":
            lists = [None if cell is None else list(cell) for cell in cells]
            columns[name] = pl.Series(name, lists, dtype=pl.List(pl.String))
        elif name in TEXTS:
            columns[name] = pl.Series(name, cells, dtype=pl.String)
        elif name in ("ts", "expire_time"):
            columns[name] = pl.Series(name, cells, dtype=pl.Int64).cast(TIME)
        elif name in ("post_only", "reduce_only"):
            columns[name] = pl.Series(name, cells, dtype=pl.Boolean)
        else:
            spans = any(isinstance(cell, timedelta) for cell in cells)
            columns[name] = pl.Series(name, cells, dtype=pl.Duration("ns") if spans else pl.Int64)
    return pl.DataFrame(list(columns.values()))


# ------------------------------------------------------------------------------ back


def outcome_of(result: Any) -> Outcome:
    """Bring fastbt's exact tables to the form of the reference's; columns it does not have are left out."""
    equity = rows_of(result.exact.equity)
    return Outcome(
        orders=[order_row(row) for row in rows_of(result.exact.orders)],
        fills=[fill_row(row) for row in rows_of(result.exact.fills)],
        positions=[position_row(row) for row in rows_of(result.exact.positions)],
        trades=[trade_row(row) for row in rows_of(result.exact.trades)],
        equity=[{"ts": row["ts_event"]} | row for row in equity],
        flows=[flow_row(row) for row in rows_of(result.exact.funding)],
        events=[event_row(row) for row in rows_of(result.exact.events) if row["kind"] != "ACCOUNT_STATE"],
        balance=equity[-1]["cash"],
    )


def rows_of(frame: pl.DataFrame) -> Rows:
    """Return a frame's rows with times as nanoseconds and codes as text."""
    times = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    codes = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Enum | pl.Categorical)]
    frame = frame.with_columns(pl.col(times).cast(TIME).cast(pl.Int64), pl.col(codes).cast(pl.String))
    return frame.to_dicts()


def plain_id(name: str | None) -> str | None:
    """Return an order's id with the strategy's name left out of a numbered one."""
    return None if name is None else re.sub(r"^O-.*-(\d+)$", r"O-S-\1", name)


def number(name: str | None) -> int | None:
    """Return n of ``P-<n>``."""
    return None if name is None else int(name.rsplit("-", 1)[1])


def order_row(row: dict[str, Any]) -> dict[str, Any]:
    """Rename what is called otherwise."""
    ids = {name: plain_id(row[name]) for name in ("client_order_id", "parent_id")}
    linked = row["linked_ids"] and [plain_id(name) for name in row["linked_ids"]]
    return row | ids | {"linked_ids": linked, "reason": row["reason"] or "NONE"}


def fill_row(row: dict[str, Any]) -> dict[str, Any]:
    """Rename what is called otherwise."""
    return row | {
        "client_order_id": plain_id(row["client_order_id"]),
        "position": number(row["position_id"]),
        "opened_position": number(row["opened_position_id"]),
    }


def position_row(row: dict[str, Any]) -> dict[str, Any]:
    """Rename what is called otherwise."""
    return row | {"position": number(row["position_id"])}


def trade_row(row: dict[str, Any]) -> dict[str, Any]:
    """Rename what is called otherwise."""
    return row | {"position": number(row["position_id"])}


def flow_row(row: dict[str, Any]) -> dict[str, Any]:
    """Rename what is called otherwise; a flow of no instrument is paid on nothing."""
    return row | {"ts": row["ts_event"], "position": number(row["position_id"])}


def event_row(row: dict[str, Any]) -> dict[str, Any]:
    """Keep kind, order or position, time and reason; a refused command has no order."""
    of_position = row["kind"].startswith("POSITION_")
    return {
        "kind": row["kind"],
        "client_order_id": None if row["kind"] == "COMMAND_REFUSED" else plain_id(row["client_order_id"]),
        "position": number(row["position_id"]) if of_position else None,
        "ts": row["ts_event"],
        "reason": row["reason"] or "NONE",
        "price": row["price"],
    }
