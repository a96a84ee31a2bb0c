"""Strategies out of files: which one is taken, and whose fault a failure is."""

from __future__ import annotations

import sys

import pytest

import fastbt as bt
from fastbt.cli.strategy_file import blaming, load_strategy
from fastbt.errors import ConfigError, StrategyError, UnknownNameError

HEAD = "import fastbt as bt\nfrom fastbt import ta\n"
ONE = 'one = bt.Signals(entries="x", quantity=1)\n'
TWO = 'two = bt.Signals(entries="x", quantity=2)\n'
NAMED = 'strategy = bt.Signals(entries="x", quantity=3)\n'


@pytest.fixture
def written(folder):
    def write(text, name="mine.py"):
        path = folder / name
        path.write_text(HEAD + text, encoding="utf-8")
        return path

    return write


def test_the_only_one(written):
    found = load_strategy(written(ONE))
    assert (found.name, found.title, found.strategy.quantity, found.venue) == ("one", "one", 1, None)


def test_the_one_named_strategy(written):
    found = load_strategy(written(ONE + NAMED + TWO))
    assert (found.name, found.title, found.strategy.quantity) == ("strategy", "mine", 3)


def test_the_one_asked_for(written):
    assert load_strategy(written(ONE + NAMED), "one").strategy.quantity == 1
    with pytest.raises(UnknownNameError, match=r"unknown strategy in .*mine.py 'onee'; did you mean 'one'"):
        load_strategy(written(ONE), "onee")


def test_several_is_a_question(written):
    with pytest.raises(
        ConfigError, match=r"several strategies: one, two; name one of them `strategy`, or write .*:one"
    ):
        load_strategy(written(ONE + TWO))


def test_two_names_of_one_are_no_question(written):
    assert load_strategy(written(ONE + "also = one\n")).strategy.quantity == 1


def test_functions_count_only_where_nothing_else_is(written):
    helper = "def helper(x):\n    return x\n"
    assert load_strategy(written(helper + ONE)).name == "one"
    assert load_strategy(written(helper)).name == "helper"
    with pytest.raises(ConfigError, match=r"defines no strategy; give it a bt.Signals"):
        load_strategy(written("from math import sqrt\ndef two(a, b): ...\ndef _hidden(p): ...\n"))


def test_classes_and_compiled_ones(written):
    assert issubclass(load_strategy(written("class A(bt.Strategy): ...\n")).strategy, bt.Strategy)
    assert load_strategy(written("@bt.compiled\ndef a(ctx, p): ...\n")).strategy.name == "a"


def test_the_venue_of_the_file(written):
    found = load_strategy(written(ONE + 'venue = bt.Venue(account_type="MARGIN")\n'))
    assert found.venue.account_type == "MARGIN"


def test_a_file_may_import_its_neighbors_and_leaves_no_bytecode(written, folder):
    written("quantity = 7\n", "neighbor_of_mine.py")
    dont_write, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    try:
        path = written(
            'from neighbor_of_mine import quantity\none = bt.Signals(entries="x", quantity=quantity)\n'
        )
        assert load_strategy(path).strategy.quantity == 7
    finally:
        sys.dont_write_bytecode = dont_write
    assert not list(folder.glob("__pycache__/mine*"))


def test_an_edit_counts_at_once(written):
    assert load_strategy(written(ONE)).strategy.quantity == 1
    assert load_strategy(written(ONE.replace("=1", "=9"))).strategy.quantity == 9


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = = 1\n", "mine.py, line 3: SyntaxError: invalid syntax"),
        ("import nowhere_at_all\n", "mine.py, line 3: ModuleNotFoundError: No module named 'nowhere_at_all'"),
        ("def f():\n    return 1 / 0\nf()\n", "mine.py, line 4, in f: ZeroDivisionError: division by zero"),
        ("one = bt.Signals(entries=1, quantity=1, stop_los=1)\n", "mine.py, line 3: "),
        ('bt.Venue(bar_path="best")\n', "mine.py, line 3: bar_path='best' is not one of"),
    ],
)
def test_a_file_that_fails(written, text, says):
    with pytest.raises(StrategyError) as error:
        load_strategy(written(text))
    assert says in str(error.value)
    assert error.value.__cause__ is not None


def test_what_fails_elsewhere_is_not_blamed_on_the_file(written):
    with pytest.raises(ZeroDivisionError), blaming(written(ONE)):
        1 / 0  # noqa: B018


def test_what_fails_inside_fastbt_is_a_defect(written, monkeypatch):
    def broken(*args, **words):
        raise TypeError("broken inside")

    monkeypatch.setattr("fastbt.venues.venue._balances", broken)
    with pytest.raises(TypeError, match="broken inside"):
        load_strategy(written(ONE + "bt.Venue()\n"))


def test_a_strategy_that_fails_in_the_run(cli, written):
    written(
        "class Fails(bt.Strategy):\n"
        "    def on_bar(self, bar):\n"
        "        if bar.close > 1240:\n"
        "            self.down(bar)\n"
        "    def down(self, bar):\n"
        "        return 1 / 0\n"
    )
    done = cli("run", "mine.py")
    assert (done.code, done.out) == (2, "")
    assert "fastbt: mine.py, line 8, in down: ZeroDivisionError: division by zero" in done.err
