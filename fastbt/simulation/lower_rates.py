"""Lowers what converts between currencies: the run's own currency pairs, and rates given beside them (A9)."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from fastbt.catalog.definitions import opened_instruments
from fastbt.catalog.faults import Part
from fastbt.catalog.frames import to_frame
from fastbt.catalog.normalize_table import normalize_table
from fastbt.catalog.options import LoadOptions
from fastbt.codes import RowKind
from fastbt.errors import DataError
from fastbt.kernels.state import ROW_NO_ASK, ROW_NO_BID
from fastbt.model.currencies import Currency
from fastbt.model.durations import duration_ns
from fastbt.model.pairs import CurrencyPair
from fastbt.schema.market import CONVERSION_RATES
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered
from fastbt.timeline.conversion import Conversion, RateSeries

TABLE = "conversion_rates"


def add_conversion(lowered: Lowered, market: Market) -> None:
    """Tell a run its base currency, and give it the rates that lead there.

    Args:
        lowered: the run, its timeline complete; ``base`` and ``conversion`` are filled in.
        market: gives ``base_currency``, ``conversion_rates`` and ``max_rate_age``.

    Raises:
        ConfigError: an option is none of its kind.
        DataError: a row of the rates is bad, or none leads from what an account starts with to the base
            currency.
    """
    lowered.base = base_currency(lowered, market)
    age = market.max_rate_age
    pairs = _of_pairs(lowered) if lowered.currencies != [lowered.base] else []  # else nobody asks
    lowered.conversion = Conversion(
        [*pairs, *_of_table(market.conversion_rates)],
        None if age is None else duration_ns(age, "max_rate_age"),
    )
    for place, own in enumerate(lowered.currencies):
        if lowered.balances["start"][place :: len(lowered.currencies)].any():
            lowered.conversion.path(own.code, lowered.base.code)  # refused now, not after the run


def base_currency(lowered: Lowered, market: Market) -> Currency:
    """Return the currency in which the equity of all accounts together is told.

    Args:
        lowered: the run.
        market: ``base_currency`` says it; else it is that of the first balance.
    """
    given = market.base_currency
    if given is None:
        return lowered.currencies[0]
    code = given.code if isinstance(given, Currency) else given
    return next((own for own in lowered.currencies if own.code == code), None) or Currency.of(given)


def _of_pairs(lowered: Lowered) -> list[RateSeries]:
    """The closes of the run's currency pairs."""
    columns, found = lowered.columns, []
    for number, model in enumerate(lowered.models):
        if not isinstance(model, CurrencyPair) or model.base_currency is None:
            continue
        own = lowered.numbers == number
        times, prices = columns.ts_event[own], columns.close[own]
        if columns.kind is not None:
            # a quote tells both sides, low and high; a crossed or one-sided one is no rate of its own
            is_quote = columns.kind[own] == RowKind.QUOTE
            middle = (columns.low[own] + columns.high[own]) // 2
            prices = np.where(is_quote, middle, prices)
            if columns.flags is not None:
                known = columns.flags[own] & (ROW_NO_BID | ROW_NO_ASK) == 0
                times, prices = times[known], prices[known]
        positive = prices > 0
        found.append(
            RateSeries(
                model.base_currency.code, model.quote_currency.code, times[positive], prices[positive],
                model.price_precision, model.id.value,
            )
        )  # fmt: skip
    return found


def _of_table(given: Any) -> list[RateSeries]:
    """The rates of a table with the columns base, quote, rate and ts_event (or pair for the first two)."""
    if given is None:
        return []
    frame, options, parts = to_frame(given), LoadOptions.check(), [Part(0, None)]
    words: dict[str, Any] = {"currency": "USD", "look_up": opened_instruments}  # it has no instruments
    table = normalize_table(frame, CONVERSION_RATES, None, options, parts, TABLE, **words)
    found = []
    for (base, quote), part in table.frame.group_by(["base", "quote"], maintain_order=True):
        times, rates = part["ts_event"].cast(pl.Int64).to_numpy(), part["rate"].to_numpy()
        if (rates <= 0).any():
            raise DataError(
                f"the rate of {base}/{quote} is not above zero", table=TABLE, column="rate",
                time=int(times[(rates <= 0).argmax()]), remedy="correct it, or leave the row out",
            )  # fmt: skip
        series = str(base), str(quote), times, rates, table.scales["rate"], f"{base}/{quote}"
        found.append(RateSeries(*series))
    return found
