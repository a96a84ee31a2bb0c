"""What a bar is made of: a step, a unit and a price, for an instrument.

``1-DAY-LAST`` and ``1d`` are two spellings of one specification; the short one names folders.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastbt.codes import BarAggregation, PriceType
from fastbt.errors import ConfigError
from fastbt.model.decimals import LARGEST
from fastbt.model.identifiers import InstrumentId
from fastbt.model.parsing import parse_code

_SECOND_NS = 1_000_000_000
_DAY_NS = 86_400 * _SECOND_NS

_UNIT_NS: dict[BarAggregation, int] = {
    BarAggregation.SECOND: _SECOND_NS,
    BarAggregation.MINUTE: 60 * _SECOND_NS,
    BarAggregation.HOUR: 3_600 * _SECOND_NS,
    BarAggregation.DAY: _DAY_NS,
    BarAggregation.WEEK: 7 * _DAY_NS,
}
_SHORT: dict[str, BarAggregation] = {
    "tick": BarAggregation.TICK,
    "s": BarAggregation.SECOND,
    "m": BarAggregation.MINUTE,
    "h": BarAggregation.HOUR,
    "d": BarAggregation.DAY,
    "w": BarAggregation.WEEK,
    "mo": BarAggregation.MONTH,
    "volume": BarAggregation.VOLUME,
    "value": BarAggregation.VALUE,
}
_SHORT_OF = {aggregation: short for short, aggregation in _SHORT.items()}

_SHORT_FORM = r"\d+[A-Za-z]+(?:-[A-Za-z]+)?"
_PARTS = re.compile(r"(?P<step>\d+)(?P<dash>-?)(?P<unit>[A-Za-z]+)(?:-(?P<price>[A-Za-z]+))?")
_BAR_TYPE = re.compile(rf"(?P<id>.+)-(?P<specification>\d+-[A-Za-z]+-[A-Za-z]+|{_SHORT_FORM})")
_HELP = "write it like '1d', '5m', '4h', '1w', '1mo', '1m-bid' or '1-MINUTE-LAST'"


@dataclass(frozen=True, slots=True)
class BarSpecification:
    """How long a bar is and which price it is made of.

    Example:
        >>> BarSpecification.parse("1d") == BarSpecification.parse("1-DAY-LAST")
        True
        >>> str(BarSpecification.parse("5m-bid")), BarSpecification.parse("1-HOUR-LAST").key
        ('5-MINUTE-BID', '1h')
    """

    step: int
    """Number of units, 1 or above."""
    aggregation: BarAggregation
    """The unit."""
    price_type: PriceType = PriceType.LAST
    """The price."""

    def __post_init__(self) -> None:
        """Check the step and accept codes by name.

        Raises:
            ConfigError: the step is not an integer of 1 or above, or the bar is longer than 292 years.
            UnknownNameError: no such unit or price.
        """
        if type(self.step) is not int or self.step < 1:
            raise ConfigError(f"bar: the step must be an integer of 1 or above, got {self.step!r}")
        object.__setattr__(self, "aggregation", parse_code(BarAggregation, self.aggregation, "bar unit"))
        object.__setattr__(self, "price_type", parse_code(PriceType, self.price_type, "bar price"))
        if (self.duration_ns or 0) > LARGEST:
            raise ConfigError(f"bar: {self} is longer than 64 bits of nanoseconds")

    @staticmethod
    def parse(value: BarSpecification | str) -> BarSpecification:
        """Read ``1-MINUTE-LAST`` or ``1m``; a specification comes back as it is.

        The short units are s, m, h, d, w, mo, tick, volume and value; a price other than LAST follows a dash.

        Raises:
            ConfigError: the text has another form.
            UnknownNameError: no such unit or price.
        """
        if isinstance(value, BarSpecification):
            return value
        text = str(value).strip()
        parts = _PARTS.fullmatch(text)
        if parts is None:
            raise ConfigError(f"bar: cannot read {value!r}; {_HELP}")
        unit = parts["unit"]
        if parts["dash"]:
            aggregation = parse_code(BarAggregation, unit, "bar unit")
        elif unit == "M":
            raise ConfigError(
                f"bar: {value!r} may mean minutes or months; write '{parts['step']}m' or '...mo'"
            )
        elif unit.lower() in _SHORT:
            aggregation = _SHORT[unit.lower()]
        else:
            raise ConfigError(f"bar: unknown unit {unit!r} in {value!r}; {_HELP}")
        price = parse_code(PriceType, parts["price"] or "LAST", "bar price")
        return BarSpecification(int(parts["step"]), aggregation, price)

    @property
    def duration_ns(self) -> int | None:
        """Length in nanoseconds, a day being 24 hours; None for months, ticks, volume and value."""
        unit = _UNIT_NS.get(self.aggregation)
        return None if unit is None else self.step * unit

    @property
    def is_time_based(self) -> bool:
        """Whether time alone ends a bar."""
        return self.aggregation in _UNIT_NS or self.aggregation is BarAggregation.MONTH

    @property
    def is_daily_or_longer(self) -> bool:
        """Whether a bar covers a day or more, so that a date can label it."""
        if self.aggregation is BarAggregation.MONTH:
            return True
        duration = self.duration_ns
        return duration is not None and duration >= _DAY_NS

    @property
    def key(self) -> str:
        """The short spelling, which names folders: ``1d``, ``1m-bid``."""
        price = "" if self.price_type is PriceType.LAST else f"-{self.price_type.name.lower()}"
        return f"{self.step}{_SHORT_OF[self.aggregation]}{price}"

    def __str__(self) -> str:
        return f"{self.step}-{self.aggregation.name}-{self.price_type.name}"


@dataclass(frozen=True, slots=True)
class BarType:
    """Bars of an instrument.

    Example:
        >>> bars = BarType.parse("AAPL.XNAS-1-DAY-LAST")
        >>> bars.instrument_id, bars.key, bars == BarType.parse("AAPL.XNAS-1d")
        (InstrumentId('AAPL.XNAS'), '1d', True)
    """

    instrument_id: InstrumentId
    """The instrument."""
    bar_spec: BarSpecification
    """Length and price."""

    def __post_init__(self) -> None:
        """Accept both parts as text.

        Raises:
            ConfigError: a part is malformed.
        """
        object.__setattr__(self, "instrument_id", InstrumentId.parse(self.instrument_id))
        object.__setattr__(self, "bar_spec", BarSpecification.parse(self.bar_spec))

    @staticmethod
    def parse(value: BarType | str) -> BarType:
        """Read an instrument id, a dash and a bar specification; a BarType comes back as it is.

        Raises:
            ConfigError: the text has another form.
            UnknownNameError: no such unit or price.
        """
        if isinstance(value, BarType):
            return value
        parts = _BAR_TYPE.fullmatch(str(value).strip())
        if parts is None:
            raise ConfigError(f"bar type: expected text like 'AAPL.XNAS-1-DAY-LAST', got {value!r}")
        return BarType(InstrumentId.from_str(parts["id"]), BarSpecification.parse(parts["specification"]))

    @property
    def duration_ns(self) -> int | None:
        """Length of a bar in nanoseconds, None where it is not fixed."""
        return self.bar_spec.duration_ns

    @property
    def key(self) -> str:
        """Short spelling of the specification, which names folders."""
        return self.bar_spec.key

    @property
    def is_daily_or_longer(self) -> bool:
        """Whether a bar covers a day or more."""
        return self.bar_spec.is_daily_or_longer

    def __str__(self) -> str:
        return f"{self.instrument_id}-{self.bar_spec}"
