"""Price increments that depend on the price: a table of bands, each with its own step (``TickScheme``)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fastbt.errors import ConfigError
from fastbt.model.decimals import (
    LARGEST,
    Number,
    check_precision,
    decimal_of_steps,
    decimals_of,
    is_float,
    power_of_ten,
    to_decimal,
)
from fastbt.model.rounding import to_exact_steps
from fastbt.model.tick_bands import MOST_STEPS, Bands, check_array, nearest_floats, nearest_many, next_many
from fastbt.model.values import Price

Band = tuple[Number, Number]
"""A price and the increment from it on."""


@dataclass(frozen=True, slots=True, init=False)
class TickScheme:
    """The prices there are where the increment depends on the price, as at JPX, Euronext or in odds.

    From each band's first price on, prices follow each other by its increment, up to the next band's first
    price, which belongs to both. The simulation knows constant increments only: an instrument with a scheme
    is refused when a run is prepared.

    Example:
        >>> jpx = TickScheme("two bands", [(0, 1), (3_000, 5)])
        >>> jpx.round_price("3002.5"), jpx.next_up(2_999, 2), jpx.next_down(3_005)
        (Price('3005'), Price('3005'), Price('3000'))
    """

    name: str
    """What it is called."""
    bands: tuple[tuple[Decimal, Decimal], ...]
    """First price and increment of each band, by price."""
    highest: Decimal | None
    """The last price there is; None for no limit."""
    precision: int
    """Decimals that its prices need."""

    def __init__(self, name: str, bands: Iterable[Band], highest: Number | None = None) -> None:
        """Check a table of bands.

        Args:
            name: what it is called.
            bands: first price and increment of each band, by price; the first of all is the lowest price
                there is, 0 or above.
            highest: the last price there is; no limit if left out.

        Raises:
            ConfigError: bands are not in order, an increment is not above zero, or a band does not end on a
                price of its own.
        """
        table = tuple((_read(first, name), _read(step, name)) for first, step in bands)
        if not table:
            raise ConfigError(f"tick scheme {name}: give at least one band, such as (0, '0.01')")
        top = None if highest is None else _read(highest, name)
        numbers = [number for band in table for number in band] + ([] if top is None else [top])
        precision = check_precision(max(decimals_of(number) for number in numbers), f"tick scheme {name}")
        object.__setattr__(self, "name", str(name))
        object.__setattr__(self, "bands", table)
        object.__setattr__(self, "highest", top)
        object.__setattr__(self, "precision", precision)
        self._check(self._bands_at(precision))

    @staticmethod
    def of(value: TickScheme | str | Mapping[str, Any]) -> TickScheme:
        """Return the known scheme of a name, or the one ``to_dict`` wrote; a scheme comes back as it is.

        Raises:
            UnknownNameError: no scheme has that name; the nearest ones are listed.
            ConfigError: a key is missing or there is one too many.
        """
        if isinstance(value, TickScheme):
            return value
        if isinstance(value, Mapping):
            if set(value) != {"name", "bands", "highest"}:
                raise ConfigError(f"tick scheme: expected the keys name, bands, highest, got {sorted(value)}")
            return TickScheme(value["name"], value["bands"], value["highest"])
        from fastbt.model.tick_tables import known_scheme

        return known_scheme(value)

    def to_dict(self) -> dict[str, Any]:
        """Return name, bands and highest price, ready for JSON; decimals become text."""
        return {
            "name": self.name,
            "bands": [[f"{first:f}", f"{step:f}"] for first, step in self.bands],
            "highest": None if self.highest is None else f"{self.highest:f}",
        }

    @property
    def smallest_increment(self) -> Decimal:
        """The finest of its increments."""
        return min(step for _, step in self.bands)

    def increment_at(self, price: Number | Price) -> Decimal:
        """Return the distance from a price to the next one above it.

        Raises:
            ConfigError: the price is outside the table.
        """
        number = self._number(price)
        return self.bands[bisect_right([first for first, _ in self.bands], number) - 1][1]

    def round_price(self, price: Number | Price) -> Price:
        """Return the nearest price there is, half up.

        Args:
            price: a number; a float is the decimal it is written as.

        Raises:
            ConfigError: it is outside the table.

        Example:
            >>> TickScheme.of("BETTING_ODDS").round_price(2.17)
            Price('2.18')
        """
        return self._price(self.to_ticks(self._number(price), self.precision))

    def to_ticks(self, price: Number, precision: int) -> int:
        """Count the ticks of the nearest price there is, half up.

        Args:
            price: a number; a float by rule A11, as ``floats_to_ticks`` takes many.
            precision: of the ticks, at least the scheme's own.

        Raises:
            ConfigError: it is outside the table.
        """
        if is_float(price):
            return int(self.floats_to_ticks(np.array([price]), precision)[0])
        return self._bands_at(precision).nearest(Fraction(self._number(price)) * power_of_ten(precision))

    def floats_to_ticks(self, prices: ArrayLike, precision: int) -> NDArray[np.int64]:
        """Count the ticks of the nearest prices there are: the vectorized twin of ``to_ticks``.

        Raises:
            ConfigError: a price is not finite or outside the table; its position is named.
        """
        return nearest_floats(self._bands_at(precision), prices, precision, f"tick scheme {self.name}")

    def next_up(self, price: Number | Price, n: int = 1) -> Price:
        """Return the n-th price above a price, which need not be one there is itself.

        Args:
            price: a number; a float is the decimal it is written as.
            n: 1 or above.

        Raises:
            ConfigError: the price is outside the table, or there are not so many prices above it.
        """
        return self._next(price, n, 1)

    def next_down(self, price: Number | Price, n: int = 1) -> Price:
        """Return the n-th price below a price, which need not be one there is itself.

        Args:
            price: a number; a float is the decimal it is written as.
            n: 1 or above.

        Raises:
            ConfigError: the price is outside the table, or there are not so many prices below it.
        """
        return self._next(price, n, -1)

    def round_ticks(self, ticks: NDArray[np.int64], precision: int) -> NDArray[np.int64]:
        """Round many prices: the vectorized twin of ``round_price``.

        Args:
            ticks: counts of ``10**-precision``.
            precision: at least the scheme's own.

        Raises:
            ConfigError: a price is outside the table; its position is named.
        """
        bands = self._bands_at(precision)
        return nearest_many(bands, check_array(bands, ticks, f"tick scheme {self.name}"))

    def next_up_ticks(self, ticks: NDArray[np.int64], precision: int, n: int = 1) -> NDArray[np.int64]:
        """Return the n-th prices above many prices: the vectorized twin of ``next_up``.

        Raises:
            ConfigError: a price, or the one asked for, is outside the table; its position is named.
        """
        return self._next_ticks(ticks, precision, n, 1)

    def next_down_ticks(self, ticks: NDArray[np.int64], precision: int, n: int = 1) -> NDArray[np.int64]:
        """Return the n-th prices below many prices: the vectorized twin of ``next_down``.

        Raises:
            ConfigError: a price, or the one asked for, is outside the table; its position is named.
        """
        return self._next_ticks(ticks, precision, n, -1)

    def _next(self, price: Number | Price, n: int, direction: int) -> Price:
        exact = Fraction(self._number(price)) * power_of_ten(self.precision)
        found = self._bands_at(self.precision).next(exact, _count(n) * direction)
        if found is None:
            raise ConfigError(f"tick scheme {self.name}: there is no price {n} steps from {price}")
        return self._price(found)

    def _next_ticks(
        self, ticks: NDArray[np.int64], precision: int, n: int, direction: int
    ) -> NDArray[np.int64]:
        bands, what = self._bands_at(precision), f"tick scheme {self.name}"
        return next_many(bands, check_array(bands, ticks, what), _count(n) * direction, what)

    def _number(self, price: Number | Price) -> Decimal:
        number = price.value if isinstance(price, Price) else to_decimal(price, f"tick scheme {self.name}")
        if number < self.bands[0][0] or (self.highest is not None and number > self.highest):
            top = "" if self.highest is None else f" to {self.highest}"
            raise ConfigError(f"tick scheme {self.name}: {number} is outside {self.bands[0][0]}{top}")
        return number

    def _price(self, ticks: int) -> Price:
        return Price.from_ticks(ticks, self.precision)

    def _bands_at(self, precision: int) -> Bands:
        """Count the table in ticks of a precision."""
        if precision < self.precision:
            raise ConfigError(
                f"tick scheme {self.name}: its prices need {self.precision} decimals, not {precision}"
            )
        what = f"tick scheme {self.name}"
        firsts = tuple(to_exact_steps(first, precision, what) for first, _ in self.bands)
        steps = tuple(to_exact_steps(step, precision, what) for _, step in self.bands)
        if self.highest is not None:
            return Bands(firsts, steps, to_exact_steps(self.highest, precision, what))
        # The last price that 64 bits hold; an increment of 0 is refused later.
        return Bands(firsts, steps, LARGEST - (LARGEST - firsts[-1]) % (steps[-1] or 1))

    def _check(self, bands: Bands) -> None:
        if bands.firsts[0] < 0:
            raise ConfigError(f"tick scheme {self.name}: prices begin at 0 or above, got {self.bands[0][0]}")
        ends = (*bands.firsts[1:], *([] if self.highest is None else [bands.highest]))
        for number, (first, step) in enumerate(zip(bands.firsts, bands.steps, strict=True)):
            shown = f"tick scheme {self.name}: band ({self.bands[number][0]}, {self.bands[number][1]})"
            if step <= 0:
                raise ConfigError(f"{shown}: the increment must be above 0")
            if number >= len(ends):
                break
            if ends[number] <= first:
                raise ConfigError(f"{shown}: must begin below the next one, and below the highest price")
            if (ends[number] - first) % step:
                end = decimal_of_steps(ends[number], self.precision)
                raise ConfigError(f"{shown}: steps over {end:f}, where the next one begins or prices end")


def _read(value: Number, name: str) -> Decimal:
    number = to_decimal(value, f"tick scheme {name}")
    # Trailing zeros are no decimals: Decimal("0.10") and 0.1 make equal schemes.
    return Decimal(f"{number.normalize():f}")


def _count(n: int) -> int:
    if type(n) is not int or not 1 <= n <= MOST_STEPS:
        raise ConfigError(f"n: must be an integer from 1 to {MOST_STEPS}, got {n!r}")
    return n
