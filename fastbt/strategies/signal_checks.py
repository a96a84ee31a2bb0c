"""What contradicts itself in the words of ``Signals``, found before any data is looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fastbt.errors import ConfigError
from fastbt.strategies.ladders import is_ladder
from fastbt.strategies.sizers import Size
from fastbt.strategies.words import check_word, is_number

if TYPE_CHECKING:
    from fastbt.strategies.signals import Signals

CHOICES: dict[str, tuple[Any, ...]] = {
    "direction": ("LONG", "SHORT", "BOTH"),
    "target_type": ("quantity", "value", "weight"),
    "time_in_force": ("GTC", "GTD", "DAY", "IOC", "FOK"),
    "accumulate": (False, True, "both"),
    "on_opposite_entry": ("reverse", "reversereduce", "close", "closereduce", "ignore"),
    "on_conflict": ("ignore", "entry", "exit", "adjacent", "opposite"),
    "on_direction_conflict": ("ignore", "long", "short", "adjacent", "opposite"),
}
"""Words that are a choice, with what is allowed."""

SIGNAL_WORDS = ("entries", "exits", "short_entries", "short_exits")
STOP_WORDS = ("stop_loss", "stop_loss_price", "stop_loss_offset")
TARGET_WORDS = ("take_profit", "take_profit_price", "take_profit_offset")
TRAILING_STOP_WORDS = ("trailing_stop", "trailing_stop_offset")
_EXIT_WORDS = (*STOP_WORDS, *TRAILING_STOP_WORDS, "break_even", *TARGET_WORDS)
NUMBER_WORDS = ("target", "quantity", "limit_price", "trigger_price", *_EXIT_WORDS)
TIME_WORDS = ("expire_after", "time_stop")
_ENTRY_ONLY = (
    "size", "quantity", "limit_price", "trigger_price", "time_in_force", "expire_after", "time_stop",
    *_EXIT_WORDS,
)  # fmt: skip


def check_signals(signals: Signals) -> None:
    """Refuse words of a kind nobody could mean, and words that contradict each other.

    Args:
        signals: the strategy, its ``columns`` and ``size`` read already.

    Raises:
        ConfigError: naming the words and their values.
    """
    for name, allowed in CHOICES.items():
        _check_choice(name, getattr(signals, name), allowed)
    _check_kinds(signals)
    if signals.target is None:
        _check_entries(signals)
    else:
        _check_target(signals)
    _check_prices(signals)
    _check_times(signals)


def _check_kinds(signals: Signals) -> None:
    for name in SIGNAL_WORDS:
        if (word := getattr(signals, name)) is not None:
            check_word(name, word, accept="True or False", constant=lambda v: isinstance(v, bool))
    for name in NUMBER_WORDS:
        word = getattr(signals, name)
        if word is not None and not (name in TARGET_WORDS and is_ladder(word)):
            check_word(name, word, accept="a number", constant=is_number)
    for name in TIME_WORDS:
        if (word := getattr(signals, name)) is not None:
            check_word(
                name,
                word,
                accept="a number of bars, a timedelta, text such as '2h'",
                constant=_bars_or_duration,
            )


def _check_entries(signals: Signals) -> None:
    if signals.entries is None and signals.short_entries is None:
        raise ConfigError("signals without entries= (or short_entries=, or target=) never trade; give one")
    if signals.target_type is not None:
        raise ConfigError("target_type= says how to read target=, which is not given")
    if signals.direction in ("SHORT", "BOTH") and (
        signals.short_entries is not None or signals.short_exits is not None
    ):
        raise ConfigError(
            f"direction={signals.direction!r} and short_entries= or short_exits= contradict each other: "
            "leave direction= out where the short signals have columns of their own"
        )
    if signals.direction is not None and signals.entries is None:
        raise ConfigError(f"direction={signals.direction!r} says how to read entries=, which is not given")
    if signals.direction == "BOTH" and signals.exits is None:
        raise ConfigError("direction='BOTH' reads exits= as the signal to go short; give exits=")
    if signals.short_exits is not None and signals.short_entries is None:
        raise ConfigError("short_exits= without short_entries= has nothing to leave")
    if signals.exits is not None and signals.entries is None:
        raise ConfigError(
            "exits= without entries= has nothing to leave; for short positions give short_exits="
        )
    if signals.quantity is None and signals.size is None:
        raise ConfigError(
            "how large is an entry? give quantity= (units) or size= (bt.percent_of_equity(95), 0.95 ...)"
        )
    if signals.quantity is not None and signals.size is not None:
        raise ConfigError("quantity= and size= contradict each other: give one of them")


def _check_target(signals: Signals) -> None:
    if signals.target_type is None:
        raise ConfigError("target= needs target_type='quantity', 'value' or 'weight'")
    against = [
        name for name in (*SIGNAL_WORDS, "direction", *_ENTRY_ONLY) if getattr(signals, name) is not None
    ]
    if against:
        raise ConfigError(
            f"target= does not go with {', '.join(n + '=' for n in against)}: it says it all by itsignals"
        )
    for name in ("accumulate", "on_opposite_entry", "on_conflict", "on_direction_conflict"):
        if getattr(signals, name) not in (CHOICES[name][0], False):
            raise ConfigError(
                f"target= does not go with {name}=: there are no entries and exits to decide about"
            )


def _check_prices(signals: Signals) -> None:
    for group in (STOP_WORDS, TRAILING_STOP_WORDS, TARGET_WORDS):
        given = [name for name in group if getattr(signals, name) is not None]
        if len(given) > 1:
            raise ConfigError(
                f"{' and '.join(n + '=' for n in given)} contradict each other: give one of them"
            )
    for name in (*_EXIT_WORDS, "quantity"):
        word = getattr(signals, name)
        if is_number(word) and not float(word) > 0 and not name.endswith("_price"):
            raise ConfigError(f"{name}={word!r} must be above 0")
    _check_stops(signals)


def _check_stops(signals: Signals) -> None:
    remedies = {
        "stop_loss": "of the fill price, below 1: 0.05 is 5 %; for a level give stop_loss_price=, for a "
        "distance stop_loss_offset=",
        "trailing_stop": "of the best price, below 1: 0.05 is 5 %; for a distance give trailing_stop_offset=",
    }
    for name, remedy in remedies.items():
        word = getattr(signals, name)
        if is_number(word) and float(word) >= 1 and signals.longs:
            raise ConfigError(f"{name}={word!r} is a fraction {remedy}")
    has_stop = any(getattr(signals, name) is not None for name in STOP_WORDS)
    follows = any(getattr(signals, name) is not None for name in TRAILING_STOP_WORDS)
    if signals.break_even is not None and not has_stop:
        raise ConfigError(
            f"break_even={signals.break_even!r} moves the stop-loss, which is not given: give one of "
            f"{', '.join(STOP_WORDS)}"
        )
    risks = isinstance(signals.size, Size) and signals.size.rule.name == "RISK_PERCENT"
    if risks and not has_stop and not follows:
        words = (*STOP_WORDS, *TRAILING_STOP_WORDS)
        raise ConfigError(
            f"size={signals.size!r} measures the risk by a stop: give one of {', '.join(words)}"
        )


def _check_times(signals: Signals) -> None:
    for name in TIME_WORDS:
        word = getattr(signals, name)
        if is_number(word) and (word != int(word) or word < 1):
            raise ConfigError(
                f"{name}={word!r} must be a whole number of bars from 1 up, or a duration such as '2h'"
            )
        if isinstance(word, timedelta) and word <= timedelta(0):
            raise ConfigError(f"{name}={word!r} must be above zero")
    if signals.time_in_force == "GTD" and signals.expire_after is None:
        raise ConfigError("time_in_force='GTD' needs expire_after=")
    if signals.expire_after is not None and signals.time_in_force in ("IOC", "FOK"):
        raise ConfigError(f"time_in_force={signals.time_in_force!r} ends on arrival: leave expire_after= out")
    if signals.expire_after is not None and signals.time_in_force == "DAY":
        raise ConfigError("time_in_force='DAY' expires with the session: leave it or expire_after= out")
    if signals.expire_after is not None and signals.time_in_force == "GTC":
        raise ConfigError("time_in_force='GTC' never expires: leave it or expire_after= out")


def _check_choice(name: str, value: object, allowed: tuple[Any, ...]) -> None:
    if value is None and name in ("direction", "target_type", "time_in_force"):
        return
    if not any(value is choice or (isinstance(choice, str) and value == choice) for choice in allowed):
        raise ConfigError(f"{name}={value!r} is not one of {', '.join(repr(choice) for choice in allowed)}")


def _bars_or_duration(value: object) -> bool:
    return is_number(value) or isinstance(value, timedelta)
