"""Finds out which column of a source is which in a table of ticks, rates or actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastbt.errors import ConfigError, DataError, unknown_name
from fastbt.schema.market import TIME_NAMES, MarketTable
from fastbt.schema.table import Kind

EITHER = {"quotes": ("bid_price", "ask_price"), "actions": ("ratio", "amount")}
"""Columns of which a source has to have one at least, by table."""
_MADE = ("ts_init", "aggressor_side")
"""Columns that are made where a source has none."""


def find_table_columns(
    table: MarketTable, names: Sequence[str], mapping: Mapping[str, str] | None, *, keyed: bool
) -> dict[str, str]:
    """Match the columns of a source with those of a table.

    Args:
        table: the table.
        names: the source's columns.
        mapping: our name to the source's; for the time any of its names.
        keyed: whether it is known already whose the rows are.

    Returns:
        Our name to the source's, ``ts_event`` among them.

    Raises:
        UnknownNameError: the mapping names a column that the source has not, or a key the table has not.
        ConfigError: two keys of the mapping mean the time.
        DataError: a column is missing, or two have the same meaning.
    """
    found = _mapped(table, names, mapping or {})
    taken = set(found.values())
    lower: dict[str, str] = {}
    for name in names:
        role = name.strip().lower()
        if name in taken or role in found:
            continue
        if role in lower and (role in table.names or role in TIME_NAMES):
            raise DataError(
                f"columns {lower[role]!r} and {name!r} both mean {role}",
                remedy=f"say which one with columns={{{role!r}: ...}}",
            )
        lower.setdefault(role, name)
    for column in table.columns:
        for role in (column.name, *table.aliases.get(column.name, ())):
            if column.name not in found and role in lower and lower[role] not in found.values():
                found[column.name] = lower[role]
    if "ts_event" not in found:
        there = [role for role in TIME_NAMES if role in lower and lower[role] not in found.values()]
        if there:
            found["ts_event"] = lower[there[0]]
    _check_all_there(table, found, names, keyed=keyed)
    return found


def _mapped(table: MarketTable, names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, name in mapping.items():
        role = "ts_event" if key in TIME_NAMES else key
        if role not in table.names and key not in TIME_NAMES:
            raise unknown_name(f"column of {table.name}", key, (*table.names, "time"))
        if name not in names:
            raise unknown_name("column", name, names)
        if role in found:
            raise ConfigError(f"columns: {key!r} is a second name of the time; give one")
        found[role] = name
    return found


def _check_all_there(
    table: MarketTable, found: Mapping[str, str], names: Sequence[str], *, keyed: bool
) -> None:
    free = {table.key, *_MADE, *EITHER.get(table.name, ())}
    if keyed and table.key == "pair":
        free |= {"base", "quote"}
    missing = [c.name for c in table.columns if c.null is None and c.name not in free and c.name not in found]
    either = EITHER.get(table.name, ())
    if either and not any(name in found for name in either):
        missing.append(" or ".join(either))
    if missing:
        listed = ", ".join(map(repr, names)) or "no columns"
        wanted = [c.name for c in table.columns if c.kind is not Kind.TIME]
        raise DataError(
            f"no column {', '.join(missing)} among {listed}",
            remedy=f"map it with columns={{{missing[0].partition(' ')[0]!r}: ...}}; {table.name} have "
            f"{', '.join(wanted)} and a time",
        )
