"""Other backtesters on the SMA cross and the same bars, as a user of each would write it.

Whoever is not installed is left out. They answer less precise questions (floats, fills at prices off the
grid, no events), and we show the figures whichever way they fall.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks import scenarios, whole
from benchmarks.timing import Spread, own_time, repeat

CENTS = 100


@dataclass(frozen=True, slots=True)
class Entrant:
    """One backtester's time.

    Args:
        name: with version.
        rows: bars of its run.
        seconds: whole run, all included.
        core: the run without indicators and statistics, where the library lets us separate it.
        trades: round trips it made.
    """

    name: str
    rows: int
    seconds: Spread
    core: Spread | None
    trades: int


def entrants(short: bool) -> list[Entrant]:
    """Everybody installed, ourselves first."""
    rounds = 3 if short else 5
    found = [_ours(1_000_000, rounds)]
    tries: dict[str, Callable[[], Entrant]] = {
        "vectorbt": lambda: _vectorbt(1_000_000, rounds),
        "backtesting": lambda: _backtesting(100_000, 1),
    }
    for module, run in tries.items():
        if importlib.util.find_spec(module) is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found.append(run())
    return found


def _version(package: str) -> str:
    return f"{package} {importlib.metadata.version(package)}"


def _ours(rows: int, rounds: int) -> Entrant:
    import fastbt

    results: list[Any] = []

    def work() -> None:
        results[:] = [whole.run_cross(rows)]
        whole.everything(results[0])

    times = Spread.of(repeat(work, rounds=rounds))
    contest = scenarios.cross_contest(rows, 1)
    core = Spread.of(repeat(contest.ours, contest.machine.reset, clock=own_time))
    return Entrant(f"fastbt {fastbt.__version__}", rows, times, core, results[0].trades.height)


def pandas_bars(rows: int) -> Any:
    """The walk as the pandas frame that others want."""
    import pandas as pd

    frame = scenarios.walk(rows)
    columns = {name.title(): frame[name].to_numpy() for name in ("open", "high", "low", "close", "volume")}
    return pd.DataFrame(columns, index=pd.DatetimeIndex(frame["ts_event"].to_numpy(), name="time"))


def _vectorbt(rows: int, rounds: int) -> Entrant:
    """Signals act on the next bar's open, as ours do."""
    import numpy as np
    import vectorbt as vbt

    bars = pandas_bars(rows)

    def signals() -> tuple[Any, Any]:
        fast, slow = vbt.MA.run(bars["Close"], 20), vbt.MA.run(bars["Close"], 50)
        entries, exits = fast.ma_crossed_above(slow), fast.ma_crossed_below(slow)
        return entries.vbt.signals.fshift(1), exits.vbt.signals.fshift(1)

    def portfolio(entries: Any, exits: Any) -> Any:
        return vbt.Portfolio.from_signals(
            bars["Close"], entries, exits, price=bars["Open"], size=scenarios.UNITS, fees=scenarios.FEE,
            init_cash=scenarios.MONEY / CENTS, freq="1min",
        )  # fmt: skip

    def work() -> Any:
        return portfolio(*signals()).stats()

    times = Spread.of(repeat(work, rounds=rounds))
    given = signals()
    core = Spread.of(repeat(lambda: np.asarray(portfolio(*given).value()), rounds=rounds))
    trades = int(portfolio(*given).trades.count())
    return Entrant(_version("vectorbt"), rows, times, core, trades)


def _backtesting(rows: int, rounds: int) -> Entrant:
    """Fewer bars: it calls Python on every one."""
    from backtesting import Backtest, Strategy
    from backtesting.lib import crossover

    def sma(values: Any, window: int) -> Any:
        import pandas as pd

        return pd.Series(values).rolling(window).mean()

    class Cross(Strategy):
        def init(self) -> None:
            self.fast = self.I(sma, self.data.Close, 20)
            self.slow = self.I(sma, self.data.Close, 50)

        def next(self) -> None:
            if crossover(self.fast, self.slow):
                self.buy(size=int(scenarios.UNITS))
            elif crossover(self.slow, self.fast) and self.position:
                self.position.close()

    bars = pandas_bars(rows)
    results: list[Any] = []

    def work() -> None:
        run = Backtest(bars, Cross, cash=scenarios.MONEY / CENTS, commission=scenarios.FEE)
        results[:] = [run.run()]

    times = Spread.of(repeat(work, rounds=rounds))
    return Entrant(_version("backtesting"), rows, times, None, int(results[0]["# Trades"]))
