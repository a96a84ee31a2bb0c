"""The first difference between two outcomes, told so that a person can work on it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from .grid import round_half_away
from .outcome import Outcome, Rows
from .scenario import Scenario

TABLES = ("fills", "orders", "flows", "events", "positions", "trades", "equity")
"""In the order in which a difference tells most."""


def compare(
    reference: Outcome, other: Outcome, scenario: Scenario | None = None, tables: tuple[str, ...] = TABLES
) -> str | None:
    """Return the first difference (table, row, column, both values, the scenario), or None.

    Only columns that both rows have are compared; numbers are equal or not, there is no tolerance.
    """
    for table in tables:
        found = compare_table(table, getattr(reference, table), getattr(other, table))
        if found is not None:
            return found if scenario is None else f"{found}\n\n{scenario.snippet()}"
    if reference.balance != other.balance:
        found = f"final balance: reference {reference.balance}, other {other.balance}"
        return found if scenario is None else f"{found}\n\n{scenario.snippet()}"
    return None


def compare_table(table: str, reference: Rows, other: Rows) -> str | None:
    """Return the first difference of one table."""
    for number, (row, other_row) in enumerate(zip(reference, other, strict=False)):
        for column in row:
            if column in other_row and not equal(row[column], other_row[column]):
                return (
                    f"table {table}, row {number}, column {column}: reference {shown(row[column])}, "
                    f"other {shown(other_row[column])}\n  reference: {shown_row(row)}\n  other:     "
                    f"{shown_row({name: other_row[name] for name in row if name in other_row})}\n"
                    f"{rows_before(reference, number)}"
                )
    if len(reference) != len(other):
        longer, whose = (reference, "reference") if len(reference) > len(other) else (other, "other")
        first = min(len(reference), len(other))
        keys = (reference or other)[0]
        extra = {name: longer[first].get(name) for name in keys}
        return (
            f"table {table}: reference has {len(reference)} rows, other {len(other)}; "
            f"first further row, of {whose}: {shown_row(extra)}\n{rows_before(reference, first)}"
        )
    return None


def equal(reference: Any, other: Any) -> bool:
    """Whether two cells are equal; an average is rounded half away from zero to the other's decimals."""
    if isinstance(reference, Fraction) and isinstance(other, Decimal):
        scale = -int(other.as_tuple().exponent)
        return round_half_away(reference * 10**scale) == other.scaleb(scale)
    if type(reference) is bool or type(other) is bool:
        return reference is other
    return bool(reference == other)


def rows_before(rows: Rows, number: int, most: int = 3) -> str:
    """Return the rows of the reference that lead up to a difference."""
    lines = [f"  before:    {shown_row(row)}" for row in rows[max(number - most, 0) : number]]
    return "\n".join(lines)


def shown_row(row: dict[str, Any]) -> str:
    """Return a row as text, without what is null."""
    return " ".join(f"{name}={shown(value)}" for name, value in row.items() if value is not None)


def shown(value: Any) -> str:
    """Return a cell as text."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
