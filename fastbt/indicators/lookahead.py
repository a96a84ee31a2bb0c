"""The quick look-ahead check: expressions are evaluated again on less data, and must give the same values.

What is known at a time does not change when later data arrive. So each expression is evaluated again on
three prefixes of the data (a different value: it knew the future) and on one instrument alone (a different
value, and nothing in it that compares instruments: it read other instruments' rows). Values are compared
exactly; null equals null.

To be cheap, long data are not evaluated three times over. The prefixes are one of a fiftieth of the rows
and at most 250 (a whole column's highest price is often an early one), one of 50,000 or a twentieth of all,
and one that begins late: a window before the last rows, with and without its end. On up to 30,000 rows they
are the first, a half and nearly all. Where a prefix ends is chosen: between two moments, inside an hour, a
day, a week and a month rather than at their border (there a session's closing price is no longer the
future), and after a null (there filling backward shows).

What it can miss: values that are equal by chance (a maximum that lies in the first rows anyway); on long
data a look so far ahead that the prefixes hold none of it (a centered window longer than 50,000 rows), and
what happens only somewhere in the middle. Data that knew the future before they came here (a column joined
from tomorrow) cannot show at all: for those see ``bt.audit_lookahead``, which runs whole pipelines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fastbt.errors import LookAheadError

TIME = "ts_event"
INSTRUMENT = "instrument_id"
WHOLE = 30_000
"""Up to so many rows the longest prefix is nearly all of them."""
SHORT, LONG, LATE = 250, 50_000, 20_000
"""Rows of the prefixes of longer data; a twentieth of all rows in place of LONG if that is more."""
MONDAY = np.timedelta64(3, "D")

PAST_ONLY = (
    "Let it use its own row and earlier ones: shift(n) with n > 0, cum_*, rolling_* that is not centered, "
    "forward_fill; no mean, max, rank, sort or reverse of a whole column, no backward_fill, and a session's "
    'values only once it is over. If it is right and merely not repeatable, pass check="off"'
)

Expressions = Mapping[str, pl.Expr]


def check_expressions(
    frame: pl.DataFrame, columns: Expressions, expressions: Expressions, evaluated: pl.DataFrame
) -> None:
    """Raise if an expression used rows that were not known at its time, or those of other instruments.

    Args:
        frame: the rows the expressions read, sorted by (``ts_event``, ``instrument_id``); either column may
            be absent. Rows of one ``ts_event`` are one moment: they may read each other.
        columns: what was added to the frame first, by name.
        expressions: what was evaluated on the frame with these columns, by other names (``entries`` ...).
        evaluated: the results on all rows, one column for each name in ``columns`` and ``expressions``.

    Raises:
        LookAheadError: naming the expression, row, time, the two values and a remedy.
    """
    if not (columns or expressions):
        return
    check = _Check(_needed(frame, columns, expressions), columns, expressions)
    rows = frame.height
    short = min(rows // 50, SHORT)
    targets = (short, rows // 2, rows - 1) if rows <= WHOLE else (short, max(LONG, rows // 20))
    ends = [end for target in targets if (end := _end_near(check.frame, target)) is not None]
    for end in dict.fromkeys(ends):
        check.future(check.frame.head(end), evaluated.head(end))
    if rows > WHOLE:
        check.late()
    if ends:
        check.instruments(max(ends), evaluated)


@dataclass(frozen=True)
class _Check:
    """The expressions and the rows they read."""

    frame: pl.DataFrame
    columns: Expressions
    expressions: Expressions

    def future(self, rows: pl.DataFrame, known: pl.DataFrame, first_row: int = 0) -> None:
        """Compare with the results ``known`` from more data, on rows that end earlier."""
        found = self._evaluate(rows)
        # Columns first: an expression that reads a wrong column is not to blame.
        for name, expression in {**self.columns, **self.expressions}.items():
            row = _first_difference(found[name], known[name])
            if row is not None:
                raise LookAheadError(
                    f"{self._label(name)} knew the future: {expression} is {_show(known[name][row])} on "
                    f"{_place(rows, row, first_row)}, but {_show(found[name][row])} when the data end "
                    f"{rows.height - 1 - row} rows later. {PAST_ONLY}"
                )

    def late(self) -> None:
        """Do the same on a window before the last rows: with its own end, and ending earlier."""
        start = _end_near(self.frame, self.frame.height - LATE)
        end = _end_near(self.frame, self.frame.height - LATE // 10)
        if start is not None and end is not None and start < end:
            window = self.frame.slice(start)
            known = self._evaluate(window)
            self.future(window.head(end - start), known.head(end - start), first_row=start)

    def instruments(self, rows: int, evaluated: pl.DataFrame) -> None:
        """Compare with the results on the rows of one instrument alone."""
        if INSTRUMENT not in self.frame.columns:
            return
        part = self.frame.head(rows)
        if part[INSTRUMENT].n_unique() < 2:
            part = self.frame
        chosen = _instrument_to_check(part[INSTRUMENT])
        if chosen is None:
            return
        own = (part[INSTRUMENT] == chosen).arg_true()
        rows_of_it = part[own]
        known = evaluated[own]
        # Expressions read the columns as first evaluated: one that compares instruments is not their fault.
        with_columns = rows_of_it.with_columns(known[name] for name in self.columns)
        for names, on in ((self.columns, rows_of_it), (self.expressions, with_columns)):
            within = {name: e for name, e in names.items() if not compares_instruments(e)}
            found = on.with_columns(**within)
            for name, expression in within.items():
                row = _first_difference(found[name], known[name])
                if row is not None:
                    raise LookAheadError(
                        f"{self._label(name)} read other instruments' rows: {expression} is "
                        f"{_show(known[name][row])} on {_place(part, int(own[row]))}, but "
                        f"{_show(found[name][row])} on the rows of {chosen} alone. Add "
                        f'.over("{INSTRUMENT}"), or wrap it in bt.per_instrument({name}=...); to compare '
                        f'instruments at one time, .over("{TIME}")'
                    )

    def _evaluate(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Columns and expressions on these rows alone."""
        try:
            return rows.with_columns(**self.columns).with_columns(**self.expressions)
        except Exception:
            self._blame(rows)
            raise

    def _blame(self, rows: pl.DataFrame) -> None:
        """Find the expression that cannot be evaluated, and say so."""
        on = rows
        for names in (self.columns, self.expressions):
            for name, expression in names.items():
                self._must_evaluate(name, expression, on)
            on = on.with_columns(**names)

    def _must_evaluate(self, name: str, expression: pl.Expr, on: pl.DataFrame) -> None:
        try:
            on.with_columns(**{name: expression})
        except Exception as error:
            raise LookAheadError(
                f"{self._label(name)} cannot be evaluated on fewer rows: {expression} fails on {on.height} "
                f"of {self.frame.height} with {type(error).__name__}: {str(error).splitlines()[0]}. Put a "
                "Series as long as the data into a column of the frame, and name no row by its number; or "
                'pass check="off"'
            ) from error

    def _label(self, name: str) -> str:
        return f"columns[{name!r}]" if name in self.columns else f"{name}="


def compares_instruments(expression: pl.Expr) -> bool:
    """Whether it has an ``.over(...)`` whose groups hold several instruments, as ``.over("ts_event")``."""
    text = str(expression)
    own = f'col("{INSTRUMENT}")'
    at = text.find(".over(")
    while at >= 0:
        keys = _keys(text[text.index("[", at) + 1 :])
        # Without a partition (`over(order_by=...)`) the key is a constant: that reads across by mistake.
        if own not in keys and any("col(" in key for key in keys):
            return True
        at = text.find(".over(", at + 1)
    return False


def _keys(text: str) -> list[str]:
    """Split what stands before the bracket that closes this list at its commas."""
    depth = 0
    keys = [""]
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        if depth < 0:
            break
        if sign == "," and depth == 0:
            keys.append("")
        else:
            keys[-1] += sign
    return [key.strip() for key in keys]


def _needed(frame: pl.DataFrame, columns: Expressions, expressions: Expressions) -> pl.DataFrame:
    """Leave out columns that no expression reads, so that taking rows of one instrument stays cheap."""
    every = [*columns.values(), *expressions.values()]
    if any(e.meta.has_multiple_outputs() for e in every):
        return frame
    roots = {root for e in every for root in e.meta.root_names()} | {TIME, INSTRUMENT}
    return frame.select([name for name in frame.columns if name in roots] or frame.columns[:1])


def _first_difference(found: pl.Series, known: pl.Series) -> int | None:
    if found.equals(known):
        return None
    differs = found.ne_missing(known)
    return differs.arg_max() if differs.any() else None


def _instrument_to_check(instruments: pl.Series) -> object:
    """The one with most rows but not the first: rows before its own are what it may wrongly have read."""
    counts = instruments.value_counts(sort=True).filter(pl.col(instruments.name) != instruments[0])
    return None if counts.is_empty() else counts[instruments.name][0]


def _end_near(frame: pl.DataFrame, target: int) -> int | None:
    """Number of rows, near the target, after which a prefix best ends; None if all rows are of one moment."""
    reach = max(2, min(target // 2, 500))
    while True:
        low, high = max(0, target - reach), min(frame.height, target + reach)
        ends = _borders(frame[low:high])
        if ends.size:
            distance = np.abs(low + ends - target)
            return low + int(ends[np.lexsort((distance, -_merit(frame[low:high], ends)))[0]])
        if high - low == frame.height:
            return None
        reach *= 4


def _borders(rows: pl.DataFrame) -> npt.NDArray[np.int64]:
    """Numbers of rows after which a new moment begins."""
    if TIME not in rows.columns:
        return np.arange(1, rows.height)
    time = rows[TIME].to_physical().to_numpy()
    return np.flatnonzero(time[1:] != time[:-1]) + 1


def _merit(rows: pl.DataFrame, ends: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How much an end is worth: it cuts through an hour, a day, a week, a month; it follows a null."""
    merit = np.zeros(ends.size, np.int64)
    if TIME in rows.columns and rows.schema[TIME] in (pl.Datetime, pl.Date):
        time = rows[TIME].cast(pl.Datetime("ns")).to_numpy()
        # Weeks counted from Thursday, 1970-01-01, three days on: from Monday.
        for unit, shift in (("h", 0), ("D", 0), ("W", MONDAY), ("M", 0)):
            period = (time + shift).astype(f"M8[{unit}]")
            merit += period[ends - 1] == period[ends]
    for column in rows.get_columns():
        if column.has_nulls():
            merit += 10 * column.is_null().to_numpy()[ends - 1]
    return merit


def _show(value: object) -> str:
    return "null" if value is None else str(value)


def _place(rows: pl.DataFrame, row: int, first_row: int = 0) -> str:
    names = [name for name in (TIME, INSTRUMENT) if name in rows.columns]
    facts = "".join(f", {name} {rows[name][row]}" for name in names)
    return f"row {first_row + row}{facts}"
