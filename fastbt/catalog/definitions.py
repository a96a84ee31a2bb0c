"""Which instrument an id means: as given, as an opened catalog has it, or read off the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeAlias, runtime_checkable

from fastbt.errors import ConfigError, FastbtError, UnknownNameError, unknown_name
from fastbt.model.currencies import Currency
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instruments import CurrencyPair, Equity, Instrument


@runtime_checkable
class KnowsInstruments(Protocol):
    """A catalog, as far as instruments go."""

    def instruments(self) -> list[Instrument]:
        """Return its instruments."""


Given: TypeAlias = (
    Instrument | InstrumentId | str | KnowsInstruments | Mapping[str, Instrument] | Iterable[Any] | None
)
"""What a user may say about instruments: one, several, ids whose precision is to be inferred, a catalog."""

_OPENED: dict[str, KnowsInstruments] = {}


def remember(name: str, catalog: KnowsInstruments) -> None:
    """Let frames without ``instruments=`` find the instruments of this catalog from now on.

    Args:
        name: its place; of two catalogs at one place the later counts.
        catalog: the catalog.
    """
    _OPENED[name] = catalog


def forget_all() -> None:
    """Forget the catalogs opened so far; tests begin with this."""
    _OPENED.clear()


def given_instruments(given: Given) -> tuple[dict[str, Instrument], list[str]]:
    """Sort what the user gave into definitions by id, and ids without a definition.

    Raises:
        ConfigError: something is neither an instrument nor an id, or one id has two definitions.
    """
    known: dict[str, Instrument] = {}
    bare: list[str] = []
    for item in _items(given):
        if isinstance(item, Instrument):
            _add(known, item, "instruments=")
        elif isinstance(item, (str, InstrumentId)):
            bare.append(InstrumentId.parse(item).value)
        else:
            raise ConfigError(f"instruments: expected an instrument or an id like 'AAPL.XNAS', got {item!r}")
    return known, [name for name in dict.fromkeys(bare) if name not in known]


def opened_instruments(ids: Iterable[str]) -> dict[str, Instrument]:
    """Return the definitions that the catalogs opened in this process have of these ids.

    Raises:
        ConfigError: two catalogs define one of them differently.
    """
    wanted = set(ids)
    known: dict[str, Instrument] = {}
    for catalog in list(_OPENED.values()):
        for instrument in catalog.instruments():
            if instrument.id.value in wanted:
                _add(known, instrument, "the catalogs opened in this process")
    return known


def unknown_instrument(name: str, known: Iterable[str]) -> UnknownNameError:
    """Build the error for an id that nobody knows."""
    error = unknown_name("instrument", name, known)
    text = f"{error} Describe it with instruments=bt.Equity({name!r}, ...), or give the catalog that has it."
    return UnknownNameError(text, name=name, suggestions=error.suggestions)


def inferred_instrument(
    instrument_id: str, price_precision: int, size_precision: int, currency: str | Currency
) -> Instrument:
    """Describe an instrument of which only data is known.

    Args:
        instrument_id: ``SYMBOL.VENUE``.
        price_precision: decimals seen in prices.
        size_precision: decimals seen in volumes.
        currency: of price and settlement, unless the symbol names two currencies, as BTC/USDT does.

    Returns:
        A CurrencyPair for such a symbol, else an Equity; marked as inferred.
    """
    if "/" in InstrumentId.from_str(instrument_id).symbol.value:
        try:
            return CurrencyPair(
                instrument_id, price_precision=price_precision, size_precision=size_precision, inferred=True
            )
        except FastbtError:
            pass  # the parts are no currencies: a symbol that happens to have a slash
    return Equity(
        instrument_id,
        currency=currency,
        price_precision=price_precision,
        size_precision=size_precision,
        inferred=True,
    )


def merged_definition(stored: Instrument | None, given: Instrument) -> Instrument:
    """Return the definition a catalog has after a write.

    Args:
        stored: the one it had.
        given: the one that came with the data.

    Returns:
        The one given where there was none or an inferred one; of two inferred ones the finer of both grids;
        ``stored`` itself where nothing changes.

    Raises:
        ConfigError: both were given by users, and differ.
    """
    if stored is None or (stored.inferred and not given.inferred):
        return given
    if stored.inferred:
        finest = inferred_instrument(
            stored.id.value,
            max(stored.price_precision, given.price_precision),
            max(stored.size_precision, given.size_precision),
            stored.quote_currency,
        )
        return stored if finest == stored else finest
    if given != stored:
        old, new = stored.to_dict(), given.to_dict()
        names = [name for name in old | new if old.get(name) != new.get(name)]
        listed = ", ".join(f"{name} {old.get(name)} there, {new.get(name)} here" for name in names)
        raise ConfigError(
            f"{stored.id}: the catalog defines it otherwise ({listed}); leave the definition out to use the "
            "catalog's, or write to another catalog"
        )
    return stored


def _items(given: Given) -> Iterable[Any]:
    if given is None:
        return ()
    if isinstance(given, (Instrument, InstrumentId, str)):
        return (given,)
    if isinstance(given, KnowsInstruments):
        return given.instruments()
    if isinstance(given, Mapping):
        return given.values()
    if isinstance(given, Iterable):
        return given
    raise ConfigError(f"instruments: expected instruments, ids or a catalog, got {given!r}")


def _add(known: dict[str, Instrument], instrument: Instrument, where: str) -> None:
    name = instrument.id.value
    if known.setdefault(name, instrument) != instrument:
        raise ConfigError(f"{name} has two definitions in {where}; give the one to use with instruments=")
