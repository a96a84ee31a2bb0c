"""From bars and ``Targets`` to a run that is ready for the machine, options checked on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from fastbt.catalog.frames import to_frame
from fastbt.errors import ConfigError
from fastbt.simulation.lower import lower_market
from fastbt.simulation.lower_actions import add_actions
from fastbt.simulation.lower_finer import add_finer
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lower_rates import add_conversion
from fastbt.simulation.lower_settings import run_settings, word_options
from fastbt.simulation.lower_signals import words_per_row
from fastbt.simulation.lower_targets import RANK, decisions, lower_targets
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.expressions import attach, evaluate
from fastbt.strategies.targets import Targets


def target_market(options: Mapping[str, Any]) -> Market:
    """Return the market of a run of targets, which are sized at the decision unless the verb says otherwise.

    Args:
        options: those of the verb, by name.

    Raises:
        ConfigError: if one of them is about entries and exits, or a value is not allowed.
    """
    for name in ("stops_per", "stop_cancels_signals", "waiting_entry"):
        if options.get(name) is not None:
            raise ConfigError(f"{name}={options[name]!r} is about entries and their stops; targets have none")
    return Market.of({**options, "sizing": options.get("sizing") or "decision"})


def lower_target_run(targets: Targets, frame: Any, market: Market) -> Lowered:
    """Read bars, evaluate targets on them and lower both.

    Args:
        targets: the strategy.
        frame: bars, as for ``run``.
        market: the options of the run.

    Returns:
        The run, ready for the machine.

    Raises:
        FastbtError: as ``run``.
    """
    given = targets.sequence == "given"
    table = frame if isinstance(frame, pl.LazyFrame) and not given else to_frame(frame)
    wanted = {targets.kind: targets.wanted}
    if isinstance(table, pl.DataFrame) and given:
        wanted[RANK] = pl.int_range(table.height, eager=True)
    table, _, words = attach(table, {}, wanted)
    bars = market.read(table)
    floats = bars.to_floats()
    found = evaluate(floats, {}, words_per_row(words, floats.columns), check=market.check)
    lowered = lower_market(bars, market.venues, frame=found.frame, strategy=market.strategy_id)
    lower_targets(lowered, targets, found.words, market.venues)
    add_finer(lowered, market)
    add_actions(lowered, market)
    words_of = {"words": targets.words(), "options": word_options(targets)}
    form = {"form": "targets", **words_of, "decisions": decisions(lowered)}
    add_conversion(lowered, market)
    lowered.settings = run_settings(lowered, bars, market, form)
    return lowered
