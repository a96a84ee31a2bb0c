"""The typed words of ``from_signals`` are those of ``Signals``."""

from __future__ import annotations

from dataclasses import fields

from fastbt.strategies.signal_words import SignalWords
from fastbt.strategies.signals import Signals


def test_the_same_words_in_the_same_order():
    assert list(SignalWords.__annotations__) == [field.name for field in fields(Signals)]


def test_the_same_types():
    for field in fields(Signals):
        shown = SignalWords.__annotations__[field.name]
        assert getattr(shown, "__forward_arg__", shown) == field.type, field.name
