"""The tick schemes that have a name: betting odds, the Tokyo exchange, and MiFID II's liquidity bands."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from fastbt.errors import unknown_name
from fastbt.model.tick_scheme import TickScheme

_MIFID_BANDS = 6


@cache
def tick_schemes() -> dict[str, TickScheme]:
    """Return the known schemes by name.

    * ``BETTING_ODDS``: the ladder of decimal odds that betting exchanges share, 1.01 to 1000.
    * ``JPX``: the Tokyo exchange's table for shares outside TOPIX 500, in yen.
    * ``MIFID_1`` to ``MIFID_6``: the European Union's table for shares (delegated regulation 2017/588), by
      liquidity band, 6 being the most liquid; Euronext, Xetra and others use it.

    Example:
        >>> tick_schemes()["MIFID_6"].increment_at(105)
        Decimal('0.02')
    """
    schemes = [
        TickScheme(
            "BETTING_ODDS",
            [
                ("1.01", "0.01"),
                (2, "0.02"),
                (3, "0.05"),
                (4, "0.1"),
                (6, "0.2"),
                (10, "0.5"),
                (20, 1),
                (30, 2),
                (50, 5),
                (100, 10),
            ],
            highest=1000,
        ),
        TickScheme(
            "JPX",
            [
                (0, 1),
                (3_000, 5),
                (5_000, 10),
                (30_000, 50),
                (50_000, 100),
                (300_000, 500),
                (500_000, 1_000),
                (3_000_000, 5_000),
                (5_000_000, 10_000),
                (30_000_000, 50_000),
                (50_000_000, 100_000),
            ],
        ),
        *(_mifid(band) for band in range(1, _MIFID_BANDS + 1)),
    ]
    return {scheme.name: scheme for scheme in schemes}


def known_scheme(name: str) -> TickScheme:
    """Return a scheme by its name, in any case.

    Raises:
        UnknownNameError: no scheme has that name; the nearest ones are listed.
    """
    schemes = tick_schemes()
    found = schemes.get(str(name).strip().upper())
    if found is None:
        raise unknown_name("tick scheme", name, schemes)
    return found


def _mifid(liquidity_band: int) -> TickScheme:
    """Make a column of the regulation's table: a 1-2-5 sequence, one place finer with each liquidity band."""
    firsts = ["0", "0.1", *_one_two_five("0.2", 17)]
    increments = _one_two_five("0.0001", 21)
    offset = 3 - liquidity_band
    steps = [increments[max(0, row + offset)] for row in range(len(firsts))]
    rows = zip(firsts, steps, strict=True)
    # Rows of one increment are one band.
    bands = [row for number, row in enumerate(rows) if number == 0 or row[1] != steps[number - 1]]
    return TickScheme(f"MIFID_{liquidity_band}", bands)


def _one_two_five(first: str, count: int) -> list[str]:
    """Return the sequence 1, 2, 5, 10, 20 ... from a number of it on."""
    found = [Decimal(first)]
    while len(found) < count:
        found.append(found[-1] * (Decimal("2.5") if found[-1].as_tuple().digits[0] == 2 else 2))
        found[-1] = Decimal(f"{found[-1].normalize():f}")
    return [f"{number:f}" for number in found]
