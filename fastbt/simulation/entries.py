"""Which of the kernel's entries a run uses: what it does not use is not compiled for it.

``entries_of`` gives them by the field of the RUN record that holds their address; a field without an entry
stays 0.
"""

from __future__ import annotations

import numpy as np

from fastbt.codes import FillTiming, OrderType, RowKind
from fastbt.kernels import (
    actions,
    advance,
    advance_mixed,
    advance_pairs,
    advance_ticks,
    apart,
    children,
    closing,
    context,
    custom_latency,
    custom_models,
    custom_sizes,
    decide,
    endings,
    fees,
    fills,
    halts,
    interest,
    inverse,
    latency,
    linked,
    liquidation,
    market_price,
    matching,
    mixed_pairs,
    modify,
    orders,
    pairs,
    participation,
    position_sets,
    remainders,
    risk,
    session_end,
    siblings,
    slippage,
    splits,
    state,
    step,
    ticks,
    touching,
    trailing,
)
from fastbt.kernels.jit import Entry
from fastbt.kernels.state import NOTHING
from fastbt.simulation.lowered import Lowered

CALLBACKS = {"show": context.show, "show_event": context.show_event, "place": context.place}
"""Entries that only compiled and class strategies need."""
CLOSES = {"closing": closing.close_rows}
"""The entry that only runs with orders due at a close need."""
SESSION_ENDS = {"end_sessions": session_end.end_sessions}
"""The entry that only runs with orders on close and ticks need."""
LATE = {
    "deliver": latency.deliver,
    "delay_cancel": latency.delay_cancel,
    "message_time": latency.message_time,
}
"""Entries that only runs with latency need; beside them one for modifies and one for order events."""
MODIFIES = {"modify": modify.modify, "resume": modify.resume}
"""Entries that only runs with a modify command need."""
PASSES_OVER = {"passes_over": touching.passes_over, "row_is_over": touching.row_is_over}
"""Entries that only runs with limit_touch = probability need."""
CAPS = {
    "fill": remainders.fill_part,
    "fill_whole": fills.fill,
    "size_left": participation.size_left,
    "use_size": participation.use_size,
}
"""Entries of runs in which a size caps fills."""
TRAILS = {
    "trail_new": trailing.new,
    "trail_start": trailing.start,
    "trail_follow": trailing.follow,
    "trail_choose": trailing.choose,
}
"""Entries that only runs with a trailing stop need."""
PAIRS = {"open_pair": pairs.open_pair, "walk_pair": pairs.walk_pair}
"""Entries that only timelines of bars of bid and ask need."""
PAIRS_BESIDE_TICKS = {"step_pairs": mixed_pairs.step_pairs, "take_pair": mixed_pairs.take_pair}
"""Those that need both such bars and ticks."""
TICKS = {"step_tick": ticks.step_tick}
"""Entries that only timelines with ticks need."""
ASSESSES = {"assess": risk.assess}
"""Entries that only runs with risk limits need."""
ASSESSES_AGAIN = {"assess_again": risk.assess_again}
"""Those that need both risk limits and a modify command."""
MARKET_PRICE = {"market_price": market_price.offer}
"""Entries that only runs with another fill_price than open need."""
OWN_FEES = {"charge": custom_models.charge}
"""The entry that only runs with a fee model of the user's own need; likewise the next four."""
OWN_SLIPPAGE = {"slip": custom_models.slip}
OWN_PRICE = {"market_price": custom_models.offer_own}
OWN_LATENCY = {"message_time": custom_latency.own_message_time}
OWN_LIMIT = {"size_left": custom_sizes.own_size_left, "use_size": custom_sizes.own_use_size}
LIQUIDATES = {
    "find_level": liquidation.find_level,
    "act_on_level": liquidation.act_on_level,
    "watch": liquidation.watch,
}
"""Entries that only runs in which an account may be liquidated need."""
HALTS = {"watch": halts.watch_losses}
"""The entry that only runs need in which losses halt trading; that of margins is ``watch_margin``."""
INVERSE = {
    "inverse_value": inverse.value_of,
    "inverse_lots": inverse.lots_of,
    "inverse_loss": inverse.loss_of,
}
"""Entries that only runs with an inverse contract need; the next one where it may be liquidated, too."""
INVERSE_LEVEL = {"inverse_bounds": inverse.bound_level}
LINKS = {"link_filled": linked.link_filled}
"""Entries that only runs with linked orders need."""
COVERS = {"cover": position_sets.cover, "end_covered": position_sets.end_covered}
"""Entries that only runs need in which one set of stops is for a whole position."""
MEETS = {"meets_sibling": siblings.meets_sibling}
"""The entry that runs with linked orders or with orders that wait for others need."""
TIES = {
    "tie_sent": children.tie_sent,
    "tie_filled": children.tie_filled,
    "tie_ended": children.tie_ended,
}
"""Entries that only runs need in which orders wait for others to fill."""
APART = {
    "against": apart.against,
    "fill_apart": apart.fill_apart,
    "close_apart": apart.close_apart,
    "own_margin": apart.own_margin,
}
"""Entries of runs in which an instrument may have several positions; the next two only for some of them."""
APART_ON_CASH = {"free_apart": apart.free_apart}
APART_NET = {"net_margins": apart.net_margins}
BETWEEN = {"driver": actions.advance_between}
"""The driver of runs in which something happens between rows; that of their timeline is ``stretch``."""
ENDS = {"end_instrument": endings.end_instrument}
"""The entry that only runs in which an instrument ends need; likewise the next where one splits."""
SPLITS = {"split": splits.split}
ACCRUES = {"accrue": interest.accrue}
"""The entry that only runs need in which something bears interest."""
INTEREST = state.DUE_ON_CASH, state.DUE_ON_DEBT, state.DUE_ON_LONGS, state.DUE_ON_SHORTS
ON_CLOSE = OrderType.MARKET_ON_CLOSE, OrderType.LIMIT_ON_CLOSE


def entries_of(low: Lowered, callback: bool, on_event: bool) -> dict[str, Entry]:
    """The entries that a run uses, by the field of RUN that holds their address.

    Args:
        low: the run as arrays.
        callback: whether a strategy of callbacks decides.
        on_event: whether it is told of order events.
    """
    modifies = low.commands is not None and bool((low.commands["action"] == state.ACTION_MODIFY).any())
    late = bool((low.venues["late"] == 1).any())
    own_limit = bool(low.venues["volume_limit_model"].any())
    liquidates = bool((low.venues["liquidation"] != state.LIQUIDATE_OFF).any())
    inverse_too = bool((low.instruments["inverse"] == 1).any())
    return {
        "fill": fills.fill,
        "arrive": matching.arrive,
        "send": orders.send,
        "step": step.step,
        "decide": _decision(low, callback),
        "driver": _driver(low),
        **(CALLBACKS if callback else {}),
        **(MODIFIES if modifies else {}),
        **(PASSES_OVER if (low.venues["limit_touch"] == state.TOUCH_PROBABILITY).any() else {}),
        **(CLOSES if _closes(low) else {}),
        **(TRAILS if _trails(low) else {}),
        **(CAPS if low.venues["volume_limit"].any() or own_limit or _has_sizes(low) else {}),
        **(OWN_LIMIT if own_limit else {}),
        **(MARKET_PRICE if low.venues["fill_price"].any() else {}),
        **(OWN_PRICE if (low.venues["fill_price"] == state.FILL_AT_MODEL).any() else {}),
        **(OWN_SLIPPAGE if (low.venues["slippage"] == slippage.OWN).any() else {}),
        **(OWN_FEES if (low.fees["kind"] == fees.OWN).any() else {}),
        **(ASSESSES if low.risk is not None else {}),
        **(ASSESSES_AGAIN if low.risk is not None and modifies else {}),
        **(LINKS if low.links is not None else {}),
        **(COVERS if low.venues["stops_per_position"].any() else {}),
        **(MEETS if low.links is not None or low.ties is not None else {}),
        **(TIES if low.ties is not None else {}),
        **(LIQUIDATES if liquidates else {}),
        **(HALTS if low.halts is not None else {}),
        **({"watch_margin": liquidation.watch} if low.halts is not None and liquidates else {}),
        **(INVERSE if inverse_too else {}),
        **(INVERSE_LEVEL if inverse_too and liquidates else {}),
        **(APART if low.is_apart else {}),
        **(APART_ON_CASH if low.is_apart and low.on_cash.any() else {}),
        **(APART_NET if low.is_apart and low.venues["margin_net"].any() else {}),
        **(LATE if late else {}),
        **(OWN_LATENCY if low.venues["latency_model"].any() else {}),
        **({"delay_modify": latency.delay_modify} if late and modifies else {}),
        **({"delay_report": latency.delay_report} if late and callback and on_event else {}),
        **(TICKS if _on_ticks(low) else {}),
        **(SESSION_ENDS if _on_ticks(low) and has_types(low, *ON_CLOSE) else {}),
        **(PAIRS if low.columns.bid is not None else {}),
        **(PAIRS_BESIDE_TICKS if low.columns.bid is not None and _on_ticks(low) else {}),
        **(BETWEEN | {"stretch": _driver(low)} if low.actions is not None else {}),
        **(SPLITS if _acts(low, state.DUE_SPLIT) else {}),
        **(ENDS if _acts(low, state.DUE_EXPIRY, state.DUE_DELISTING) else {}),
        **(ACCRUES if _acts(low, *INTEREST) else {}),
    }


def has_types(low: Lowered, *wanted: OrderType) -> bool:
    """Whether the order table of a run has an order of one of these types."""
    return low.commands is not None and bool(np.isin(low.commands["type"], wanted).any())


def _acts(low: Lowered, *kinds: int) -> bool:
    """Whether one of these kinds of ACTION happens between the rows."""
    return low.actions is not None and bool(np.isin(low.actions["kind"], kinds).any())


def _on_ticks(low: Lowered) -> bool:
    """Whether the timeline has ticks."""
    kind = low.columns.kind
    return kind is not None and (low.columns.bid is None or bool((kind >= RowKind.QUOTE).any()))


def _has_sizes(low: Lowered) -> bool:
    """Whether a quote or a print says how much it is for."""
    columns = low.columns
    if columns.kind is None:
        return False
    ticks = columns.kind >= RowKind.QUOTE
    sizes = (columns.volume, columns.ask_size)
    return any(size is not None and bool((size[ticks] != NOTHING).any()) for size in sizes)


def _driver(low: Lowered) -> Entry:
    """The entry that goes through the timeline."""
    if _on_ticks(low):
        mixed = low.columns.kind is not None and bool((low.columns.kind == RowKind.BAR).any())
        return advance_mixed.advance_mixed if mixed else advance_ticks.advance_ticks
    if low.columns.bid is not None:
        return advance_pairs.advance_pairs
    at_closes = (state.LIQUIDATE_CLOSE, state.LIQUIDATE_BUST)
    alone = low.columns.instrument is None and len(low.balances) == 1 and not low.is_apart
    if alone and low.halts is None and not np.isin(low.venues["liquidation"], at_closes).any():
        return advance.advance_one
    return advance.advance_many


def _decision(low: Lowered, callback: bool) -> Entry:
    """The entry that lets the strategy act."""
    if callback:
        return decide.decide_callback
    if low.plan is None:
        return decide.decide_commands
    together = int(low.plan["sequence"][0]) != state.SEQUENCE_ROWS
    return decide.decide_targets if together else decide.decide_signals


def _trails(low: Lowered) -> bool:
    """Whether an order may follow the market, or a stop-loss move to its entry's price."""
    if low.commands is not None:
        c = low.commands
        moves = c["break_even"] != NOTHING
        return bool(((c["trail_kind"] != 0) | (c["trailing_stop_kind"] != 0) | moves).any())
    words = low.plan_columns if low.plan is not None else {}
    return "trailing_stop" in words or "break_even" in words


def _closes(low: Lowered) -> bool:
    """Whether an order may be due at a close."""
    at_close = bool((low.venues["fill_timing"] == FillTiming.NEXT_CLOSE).any())
    at_close = at_close or bool((low.venues["late_in_bar_close"] == 1).any())
    return at_close or has_types(low, *ON_CLOSE)
