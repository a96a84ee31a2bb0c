"""What each row of ``rates=`` is paid on: an instrument's positions, or an account's cash in a currency."""

from __future__ import annotations

import polars as pl

from fastbt.errors import ConfigError, unknown_name
from fastbt.simulation.action_tables import ids_of
from fastbt.simulation.lowered import Lowered

SEPARATOR = " "
"""Between account and currency in the name of a balance."""
KINDS = ("deposit", "lending", "staking", "borrow")
ON_CASH, ON_POSITIONS = ("deposit",), ("lending", "staking")
"""Kinds that are paid on one of both alone; ``borrow`` is on positions where an instrument is named."""
_NAMES = {
    "instrument_id": "instrument",
    "account_id": "account",
    "account": "account",
    "currency": "currency",
}


def with_subjects(given: pl.DataFrame, lowered: Lowered) -> pl.DataFrame:
    """Return a table of rates with the column ``subject``, and kinds by their names.

    Args:
        given: rows with ``kind``, and where needed ``instrument_id``, ``account`` and ``currency``.
        lowered: the run.

    Raises:
        ConfigError: it is not said what a row is paid on, or its kind does not go with that.
        UnknownNameError: there is no such kind, or the run does not have an instrument, account or currency.
    """
    found = {name.strip().lower(): name for name in given.columns}
    if "kind" not in found:
        raise ConfigError(
            f"rates=: there is no column 'kind'; add one that says what each is a rate of: {', '.join(KINDS)}"
        )
    words = {"instrument": pl.lit(None), "account": pl.lit(None), "currency": pl.lit(None)}
    words |= {_NAMES[role]: pl.col(name) for role, name in found.items() if role in _NAMES}
    words["kind"] = pl.col(found["kind"]).cast(pl.String).str.strip_chars().str.to_lowercase()
    keys = given.select(**{name: word.cast(pl.String) for name, word in words.items()})
    distinct = keys.unique(maintain_order=True)
    subjects = [subject_of(lowered, **row) for row in distinct.iter_rows(named=True)]
    told = keys.join(
        distinct.with_columns(subject=pl.Series(subjects, dtype=pl.String)),
        on=list(words), how="left", nulls_equal=True, maintain_order="left",
    )  # fmt: skip
    rest = given.drop(name for role, name in found.items() if role in (*_NAMES, "kind"))
    return rest.with_columns(told["subject"], told["kind"])


def subject_of(
    lowered: Lowered, instrument: str | None, account: str | None, currency: str | None, kind: str | None
) -> str:
    """Return the name of what a rate is paid on.

    Args:
        lowered: the run.
        instrument: an instrument's id, or None.
        account: an account's id, or None.
        currency: a currency's code, or None.
        kind: what it is a rate of.

    Raises:
        ConfigError: it is not said on what, or the kind does not go with that.
        UnknownNameError: there is no such kind, or the run does not have one of them.
    """
    if kind not in KINDS:
        raise unknown_name("kind in rates=", str(kind), KINDS)
    if instrument is not None and kind in ON_CASH:
        raise ConfigError(
            f"rates=, {instrument}: a {kind!r} rate is paid on cash, not on positions; leave instrument_id "
            "empty, or call the rate 'lending' or 'staking'"
        )
    if instrument is not None or kind in ON_POSITIONS:
        return _only("instrument", instrument, ids_of(lowered))
    codes = [str(one.code) for one in lowered.currencies]
    owner, code = _only("account", account, lowered.account_ids), _only("currency", currency, codes)
    return f"{owner}{SEPARATOR}{code}"


def _only(what: str, name: str | None, known: list[str]) -> str:
    """The name given, or the only one there is."""
    if name is None and len(known) > 1:
        column = "instrument_id" if what == "instrument" else what
        raise ConfigError(
            f"rates=: the run has several, {', '.join(known)}; say which in a column {column!r}"
        )
    if name is not None and name not in known:
        raise unknown_name(f"{what} in rates=", name, known)
    return known[0] if name is None else name
