"""What is known of a run beside its tables: instruments, accounts, scales, what the strategy asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from fastbt.codes import AccountType, FillCause
from fastbt.kernels.state import (
    BUST,
    SIGNAL_ENTRY_LONG,
    SIGNAL_ENTRY_SHORT,
    SIGNAL_EXIT_LONG,
    SIGNAL_EXIT_SHORT,
    SIGNAL_TARGET,
)
from fastbt.model.currencies import Currency
from fastbt.model.instruments import Instrument, instrument_from_dict
from fastbt.schema.table import Kind
from fastbt.simulation.collect import RunTables
from fastbt.simulation.lowered import RunOutput

SIGNALS = {
    "entries": SIGNAL_ENTRY_LONG,
    "exits": SIGNAL_EXIT_LONG,
    "short_entries": SIGNAL_ENTRY_SHORT,
    "short_exits": SIGNAL_EXIT_SHORT,
    "target": SIGNAL_TARGET,
}


@dataclass(frozen=True, slots=True)
class RunFacts:
    """Facts of a run that its tables do not hold."""

    strategy: str
    """The strategy's id."""
    instruments: dict[str, Instrument]
    """By id."""
    currency: Currency
    """Currency of equity and balances."""
    account_types: dict[str, AccountType]
    """By account id."""
    scales: dict[Kind, int]
    """Decimals of prices, quantities and money in the exact tables."""
    rows: int
    """Number of rows of bars."""
    seconds: float
    """Time spent in the kernel."""
    signals: dict[str, int] | None = None
    """Rows on which each signal was true; None where the strategy was not given as signals."""
    commands: int | None = None
    """Rows of the table of orders; None where there was none."""
    refusals: dict[str, int] = field(default_factory=dict)
    """Refused orders and commands by reason."""
    liquidations: int = 0
    """Positions that were closed because an account lacked margin (rule A5)."""
    currencies: dict[str, Currency] = field(default_factory=dict)
    """Those that the accounts hold, by code; empty in results saved before there was more than one."""
    start: float | None = None
    """What all accounts start with, in ``currency``; None in results saved before there was more than one."""
    oldest_rates: dict[str, int] = field(default_factory=dict)
    """Age of the oldest rate that converted an amount, ns, by "FROM/TO" (rule A9)."""
    busts: dict[str, int] = field(default_factory=dict)
    """When accounts lost their equity, ns UTC by account id."""

    @classmethod
    def of(cls, output: RunOutput, tables: RunTables) -> Self:
        """Collect the facts of a run.

        Args:
            output: what the kernel left behind.
            tables: made of it.

        Raises:
            DataError: an amount of another currency than the base has no rate.
        """
        lowered = output.lowered
        if len(lowered.currencies) > 1:
            tables.frame("equity")  # a rate that is missing is told now, not when somebody looks
        return cls(
            strategy=lowered.strategy,
            instruments={str(model.id): model for model in lowered.models},
            currency=lowered.base or lowered.currencies[0],
            account_types={
                name: AccountType(int(kind))
                for name, kind in zip(lowered.account_ids, output.accounts["account_type"], strict=True)
            },
            scales=tables.scales,
            currencies={own.code: own for own in lowered.currencies},
            start=tables.start(),
            oldest_rates=dict(lowered.conversion.oldest),
            rows=lowered.columns.rows
            if lowered.columns.main_rows is None
            else len(lowered.columns.main_rows),
            seconds=output.seconds,
            signals=None if lowered.signals is None else count_signals(lowered.signals),
            commands=None if lowered.commands is None else len(lowered.commands),
            refusals=tables.refusals(),
            liquidations=int((output.fills["cause"] == FillCause.LIQUIDATION).sum()),
            busts={
                lowered.account_ids[balance["account"]]: int(lowered.columns.ts_event[balance["bust_row"]])
                for balance in output.balances[output.balances["status"] == BUST]
            },
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "strategy": self.strategy,
            "instruments": [model.to_dict() for model in self.instruments.values()],
            "currency": self.currency.to_dict(),
            "account_types": {name: kind.name for name, kind in self.account_types.items()},
            "scales": {kind.value: scale for kind, scale in self.scales.items()},
            "rows": self.rows,
            "seconds": self.seconds,
            "signals": self.signals,
            "commands": self.commands,
            "refusals": self.refusals,
            "liquidations": self.liquidations,
            "currencies": [own.to_dict() for own in self.currencies.values()],
            "start": self.start,
            "oldest_rates": self.oldest_rates,
            "busts": self.busts,
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Build the facts that ``to_dict`` wrote."""
        models = [instrument_from_dict(model) for model in values["instruments"]]
        return cls(
            **values
            | {
                "instruments": {str(model.id): model for model in models},
                "currency": Currency.from_dict(values["currency"]),
                "currencies": {one["code"]: Currency.from_dict(one) for one in values.get("currencies", ())},
                "account_types": {name: AccountType[kind] for name, kind in values["account_types"].items()},
                "scales": {Kind(name): scale for name, scale in values["scales"].items()},
            }
        )


def count_signals(signals: np.ndarray[Any, np.dtype[np.uint8]]) -> dict[str, int]:
    """On how many rows each signal is true."""
    counts = np.bincount(signals, minlength=256)
    bits = np.arange(256)
    return {name: int(counts[(bits & bit) != 0].sum()) for name, bit in SIGNALS.items()}
