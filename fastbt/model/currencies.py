"""Currencies: a code, the decimals its money is counted in, and whether a state or a ledger issues it."""

from __future__ import annotations

from dataclasses import dataclass

from fastbt.codes import CurrencyType
from fastbt.errors import ConfigError, unknown_name
from fastbt.model.decimals import check_precision
from fastbt.model.parsing import parse_code

_KNOWN: dict[str, tuple[int, CurrencyType]] = {
    "USD": (2, CurrencyType.FIAT),
    "EUR": (2, CurrencyType.FIAT),
    "GBP": (2, CurrencyType.FIAT),
    "JPY": (0, CurrencyType.FIAT),
    "CHF": (2, CurrencyType.FIAT),
    "AUD": (2, CurrencyType.FIAT),
    "CAD": (2, CurrencyType.FIAT),
    "BTC": (8, CurrencyType.CRYPTO),
    "ETH": (8, CurrencyType.CRYPTO),
    "USDT": (8, CurrencyType.CRYPTO),
    "USDC": (8, CurrencyType.CRYPTO),
    "SOL": (8, CurrencyType.CRYPTO),
}


@dataclass(frozen=True, slots=True, init=False)
class Currency:
    """A currency; two of one code but different precision are different currencies.

    Example:
        >>> Currency("USD")
        Currency(code='USD', precision=2, type=<CurrencyType.FIAT: 0>)
        >>> Currency("USD", precision=6).precision
        6
        >>> Currency("DOGE", precision=8, type="CRYPTO").type.name
        'CRYPTO'
    """

    code: str
    """Upper-case code, such as USD."""
    precision: int
    """Money is counted in units of ``10**-precision``."""
    type: CurrencyType
    """FIAT or CRYPTO."""

    def __init__(
        self,
        code: str,
        precision: int | None = None,
        type: CurrencyType | str | None = None,  # noqa: A002
    ) -> None:
        """Take precision and type of a known code from the registry, unless given.

        Args:
            code: letters and digits, upper case.
            precision: decimals of an amount, 0 to 18.
            type: kind of currency, as a code or its name.

        Raises:
            ConfigError: the code or the precision is malformed.
            UnknownNameError: the code is not in the registry and precision or type is missing.
        """
        code = str(code)
        if not code.isalnum() or code != code.upper():
            raise ConfigError(f"currency code: expected upper-case letters and digits, got {code!r}")
        known = _KNOWN.get(code)
        if known is None and (precision is None or type is None):
            error = unknown_name("currency", code, _KNOWN)
            error.args = (f"{error}. For a new one give all: Currency({code!r}, precision=8, type='CRYPTO')",)
            raise error
        known_precision, known_type = known or (0, CurrencyType.FIAT)
        precision = known_precision if precision is None else precision
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "precision", check_precision(precision, f"currency {code}"))
        object.__setattr__(
            self, "type", known_type if type is None else parse_code(CurrencyType, type, "currency type")
        )

    @staticmethod
    def of(value: Currency | str) -> Currency:
        """Return the known currency of a code; a Currency comes back as it is.

        Raises:
            UnknownNameError: no such code; the nearest ones are listed.
        """
        if isinstance(value, Currency):
            return value
        found = REGISTRY.get(value)
        return Currency(value) if found is None else found

    def __str__(self) -> str:
        return self.code

    def to_dict(self) -> dict[str, str | int]:
        """Return code, precision and type name, ready for JSON."""
        return {"code": self.code, "precision": self.precision, "type": self.type.name}

    @staticmethod
    def from_dict(value: dict[str, str | int] | str) -> Currency:
        """Build the currency that ``to_dict`` wrote, or the known one of a code.

        Raises:
            ConfigError: a key is missing or there is one too many.
        """
        if isinstance(value, str):
            return Currency.of(value)
        if set(value) != {"code", "precision", "type"}:
            raise ConfigError(f"currency: expected the keys code, precision, type, got {sorted(value)}")
        return Currency(str(value["code"]), int(value["precision"]), str(value["type"]))


REGISTRY: dict[str, Currency] = {code: Currency(code) for code in _KNOWN}
"""The known currencies by code."""
