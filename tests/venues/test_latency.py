"""Latency as a user writes it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

import fastbt as bt
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.venues.latency import CustomLatency, Latency, latency_model

DAY = 86_400 * 10**9


def test_numbers_text_and_timedelta_are_nanoseconds() -> None:
    latency = Latency(submit="5ms", modify=7, cancel=timedelta(seconds=1), report=timedelta(0))
    assert latency.to_dict() == {"submit": 5_000_000, "modify": 7, "cancel": 10**9, "report": 0, "jitter": 0}
    assert Latency(submit=3, jitter=4).latest_submit == 7


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"submit": -1}, r"latency: submit=-1 must lie from 0 to a year; it counts nanoseconds"),
        ({"cancel": 400 * DAY}, r"latency: cancel=\d+ must lie from 0 to a year"),
        ({"jitter": "soon"}, r"latency: jitter='soon' is not a duration"),
        ({"report": True}, r"latency: report=True is not a duration"),
        ({"modify": 1.5}, r"latency: modify=1.5 is not a duration"),
    ],
)
def test_what_is_no_latency(words: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Latency(**words)


def test_a_venue_takes_it_and_writes_it_down() -> None:
    venue = bt.Venue(latency=bt.Latency(submit="1s"), latency_in_bar="close")
    values = json.loads(json.dumps(venue.to_dict()))
    assert values["latency"] == {"submit": 10**9, "modify": 0, "cancel": 0, "report": 0, "jitter": 0}
    assert bt.Venue.from_dict(values) == venue
    assert bt.Venue().to_dict()["latency"] is None
    assert (bt.Venue().latest_submit, venue.latest_submit) == (0, 10**9)
    assert latency_model(None) is None


def test_what_a_venue_refuses() -> None:
    with pytest.raises(
        ConfigError, match=r"latency='5ms': give bt.Latency\(submit='5ms', ...\), bt.CustomLatency"
    ):
        bt.Venue(latency="5ms")  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="unknown latency 'submits'; did you mean 'submit'"):
        bt.Venue(latency={"submits": 5})
    with pytest.raises(ConfigError, match="latency= and fill_timing='this_close' contradict each other"):
        bt.Venue(latency=Latency(), fill_timing="this_close")


def slow(message: Any) -> float:
    return 5e6


def test_a_function_of_ones_own() -> None:
    model = CustomLatency(slow, longest="1s")
    assert (model.longest, model.latest_submit) == (10**9, 10**9)
    assert repr(model) == "CustomLatency(slow, longest=1000000000)"
    assert model == CustomLatency(slow, longest=10**9)
    assert model != CustomLatency(slow, longest="2s")
    venue = bt.Venue(latency=model)
    values = json.loads(json.dumps(venue.to_dict()))["latency"]
    assert (values["model"], values["name"], values["longest"]) == ("CustomLatency", "slow", 10**9)
    assert "return 5e6" in values["source"]
    assert venue.latest_submit == 10**9
    assert venue.with_options(seed=3).latency == model


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: CustomLatency(slow), "longest"),
        (lambda: CustomLatency(slow, longest=-1), "latency: longest=-1 must lie from 0 to a year"),
        (lambda: CustomLatency(3, longest=1), "give a function of a message"),
        (
            lambda: CustomLatency(slow, params={"a": 1}, longest=1),
            r"is f\(message, p\), since params are given",
        ),
        (
            lambda: CustomLatency(lambda message: np.random.random(), longest=1),  # noqa: NPY002
            "draws random numbers, .*work with what the message tells instead",
        ),
        (lambda: bt.Venue(latency=slow), r"latency=slow: give bt.CustomLatency\(slow\)"),
        (
            lambda: bt.Venue(latency=CustomLatency(slow, longest=1).to_dict()),
            "latency: CustomLatency 'slow' is a function",
        ),
        (lambda: bt.Venue(latency=bt.CustomFees(slow)), "give bt.Latency"),
        (
            lambda: bt.Venue(latency=CustomLatency(slow, longest=1), fill_timing="this_close"),
            "contradict each other",
        ),
    ],
)
def test_what_is_no_function_for_it(make: Any, message: str) -> None:
    with pytest.raises((ConfigError, TypeError), match=message):
        make()
