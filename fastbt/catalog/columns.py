"""Finds out which column of a source is which: time, prices, volume, instrument, and the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastbt.catalog.composing import Columns, parts_of
from fastbt.errors import ConfigError, DataError, unknown_name
from fastbt.schema.market import BARS, PRICES, TIME_NAMES, MarketTable
from fastbt.schema.table import Kind

_PRICE_NAMES = ("close", "price")
_OURS = frozenset((*BARS.names, *TIME_NAMES, "price"))


@dataclass(frozen=True, slots=True)
class Roles:
    """Names of a source's columns by what they hold.

    Args:
        time: the column of times, ``ts_open`` itself where the source has no other.
        prices: source column of open, high, low and close; the same one four times for a one-price source.
        ts_open: column of the bars' starts, if any.
        volume: column of volumes, if any.
        instrument_id: column of ids, if any.
        extras: the other columns, by the name they travel under.
    """

    time: str
    prices: dict[str, str]
    ts_open: str | None
    volume: str | None
    instrument_id: str | None
    extras: dict[str, str]

    @property
    def is_one_price(self) -> bool:
        """Whether a row has one price only, so that its bar is a point (rule B7)."""
        return len(set(self.prices.values())) == 1

    @property
    def has_own_time(self) -> bool:
        """Whether the times are named ``ts_event``, which can only mean the end of a bar."""
        return self.time.lower() == "ts_event"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns of a file that a table needs as they are written, before anything is judged.

    Args:
        times: source columns of times by our names.
        texts: source columns that are to stay text: times, ids, codes, and parts of these.
        numbers: source columns whose digits count, by our names.
    """

    times: dict[str, str]
    texts: frozenset[str]
    numbers: dict[str, str]


def wanted_columns(names: Sequence[str], mapping: Columns | None, table: MarketTable = BARS) -> Wanted:
    """Find the columns of a file that have to be read with care; what is missing is found out later.

    Args:
        names: the file's columns.
        mapping: our column name to the file's.
        table: what the file holds.

    Example:
        >>> wanted = wanted_columns(["Date", "Close", "Note"], None)
        >>> wanted.times, wanted.numbers
        ({'date': 'Date'}, {'close': 'Close'})
    """
    ours = _names_of(table)
    found: dict[str, str] = {}
    texts: set[str] = set()
    for role, value in (mapping or {}).items():
        parts = parts_of(value, names)
        if parts is None:
            found[role] = str(value)
        else:
            texts.update(parts)
    for name in names:
        role = name.strip().lower()
        if role in ours and name not in texts and name not in found.values():
            found.setdefault(role, name)
    of_kind: dict[Kind, dict[str, str]] = {}
    for role, name in found.items():
        if role in ours:
            canonical, kind = ours[role]
            of_kind.setdefault(kind, {}).setdefault(canonical, name)
    times = of_kind.get(Kind.TIME, {})
    texts.update(times.values(), of_kind.get(Kind.TEXT, {}).values())
    return Wanted(
        times, frozenset(texts), {k: v for kind in _NUMBERS for k, v in of_kind.get(kind, {}).items()}
    )


_NUMBERS = (Kind.PRICE, Kind.QUANTITY, Kind.RATE)


def _names_of(table: MarketTable) -> dict[str, tuple[str, Kind]]:
    """Return every name that a table's columns go by, with the first of them and what it holds."""
    kinds = {column.name: column.kind for column in table.columns}
    names = {name: (name, kind) for name, kind in kinds.items()}
    for name, others in table.aliases.items():
        names = dict.fromkeys(others, (name, kinds[name])) | names
    if table is BARS:
        names["price"] = ("price", Kind.PRICE)
    return {name: (name, Kind.TIME) for name in TIME_NAMES} | names


def find_roles(names: Sequence[str], mapping: Mapping[str, str] | None = None) -> Roles:
    """Match the columns of a source with those of bars.

    Args:
        names: the source's columns.
        mapping: our name to the source's, such as ``{"close": "Price"}``; for the time any of its names.

    Returns:
        What each column holds.

    Raises:
        UnknownNameError: the mapping names a column that the source does not have.
        ConfigError: the mapping has a key that is no column of bars.
        DataError: the time or a price is missing, or two columns have the same role.
    """
    found = _mapped(names, mapping or {})
    taken = set(found.values())
    for name in names:
        role = name.strip().lower()
        if role in _OURS and name not in taken:
            if role in found and role not in (mapping or {}):
                raise DataError(
                    f"columns {found[role]!r} and {name!r} both mean {role}",
                    remedy=f"say which one with columns={{{role!r}: ...}}",
                )
            found.setdefault(role, name)
    time = _time_column(found, names, mapping or {})
    prices = _price_columns(found, names)
    used = {time, *prices.values(), *(found[r] for r in ("ts_open", "volume", "instrument_id") if r in found)}
    extras = {}
    for name in names:
        if name not in used:
            # A second "Close" beside the mapped one must not pass for ours, nor clash with it in SQL.
            travels_as = f"source_{name.strip().lower()}" if name.strip().lower() in BARS.names else name
            extras[travels_as] = name
    return Roles(
        time=time,
        prices=prices,
        ts_open=found.get("ts_open") if time != found.get("ts_open") else None,
        volume=found.get("volume"),
        instrument_id=found.get("instrument_id"),
        extras=extras,
    )


def _mapped(names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for role, name in mapping.items():
        if role not in _OURS:
            known = ", ".join((*BARS.names, "price", "time"))
            raise ConfigError(f"columns: {role!r} is no column of bars; the keys are {known}")
        if name not in names:
            raise unknown_name("column", name, names)
        found[role] = name
    return found


def _time_column(found: Mapping[str, str], names: Sequence[str], mapping: Mapping[str, str]) -> str:
    for role in TIME_NAMES:
        if role in mapping:
            return mapping[role]
    # `date` and `time` side by side are two halves of one time.
    better = any(role in found for role in TIME_NAMES[:-2])
    if not better and "date" in found and "time" in found:
        raise DataError(
            f"columns {found['date']!r} and {found['time']!r} are two halves of a time",
            remedy="join them into one column first, or name the one to use with columns={'ts_event': ...}",
        )
    for role in (*TIME_NAMES, "ts_open"):
        if role in found:
            return found[role]
    raise DataError(
        f"no column of times among {', '.join(map(repr, names)) or 'no columns'}",
        remedy=f"name it one of {', '.join(TIME_NAMES)}, or say columns={{'time': ...}}",
    )


def _price_columns(found: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    if all(role in found for role in PRICES):
        return {role: found[role] for role in PRICES}
    missing = [role for role in PRICES if role not in found]
    if not any(role in found for role in ("open", "high", "low")):
        for role in _PRICE_NAMES:
            if role in found:
                return dict.fromkeys(PRICES, found[role])
    raise DataError(
        f"no column {', '.join(missing)} among {', '.join(map(repr, names)) or 'no columns'}",
        remedy="map it with columns={'close': ...}; a source of one price per row has close or price alone",
    )
