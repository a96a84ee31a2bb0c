"""Where the bars of a run come from: instruments of a catalog, or files and how to read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from fastbt.config.fields import check_names, field_names, given_fields, table, text_or_none, texts
from fastbt.errors import ConfigError, unknown_name
from fastbt.model.instruments import CurrencyPair, Equity, Index, Instrument

ASSETS = ("equity", "pair", "index")
"""Kinds of instruments that a few words describe."""

_OF_FILES = (
    "asset", "currency", "price_precision", "size_precision", "stamp", "tz", "columns", "time_format",
    "on_error", "on_off_grid", "on_duplicate",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DataConfig:
    """Bars by name: of a catalog, or of files; of neither, the sample catalog's.

    Raises:
        ConfigError: naming the key, its value and what is allowed.

    Example:
        >>> DataConfig.from_dict({"catalog": "catalog", "instruments": "SPX.INDEX", "bar": "1d"}).to_dict()
        {'catalog': 'catalog', 'instruments': ['SPX.INDEX'], 'bar': '1d'}
    """

    catalog: str | None = None
    """Folder of a catalog, or ``sample``."""
    files: tuple[str, ...] = ()
    """CSV, Parquet or Arrow files, or patterns such as ``data/*.csv``."""
    instruments: tuple[str, ...] = ()
    """Ids; left out, the only one there is. Of files without a column ``instrument_id``, the one id."""
    bar: str | None = None
    """Length of the bars, such as ``1d``."""
    start: date | str | int | None = None
    """First ``ts_event``, included."""
    end: date | str | int | None = None
    """Last ``ts_event``, excluded."""
    asset: str | None = None
    """``equity``, ``pair`` or ``index``: what the instrument is."""
    currency: str | None = None
    """Currency of the instrument's price; of a pair it stands in the symbol."""
    price_precision: int | None = None
    """Decimals of prices; read off the data where neither this nor ``asset`` is given."""
    size_precision: int | None = None
    """Decimals of quantities."""
    stamp: str | None = None
    """What times mean: ``open``, ``close`` or ``session``."""
    tz: str | None = None
    """Zone of times that carry none; None is UTC."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Our column name to the files', such as ``{close = "Price"}``."""
    time_format: str | None = None
    """How times are written, in strptime's words."""
    on_error: str = "raise"
    """``raise``, ``drop`` or ``repair``."""
    on_off_grid: str = "raise"
    """``raise`` or ``round``."""
    on_duplicate: str = "raise"
    """``raise``, ``first`` or ``last``."""

    def __post_init__(self) -> None:
        for name in ("files", "instruments"):
            object.__setattr__(self, name, texts(f"data.{name}", getattr(self, name)))
        for name in ("catalog", "bar", "asset", "currency", "stamp", "tz", "time_format"):
            text_or_none(f"data.{name}", getattr(self, name))
        for name in ("start", "end"):
            if not isinstance(getattr(self, name), date | str | int | None):
                raise ConfigError(f"data.{name} = {getattr(self, name)!r} is not a time, such as 2020-01-31")
        for name in ("price_precision", "size_precision"):
            if type(getattr(self, name)) not in (int, type(None)):
                raise ConfigError(f"data.{name} = {getattr(self, name)!r} is not a whole number")
        object.__setattr__(self, "columns", table("data.columns", self.columns))
        for name, theirs in self.columns.items():
            text_or_none(f"data.columns.{name}", theirs)
        self._check_together()

    def _check_together(self) -> None:
        if self.catalog and self.files:
            raise ConfigError("data: give a catalog or files, not both")
        if not self.files:
            given = given_fields(self)
            for name in _OF_FILES:
                if name in given:
                    raise ConfigError(f"data.{name} says how files are read, but no files are given")
        elif len(self.instruments) > 1:
            raise ConfigError(
                f"data.instruments = {list(self.instruments)}: files are of one instrument, or have a column "
                "instrument_id; give one id, or none"
            )
        if self.asset is not None and self.asset not in ASSETS:
            raise unknown_name("asset", self.asset, ASSETS)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read a table ``[data]``.

        Args:
            values: keys and values.

        Raises:
            UnknownNameError: a key is not known.
            ConfigError: a value is not of its kind.
        """
        check_names("data", values, field_names(cls))
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """The keys that have another value than their default."""
        return given_fields(self)

    def definition(self) -> Instrument | str | None:
        """What is said about the instrument of files: its definition, its id, or nothing.

        Raises:
            ConfigError: the words do not suffice for a definition.

        Example:
            >>> DataConfig(files="spy.csv", instruments="SPY.ARCX", price_precision=2).definition().tick_size
            Decimal('0.01')
        """
        name = self.instruments[0] if self.instruments else None
        precisions = {
            key: value
            for key in ("price_precision", "size_precision")
            if (value := getattr(self, key)) is not None
        }
        if self.asset is None and not precisions:
            return name
        if name is None:
            said = "asset" if self.asset else next(iter(precisions))
            raise ConfigError(f"data.{said} describes an instrument, but none is named; give its id too")
        asset = self.asset or ("pair" if "/" in name else "equity")
        if asset != "pair":
            kind: Any = Equity if asset == "equity" else Index
            return kind(name, currency=self.currency or "USD", **precisions)  # type: ignore[no-any-return]
        missing = [key for key in ("price_precision", "size_precision") if key not in precisions]
        if missing:
            raise ConfigError(f"{name} is a currency pair: give {' and '.join(missing)} too")
        return CurrencyPair(name, quote_currency=self.currency, **precisions)
