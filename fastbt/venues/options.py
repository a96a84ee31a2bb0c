"""The options of a venue that are a choice among words: allowed values, which are optimistic, what they mean.

The first value of each is the default, which is the stricter one. The mark † (``optimistic``) says that a
value gives better fills than a market would; a result names those in its repr.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from fastbt.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its rule, its allowed values, and what it decides."""

    rule: str
    """Rule id in ``docs/semantics.md``."""
    values: tuple[str, ...]
    """Allowed values, the default first."""
    meaning: str
    """What the option decides, in one line."""
    optimistic: tuple[str, ...] = ()
    """Values that flatter the result."""
    verb: bool = False
    """Whether it may also be given to ``run`` and its sisters, for that run."""


OPTIONS: dict[str, Option] = {
    "account_type": Option("A4", ("CASH", "MARGIN"), "how positions are paid for"),
    "oms_type": Option(
        "A2", ("NETTING", "HEDGING"), "whether fills of an instrument make one position or one per order"
    ),
    "hedging_margin": Option(
        "A2", ("both", "net"), "whether hedged positions need margin each, or their net"
    ),
    "slippage_on": Option(
        "F13",
        ("taker", "all", "entries", "no_stops"),
        "which fills slip: takers, makers too, takers not reduce-only, takers but stops",
        ("entries", "no_stops"),
    ),
    "clamp_slippage": Option(
        "F12", ("off", "on"), "whether slippage keeps to the row's low and high", ("on",)
    ),
    "fill_timing": Option(
        "T5",
        ("next_open", "this_close", "next_close"),
        "when an order that was sent on a bar arrives",
        ("this_close",),
    ),
    "latency_in_bar": Option(
        "T6", ("wait", "close"), "whether what arrives inside a bar waits for the next or acts at its close"
    ),
    "tick_timing": Option(
        "T5", ("next_row", "this_row"), "when an order that was sent on a tick arrives", ("this_row",)
    ),
    "fill_price": Option(
        "F1", ("open", "mid", "worst", "vwap"), "price of a market order on the bar that fills it"
    ),
    "bar_path": Option(
        "B1", ("worst", "OHLC", "OLHC", "adaptive"), "in which order a bar visits its extremes"
    ),
    "gtd_edge": Option(
        "F8",
        ("strict", "first_point"),
        "whether the first point of the row that ends after an order's time still matches it",
    ),
    "limit_gap": Option("F2", ("limit", "open"), "price of a resting limit that the open has passed"),
    "limit_touch": Option(
        "F2", ("touch", "through", "probability"), "how far the price must come for a resting limit to fill"
    ),
    "stop_limit_same_bar": Option(
        "F4", ("on", "off"), "whether a stop-limit can be reached on the bar that triggered it"
    ),
    "bracket_anchor": Option(
        "F10",
        ("fill", "price", "close"),
        "the price from which levels count: the fill, before slippage, or the close of the entry's row",
    ),
    "bracket_from": Option(
        "F10",
        ("fill", "next_row", "fill_if_market"),
        "from when an entry's exits live: its fill, the next row, or its fill for market orders only",
        ("next_row", "fill_if_market"),
    ),
    "cancel_linked": Option(
        "F10", ("off", "on"), "whether a cancel takes the orders linked with the one it names along"
    ),
    "stop_in_market": Option(
        "F16", ("trigger", "reject"), "what happens to a stop whose trigger is true on arrival"
    ),
    "trail_update": Option(
        "F6", ("path", "row"), "when a trailing stop follows the price: along the path, or after the row"
    ),
    "fill_on_zero_volume": Option(
        "B5", ("auto", "on", "off"), "whether a bar with volume 0 fills; auto: off where volume is known"
    ),
    "extended_hours": Option(
        "B8", ("off", "on"), "with a calendar, whether rows outside its sessions execute"
    ),
    "mark_price": Option(
        "T7",
        ("close_side", "mid"),
        "what of a quote marks a position: the side that closes it, or the middle",
    ),
    "volume_split": Option(
        "F11",
        ("row", "points"),
        "whether a row offers its size at once, or a quarter at each point that moves the price",
    ),
    "through_fills": Option(
        "F11",
        ("capped", "all"),
        "whether the row's size caps a limit that the row trades beyond, too",
        ("all",),
    ),
    "remainder": Option(
        "F11",
        ("next_row", "tick_worse"),
        "what the row's size leaves of a market order: fills at the next row, or at once, one tick worse",
        ("tick_worse",),
    ),
    "on_insufficient_cash": Option("A4", ("deny", "cut"), "what happens to an order the funds do not cover"),
    "margin_model": Option(
        "A5",
        ("rate", "rate_over_leverage", "none"),
        "initial margin: the larger of rate and 1 / leverage, the rate over the leverage, or nothing",
        ("none",),
    ),
    "liquidation": Option(
        "A5",
        ("path", "close", "bust", "off"),
        "when a MARGIN account is liquidated: lacking margin on the path or at closes, without equity, never",
        ("bust", "off"),
    ),
    "negative_balance": Option("A5", ("keep", "write_off"), "what happens to the debt of a bust account"),
    "on_finish": Option("A12", ("mark", "close"), "what happens to positions open at the end"),
    "sizing": Option(
        "S2", ("fill", "decision", "row_close"), "when a size becomes a quantity", ("row_close",), verb=True
    ),
    "stops_per": Option(
        "S4", ("entry", "position"), "whether an addition keeps or replaces stops", verb=True
    ),
    "stop_cancels_signals": Option(
        "S4", ("off", "on"), "whether a row on which a stop filled ignores its signals", verb=True
    ),
    "waiting_entry": Option(
        "S1", ("ignore", "replace"), "what an entry does to a waiting entry of its side", verb=True
    ),
}
"""Every option by name, in the order of ``Venue``'s fields."""

VERB_OPTIONS = tuple(name for name, option in OPTIONS.items() if option.verb)
"""Options of section S, which may be given to the verb."""


def choice(name: str, value: object) -> str:
    """Check one option and return its word.

    Args:
        name: the option.
        value: a word or, where ``fastbt.codes`` has an enum for it, a member.

    Returns:
        The word as the table spells it; upper and lower case are taken alike.

    Raises:
        ConfigError: naming option, value and what is allowed.

    Example:
        >>> choice("bar_path", "ohlc")
        'OHLC'
    """
    option = OPTIONS[name]
    text = value.name if isinstance(value, IntEnum) else value
    if isinstance(value, bool) and set(option.values) == {"off", "on"}:
        text = "on" if value else "off"
    for allowed in option.values:
        if isinstance(text, str) and text.casefold() == allowed.casefold():
            return allowed
    raise ConfigError(f"{name}={value!r} is not one of {', '.join(repr(v) for v in option.values)}")
