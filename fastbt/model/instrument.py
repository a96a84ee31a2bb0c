"""The base of all instruments: currencies, limits, fees and margins, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar, Self

from fastbt.codes import AssetClass, InstrumentClass
from fastbt.errors import ConfigError, unknown_name
from fastbt.model.currencies import Currency
from fastbt.model.decimals import Number, power_of_ten, quotient
from fastbt.model.instrument_dicts import plain, restored
from fastbt.model.instrument_grid import InstrumentGrid
from fastbt.model.instrument_rules import (
    check_above_zero,
    check_amount,
    check_fee,
    check_order,
    check_quantity,
)
from fastbt.model.money import Money
from fastbt.model.parsing import parse_code
from fastbt.model.rounding import (
    divide_half_up,
    to_exact_steps,
)
from fastbt.model.values import Price, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument(InstrumentGrid):
    """What can be priced, and the rules of its market; the classes in ``instruments.py`` are made of it.

    Every field is checked and brought to its type when an instrument is made: text becomes ids and
    currencies, numbers become exact decimals (a float the one it is written as, a rate the nearest one of 12
    places).
    """

    instrument_class: ClassVar[InstrumentClass]
    """Which notional and settlement formulas apply."""
    tradable: ClassVar[bool] = True
    """Whether orders for it are taken."""
    settles_by_outcome: ClassVar[bool] = False
    """Whether profit follows from an outcome rather than from prices, as with bets."""

    asset_class: AssetClass
    """What it is a claim on."""
    quote_currency: Currency
    """Currency of its price."""
    settlement_currency: Currency
    """Currency its profit is paid in."""
    base_currency: Currency | None = None
    """Currency that one unit is, where it is one."""
    multiplier: Decimal = Decimal(1)
    """Units of value per unit of quantity and price."""
    min_quantity: Decimal | None = None
    """Smallest quantity of an order."""
    max_quantity: Decimal | None = None
    """Largest quantity of an order."""
    min_notional: Decimal | None = None
    """Smallest notional of an order, in the settlement currency."""
    maker_fee: Decimal | None = None
    """Share of notional a maker pays; negative is a rebate."""
    taker_fee: Decimal | None = None
    """Share of notional a taker pays."""
    margin_initial: Decimal | None = None
    """Share of notional needed to open a position."""
    margin_maintenance: Decimal | None = None
    """Share of notional needed to keep it."""
    inferred: bool = field(default=False, compare=False)
    """Whether it was guessed from data rather than given; no part of what it is."""

    def __post_init__(self) -> None:
        """Check every field and bring it to its type.

        Raises:
            ConfigError: a field is malformed, off its grid or out of range; it is named with its value.
            UnknownNameError: a currency or code is not known.
        """
        if type(self) is Instrument:
            raise ConfigError("Instrument is a base; make one of its classes, such as Equity")
        InstrumentGrid.__post_init__(self)
        self._put("asset_class", parse_code(AssetClass, self.asset_class, "asset_class"))
        self._put("quote_currency", Currency.of(self.quote_currency))
        self._put("settlement_currency", Currency.of(self.settlement_currency))
        if self.base_currency is not None:
            self._put("base_currency", Currency.of(self.base_currency))
        self._put("multiplier", check_above_zero(self.multiplier, f"{self.id} multiplier"))
        self._check_limits()
        self._check_rates()
        self._put("inferred", bool(self.inferred))

    @property
    def notional_ratio(self) -> Fraction:
        """Money units of the settlement currency per tick and lot, exact: what kernels multiply by."""
        grid_decimals = self.price_precision + self.size_precision
        return _notional_ratio(self.multiplier, grid_decimals, self.settlement_currency.precision)

    def notional(self, quantity: Number | Quantity, price: Number | Price) -> Money:
        """Value a quantity at a price: one exact product, rounded once to the settlement currency.

        Args:
            quantity: units, on the instrument's grid; a plain number may be negative (a short position).
            price: in the quote currency, on the instrument's grid.

        Returns:
            quantity x multiplier x price.

        Raises:
            ConfigError: an argument has more decimals than the instrument, or the result leaves 64 bits.
        """
        lots = _steps_of(quantity, self.size_precision, f"{self.id} quantity")
        ticks = _steps_of(price, self.price_precision, f"{self.id} price")
        return Money.from_units(self.notional_units(lots, ticks), self.settlement_currency)

    def calculate_notional(self, quantity: Number | Quantity, price: Number | Price) -> Money:
        """Do as ``notional``; the founding documents' name of it."""
        return self.notional(quantity, price)

    def notional_units(self, lots: int, ticks: int) -> int:
        """Do as ``notional`` in whole numbers: lots and ticks in, units of the settlement currency out."""
        ratio = self.notional_ratio
        return divide_half_up(lots * ticks * ratio.numerator, ratio.denominator)

    @property
    def value_sign(self) -> int:
        """1 where notional rises with the price, -1 where it falls (inverse contracts)."""
        return 1

    def average_price(self, units: int, lots: int) -> Decimal:
        """Return the price at which lots are worth so many units, to 28 digits (rule A3).

        Args:
            units: notional, in units of the settlement currency.
            lots: not zero.
        """
        ticks = Fraction(units, lots) / self.notional_ratio
        return quotient(ticks / power_of_ten(self.price_precision))

    def to_dict(self) -> dict[str, Any]:
        """Return all fields with the class name as ``type``, ready for JSON; decimals become text."""
        values = {f.name: plain(getattr(self, f.name)) for f in fields(self)}
        return {"type": type(self).__name__, **values}

    @classmethod
    def restore(cls, values: Mapping[str, Any]) -> Self:
        """Build an instrument of this class from the fields that ``to_dict`` wrote, without ``type``.

        Raises:
            ConfigError: a required field is missing, or one is malformed.
            UnknownNameError: a field is not known.
        """
        missing = [f.name for f in fields(cls) if f.default is MISSING and f.name not in values]
        if missing:
            raise ConfigError(f"{cls.__name__}: missing {', '.join(missing)}")
        self = object.__new__(cls)
        self._fill(**{name: restored(value) for name, value in values.items()})
        return self

    def _fill(self, **values: Any) -> None:
        """Set the fields given, the others to their defaults, then check them all."""
        known = {f.name: f.default for f in fields(self)}
        for name in values:
            if name not in known:
                raise unknown_name(f"{type(self).__name__} argument", name, known)
        for name, default in known.items():
            self._put(name, values.get(name, default))
        self.__post_init__()

    def _check_limits(self) -> None:
        for name in ("min_quantity", "max_quantity"):
            what = f"{self.id} {name}"
            given = getattr(self, name)
            self._put(name, check_quantity(given, self.size_precision, self.size_increment_lots, what))
        check_order(self.min_quantity, self.max_quantity, f"{self.id} min_quantity and max_quantity")
        if self.max_quantity == 0:
            raise ConfigError(f"{self.id} max_quantity: 0 leaves no order; leave it out for no limit")
        precision = self.settlement_currency.precision
        self._put("min_notional", check_amount(self.min_notional, precision, f"{self.id} min_notional"))

    def _check_rates(self) -> None:
        for name in ("maker_fee", "taker_fee"):
            self._put(name, check_fee(getattr(self, name), f"{self.id} {name}"))
        for name in ("margin_initial", "margin_maintenance"):
            self._put(name, check_above_zero(getattr(self, name), f"{self.id} {name}"))
        low, high = self.margin_maintenance, self.margin_initial
        check_order(low, high, f"{self.id} margin_maintenance and margin_initial")


@lru_cache(maxsize=4096)
def _notional_ratio(multiplier: Decimal, grid_decimals: int, money_decimals: int) -> Fraction:
    # Cached: asked for at every fill that is replayed.
    return Fraction(multiplier) * power_of_ten(money_decimals) / power_of_ten(grid_decimals)


def _steps_of(value: Number | Price | Quantity, precision: int, what: str) -> int:
    if isinstance(value, (Price, Quantity)):
        return value.steps_at(precision)
    return to_exact_steps(value, precision, what)
