"""The configuration of a backtest: strategy, data, market, parameters, options, all by name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from fastbt.config.data import DataConfig
from fastbt.config.fields import check_names, given_fields, table, text_or_none
from fastbt.config.tables import check_tables
from fastbt.config.toml import to_toml
from fastbt.errors import ConfigError, FastbtError
from fastbt.venues.options import OPTIONS as OPTIONS_OF_VENUE
from fastbt.venues.options import VERB_OPTIONS, choice
from fastbt.venues.venue import Venue

OPTIONS = ("check", "strategy_id", "base_currency", "max_rate_age", "seed", *VERB_OPTIONS)
"""Options of ``bt.run`` that a configuration may set."""
KEYS = ("strategy", "save", "params", "data", "tables", "venue", "venues", "options")


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestConfig:
    """One backtest in names and numbers, as a TOML file holds it.

    Raises:
        ConfigError: naming the key, its value and what is allowed.
        UnknownNameError: a key is not known.

    Example:
        >>> config = BacktestConfig.from_dict({"strategy": "cross.py", "venue": {"account_type": "MARGIN"}})
        >>> print(config.to_toml())
        strategy = "cross.py"
        <BLANKLINE>
        [venue]
        account_type = "MARGIN"
    """

    strategy: str
    """The strategy's file; ``FILE:NAME`` where it holds several."""
    save: str | None = None
    """Folder where the result is kept."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """Parameters of the strategy."""
    data: DataConfig = field(default_factory=DataConfig)
    """Where the bars come from."""
    tables: Mapping[str, Any] = field(default_factory=dict)
    """What happens beside the bars: by option of ``bt.run`` (funding, rates, actions, deposits, transfers,
    conversion_rates) a file, ``catalog`` for the table of the bars' catalog, or rows."""
    venue: Mapping[str, Any] = field(default_factory=dict)
    """Options of ``bt.Venue``; what is left out is as the strategy's file says, or the default."""
    venues: Sequence[Mapping[str, Any]] = ()
    """Options of several venues, each with its ``name``; instead of ``venue``."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Options of ``bt.run``."""
    folder: Path = field(default=Path(), compare=False)
    """What relative paths start from: the folder of the TOML file."""

    def __post_init__(self) -> None:
        text_or_none("strategy", self.strategy)
        text_or_none("save", self.save)
        for name in ("params", "venue", "options"):
            object.__setattr__(self, name, table(name, getattr(self, name)))
        check_names("options", self.options, OPTIONS)
        has_catalog = not self.data.files
        object.__setattr__(self, "tables", check_tables(self.tables, has_catalog=has_catalog))
        object.__setattr__(self, "venues", _several(self.venues))
        if self.venue and self.venues:
            raise ConfigError("venue and venues: give one market or several, not both")
        for number, options in enumerate((self.venue, *self.venues)):
            check_names("venues" if number else "venue", options, Venue.__slots__)
            for name, value in options.items():
                if name in OPTIONS_OF_VENUE:  # what they are together, `market` finds out
                    choice(name, value)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], folder: Path | str = "") -> Self:
        """Read a configuration from plain values.

        Args:
            values: the key ``strategy`` and, where wanted, ``data``, ``venue``, ``params``, ``options`` and
                ``save``.
            folder: what relative paths start from.

        Raises:
            UnknownNameError: a key is not known.
            ConfigError: a value is not of its kind, or ``strategy`` is missing.
        """
        check_names("", values, KEYS)
        if values.get("strategy") is None:
            raise ConfigError("strategy is missing: name the strategy's file, such as strategy = 'cross.py'")
        data = DataConfig.from_dict(table("data", values.get("data")))
        return cls(**{**values, "data": data}, folder=Path(folder))

    @classmethod
    def from_toml(cls, path: Path | str) -> Self:
        """Read a TOML file; its relative paths start from its folder.

        Args:
            path: the file.

        Raises:
            ConfigError: the file is missing, no TOML, or a value is wrong; the message names the file.
            UnknownNameError: a key is not known.
        """
        path = Path(path)
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ConfigError(f"{path}: there is no such file") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path} is not TOML: {error}") from None
        try:
            return cls.from_dict(values, path.parent)
        except FastbtError as error:
            error.args = (f"{path}: {error.args[0]}",)
            raise

    def to_dict(self) -> dict[str, Any]:
        """The keys that have another value than their default, ready for JSON or TOML."""
        found = given_fields(self)
        found.pop("folder", None)
        if "data" in found:
            found["data"] = self.data.to_dict()
        return found

    def to_toml(self) -> str:
        """The configuration as TOML, which ``from_toml`` reads back."""
        return to_toml(self.to_dict())

    def market(self, base: Venue | None = None) -> Venue | list[Venue]:
        """The venue of the run, or several.

        Args:
            base: the venue whose options this configuration replaces; by default ``Venue()``. Several venues
                are as they stand here.

        Raises:
            ConfigError: the options contradict each other.
        """
        if self.venues:
            return [Venue.from_dict(options) for options in self.venues]
        return Venue.from_dict(self.venue) if base is None else base.with_options(**self.venue)

    def path(self, name: str) -> Path:
        """A path of the configuration, from the current folder.

        Args:
            name: as it stands in the configuration.
        """
        return self.folder / Path(name).expanduser()


def _several(given: object) -> tuple[dict[str, Any], ...]:
    """The venues of a configuration, each a table with a name of its own."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise ConfigError(f"venues = {given!r}: give a list of tables, [[venues]] with a name for each")
    found = tuple(table("venues", options) for options in given)
    names = [options.get("name") for options in found]
    if None in names or len(set(names)) < len(names):
        raise ConfigError(f"venues: each needs a name of its own, and they are {names}")
    return found
