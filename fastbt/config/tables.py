"""Tables of what happens beside the bars of a run: each a file, the catalog's own, or rows written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastbt.config.fields import check_names, table
from fastbt.errors import ConfigError

OF_CATALOGS = ("funding", "rates", "actions", "conversion_rates")
"""Tables that a catalog may hold."""
TABLES = (*OF_CATALOGS, "deposits", "transfers")
"""Options of ``bt.run`` that are tables."""
CATALOG = "catalog"
"""The word for the table of the bars' own catalog."""


def check_tables(given: object, *, has_catalog: bool) -> dict[str, Any]:
    """Check ``[tables]``: by name a file, ``catalog``, or a list of rows.

    Args:
        given: the table.
        has_catalog: whether the bars are of a catalog.

    Raises:
        UnknownNameError: there is no such table.
        ConfigError: one is none of these, or of a catalog that is not there or does not hold it.

    Example:
        >>> rows = [{"ts": "2024-01-02", "amount": 10}]
        >>> check_tables({"funding": "rates.csv", "deposits": rows}, has_catalog=False)
        {'funding': 'rates.csv', 'deposits': [{'ts': '2024-01-02', 'amount': 10}]}
    """
    found = table("tables", given)
    check_names("tables", found, TABLES)
    for name, value in found.items():
        if value == CATALOG:
            _check_of_catalog(name, has_catalog=has_catalog)
        elif not _is_text(value) and not _are_rows(value):
            raise ConfigError(
                f"tables.{name} = {value!r}: name a file, write '{CATALOG}' for the table of the bars' "
                f"catalog, or give rows, such as {name} = [{{ ts = 2024-01-02, ... }}]"
            )
    return found


def _check_of_catalog(name: str, *, has_catalog: bool) -> None:
    if name not in OF_CATALOGS:
        raise ConfigError(
            f"tables.{name} = '{CATALOG}': a catalog has {', '.join(OF_CATALOGS)}; name a file, or give rows"
        )
    if not has_catalog:
        raise ConfigError(
            f"tables.{name} = '{CATALOG}': the bars are of files; name a file of this table too"
        )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_rows(value: object) -> bool:
    return isinstance(value, Sequence) and all(isinstance(row, Mapping) for row in value) and len(value) > 0
