"""Binance's public archive: daily and monthly files of bars, prints and funding, for spot and futures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from os import PathLike
from pathlib import Path
from typing import Any, Literal, get_args

import polars as pl

from fastbt.catalog.columns import Wanted
from fastbt.catalog.sources.csv_files import read_csv
from fastbt.catalog.sources.download import Download
from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.sources.unpacking import members_of
from fastbt.catalog.times import read_times, to_ns
from fastbt.errors import ConfigError, DataError
from fastbt.model.bar_types import BarSpecification
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instruments import Instrument
from fastbt.schema.table import TIME

Market = Literal["spot", "um", "cm"]
BASE_URL = "https://data.binance.vision/data"

_FOLDERS: dict[str, str] = {"spot": "spot", "um": "futures/um", "cm": "futures/cm"}
_INTERVALS = [
    "1s",
    "1m",
    "3m",
    "5m",
    "15m",
    "30m",
    "1h",
    "2h",
    "4h",
    "6h",
    "8h",
    "12h",
    "1d",
    "3d",
    "1w",
    "1mo",
]
_SYMBOL = re.compile(r"[A-Z0-9]+(_[A-Z0-9]+)?")
_KLINES = (
    "ts_open", "open", "high", "low", "close", "volume", "close_time", "quote_volume", "count",
    "taker_buy_volume", "taker_buy_quote_volume", "ignore",
)  # fmt: skip
_TRADES = ("trade_id", "price", "size", "quote_size", "ts_event", "is_buyer_maker", "is_best_match")
_AGG_TRADES = (
    "trade_id", "price", "size", "first_trade_id", "last_trade_id", "ts_event", "is_buyer_maker",
    "is_best_match",
)  # fmt: skip
_FUNDING = ("ts_event", "interval_hours", "rate")
_NUMBERS = ("open", "high", "low", "close", "volume", "quote_volume", "taker_buy_volume",
            "taker_buy_quote_volume", "price", "size", "quote_size", "rate")  # fmt: skip
_EPOCH = date(1970, 1, 1)
_DAY = 86_400 * 10**9
_BLOCK = 2**28


class BinanceArchive:
    """Files of data.binance.vision, each fetched once, checked by its checksum and kept in a folder.

    Whole months come from monthly files; days of others, and of months not yet there, from daily ones.

    Args:
        cache: folder for the files; a broken run goes on where it was.
        market: ``"spot"``, ``"um"`` (futures in dollars) or ``"cm"`` (futures in coins).
        base_url: another address of the same files.
        on_missing: ``"raise"`` where the archive has no file of a day, or ``"skip"`` it.
        retries: how often a failed request is tried again.
        pause: seconds before the first of these.
        timeout: seconds after which a silent server has failed.

    Raises:
        ConfigError: an argument is wrong.
    """

    def __init__(
        self,
        cache: str | PathLike[str],
        market: Market = "spot",
        *,
        base_url: str = BASE_URL,
        on_missing: Literal["raise", "skip"] = "raise",
        retries: int = 3,
        pause: float = 1.0,
        timeout: float = 30.0,
    ) -> None:
        if market not in get_args(Market):
            raise ConfigError(f"market: {market!r} is not one of {', '.join(map(repr, get_args(Market)))}")
        if on_missing not in ("raise", "skip"):
            raise ConfigError(f"on_missing: {on_missing!r} is neither 'raise' nor 'skip'")
        self._market = market
        self._skips = on_missing == "skip"
        self._download = Download(base_url, cache, retries=retries, pause=pause, timeout=timeout)

    def fetch(
        self, instrument: Instrument | InstrumentId | str, bar: BarSpecification | str, start: Any, end: Any
    ) -> Iterator[pl.DataFrame]:
        """Return bars that open at or after ``start`` and before ``end``, a file at a time.

        Args:
            instrument: its symbol is the archive's, a slash apart: ``"BTC/USDT.BINANCE"``.
            bar: their length, one of 1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1mo.
            start: a time.
            end: a time.

        Returns:
            Frames for ``Catalog.write``: ``instrument_id, ts_open, open, high, low, close, volume`` and what
            else the files have. Numbers that a float does not hold are text.

        Raises:
            DataError: a file is missing, damaged, or the server cannot be reached.
            ConfigError: the archive has no such symbol or length.
        """
        interval = BarSpecification.parse(bar).key
        if interval not in _INTERVALS:
            raise ConfigError(f"bar: the archive has no bars of {interval!r}; it has {', '.join(_INTERVALS)}")
        return self._frames(instrument, "klines", interval, _KLINES, "ts_open", start, end)

    def trades(
        self, instrument: Instrument | InstrumentId | str, start: Any, end: Any, *, aggregated: bool = False
    ) -> Iterator[pl.DataFrame]:
        """Return market prints as frames for ``Catalog.write(..., kind="trade_ticks")``.

        Args:
            instrument: as ``fetch``.
            start: as ``fetch``.
            end: as ``fetch``.
            aggregated: prints of one order and price as one row.

        Raises:
            DataError: as ``fetch``.
            ConfigError: as ``fetch``.
        """
        names, kind = (_AGG_TRADES, "aggTrades") if aggregated else (_TRADES, "trades")
        for frame in self._frames(instrument, kind, None, names, "ts_event", start, end):
            # The maker rests: where the buyer did, a seller took.
            sold = pl.col("is_buyer_maker").cast(pl.String).str.to_lowercase() == "true"
            side = pl.when(sold).then(pl.lit("SELLER")).otherwise(pl.lit("BUYER"))
            yield frame.with_columns(aggressor_side=side).drop("is_buyer_maker")

    def funding(
        self, instrument: Instrument | InstrumentId | str, start: Any, end: Any
    ) -> Iterator[pl.DataFrame]:
        """Return settlements of funding as frames for ``Catalog.write(..., kind="funding")``.

        Args:
            instrument: as ``fetch``.
            start: as ``fetch``.
            end: as ``fetch``.

        Raises:
            DataError: as ``fetch``.
            ConfigError: as ``fetch``, or the market is spot.
        """
        if self._market == "spot":
            raise ConfigError("market: spot has no funding; take 'um' or 'cm'")
        return self._frames(instrument, "fundingRate", None, _FUNDING, "ts_event", start, end)

    def _frames(
        self,
        instrument: Instrument | InstrumentId | str,
        kind: str,
        interval: str | None,
        names: tuple[str, ...],
        time: str,
        start: Any,
        end: Any,
    ) -> Iterator[pl.DataFrame]:
        wanted = InstrumentId.parse(instrument.id if isinstance(instrument, Instrument) else instrument)
        symbol = wanted.symbol.value.replace("/", "").upper()
        if _SYMBOL.fullmatch(symbol) is None:
            raise ConfigError(f"instrument: {wanted} has no symbol of the archive, such as BTCUSDT")
        first, last = to_ns(start, "start"), to_ns(end, "end")
        if first is None or last is None or first >= last:
            raise ConfigError(f"start and end: expected two times in order, got {start!r} and {end!r}")
        folder = f"{_FOLDERS[self._market]}/{{span}}/{kind}/{symbol}/{interval or ''}".rstrip("/")
        stem = f"{symbol}-{interval or kind}"
        for path in self._files(folder, stem, first, last, monthly_only=kind == "fundingRate"):
            frame = _read(path, names, time).with_columns(pl.lit(str(wanted)).alias("instrument_id"))
            frame = frame.filter(pl.col(time).is_between(_moment(first), _moment(last), closed="left"))
            if frame.height:
                yield frame.select("instrument_id", pl.all().exclude("instrument_id", "ignore"))

    def _files(self, folder: str, stem: str, first: int, last: int, *, monthly_only: bool) -> Iterator[Path]:
        """Fetch the files that cover a span of time."""
        begin = _EPOCH + timedelta(days=first // _DAY)
        end = _EPOCH + timedelta(days=-(-last // _DAY))  # the first day that is not wanted at all
        day = begin
        while day < end:
            following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            if monthly_only or (day.day == 1 and following <= end):
                found = self._download.get(f"{folder.format(span='monthly')}/{stem}-{day:%Y-%m}.zip")
                if found is not None:
                    yield found
                    day = following
                    continue
                if monthly_only:
                    self._miss(f"{stem}-{day:%Y-%m}.zip")
                    day = following
                    continue
            stop = min(following, end)
            while day < stop:
                name = f"{folder.format(span='daily')}/{stem}-{day:%Y-%m-%d}.zip"
                found = self._download.get(name)
                if found is None:
                    self._miss(name)
                else:
                    yield found
                day += timedelta(days=1)

    def _miss(self, name: str) -> None:
        if not self._skips:
            raise DataError(
                "the archive has no such file",
                source=name,
                remedy="check symbol and dates; the last days come late; or pass on_missing='skip'",
            )


def _read(path: Path, names: tuple[str, ...], time: str) -> pl.DataFrame:
    """Read one archive; some of its files have a header, some a column less."""
    (member,) = members_of(path, SourceOptions())
    with member.open() as stream:
        line = stream.read(4096).partition(b"\n")[0]
    header = not line[:1].isdigit()
    there = names[: line.count(b",") + 1]
    options = SourceOptions.check(header=header, names=there)
    wanted = Wanted({}, frozenset((time, "trade_id")), {n: n for n in _NUMBERS if n in there})
    frames = [piece.frame for piece in read_csv(member, options, lambda _: wanted, _BLOCK)]
    frame = pl.concat(frames, how="diagonal_relaxed")
    times = read_times(frame[time])
    if times.missing is not None:
        raise DataError(
            "a time cannot be read", source=path, row=int(times.missing.argmax()), remedy="delete the file"
        )
    return frame.with_columns(pl.Series(time, times.ns).cast(TIME))


def _moment(ns: int) -> pl.Expr:
    return pl.lit(ns).cast(TIME)
