"""The grid of an instrument: which prices and quantities there are, and how numbers become them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fastbt.errors import ConfigError
from fastbt.model.decimals import Number, check_precision
from fastbt.model.identifiers import InstrumentId, VenueId
from fastbt.model.instrument_rules import check_increment, check_scheme
from fastbt.model.rounding import floats_to_steps, to_exact_steps, to_steps
from fastbt.model.tick_scheme import TickScheme
from fastbt.model.values import Price, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentGrid:
    """What an instrument is called, and the prices and quantities it has."""

    id: InstrumentId
    """Symbol and venue."""
    price_precision: int
    """Prices are counted in ticks of ``10**-price_precision``."""
    size_precision: int
    """Quantities are counted in lots of ``10**-size_precision``."""
    price_increment: Decimal = Decimal(0)
    """Smallest step between two prices; 0 stands for one unit of the last decimal."""
    size_increment: Decimal = Decimal(0)
    """Smallest step between two quantities; 0 stands for one unit of the last decimal."""
    tick_scheme: TickScheme | None = None
    """Increments that depend on the price; ``price_increment`` is then the smallest of them. The simulation
    knows constant increments only and refuses an instrument that has one."""

    def __post_init__(self) -> None:
        """Check the fields and bring each to its type.

        Raises:
            ConfigError: a field is malformed or off its grid; it is named with its value.
            UnknownNameError: no tick scheme has that name.
        """
        self._put("id", InstrumentId.parse(self.id))
        check_precision(self.price_precision, f"{self.id} price_precision")
        check_precision(self.size_precision, f"{self.id} size_precision")
        scheme = check_scheme(
            self.tick_scheme, self.price_increment, self.price_precision, f"{self.id} tick_scheme"
        )
        self._put("tick_scheme", scheme)
        price_increment = self.price_increment if scheme is None else scheme.smallest_increment
        for name, given, precision in (
            ("price_increment", price_increment, self.price_precision),
            ("size_increment", self.size_increment, self.size_precision),
        ):
            self._put(name, check_increment(given, precision, f"{self.id} {name}"))

    @property
    def venue(self) -> VenueId:
        """The venue it trades at."""
        return self.id.venue

    @property
    def symbol(self) -> str:
        """Its name at the venue."""
        return self.id.symbol.value

    @property
    def tick_size(self) -> Decimal:
        """Smallest step between two prices; another name of ``price_increment``."""
        return self.price_increment

    @property
    def lot_size(self) -> Decimal:
        """Smallest step between two quantities; another name of ``size_increment``."""
        return self.size_increment

    @property
    def price_increment_ticks(self) -> int:
        """The price increment as a count of ``10**-price_precision``."""
        return to_exact_steps(self.price_increment, self.price_precision, "price_increment")

    @property
    def size_increment_lots(self) -> int:
        """The size increment as a count of ``10**-size_precision``."""
        return to_exact_steps(self.size_increment, self.size_precision, "size_increment")

    def make_price(self, value: Number | Price) -> Price:
        """Round a number to the nearest price there is, half up, away from zero.

        Raises:
            ConfigError: it is not a finite number, leaves 64 bits, or is outside the tick scheme.
        """
        number = value.value if isinstance(value, Price) else value
        if self.tick_scheme is not None:
            return Price.from_ticks(
                self.tick_scheme.to_ticks(number, self.price_precision), self.price_precision
            )
        ticks = to_steps(
            number, self.price_precision, f"{self.id} price", increment=self.price_increment_ticks
        )
        return Price.from_ticks(ticks, self.price_precision)

    def make_quantity(self, value: Number | Quantity) -> Quantity:
        """Round a number down to a quantity there is (rule A11: never more than was asked for).

        A float within 1e-6 of an increment below a quantity counts as it, so 0.3 - 0.1 is 0.2.

        Raises:
            ConfigError: it is negative, not a finite number, or leaves 64 bits.
        """
        number = value.value if isinstance(value, Quantity) else value
        lots = to_steps(
            number,
            self.size_precision,
            f"{self.id} quantity",
            increment=self.size_increment_lots,
            down=True,
        )
        return Quantity.from_lots(lots, self.size_precision)

    def make_ticks(self, prices: ArrayLike) -> NDArray[np.int64]:
        """Round many float prices to ticks: the vectorized twin of ``make_price``.

        Raises:
            ConfigError: a value is not finite or does not fit; its position is named.
        """
        if self.tick_scheme is not None:
            return self.tick_scheme.floats_to_ticks(prices, self.price_precision)
        what = f"{self.id} price"
        return floats_to_steps(prices, self.price_precision, what, increment=self.price_increment_ticks)

    def make_lots(self, quantities: ArrayLike) -> NDArray[np.int64]:
        """Round many float quantities down to lots: the vectorized twin of ``make_quantity``.

        Raises:
            ConfigError: a value is negative, not finite or does not fit; its position is named.
        """
        what = f"{self.id} quantity"
        lots = floats_to_steps(
            quantities, self.size_precision, what, increment=self.size_increment_lots, down=True
        )
        if (lots < 0).any():
            at = int(np.flatnonzero(lots.ravel() < 0)[0])
            raise ConfigError(f"{what}: value at position {at} is negative")
        return lots

    def _put(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
