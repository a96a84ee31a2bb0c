"""Identifiers: names with a type, so that an account is never taken for an order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from fastbt.errors import ConfigError


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Identifier:
    """A non-empty text with a type; equal only to the same text of the same type.

    Raises:
        ConfigError: the text is empty, not a string, or has blanks around it.

    Example:
        >>> VenueId("BINANCE")
        VenueId('BINANCE')
        >>> VenueId("BINANCE") == Symbol("BINANCE")
        False
    """

    value: str
    """The text."""

    def __post_init__(self) -> None:
        name = type(self).__name__
        if not isinstance(self.value, str):
            raise ConfigError(f"{name}: expected text, got {type(self.value).__name__} {self.value!r}")
        if not self.value or self.value != self.value.strip():
            raise ConfigError(f"{name}: must be text without blanks around it, got {self.value!r}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.value == other.value

    def __lt__(self, other: Identifier) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.value < other.value

    def __hash__(self) -> int:
        return hash((type(self), self.value))

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.value!r})"


class TraderId(Identifier):
    """Who runs the strategies."""

    __slots__ = ()


class StrategyId(Identifier):
    """One strategy of a run."""

    __slots__ = ()


class Symbol(Identifier):
    """Name of an instrument at its venue, such as BTC/USDT."""

    __slots__ = ()


class VenueId(Identifier):
    """Name of a venue, such as BINANCE; it has no dot, since the last dot of an id starts it."""

    __slots__ = ()

    def __post_init__(self) -> None:
        Identifier.__post_init__(self)
        if "." in self.value:
            raise ConfigError(f"VenueId: must not have a dot, got {self.value!r}")


class AccountId(Identifier):
    """An account at a venue."""

    __slots__ = ()


class ClientOrderId(Identifier):
    """An order, as its sender names it."""

    __slots__ = ()


class VenueOrderId(Identifier):
    """An order, as its venue names it."""

    __slots__ = ()


class TradeId(Identifier):
    """A fill, or a market print."""

    __slots__ = ()


class PositionId(Identifier):
    """A position."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, init=False, repr=False, order=True)
class InstrumentId:
    """What is traded where: a symbol and a venue, written ``SYMBOL.VENUE``.

    Example:
        >>> InstrumentId.from_str("BTC/USDT.BINANCE").venue
        VenueId('BINANCE')
        >>> str(InstrumentId("BRK.B", "XNYS"))
        'BRK.B.XNYS'
    """

    symbol: Symbol
    """Name at the venue; may have dots."""
    venue: VenueId
    """The venue."""

    def __init__(self, symbol: Symbol | str, venue: VenueId | str) -> None:
        """Join a symbol and a venue, given as identifiers or text.

        Raises:
            ConfigError: one of them is empty or malformed.
        """
        object.__setattr__(self, "symbol", symbol if isinstance(symbol, Symbol) else Symbol(symbol))
        object.__setattr__(self, "venue", venue if isinstance(venue, VenueId) else VenueId(venue))

    @staticmethod
    def from_str(text: str) -> InstrumentId:
        """Read ``SYMBOL.VENUE``, split at the last dot.

        Raises:
            ConfigError: the text has no dot, or nothing before or after it.
        """
        if not isinstance(text, str):
            raise ConfigError(f"instrument id: expected text like 'AAPL.XNAS', got {text!r}")
        return _read_instrument_id(text)

    @staticmethod
    def parse(value: InstrumentId | str) -> InstrumentId:
        """Return an InstrumentId as it is, or read it from text.

        Raises:
            ConfigError: as ``from_str``.
        """
        return value if isinstance(value, InstrumentId) else InstrumentId.from_str(value)

    @property
    def value(self) -> str:
        """The id as text, as it stands in frames and SQL."""
        return f"{self.symbol.value}.{self.venue.value}"

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return f"InstrumentId({self.value!r})"


@lru_cache(maxsize=4096)
def _read_instrument_id(text: str) -> InstrumentId:
    # Cached: results rebuild thousands of events of a few instruments.
    symbol, dot, venue = text.rpartition(".")
    if not (symbol and dot and venue):
        raise ConfigError(f"instrument id: expected SYMBOL.VENUE such as 'AAPL.XNAS', got {text!r}")
    return InstrumentId(symbol, venue)
