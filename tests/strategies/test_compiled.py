"""Compiled strategies as objects: their hooks, parameters and columns (``strategies/compiled.py``)."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.errors import ConfigError, UnknownNameError
from fastbt.strategies.compiled import CompiledStrategy, compiled, parameter_record
from fastbt.strategies.params import Params


def on_bar(ctx, p):
    """Does nothing."""


def test_the_decorator_with_and_without_arguments() -> None:
    plain = compiled(on_bar)
    called = compiled()(on_bar)
    for strategy in (plain, called):
        assert isinstance(strategy, CompiledStrategy)
        assert (strategy.name, strategy.__doc__, strategy.params) == ("on_bar", "Does nothing.", {})
        assert strategy.hooks == {"on_bar": on_bar}
        assert strategy.columns(Params()) == {}


def test_further_hooks_are_added_by_their_names() -> None:
    strategy = compiled(on_bar)

    @strategy.on_start
    def first(ctx, p):
        pass

    @strategy.on_order_event
    def heard(ctx, p, event):
        pass

    assert strategy.hooks == {"on_bar": on_bar, "on_start": first, "on_order_event": heard}
    assert repr(strategy) == "<compiled strategy on_bar {} with on_bar, on_start, on_order_event>"


def test_strategies_do_not_share_their_hooks_and_parameters() -> None:
    one, two = compiled(on_bar), compiled(on_bar)
    one.on_start(on_bar)
    one.params["x"] = 1.0
    assert (list(two.hooks), two.params) == (["on_bar"], {})
    given = {"x": 1.0}
    kept = compiled(params=given)(on_bar)
    given["x"] = 2.0
    assert kept.params == {"x": 1.0}


def test_parameters_of_a_run() -> None:
    strategy = compiled(params={"window": 20, "quantity": 1.5, "wanted": True})(on_bar)
    assert dict(strategy.parameters(None)) == {"window": 20, "quantity": 1.5, "wanted": True}
    assert dict(strategy.parameters({"window": 55})) == {"window": 55, "quantity": 1.5, "wanted": True}
    assert strategy.params["window"] == 20  # the defaults stay
    with pytest.raises(UnknownNameError, match="unknown parameter of on_bar 'windw'; did you mean 'window'"):
        strategy.parameters({"windw": 1})


@pytest.mark.parametrize("value", ["ten", None, [1.0], {"a": 1}])
def test_parameters_are_numbers(value: object) -> None:
    with pytest.raises(ConfigError, match=r"parameter size=.* of a compiled strategy is not a number"):
        compiled(params={"size": value})(on_bar)  # type: ignore[dict-item]


def test_columns_are_a_function_of_the_parameters() -> None:
    strategy = compiled(
        params={"window": 3}, columns=lambda p: {"upper": pl.col("high").rolling_max(p.window)}
    )(on_bar)
    columns = strategy.columns(strategy.parameters({"window": 5}))
    assert list(columns) == ["upper"]
    assert str(columns["upper"]) == str(pl.col("high").rolling_max(5))


def test_parameters_as_a_record() -> None:
    record = parameter_record(Params({"window": 20, "share": 0.5, "wanted": True}))
    assert [record.dtype[name].kind for name in ("window", "share", "wanted")] == ["i", "f", "b"]
    assert record[0].tolist() == (20, 0.5, True)
    assert record.dtype.isalignedstruct
    assert len(parameter_record(Params({})).dtype.names or ()) == 1  # a record without fields has no address
    assert parameter_record(Params({"large": 2**62}))[0]["large"] == 2**62


def test_a_compiled_strategy_is_not_called() -> None:
    """It is an object that a run takes, not a function any more."""
    assert not callable(compiled(on_bar))
